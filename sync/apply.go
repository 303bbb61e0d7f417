package syncer

import (
	"slices"

	"tresse"
	"tresse/store"
)

// apply adds to a draft what becomes of the facts that a pull did not see. They
// are read again under the lock: whoever was erased or decided meanwhile stays
// so.
func (p *pull) apply(d *draft, end ending) error {
	for _, step := range []struct {
		list []absentee
		to   func(t *tresse.Track, scopes *[]string, a absentee)
	}{
		{end.partly, func(_ *tresse.Track, scopes *[]string, a absentee) { *scopes = a.left }},
		{end.archive, func(t *tresse.Track, _ *[]string, _ absentee) { t.State = tresse.Archived }},
		{end.withdraw, func(t *tresse.Track, _ *[]string, _ absentee) { t.State = tresse.Gone }},
	} {
		var err error
		if d.listings, err = turned(p, listings, d.listings, step.list, step.to); err != nil {
			return err
		}
		if d.bookings, err = turned(p, bookings, d.bookings, step.list, step.to); err != nil {
			return err
		}
		if d.contacts, err = turned(p, contacts, d.contacts, step.list, step.to); err != nil {
			return err
		}
	}
	w := counted(end.withdraw, p.e.at())
	p.report.Listings.Withdrawn += w.Listings
	p.report.Bookings.Withdrawn += w.Bookings
	p.report.Contacts.Withdrawn += w.Contacts
	return p.move(d, end.moves)
}

// turned adds a change of track for each absentee of one kind that is still
// live and is not changed by the draft already.
func turned[F any](p *pull, l ledger[F], changes []change[F], list []absentee, to func(*tresse.Track, *[]string, absentee)) ([]change[F], error) {
	why := map[tresse.Ref]absentee{}
	var refs []tresse.Ref
	for _, a := range list {
		if a.kind == l.kind {
			why[a.ref] = a
			refs = append(refs, a.ref)
		}
	}
	if len(refs) == 0 {
		return changes, nil
	}
	for i := range changes {
		delete(why, l.ref(&changes[i].new))
	}
	facts, err := l.load(p.e.store, refs)
	if err != nil {
		return nil, err
	}
	for i := range facts {
		a, ok := why[l.ref(&facts[i])]
		if !ok || l.track(&facts[i]).State != tresse.Live {
			continue
		}
		c := change[F]{old: &facts[i], new: facts[i]}
		*l.scopes(&c.new) = slices.Clone(*l.scopes(&facts[i]))
		to(l.track(&c.new), l.scopes(&c.new), a)
		l.track(&c.new).Changed = p.e.at()
		changes = append(changes, c)
	}
	return changes, nil
}

// move lets each new listing take the place of the one that vanished: it knows
// where it stood, and stays in its session.
func (p *pull) move(d *draft, pairs []pair) error {
	for _, m := range pairs {
		olds, err := p.e.store.Listings([]tresse.Ref{m.old})
		if err != nil {
			return err
		}
		c, err := d.listing(p.e.store, m.new)
		if err != nil {
			return err
		}
		if len(olds) == 0 || c == nil || olds[0].State != tresse.Live {
			continue
		}
		old := olds[0]
		gone := old
		gone.State, gone.Changed = tresse.Superseded, p.e.at()
		c.new.MovedFrom = append(slices.Clone(old.MovedFrom), tresse.Move{Ref: old.Ref, Start: old.Start})
		c.new.Changed = p.e.at()
		d.listings = append(d.listings, change[tresse.ListingFact]{old: &old, new: gone})
		p.report.Listings.Changed++
		p.report.Listings.Added--
	}
	return nil
}

// listing returns the draft's change of a listing, made from the store where
// the draft has none; nil where neither knows it.
func (d *draft) listing(st *store.Store, ref tresse.Ref) (*change[tresse.ListingFact], error) {
	for i := range d.listings {
		if d.listings[i].new.Ref == ref {
			return &d.listings[i], nil
		}
	}
	facts, err := st.Listings([]tresse.Ref{ref})
	if err != nil || len(facts) == 0 {
		return nil, err
	}
	d.listings = append(d.listings, change[tresse.ListingFact]{old: &facts[0], new: facts[0]})
	return &d.listings[len(d.listings)-1], nil
}

// holdBack notes the withdrawals that wait for the mediator, and lets go of
// those whose fact was seen again or has had its time. It returns how many are
// held now.
func (p *pull) holdBack(d *draft, end ending) (int, error) {
	before, err := p.e.store.Held(p.src.Name)
	if err != nil {
		return 0, err
	}
	held := map[tresse.Ref]bool{}
	for _, h := range before {
		_, seen := p.seen[h.Kind][h.Ref]
		if seen || inList(end.archive, h.Ref) || inList(end.withdraw, h.Ref) {
			d.commit.Unhold = append(d.commit.Unhold, h)
			continue
		}
		held[h.Ref] = true
	}
	for _, a := range end.hold {
		if !held[a.ref] {
			held[a.ref] = true
			d.commit.Hold = append(d.commit.Hold, store.Hold{Kind: a.kind, Ref: a.ref, Since: p.e.at()})
		}
	}
	return len(held), nil
}

func inList(list []absentee, ref tresse.Ref) bool {
	return slices.ContainsFunc(list, func(a absentee) bool { return a.ref == ref })
}
