package zeegtest

import (
	"slices"
	"time"
)

// The types of scheduling pages and of their events.
const (
	OneOnOne   = "ONE_ON_ONE"
	Group      = "GROUP"
	Collective = "COLLECTIVE"
	RoundRobin = "ROUND_ROBIN"
	Flexi      = "FLEXI"
)

// The two statuses of the list.
const (
	Confirmed = "confirmed"
	Cancelled = "cancelled"
)

// An Event is one scheduled event. AddEvent fills what is left empty from its
// page.
type Event struct {
	UUID     string // "zg-…"; given by AddEvent where empty
	Page     string // uuid of its scheduling page
	Title    string
	Type     string
	Start    time.Time
	End      time.Time // Start plus the page's duration where zero
	Status   string
	Location any // as it goes on the wire; nil is null
	Capacity int
	Invitees []Invitee
	Guests   []string
	Hosts    []Host
	Created  time.Time
	Updated  time.Time
	Extra    map[string]any // further keys, undocumented ones
}

// An Invitee is one person's booking of an event.
type Invitee struct {
	UUID       string // given by Book where empty
	Salutation string
	Name       string
	Email      string
	Guests     []string
	TimeZone   string // Europe/Paris where empty
	Cancelled  Cancellation
	Questions  []Question // nil: the key is missing from the answer
	Scheduled  time.Time  // when the person booked; now where zero
	Extra      map[string]any
	// For the webhook alone: the list has no key for them.
	Phone string
	Seats int
}

// A Cancellation is set where At is not zero. By and Type are free, since the
// documentation does not say what they hold.
type Cancellation struct {
	At     time.Time
	By     any
	Type   any
	Reason string
}

// A Question is one question of the page, answered.
type Question struct {
	Question string
	Answer   any // text, in every sample
}

// A Host holds events.
type Host struct {
	FirstName, LastName, Email, Slug string
}

// A Page is a scheduling page ("event type").
type Page struct {
	UUID      string // given by AddPage where empty
	Title     string
	Type      string
	Minutes   int
	Capacity  int
	Location  any
	Hosts     []Host
	Inactive  bool
	AsksPhone bool     // Zeeg's own phone field, which the list does not give back
	Questions []string // custom questions
}

func (e *Event) active() int {
	n := 0
	for i := range e.Invitees {
		if e.Invitees[i].Cancelled.At.IsZero() {
			n++
		}
	}
	return n
}

func (e *Event) invitee(uuid string) *Invitee {
	i := slices.IndexFunc(e.Invitees, func(i Invitee) bool { return i.UUID == uuid })
	if i < 0 {
		return nil
	}
	return &e.Invitees[i]
}

func (e *Event) hostedBy(match func(Host) bool) bool { return slices.ContainsFunc(e.Hosts, match) }
