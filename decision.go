package tresse

import "time"

// Verb says what a decision does.
type Verb string

const (
	DecideSame      Verb = "same"      // any views that hold A and B are one
	DecideDifferent Verb = "different" // no view holds both A and B
	DecideUndo      Verb = "undo"      // takes decision Target back; is not undone itself
	DecideRelease   Verb = "release"   // the withdrawals held for Source are applied
	DecideRefuse    Verb = "refuse"    // the withdrawals held for Source are dropped
	DecideForget    Verb = "forget"    // somebody, or a removed source, was erased; names nobody
)

// Subject says what a decision is about.
type Subject string

const (
	AboutSessions Subject = "sessions"
	AboutPeople   Subject = "people"
	AboutSource   Subject = "source"
)

// A Decision is something the mediator said. It holds the refs that found A and
// B when it was taken, so that it keeps its meaning whatever the views become
// (DESIGN §6).
type Decision struct {
	Number  uint64    `json:"number"` // from 1, in the order taken
	Verb    Verb      `json:"verb"`
	Subject Subject   `json:"subject"`
	A       Ref       `json:"a,omitempty"`
	B       Ref       `json:"b,omitempty"`
	Target  uint64    `json:"target,omitempty"`
	Source  string    `json:"source,omitempty"`
	By      string    `json:"by,omitempty"` // account, "" on the command line
	At      time.Time `json:"at"`
}

// InForce returns the decisions about subject that have not been taken back, in
// the order taken. One that names somebody erased since says nothing any more.
func InForce(all []Decision, subject Subject) []Decision {
	undone := map[uint64]bool{}
	for _, d := range all {
		if d.Verb == DecideUndo {
			undone[d.Target] = true
		}
	}
	var force []Decision
	for _, d := range all {
		if d.Subject == subject && d.Verb != DecideUndo && !undone[d.Number] && d.A != "" && d.B != "" {
			force = append(force, d)
		}
	}
	return force
}
