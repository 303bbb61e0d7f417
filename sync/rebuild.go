package syncer

import (
	"errors"

	"tresse"
	"tresse/store"
	"tresse/sync/sessions"
)

// Rebuild makes all views again from the facts, in a new generation that
// becomes current in one small commit.
func (e *Engine) Rebuild() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.rebuild()
}

// RebuildCheck makes all views again beside the current ones, changes nothing,
// and returns where the two differ: entries named without personal data, none
// when rebuilt equals grown.
func (e *Engine) RebuildCheck() ([]string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	g, err := e.generate(false)
	if err != nil {
		return nil, err
	}
	differ, err := e.store.Diff(g)
	return differ, errors.Join(err, g.Abandon())
}

func (e *Engine) rebuild() error {
	g, err := e.generate(true)
	if err != nil {
		return err
	}
	e.mu.landed = true
	return g.Finish(nil, nil)
}

// generate writes all views anew beside the current ones. With tell, the
// published records move on where an audience will see something else; they are
// written before the generation becomes current, so that a crash between leaves
// numbers that only grew.
func (e *Engine) generate(tell bool) (*store.Generation, error) {
	g, err := e.store.BeginGeneration()
	if err != nil {
		return nil, err
	}
	r := &rebuilding{e: e, g: g, tell: tell, at: map[tresse.Ref]tresse.ID{}, taken: map[tresse.ID]int{}}
	if err := r.fill(); err != nil {
		return nil, errors.Join(err, g.Abandon())
	}
	return g, nil
}

// A rebuilding makes the views chunk by chunk with the same closing of groups
// that grows them, so that there is one way in which views come about.
type rebuilding struct {
	e     *Engine
	g     *store.Generation
	tell  bool
	at    map[tresse.Ref]tresse.ID // listing → its session
	taken map[tresse.ID]int        // seats taken, by session
}

func (r *rebuilding) fill() error {
	err := r.eachGroup(func(group []tresse.ListingFact) error {
		w := woven{at: r.at, all: sessions.Group(group, r.e.force, r.e.trust)}
		w.note(group)
		return nil
	})
	if err == nil {
		err = r.people()
	}
	if err == nil {
		err = r.eachGroup(r.sessions)
	}
	return err
}

// eachGroup hands over all listings, in closed sets of some thousands.
func (r *rebuilding) eachGroup(use func([]tresse.ListingFact) error) error {
	done := map[tresse.Ref]bool{}
	var after tresse.Ref
	for {
		chunk, err := r.e.store.ListingsAfter(after, commitSize)
		if err != nil || len(chunk) == 0 {
			return err
		}
		after = chunk[len(chunk)-1].Ref
		d := &draft{}
		for i := range chunk {
			if !done[chunk[i].Ref] {
				d.touched = append(d.touched, chunk[i].Ref)
			}
		}
		group, err := r.e.closeListings(d)
		if err != nil {
			return err
		}
		for i := range group {
			done[group[i].Ref] = true
		}
		if err := use(group); err != nil {
			return err
		}
	}
}

func (r *rebuilding) sessions(group []tresse.ListingFact) error {
	d := &draft{}
	v := &d.commit.Views
	v.PutSessions = sessions.Group(group, r.e.force, r.e.trust)
	v.PutPublic = sessions.Group(r.e.publicOnly(group), r.e.force, r.e.trust)
	for i := range v.PutSessions {
		s := &v.PutSessions[i]
		s.Taken = max(s.Taken, r.taken[s.ID])
	}
	if err := r.g.Put(*v); err != nil {
		return err
	}
	if !r.tell {
		return nil
	}
	if err := r.e.tell(d); err != nil {
		return err
	}
	return r.e.store.Commit(store.Commit{Published: d.commit.Published})
}

// people makes all beneficiaries and registrations, and counts the seats.
func (r *rebuilding) people() error {
	stubs, err := r.e.store.AllStubs()
	if err != nil {
		return err
	}
	for _, s := range stubs {
		if !s.Contact && takes(s.Status) {
			r.taken[r.at[s.Listing]] += max(s.Seats, 1)
		}
	}
	done := map[tresse.Ref]bool{}
	for _, next := range []func(tresse.Ref) ([]tresse.Ref, error){r.bookingsAfter, r.contactsAfter} {
		var after tresse.Ref
		for {
			refs, err := next(after)
			if err != nil {
				return err
			}
			if len(refs) == 0 {
				break
			}
			after = refs[len(refs)-1]
			if err := r.chunkOfPeople(refs, done); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *rebuilding) chunkOfPeople(refs []tresse.Ref, done map[tresse.Ref]bool) error {
	var touched []tresse.Ref
	for _, ref := range refs {
		if !done[ref] {
			touched = append(touched, ref)
		}
	}
	p, err := r.e.closePeople(&draft{}, touched)
	if err != nil {
		return err
	}
	for i := range p.rows {
		done[p.rows[i].Ref] = true
	}
	var v store.ViewChange
	v.PutBeneficiaries, v.PutRegistrations, err = r.e.makePeople(&woven{at: r.at}, p)
	if err != nil {
		return err
	}
	for _, seat := range v.PutRegistrations {
		if takes(seat.Status) {
			r.taken[seat.Session] += seat.Seats
		}
	}
	return r.g.Put(v)
}

func (r *rebuilding) bookingsAfter(after tresse.Ref) ([]tresse.Ref, error) {
	list, err := r.e.store.BookingsAfter(after, commitSize)
	refs := make([]tresse.Ref, len(list))
	for i := range list {
		refs[i] = list[i].Ref
	}
	return refs, err
}

func (r *rebuilding) contactsAfter(after tresse.Ref) ([]tresse.Ref, error) {
	list, err := r.e.store.ContactsAfter(after, commitSize)
	refs := make([]tresse.Ref, len(list))
	for i := range list {
		refs[i] = list[i].Ref
	}
	return refs, err
}
