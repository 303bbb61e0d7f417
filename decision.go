package tresse

import (
	"slices"
	"time"
)

// Verb says what a decision does.
type Verb string

const (
	DecideSame      Verb = "same"       // any views that hold A and B are one
	DecideDifferent Verb = "different"  // no view holds both A and B
	DecideSplit     Verb = "split"      // no view holds one of Off and one of From; Off and To are one
	DecideKind      Verb = "kind"       // the listings of Series, and later dates of theirs, are of Kind
	DecideProgramme Verb = "programme"  // the séances that hold Parts are one parcours
	DecideAlone     Verb = "alone"      // the séances that hold Parts belong to no parcours
	DecideUndo      Verb = "undo"       // takes decision Target back; is not undone itself
	DecideRelease   Verb = "release"    // the withdrawals held for Source are applied
	DecideRefuse    Verb = "refuse"     // the withdrawals held for Source are dropped
	DecidePrescribe Verb = "prescriber" // an organisation is on the list of those that send people
	DecideForget    Verb = "forget"     // somebody, or a removed source, was erased; names nobody
)

// Subject says what a decision is about.
type Subject string

const (
	AboutSessions Subject = "sessions"
	AboutPeople   Subject = "people"
	AboutSource   Subject = "source"
	AboutSenders  Subject = "prescribers" // A and B are Keys of prescribers
)

// A Decision is something the mediator said. It holds the refs that found A and
// B when it was taken, so that it keeps its meaning whatever the views become
// (DESIGN §6).
type Decision struct {
	Number  uint64  `json:"number"` // from 1, in the order taken
	Verb    Verb    `json:"verb"`
	Subject Subject `json:"subject"`
	A       Ref     `json:"a,omitempty"`
	B       Ref     `json:"b,omitempty"`
	// Of a split: what was taken off, from what it was with, and one of whom it
	// was given to, "" where it stands by itself.
	Off    []Ref    `json:"off,omitempty"`
	From   []Ref    `json:"from,omitempty"`
	To     Ref      `json:"to,omitempty"`
	Kind   Kind     `json:"kind,omitempty"`
	Series []Series `json:"series,omitempty"`
	Parts  []Ref    `json:"parts,omitempty"`
	Title  string   `json:"title,omitempty"` // of a parcours, "" as its séances say
	Target uint64   `json:"target,omitempty"`
	Source string   `json:"source,omitempty"`
	By     string   `json:"by,omitempty"` // account, "" on the command line
	// Sender is what DecidePrescribe puts on the list.
	Sender *SenderEntry `json:"sender,omitempty"`
	At     time.Time    `json:"at"`
}

// A Series is a listing and the later dates of its parent.
type Series struct {
	Ref    Ref    `json:"ref"`
	Parent string `json:"parent"`
	From   Time   `json:"from"` // where the listing stood when the decision was taken
	// Title, where the parent is a file of many things and not one event: only
	// what is called so.
	Title string `json:"title,omitempty"`
}

// A SenderEntry is what the mediator says of an organisation that sends people.
type SenderEntry struct {
	Organisation string   `json:"organisation"`
	Referents    []string `json:"referents,omitempty"`
	Names        []string `json:"names,omitempty"`
	Domains      []string `json:"domains,omitempty"`
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
		if d.Subject == subject && d.Verb != DecideUndo && !undone[d.Number] && d.says() {
			force = append(force, d)
		}
	}
	return force
}

// says reports a decision that still names two.
func (d *Decision) says() bool {
	switch d.Verb {
	case DecideKind:
		return len(d.Series) > 0
	case DecideProgramme, DecideAlone:
		return len(d.Parts) > 0
	case DecideSplit:
		return len(d.Off) > 0 && (len(d.From) > 0 || d.To != "" || len(d.Off) > 1)
	}
	return d.A != "" && d.B != ""
}

// Pairs returns what a decision in force holds together and what it keeps
// apart, pair by pair.
func (d *Decision) Pairs() (same, different [][2]Ref) {
	switch d.Verb {
	case DecideSame:
		same = append(same, [2]Ref{d.A, d.B})
	case DecideDifferent:
		different = append(different, [2]Ref{d.A, d.B})
	case DecideSplit:
		for i := range d.Off {
			if i > 0 {
				same = append(same, [2]Ref{d.Off[0], d.Off[i]})
			}
			for _, from := range d.From {
				different = append(different, [2]Ref{d.Off[i], from})
			}
		}
		if d.To != "" && len(d.Off) > 0 {
			same = append(same, [2]Ref{d.Off[0], d.To})
		}
	}
	return same, different
}

// Names returns every ref that a decision names.
func (d *Decision) Names() []Ref {
	var all []Ref
	refs := slices.Concat([]Ref{d.A, d.B, d.To}, d.Off, d.From, d.Parts)
	for _, s := range d.Series {
		refs = append(refs, s.Ref)
	}
	for _, ref := range refs {
		if ref != "" {
			all = append(all, ref)
		}
	}
	return all
}

// Rename returns the decision with each ref as rename says; "" takes it out.
func (d Decision) Rename(rename func(Ref) Ref) Decision {
	one := func(ref Ref) Ref {
		if ref == "" {
			return ""
		}
		return rename(ref)
	}
	list := func(refs []Ref) (kept []Ref) {
		for _, ref := range refs {
			if ref = rename(ref); ref != "" {
				kept = append(kept, ref)
			}
		}
		return kept
	}
	d.A, d.B, d.To = one(d.A), one(d.B), one(d.To)
	d.Off, d.From, d.Parts = list(d.Off), list(d.From), list(d.Parts)
	var series []Series
	for _, s := range d.Series {
		if s.Ref = rename(s.Ref); s.Ref != "" {
			series = append(series, s)
		}
	}
	d.Series = series
	return d
}
