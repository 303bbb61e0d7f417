package rdvsptest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// The client that a new Server knows, and the agent's password on a historical
// host.
const (
	ClientID     = "client-de-demonstration"
	ClientSecret = "secret-de-demonstration"
	Email        = "camille.roussel@fil-commun.example.org"
	Password     = "mot-de-passe-de-demonstration"
)

// A Server is the stand-in: what one agent of one instance sees. Its methods may
// be called while it serves.
type Server struct {
	now  func() time.Time
	base int64
	mux  *http.ServeMux

	mu            sync.Mutex
	organisations []Organisation
	rdvs          []*stored
	byID          map[int64]*stored
	made          int64
	shuffles      uint64
	access        map[string]time.Time // OAuth access tokens, and when they end
	refresh       map[string]bool
	codes         map[string]string // code → where it was sent to
	signed        signedIn
	issued        int64
	endpoints     []*endpoint
	waiting       []delivery
	failed        []delivery
	modes         Modes
	requests      []string
}

// New makes an empty instance whose clock is now. Ids begin at 1000.
func New(now func() time.Time) *Server { return NewAt(now, 1000) }

// NewAt makes one whose ids begin at base: those of two instances may be the
// same.
func NewAt(now func() time.Time, base int64) *Server {
	s := &Server{
		now: now, base: base, mux: http.NewServeMux(),
		byID: map[int64]*stored{}, access: map[string]time.Time{}, refresh: map[string]bool{}, codes: map[string]string{},
	}
	s.mux.HandleFunc("GET /oauth/authorize", s.authorizePage)
	s.mux.HandleFunc("POST /oauth/token", s.token)
	s.mux.HandleFunc("POST /api/v1/auth/sign_in", s.signIn)
	s.mux.HandleFunc("GET /calendrier/{file}", s.calendar)
	s.handle("GET /api/v1/agents/me", s.me)
	s.handle("GET /api/v1/rdvs", s.listRDVs)
	s.handle("GET /api/v1/organisations/{org}/rdvs", s.listRDVs)
	s.handle("GET /api/v1/organisations", s.listOrganisations)
	s.handle("GET /api/v1/organisations/{org}", s.oneOrganisation)
	s.handle("GET /api/v1/users", s.listUsers)
	s.handle("GET /api/v1/users/{id}", s.oneUser)
	s.handle("GET /api/v1/organisations/{org}/webhook_endpoints", s.listEndpoints)
	s.handle("POST /api/v1/organisations/{org}/webhook_endpoints", s.createEndpoint)
	s.handle("PATCH /api/v1/organisations/{org}/webhook_endpoints/{id}", s.changeEndpoint)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusNotFound, map[string]any{"errors": []string{"Not found"}})
	})
	return s
}

// handle routes a pattern of the API behind the agent's access.
func (s *Server) handle(pattern string, do http.HandlerFunc) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if !s.admitted(r) {
			answer(w, http.StatusUnauthorized, map[string]any{"errors": []string{"Vous devez vous connecter ou vous inscrire pour continuer."}})
			return
		}
		switch s.trouble() {
		case http.StatusTooManyRequests:
			s.tooMany(w)
		case http.StatusInternalServerError:
			answer(w, http.StatusInternalServerError, map[string]any{"errors": []string{"Unexpected internal error"}})
		default:
			do(w, r)
		}
	})
}

// tooMany has the three headers of sheet §11.
func (s *Server) tooMany(w http.ResponseWriter) {
	after := s.mode().RetryAfter
	if after == "" {
		after = "1"
	}
	w.Header().Set("RateLimit-Limit", "50")
	w.Header().Set("RateLimit-Remaining", "0")
	w.Header().Set("Retry-After", after)
	answer(w, http.StatusTooManyRequests, map[string]any{"errors": []string{"Trop de requêtes."}})
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests = append(s.requests, r.Method+" "+r.URL.RequestURI())
	modes := s.modes
	s.mu.Unlock()
	if modes.Intercept != nil && modes.Intercept(w, r) {
		return
	}
	s.mux.ServeHTTP(w, r)
}

// Requests returns the method and address of each request so far.
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// ForgetRequests empties what Requests returns.
func (s *Server) ForgetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// Renews reports whether a request asks for an access.
func Renews(r *http.Request) bool {
	return r.Method == http.MethodPost && (r.URL.Path == "/oauth/token" || r.URL.Path == "/api/v1/auth/sign_in")
}

// secure reports whether the platform would send a browser there.
func secure(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && u.Scheme == "https" && !strings.Contains(u.Fragment, "#")
}
