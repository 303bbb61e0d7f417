package openagendatest

import (
	"net/http"
	"slices"
	"time"
)

// Modes makes the stand-in misbehave, or answer as it may but rarely does. The
// zero value behaves. Where a count is negative, it never runs out.
type Modes struct {
	Pass  int   // so many requests are answered well before Fault shows
	Fault Fault // what the requests after them get,
	Times int   // so many of them

	RetryAfter string        // header of TooMany and Unavailable, none where ""
	Drip       time.Duration // the pause of a Slow body after each piece

	// BrokenPage is the number, from 1, of a page of a list that is always 500:
	// by where the page begins, so that it is the same for every request.
	BrokenPage int
	// Poison are events that make every detailed list 500 that holds one.
	Poison []int64
	// ForbiddenEvents are 403 when read one by one.
	ForbiddenEvents []int64

	NumericCursors bool // elements of after are numbers, as in older captures
	NullLastCursor bool // after is null on the last page
	CursorAlways   bool // after is there even when one page holds all
	RepeatCursor   bool // every page gives the cursor of the first
	TotalOff       int  // added to total once a page: negative, it shrinks
	SaturateTotal  int  // total never says more

	// AfterPage is called once a page of a list is put together, before it is
	// sent: to edit or remove between two pages.
	AfterPage func(page int)
	// Intercept may answer in the stand-in's place; it says whether it did.
	Intercept func(w http.ResponseWriter, r *http.Request) bool

	repeated []any
}

// Set changes the modes.
func (s *Server) Set(change func(*Modes)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.modes)
}

// Behave takes all modes back.
func (s *Server) Behave() { s.Set(func(m *Modes) { *m = Modes{} }) }

// take tells what the next request gets; callers hold the lock.
func (m *Modes) take() *Fault {
	switch {
	case m.Fault == None || m.Times == 0:
		return nil
	case m.Pass > 0:
		m.Pass--
		return nil
	case m.Times > 0:
		m.Times--
	}
	fault := m.Fault
	return &fault
}

// fails reports whether this page is one that the platform cannot make.
func (m *Modes) fails(p page, q question) bool {
	if m.BrokenPage > 0 && p.number == m.BrokenPage {
		return true
	}
	if q.one("detailed") != "1" {
		return false
	}
	return slices.ContainsFunc(p.entries, func(e *entry) bool { return slices.Contains(m.Poison, e.event.UID) })
}
