package publish

import (
	"time"

	"tresse"
)

// A SourceObject is the state of a source as JSON.
type SourceObject struct {
	Name        string        `json:"name"`
	Kind        string        `json:"kind"`
	State       tresse.Health `json:"state"`
	LastSuccess string        `json:"last_success,omitempty"`
	NextTry     string        `json:"next_try,omitempty"`
	Failures    int           `json:"failures"`
	Error       string        `json:"error,omitempty"`
	Listings    int           `json:"listings"`
	Bookings    int           `json:"bookings"`
	Contacts    int           `json:"contacts"`
}

// SourceJSON returns the state of a source as JSON shows it.
func SourceJSON(s *tresse.SourceState, zone *time.Location) SourceObject {
	o := SourceObject{
		Name: s.Name, Kind: s.Kind, State: s.Health, LastSuccess: instant(s.LastSuccess, zone), NextTry: instant(s.NextTry, zone),
		Failures: s.Failures, Error: s.Error, Listings: s.Listings, Bookings: s.Bookings, Contacts: s.Contacts,
	}
	if o.State == "" {
		o.State = tresse.HealthWaiting
	}
	return o
}
