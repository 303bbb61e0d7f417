package syncer

import (
	"fmt"
	"slices"

	"tresse"
	"tresse/store"
)

// Forgotten says what an erasure takes, or would take.
type Forgotten struct{ Bookings, Contacts, Listings, Decisions int }

// Forget erases a person: each of their bookings and contacts becomes a stub
// that names nobody, and whatever arrives again under its ref is dropped. It
// cannot be undone. With dry nothing is written. The file is compacted, so that
// nothing stays readable in its free pages (DESIGN §9).
func (e *Engine) Forget(person tresse.ID, dry bool, by string) (Forgotten, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	b, known, err := e.store.Beneficiary(person)
	if err != nil {
		return Forgotten{}, err
	}
	if !known {
		err := tresse.Errorf(tresse.TroubleRefused, "no such person")
		err.Advice = "Personne ne porte cet identifiant : « tresse beneficiaries --search » les montre."
		return Forgotten{}, err
	}
	d := &draft{}
	found, err := e.store.Bookings(b.Refs)
	if err != nil {
		return Forgotten{}, err
	}
	d.bookings = erasing(found)
	more, err := e.store.Contacts(b.Refs)
	if err != nil {
		return Forgotten{}, err
	}
	d.contacts = erasing(more)
	return e.erase(d, "", dry, by)
}

// ForgetSource erases all facts of a source that left the configuration.
func (e *Engine) ForgetSource(source string, dry bool, by string) (Forgotten, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	state, known := e.states[source]
	if !known || state.Health != tresse.HealthRemoved {
		err := tresse.Errorf(tresse.TroubleRefused, "source %q is not removed", source)
		err.Advice = fmt.Sprintf("« %s » n’est pas une source retirée : ôtez-la d’abord de la configuration.", source)
		return Forgotten{}, err
	}
	d := &draft{}
	if err := e.allOf(d, source); err != nil {
		return Forgotten{}, err
	}
	if !dry {
		if err := e.keepSeats(d.listings); err != nil {
			return Forgotten{}, err
		}
	}
	return e.erase(d, source, dry, by)
}

func (e *Engine) allOf(d *draft, source string) error {
	var after tresse.Ref
	for {
		list, err := e.store.ListingsIn(source, after, commitSize)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			break
		}
		after = list[len(list)-1].Ref
		d.listings = append(d.listings, erasing(list)...)
	}
	for after = ""; ; {
		list, err := e.store.BookingsIn(source, after, commitSize)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			break
		}
		after = list[len(list)-1].Ref
		d.bookings = append(d.bookings, erasing(list)...)
	}
	for after = ""; ; {
		list, err := e.store.ContactsIn(source, after, commitSize)
		if err != nil || len(list) == 0 {
			return err
		}
		after = list[len(list)-1].Ref
		d.contacts = append(d.contacts, erasing(list)...)
	}
}

func erasing[F any](facts []F) []change[F] {
	changes := make([]change[F], len(facts))
	for i := range facts {
		changes[i] = change[F]{old: &facts[i], new: facts[i], erased: true}
	}
	return changes
}

// erase writes a draft of erasures, with the decisions rid of those it names.
func (e *Engine) erase(d *draft, source string, dry bool, by string) (Forgotten, error) {
	all, err := e.store.Decisions()
	if err != nil {
		return Forgotten{}, err
	}
	decisions := e.stubs(d, all)
	f := Forgotten{Listings: len(d.listings), Bookings: len(d.bookings), Contacts: len(d.contacts), Decisions: len(decisions)}
	if dry {
		return f, nil
	}
	d.commit.Decisions = append(decisions, tresse.Decision{
		Number: next(all), Verb: tresse.DecideForget, Subject: tresse.AboutPeople, Source: source, By: by, At: e.at(),
	})
	if source != "" {
		d.commit.Decisions[len(decisions)].Subject = tresse.AboutSource
		d.commit.DropSources = []string{source}
	}
	if err := e.landErasure(d, all, decisions, source); err != nil {
		return Forgotten{}, err
	}
	return f, e.store.Compact()
}

// withoutErased puts decisions rid of whom they named in force, and has whoever
// else they name looked at again.
func (e *Engine) withoutErased(d *draft, all, rid []tresse.Decision) {
	now := slices.Clone(all)
	for _, dec := range rid {
		for i := range now {
			if now[i].Number == dec.Number {
				now[i] = dec
			}
		}
		switch dec.Subject {
		case tresse.AboutSessions:
			d.touched = append(d.touched, dec.Names()...)
		case tresse.AboutPeople:
			d.touchedPeople = append(d.touchedPeople, dec.Names()...)
		}
	}
	e.decideSessions(tresse.InForce(now, tresse.AboutSessions))
	e.forcePeople = tresse.InForce(now, tresse.AboutPeople)
}

// landErasure writes a draft of erasures. Rid are those of all decisions that
// lose a name by it; dropped is a source that goes with them, "" none. The file
// is still to be compacted.
func (e *Engine) landErasure(d *draft, all, rid []tresse.Decision, dropped string) error {
	e.countErased(d, dropped)
	sessionsBefore, peopleBefore := e.force, e.forcePeople
	e.withoutErased(d, all, rid)
	if err := e.land(d); err != nil {
		e.decideSessions(sessionsBefore)
		e.forcePeople = peopleBefore
		return err
	}
	states, err := e.loadStates()
	if err != nil {
		return err
	}
	return e.recall(states)
}

// stubs adds the erasures to the commit of d, and returns the decisions that
// name somebody erased, without that name.
func (e *Engine) stubs(d *draft, all []tresse.Decision) []tresse.Decision {
	gone := map[tresse.Ref]bool{}
	add := func(kind store.FactKind, ref tresse.Ref, s tresse.Stub) {
		s.Hash, s.At = tresse.KeyedHash(e.secret, string(ref)), e.at()
		d.commit.Erase = append(d.commit.Erase, store.Erasure{Kind: kind, Ref: ref, Stub: s})
		gone[ref] = true
	}
	for i := range d.listings {
		f := d.listings[i].old
		add(store.Listings, f.Ref, tresse.Stub{First: f.First})
	}
	for i := range d.bookings {
		f := d.bookings[i].old
		status := statusOf(f)
		if f.State != tresse.Live && f.State != tresse.Archived {
			status = tresse.SeatCancelled
		}
		add(store.Bookings, f.Ref, tresse.Stub{First: f.First, Listing: f.Listing, Status: status, Seats: f.Seats})
	}
	for i := range d.contacts {
		f := d.contacts[i].old
		add(store.Contacts, f.Ref, tresse.Stub{First: f.First, Contact: true})
	}
	var rid []tresse.Decision
	for _, dec := range all {
		if slices.ContainsFunc(dec.Names(), func(ref tresse.Ref) bool { return gone[ref] }) {
			rid = append(rid, dec.Rename(func(ref tresse.Ref) tresse.Ref {
				if gone[ref] {
					return ""
				}
				return ref
			}))
		}
	}
	return rid
}

// countErased lowers the counts of the sources that lose facts.
func (e *Engine) countErased(d *draft, dropped string) {
	states := map[string]tresse.SourceState{}
	less := func(ref tresse.Ref, state tresse.State, of func(*tresse.SourceState) *int) {
		source := ref.Source()
		s, ok := states[source]
		if !ok {
			s = e.states[source]
		}
		if state == tresse.Live && source != dropped {
			*of(&s)--
			states[source] = s
		}
	}
	for i := range d.bookings {
		less(d.bookings[i].old.Ref, d.bookings[i].old.State, func(s *tresse.SourceState) *int { return &s.Bookings })
	}
	for i := range d.contacts {
		less(d.contacts[i].old.Ref, d.contacts[i].old.State, func(s *tresse.SourceState) *int { return &s.Contacts })
	}
	for _, s := range states {
		d.commit.Sources = append(d.commit.Sources, s)
	}
}
