package web

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"tresse"
	"tresse/store"
	syncer "tresse/sync"
	"tresse/sync/publish"
)

// Whatever is asked, the log at its most talkative holds no secret, no hash of
// one, no name and no address of anybody.
func TestTheLogNamesNobody(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.Duplicates = func(bool) ([]publish.Duplicate, error) { panic("Zoé Quelconque") } })
	h.quarter()
	access, path := h.feedAddress(tresse.Own)
	token := h.token()
	for _, p := range []string{
		path, path + "?host=Nadia+Roussel", path + "?kind=Quelconque", "/feed/unknown-secret.ics", "/", "/?q=Quelconque", "/hook/agenda/unknown-secret",
		"/api/v1/beneficiaries?search=Quelconque", "/api/v1/duplicates", "/api/v1/sessions?from=Quelconque", "/metrics", "/healthz",
	} {
		h.get(p, "Authorization", "Bearer "+token, "User-Agent", "Quelconque/1", "X-Request-Id", "unknown-secret")
		h.ask("QUELCONQUE", p, "Authorization", "Bearer unknown-secret")
	}
	h.must(h.server.Close())
	text := strings.ToLower(h.logged.String())
	if !strings.Contains(text, `"access":"`+access.ID+`"`) || !strings.Contains(text, `"route":"/feed/{file}"`) || !strings.Contains(text, "panic") {
		t.Errorf("the log says too little: %s", text)
	}
	secret := strings.TrimSuffix(strings.TrimPrefix(path, "/feed/"), ".ics")
	for _, bad := range []string{secret, token, hex.EncodeToString(access.Hash), "unknown-secret", "quelconque", "roussel", "zoe", "zoé", "example.org", "127.0.0.1"} {
		if strings.Contains(text, strings.ToLower(bad)) {
			t.Errorf("the log holds %q", bad)
		}
	}
}

func TestAPanicIsA500(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.Duplicates = func(bool) ([]publish.Duplicate, error) { panic("x") } })
	token := h.token()
	for range 2 * atOnce { // each must give its place back
		r := h.get("/api/v1/duplicates", "Authorization", "Bearer "+token)
		status(t, r, http.StatusInternalServerError)
	}
}

// A browser that another site sends here changes nothing.
func TestOtherSitesAreRefused(t *testing.T) {
	h := newHouse(t)
	r := h.ask(http.MethodPost, "/", "Sec-Fetch-Site", "cross-site", "Origin", "https://example.org")
	status(t, r, http.StatusForbidden)
	if r.Header.Get("Content-Security-Policy") == "" {
		t.Error("a refusal without the headers of all answers")
	}
}

// It is known who read what last, without a commit for each request.
func TestWhenAnAddressWasLastRead(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	access, path := h.feedAddress(tresse.Own)
	never, _ := h.feedAddress(tresse.Team)
	h.get(path, "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.0")
	h.pass(time.Minute)
	h.get(path, "User-Agent", "Google-Calendar-Importer")
	list, err := h.store.Accesses()
	h.must(err)
	for _, a := range list {
		if !a.LastRead.IsZero() {
			t.Error("a request was a commit")
		}
	}
	h.must(h.server.Close())
	list, err = h.store.Accesses()
	h.must(err)
	for _, a := range list {
		if a.ID == access.ID && (!a.LastRead.Equal(h.now().Truncate(time.Second)) || a.Program != "Google Agenda") {
			t.Errorf("last read %v by %q", a.LastRead, a.Program)
		}
		if a.ID == never.ID && !a.LastRead.IsZero() {
			t.Error("an address that nobody read was read")
		}
	}
}

func TestProgramsAreKnownByClass(t *testing.T) {
	for agent, want := range map[string]string{
		"": "", "Google-Calendar-Importer": "Google Agenda", "Mozilla/5.0 … Thunderbird/153.0": "Thunderbird", "curl/8.5": "curl",
		"iOS/18.0 (22A3354) dataaccessd/1.0": "Apple Calendrier", "Microsoft Office/16.0 (Microsoft Outlook 16.0)": "Outlook",
		"Mozilla/5.0 (Windows NT 10.0) Firefox/140.0": "navigateur", "Personne/1.0 (06 12 34 56 78)": "autre",
	} {
		if got := program(agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}

// The shelf holds so many feeds and so many bytes, and lets go of those that
// nobody asked for the longest.
func TestTheShelfIsBounded(t *testing.T) {
	s := newShelf()
	ready := func(n int) *prepared { return &prepared{plain: variant{body: make([]byte, n)}} }
	key := func(i int) shelfKey { return shelfKey{filter: fmt.Sprint(i)} }
	for i := range 3 * maxFeeds {
		s.put(feed{key: key(i), ready: ready(1)})
		s.take(key(0))
	}
	if len(s.all()) != maxFeeds || s.take(key(0)) == nil || s.take(key(1)) != nil {
		t.Errorf("%d feeds on the shelf", len(s.all()))
	}
	s.put(feed{key: key(1000), ready: ready(maxFeedBytes + 1)})
	if len(s.all()) != 1 || s.take(key(1000)) == nil {
		t.Errorf("%d feeds beside one that is too large", len(s.all()))
	}
	s.put(feed{key: key(1000), ready: ready(10)})
	s.replace(feed{key: key(0), ready: ready(10)})
	if len(s.all()) != 1 || s.bytes != 10 {
		t.Errorf("%d feeds, %d bytes", len(s.all()), s.bytes)
	}
}

// Many readers while the store changes: every answer is a whole feed, and the
// last is that of the last change.
func TestReadersWhileTheStoreChanges(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	_, own := h.feedAddress(tresse.Own)
	paths := []string{"/feed/public.ics", own, own + "?kind=atelier", own + "?full=1"}
	done := make(chan struct{})
	var readers sync.WaitGroup
	for i := range 8 {
		readers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				r := httptest.NewRequest(http.MethodGet, paths[(i+n)%len(paths)], nil)
				w := httptest.NewRecorder()
				h.server.ServeHTTP(w, r)
				if text := w.Body.String(); w.Code != 200 || !strings.HasSuffix(text, "END:VCALENDAR\r\n") || !strings.Contains(text, "SUMMARY:Créer son CV") {
					t.Errorf("%d: %.200s", w.Code, text)
					return
				}
			}
		})
	}
	for n := range 20 {
		sessions, err := h.store.Sessions(store.ViewSessions, store.Window{})
		h.must(err)
		for i := range sessions {
			sessions[i].Description = fmt.Sprint("version ", n)
		}
		h.must(h.store.Commit(store.Commit{Views: store.ViewChange{PutSessions: sessions}}))
		h.server.Changed()
	}
	h.settle()
	close(done)
	readers.Wait()
	if !strings.Contains(h.calendar(own), "DESCRIPTION:version 19") {
		t.Error("the last change is not in the feed")
	}
}

// interrupting is a log during which something happens, once.
type interrupting struct {
	word string
	then func()
}

func (i *interrupting) Write(b []byte) (int, error) {
	if i.then != nil && strings.Contains(string(b), i.word) {
		then := i.then
		i.then = nil
		then()
	}
	return len(b), nil
}

// What changes while a feed is made for the first time, after the store was read
// for it, is in the feed in the end.
func TestChangedWhileAFeedIsFirstMade(t *testing.T) {
	log := &interrupting{word: "feed made"}
	h := newHouse(t, func(o *Options) { o.Log = zerolog.New(log) })
	log.then = func() {
		h.public.list("agenda", "1", "Créer son CV", 26)
		_, err := h.engine.Round(t.Context(), syncer.RoundOptions{})
		h.must(err)
		h.server.Changed()
		late, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_ = h.server.Settle(late) // as far as it gets while the feed is being made
	}
	if strings.Contains(h.calendar("/feed/public.ics"), "BEGIN:VEVENT") {
		t.Fatal("the feed was made later than this test believes")
	}
	late, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	h.must(h.server.Settle(late))
	if !strings.Contains(h.calendar("/feed/public.ics"), "BEGIN:VEVENT") {
		t.Error("what changed meanwhile is never seen")
	}
}

// After Close nothing goes on behind, and what is there is still served.
func TestClose(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	_, own := h.feedAddress(tresse.Own)
	h.calendar(own)
	h.must(h.server.Close())
	h.server.Changed()
	h.must(h.server.Settle(t.Context()))
	h.calendar(own)
	status(t, h.get("/feed/public.ics"), http.StatusServiceUnavailable)
	h.must(h.server.Close())
}

func TestWhoeverGivesUpDoesNotWait(t *testing.T) {
	h := newHouse(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	h.server.maker.making.Lock()
	defer h.server.maker.making.Unlock()
	if _, err := h.server.maker.get(ctx, feed{key: shelfKey{audience: tresse.Public}}); err != context.Canceled {
		t.Errorf("got %v", err)
	}
}

func TestNewWantsAStore(t *testing.T) {
	if _, err := New(Options{}); err == nil {
		t.Error("a server without a store")
	}
}

// A server over a real socket takes no endless headers, and answers what is
// right.
func TestTheHTTPServer(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	srv := HTTPServer("127.0.0.1:0", h.server)
	for name, limit := range map[string]time.Duration{
		"ReadHeaderTimeout": srv.ReadHeaderTimeout, "ReadTimeout": srv.ReadTimeout, "WriteTimeout": srv.WriteTimeout, "IdleTimeout": srv.IdleTimeout,
	} {
		if limit <= 0 || limit > 5*time.Minute {
			t.Errorf("%s is %v", name, limit)
		}
	}
	l, err := net.Listen("tcp", srv.Addr)
	h.must(err)
	go func() { _ = srv.Serve(Bounded(l)) }()
	defer srv.Close()
	for request, want := range map[string]string{
		"GET /feed/public.ics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n":                                             "HTTP/1.1 200 OK",
		"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + strings.Repeat("a", 40<<10) + "\r\n\r\n":             "HTTP/1.1 431 ",
		"POST /x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999999999\r\nConnection: close\r\n\r\nabcdef": "HTTP/1.1 404 ",
		"GET /feed/public.ics HTTP/1.0\r\n\r\n":                                                                "HTTP/1.0 200 OK",
		"nonsense\r\n\r\n":                                                                                     "HTTP/1.1 400 ",
	} {
		c, err := net.Dial("tcp", l.Addr().String())
		h.must(err)
		_, _ = fmt.Fprint(c, request)
		line, err := bufio.NewReader(c).ReadString('\n')
		if err != nil || !strings.HasPrefix(line, want) {
			t.Errorf("%.40q: %q, %v", request, line, err)
		}
		_ = c.Close()
	}
}
