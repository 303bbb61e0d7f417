package syncer

import (
	"slices"
	"time"

	"tresse"
	"tresse/connectors"
	"tresse/store"
)

// An absentee is a stored fact that a pull did not see in all its scopes,
// reduced to what decides whether that means anything.
type absentee struct {
	kind   store.FactKind
	ref    tresse.Ref
	parent string
	scopes []string // as stored
	start  tresse.Time
	length time.Duration
	over   bool // had ended when the pull ran
	toCome bool
	kept   bool // the mediator refused to let it go

	left []string // the scopes in which it still stands; none: it is gone
	told bool     // a tombstone says so: not asked again
}

// A reading is what one pull says of absence.
type reading struct {
	coverage  []connectors.Coverage
	tombs     map[connectors.Tombstone]bool
	sightings map[connectors.Sighting]bool
	spared    map[string]bool // items and parents that could not be read
	blind     bool            // something unknown could not be read
	resumed   bool            // the pull did not begin at the beginning
	zone      *time.Location
}

// judge fills in where the absentee still stands, given the scopes in which it
// was seen.
func (r *reading) judge(a *absentee, seen []string) {
	for _, scope := range a.scopes {
		switch {
		case slices.Contains(seen, scope) || r.sightings[connectors.Sighting{Scope: scope, Parent: a.parent}]:
			a.left = append(a.left, scope)
		case r.tombs[connectors.Tombstone{Scope: scope, Ref: a.ref}] || a.parent != "" && r.tombs[connectors.Tombstone{Scope: scope, Parent: a.parent}]:
			a.told = true
		case r.blind || r.spared[a.parent] || r.spared[a.ref.External()] || !r.covers(a, scope):
			a.left = append(a.left, scope)
		}
	}
}

// covers reports whether absence of a from scope means that it is gone from
// there.
func (r *reading) covers(a *absentee, scope string) bool {
	for _, c := range r.coverage {
		if c.Scope != scope {
			continue
		}
		switch {
		case c.Parent != "" && c.Parent != a.parent, c.Contacts && a.kind != store.Contacts:
		case c.Parent == "" && r.resumed:
			// Pages read before the interruption were not seen by this pull.
		case c.From.IsZero() && c.To.IsZero():
			return true
		case a.kind != store.Contacts && r.within(c, a.start):
			return true
		}
	}
	return false
}

// within reports whether a start lies inside a coverage's bounds.
func (r *reading) within(c connectors.Coverage, start tresse.Time) bool {
	at := start.In(r.zone)
	return !at.Before(c.From) && at.Before(c.To)
}

// touches reports whether the reading can say anything of a fact of which only
// the mark is known.
func (r *reading) touches(m *store.Mark, parents map[uint32]bool) bool {
	if parents[m.Parent] {
		return true
	}
	for _, c := range r.coverage {
		if c.Parent != "" || r.resumed {
			continue
		}
		if c.From.IsZero() && c.To.IsZero() || m.Start.IsZero() || r.within(c, m.Start) {
			return true
		}
	}
	return false
}

// parentSums are the sums of all parents of which the reading speaks.
func (r *reading) parentSums() map[uint32]bool {
	sums := map[uint32]bool{}
	for _, c := range r.coverage {
		if c.Parent != "" {
			sums[store.ParentSum(c.Parent)] = true
		}
	}
	for t := range r.tombs {
		if t.Parent != "" {
			sums[store.ParentSum(t.Parent)] = true
		}
	}
	return sums
}
