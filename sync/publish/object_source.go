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
	Pushes      *PushesObject `json:"pushes,omitempty"` // where they are wanted
	// Asks are people whom the platform erased, and whom other sources know still.
	Asks []tresse.ID `json:"asks,omitempty"`
}

// A PushesObject says how a platform that tells of changes by itself fares at
// it: drift counts what reading found and no push had told.
type PushesObject struct {
	State     string `json:"state"` // ok, or failing: error says why
	Since     string `json:"since,omitempty"`
	Checked   string `json:"checked,omitempty"`
	Lost      string `json:"lost,omitempty"` // when the subscription was last found missing, and made again
	Heard     int    `json:"heard"`
	Refused   int    `json:"refused"`
	LastHeard string `json:"last_heard,omitempty"`
	Drift     int    `json:"drift"`
	LastDrift string `json:"last_drift,omitempty"`
	Error     string `json:"error,omitempty"`
}

func pushesObject(p *tresse.PushState, zone *time.Location) *PushesObject {
	if p == nil {
		return nil
	}
	o := &PushesObject{
		State: "ok", Since: instant(p.Since, zone), Checked: instant(p.Checked, zone), Lost: instant(p.Lost, zone),
		Heard: p.Heard, Refused: p.Refused, LastHeard: instant(p.LastHeard, zone),
		Drift: p.Drift, LastDrift: instant(p.LastDrift, zone), Error: p.Trouble,
	}
	if p.Trouble != "" {
		o.State = "failing"
	}
	return o
}

// nextTry is when a source is read next: never, where it is disabled or left the
// configuration, whatever was planned before.
func nextTry(s *tresse.SourceState) time.Time {
	if s.Health == tresse.HealthDisabled || s.Health == tresse.HealthRemoved {
		return time.Time{}
	}
	return s.NextTry
}

// SourceJSON returns the state of a source as JSON shows it.
func SourceJSON(s *tresse.SourceState, zone *time.Location) SourceObject {
	o := SourceObject{
		Name: s.Name, Kind: s.Kind, State: s.Health, LastSuccess: instant(s.LastSuccess, zone), NextTry: instant(nextTry(s), zone),
		Failures: s.Failures, Error: s.Error, Listings: s.Listings, Bookings: s.Bookings, Contacts: s.Contacts,
		Pushes: pushesObject(s.Pushes, zone),
	}
	for _, a := range s.Asks {
		o.Asks = append(o.Asks, a.Person)
	}
	if o.State == "" {
		o.State = tresse.HealthWaiting
	}
	return o
}
