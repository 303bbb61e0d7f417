package syncer

import (
	"time"

	"tresse/connectors"
)

// The ways in which a pull ends (CONTRACT §5).
const (
	StatusOK      = "ok"
	StatusPartial = "partial" // read to the end, some items refused
	StatusFailed  = "failed"  // not read to the end
	StatusHeld    = "held"    // a mass change waits for the mediator
)

// A Report says what a round did.
type Report struct {
	Sources       []SourceReport
	Sessions      int // unified, after the round
	Registrations int
	Beneficiaries int
}

// A SourceReport says what a round did to one source.
type SourceReport struct {
	Name     string
	Status   string
	Listings Counts
	Bookings Counts
	Contacts Counts
	Read     int // the platform's items
	Rejected int
	Requests int
	Bytes    int64
	Duration time.Duration
	Error    string // French, names nobody
	Notices  []string
	Refused  []connectors.Rejection // some of what was refused, for the log
	Err      error                  // English, for the log
}

// Counts says what became of one kind of fact.
type Counts struct{ Added, Changed, Withdrawn, Unchanged int }

// Failed reports whether any source was not read to its end or is held.
func (r *Report) Failed() bool {
	for _, s := range r.Sources {
		if s.Status == StatusFailed || s.Status == StatusHeld {
			return true
		}
	}
	return false
}
