package openagendatest

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Key is accepted by a new Server, in the header or in the query.
const Key = "oa_pk_cle-de-demonstration"

// A Server is the stand-in. Its methods may be called while it serves.
type Server struct {
	now func() time.Time
	mux *http.ServeMux

	mu       sync.Mutex
	keys     []string
	tokens   []string
	agendas  map[int64]*agenda
	events   map[int64]*stored
	made     int64
	most     int // items of a page
	modes    Modes
	requests []string
}

// New makes a platform without agendas whose clock is now.
func New(now func() time.Time) *Server {
	s := &Server{
		now: now, mux: http.NewServeMux(), keys: []string{Key}, most: 300,
		agendas: map[int64]*agenda{}, events: map[int64]*stored{},
	}
	s.handle("GET /v2/agendas", s.listAgendas)
	s.handle("GET /v2/agendas/{agenda}", s.readAgenda)
	s.handle("GET /v2/agendas/{agenda}/events", s.listEvents)
	s.handle("GET /v2/agendas/{agenda}/events/{event}", s.readEvent)
	s.handle("GET /v2/agendas/{agenda}/events/ext/{key}/{value}", s.readByExtID)
	s.mux.HandleFunc("GET /agendas/{agenda}/events.v2.ics", s.exportICS) // no key needed
	s.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, "not found", nil)
	})
	return s
}

// Allow makes these keys the only ones accepted; none: no key opens anything.
func (s *Server) Allow(keys ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys = keys
}

// AllowToken makes these access tokens accepted beside the keys.
func (s *Server) AllowToken(tokens ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens = tokens
}

// Cap makes pages of at most so many events, however many are asked for: 300 is
// the platform's own bound, fewer make long lists of short ones.
func (s *Server) Cap(events int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.most = events
}

// Requests returns the method and address of each request so far.
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Forget empties what Requests returns.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests = append(s.requests, r.Method+" "+r.URL.RequestURI())
	modes := s.modes
	fault := s.modes.take()
	s.mu.Unlock()
	switch {
	case modes.Intercept != nil && modes.Intercept(w, r):
	case fault == nil || !fault.answer(w, &modes):
		if fault != nil {
			w = fault.spoil(w, r, &modes)
		}
		s.mux.ServeHTTP(w, r)
	}
}

// handle routes a pattern behind the key. There is no anonymous read: without a
// key the answer is 403 (sheet §1.2, §1.4).
func (s *Server) handle(pattern string, do http.HandlerFunc) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if !s.allowed(r) {
			refuse(w, http.StatusForbidden, "could not find user or agenda matching key", nil)
			return
		}
		do(w, r)
	})
}

func (s *Server) allowed(r *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.Contains(s.tokens, r.Header.Get("access-token")) {
		return true
	}
	key := r.Header.Get("key")
	if key == "" {
		key = r.URL.Query().Get("key")
	}
	return key != "" && slices.Contains(s.keys, strings.TrimSpace(key))
}
