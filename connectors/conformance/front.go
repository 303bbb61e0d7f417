package conformance

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
)

// A front stands before a stand-in: it notes what is asked, and spoils answers.
type front struct {
	next   http.Handler
	renews func(*http.Request) bool // see Subject.Renews; may be nil

	mu       sync.Mutex
	requests []*http.Request
	skip     int   // so many requests go well before
	times    int   // so many are spoiled; negative: all
	spoil    fault // in this way
	rewrite  func([]byte) []byte
	limit    int // requests; the one over it calls over
	over     func()
}

// mostRequests ends a pull that goes in circles: no check needs so many.
const mostRequests = 1000

// after lets skip requests pass from now on and spoils the next times.
func (f *front) after(skip, times int, spoil fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.skip, f.times, f.spoil = skip, times, spoil
}

// heal takes back what after and change have set.
func (f *front) heal() {
	f.after(0, 0, nil)
	f.change(nil)
}

// change rewrites each good answer.
func (f *front) change(rewrite func([]byte) []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rewrite = rewrite
}

// watch forgets the requests so far, and calls over when there are too many.
func (f *front) watch(over func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests, f.limit, f.over = nil, mostRequests, over
}

// seen returns the requests since watch.
func (f *front) seen() []*http.Request {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.requests
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f.renews != nil && f.renews(r) {
		f.next.ServeHTTP(w, r)
		return
	}
	spoil, rewrite := f.note(r)
	switch {
	case spoil != nil:
		spoil(w, r, f.next)
	case rewrite != nil:
		answer(r, f.next, rewrite).send(w)
	default:
		f.next.ServeHTTP(w, r)
	}
}

// note counts a request and tells what becomes of it.
func (f *front) note(r *http.Request) (fault, func([]byte) []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests = append(f.requests, r)
	if f.limit > 0 && len(f.requests) > f.limit {
		f.over()
	}
	switch {
	case f.spoil == nil || f.times == 0:
		return nil, f.rewrite
	case f.skip > 0:
		f.skip--
		return nil, f.rewrite
	case f.times > 0:
		f.times--
	}
	return f.spoil, nil
}

// An answered is a whole answer of a stand-in.
type answered struct {
	status int
	header http.Header
	body   []byte
}

// answer has a stand-in answer r, as if it had no other version of it to compare
// with, and changes the body.
func answer(r *http.Request, next http.Handler, rewrite func([]byte) []byte) answered {
	r = r.Clone(r.Context())
	for _, name := range []string{"If-None-Match", "If-Modified-Since", "Accept-Encoding"} {
		r.Header.Del(name)
	}
	w := httptest.NewRecorder()
	next.ServeHTTP(w, r)
	a := answered{w.Code, w.Header(), w.Body.Bytes()}
	if a.status/100 == 2 && rewrite != nil {
		a.body = rewrite(a.body)
	}
	for _, name := range []string{"Etag", "Last-Modified", "Content-Length"} {
		a.header.Del(name)
	}
	return a
}

func whole(body []byte) []byte { return body }

func (a answered) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.header)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	w.Write(a.body)
}
