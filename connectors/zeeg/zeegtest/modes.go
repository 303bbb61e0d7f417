package zeegtest

import "net/http"

// Modes makes the stand-in misbehave, or answer as the documentation allows but
// rarely shows. The zero value behaves.
type Modes struct {
	TooMany    int    // so many next requests are answered 429,
	RetryAfter string // with this header, or without where ""
	Broken     int    // so many next requests are answered 500

	// AfterPage is called once the page of a list of events is put together,
	// before it is sent: to book, cancel or move between two pages.
	AfterPage func(page int)
	// Intercept may answer in the stand-in's place; it says whether it did.
	Intercept func(w http.ResponseWriter, r *http.Request) bool

	MaxPage    int  // fewer items per page than asked for; 0 is as asked
	TotalOff   int  // added to pagination.total, which then never matches
	RepeatPage bool // every page is the first, and has a next one

	NoQuestions  bool // the questions are missing
	NoLocation   bool // every location is null
	ExtraKeys    bool // events and invitees carry keys that nobody documented
	IgnoreFilter bool // the list gives everything, whatever is asked for
}

// Set changes the modes.
func (s *Server) Set(change func(*Modes)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.modes)
	for _, e := range s.events {
		e.wire = nil
	}
}

// trouble takes one off the counters; callers hold the lock.
func (s *Server) trouble() int {
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
