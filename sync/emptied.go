package syncer

import (
	"slices"

	"tresse"
	"tresse/connectors"
	"tresse/store"
)

// A list that comes back empty where something still to come was known is a
// failed read until the mediator, or the platform asked by id, confirms it
// (DESIGN §5.1).

// emptied returns the listings and other facts still to come that an empty list
// would have vanish; none where the list was not empty, or where the mediator
// said that it may be.
func (p *pull) emptied(out connectors.Outcome, asked []absentee) []absentee {
	if p.state.AcceptEmpty || !p.emptyScope(out, asked) {
		return nil
	}
	return slices.Clone(asked)
}

// believable refuses an empty list of a platform that cannot be asked by id.
func (p *pull) believable(empty []absentee) error {
	if _, can := p.src.Connector.(connectors.Confirmer); can || len(empty) == 0 {
		return nil
	}
	return p.unbelieved(empty)
}

// contradicted refuses an empty list of a platform that, asked by id, does not
// know, or still has something just as it stood. What it has elsewhere now, or
// cancelled, was rightly not in the list.
func (p *pull) contradicted(empty []absentee, said map[tresse.Ref]connectors.Presence) error {
	for _, a := range empty {
		if a.told || a.kind != store.Listings || said[a.ref] == connectors.Gone {
			continue
		}
		if said[a.ref] != connectors.Present || p.standsAsBefore(a) {
			return p.unbelieved(empty)
		}
	}
	return nil
}

// standsAsBefore reports whether what was read again of a is at its time and
// not cancelled; what could not be read again is taken to be.
func (p *pull) standsAsBefore(a absentee) bool {
	stands := true
	for i := range p.waiting.listings {
		if l := &p.waiting.listings[i]; l.Ref == a.ref {
			stands = l.Start == a.start && l.Status != tresse.Cancelled
		}
	}
	return stands
}

func (p *pull) unbelieved(empty []absentee) error {
	err := tresse.Errorf(tresse.TroubleAnswer, "%s: the list came back empty, %d were known", p.src.Name, len(empty))
	err.Advice = adviceEmpty(p.src.Name, len(empty))
	return err
}

// emptyScope reports whether a scope that the pull claims to have read in full
// showed nothing at all though something in it was still to come.
func (p *pull) emptyScope(out connectors.Outcome, asked []absentee) bool {
	claimed := map[string]bool{}
	for _, c := range out.Coverage {
		if c.Parent == "" {
			claimed[c.Scope] = true
		}
	}
	if !p.emitted {
		return slices.ContainsFunc(asked, func(a absentee) bool { return !a.told })
	}
	if len(claimed) < 2 {
		return false
	}
	shown := map[string]bool{}
	for _, seen := range p.seen {
		for _, scopes := range seen {
			for _, s := range scopes {
				shown[s] = true
			}
		}
	}
	for s := range p.sightings {
		shown[s.Scope] = true
	}
	return slices.ContainsFunc(asked, func(a absentee) bool {
		return !a.told && slices.ContainsFunc(a.scopes, func(s string) bool { return claimed[s] && !shown[s] })
	})
}
