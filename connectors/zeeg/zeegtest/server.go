package zeegtest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Token is accepted by a new Server, with all scopes.
const Token = "jeton-zeeg-de-demonstration"

// Owner is the e-mail of the person whose token it is. Events that another
// person holds are only seen with scope=all.
const Owner = "mediation@example.fr"

// scopes of the documentation's list that the stand-in checks.
const (
	scopeEvents    = "events:read"
	scopeWrite     = "events:write"
	scopeSchedules = "schedules:read"
	scopeUsers     = "users:read"
	scopeAdmin     = "admin:full"
	scopeHooks     = "webhooks:read"
	scopeHookWrite = "webhooks:write"
)

// A Server is the stand-in: one account, served under /v2. Its methods may be
// called while it serves.
type Server struct {
	now func() time.Time
	mux *http.ServeMux

	mu       sync.Mutex
	tokens   map[string][]string
	pages    []Page
	events   []*stored
	byID     map[string]*stored
	sorted   bool
	made     int64
	hooks    []*hook
	modes    Modes
	requests []string
}

// stored is an event with its encoding, all but the last key, currentTime.
type stored struct {
	Event
	wire []byte
}

// New makes an empty account whose clock is now.
func New(now func() time.Time) *Server {
	s := &Server{
		now:  now,
		mux:  http.NewServeMux(),
		byID: map[string]*stored{},
		tokens: map[string][]string{Token: {
			scopeEvents, scopeWrite, scopeSchedules, scopeUsers, scopeAdmin, scopeHooks, scopeHookWrite,
		}},
	}
	s.handle("GET /v2/whoami", scopeUsers, s.whoami)
	s.handle("GET /v2/scheduled-events", scopeEvents, s.listEvents)
	s.handle("GET /v2/scheduled-events/{uuid}", scopeEvents, s.readEvent)
	s.handle("PUT /v2/scheduled-invitees/{uuid}/cancel", scopeWrite, s.putCancel)
	s.handle("GET /v2/event-types", scopeSchedules, s.listPages)
	s.handle("GET /v2/event-types/{uuid}", scopeSchedules, s.readPage)
	s.handle("GET /v2/webhooks", scopeHooks, s.listHooks)
	s.handle("GET /v2/webhooks/{uuid}", scopeHooks, s.readHook)
	s.handle("POST /v2/webhooks", scopeHookWrite, s.createHook)
	s.handle("DELETE /v2/webhooks/{uuid}", scopeHookWrite, s.deleteHook)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusNotFound) })
	return s
}

// Allow makes token the only one accepted, with these scopes.
func (s *Server) Allow(token string, scopes ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens = map[string][]string{token: scopes}
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
	trouble := s.trouble()
	s.mu.Unlock()
	switch {
	case modes.Intercept != nil && modes.Intercept(w, r):
	case trouble != 0:
		if trouble == http.StatusTooManyRequests && modes.RetryAfter != "" {
			w.Header().Set("Retry-After", modes.RetryAfter)
		}
		refuse(w, trouble)
	default:
		s.mux.ServeHTTP(w, r)
	}
}

// handle routes a pattern behind the token: 401 in one shape of error body,
// 403 in the other (sheet §7).
func (s *Server) handle(pattern, scope string, do http.HandlerFunc) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		granted, known := s.granted(r)
		switch {
		case !known:
			refuse(w, http.StatusUnauthorized)
		case !slices.Contains(granted, scope) && !slices.Contains(granted, scopeAdmin):
			refuseShort(w, http.StatusForbidden)
		default:
			do(w, r)
		}
	})
}

func (s *Server) granted(r *http.Request) ([]string, bool) {
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	s.mu.Lock()
	defer s.mu.Unlock()
	scopes, known := s.tokens[token]
	return scopes, bearer && known
}

// sort puts the events in order of start; callers hold the lock.
func (s *Server) sort() {
	if s.sorted {
		return
	}
	slices.SortFunc(s.events, func(a, b *stored) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.UUID, b.UUID))
	})
	s.sorted = true
}
