package web

import (
	"net/http"
	"runtime/debug"
	"sync/atomic"
)

// An answer is a ResponseWriter that remembers what is to be counted and logged.
type answer struct {
	http.ResponseWriter
	status int
	access string // the ID of the access that was used, if any
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach what is below.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// used notes which access a request came with.
func used(w http.ResponseWriter, id string) {
	if a, ok := w.(*answer); ok {
		a.access = id
	}
}

// A counter counts the answers of one route by the hundreds of their status.
type counter struct {
	pattern string
	by      [6]atomic.Uint64
}

// watched counts and logs what a route answers, and turns a panic into a 500.
// The log tells the route's pattern and the access's id: addresses hold secrets,
// and who asks is nobody's business.
func (s *Server) watched(pattern string, h http.HandlerFunc) http.Handler {
	c := &counter{pattern: pattern}
	s.counters = append(s.counters, c)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := &answer{ResponseWriter: w}
		defer s.saw(c, a, r)
		defer s.recovered(a)
		h(a, r)
	})
}

func (s *Server) saw(c *counter, a *answer, r *http.Request) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	c.by[min(a.status/100, 5)].Add(1)
	if e := s.log.Debug(); e.Enabled() {
		if a.access != "" {
			e = e.Str("access", a.access)
		}
		e.Str("method", method(r)).Str("route", c.pattern).Int("status", a.status).Msg("answered")
	}
}

// method is the request's if it is one of those there are: a client may write
// anything there.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions, http.MethodPatch:
		return r.Method
	}
	return "other"
}

// recovered answers 500 after a panic. Its value is not logged: it may quote
// what it choked on.
func (s *Server) recovered(a *answer) {
	cause := recover()
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler {
		panic(cause)
	}
	s.log.Error().Bytes("stack", debug.Stack()).Type("type", cause).Msg("a request ended in a panic")
	if a.status == 0 {
		http.Error(a, "Erreur interne.", http.StatusInternalServerError)
	}
}
