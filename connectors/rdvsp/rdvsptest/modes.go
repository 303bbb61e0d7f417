package rdvsptest

import "net/http"

// Modes makes the stand-in misbehave, or answer as the platform may but rarely
// does. The zero value behaves as of August 2026.
type Modes struct {
	PageSize  int  // 0 is 100
	Unordered bool // the order of rows is another one at each request
	Doubles   bool // an RDV comes once for each of its agents, and is counted so (before July 2026)
	CountOff  int  // added to total_count, which then never matches
	Circle    bool // every page has a next one
	RFC3339   bool // dates as a release may write them
	UTC       bool // dates with the zone written UTC
	OldUsers  bool // the field set of users of October 2024
	ExtraKeys bool // objects carry keys that nobody documented
	NoURL     bool // url_for_agents is missing, as before 2025
	NoMe      bool // GET /agents/me is missing, as on older platforms

	TooMany    int    // so many next requests of the API are answered 429,
	RetryAfter string // with this header ("1" where empty)
	Broken     int    // so many next requests of the API are answered 500

	AccessLife   int64 // seconds an access token lives; 0 is 7200
	KeepRefresh  bool  // refresh tokens do not rotate: answers hold none
	DeadRefresh  bool  // no refresh token is taken any more
	NoPassword   bool  // the sign-in of the historical hosts is not there
	Deny         bool  // whoever opens the consent page says no
	AnyRedirect  bool  // the address to return to need not be https
	NotTerritory bool  // the agent is no territory administrator: webhooks are refused

	DoubleHooks bool // each delivery comes twice
	HoldHooks   bool // deliveries wait for Release

	// Intercept may answer in the stand-in's place; it says whether it did.
	Intercept func(w http.ResponseWriter, r *http.Request) bool
	// AfterPage is called once a page of RDVs is put together, before it is sent.
	AfterPage func(page int)
}

// Set changes the modes.
func (s *Server) Set(change func(*Modes)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.modes)
	for _, r := range s.rdvs {
		r.wire = nil
	}
}

func (s *Server) mode() Modes {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.modes
}

// trouble takes one off the counters.
func (s *Server) trouble() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.modes.TooMany > 0:
		s.modes.TooMany--
		return http.StatusTooManyRequests
	case s.modes.Broken > 0:
		s.modes.Broken--
		return http.StatusInternalServerError
	}
	return 0
}
