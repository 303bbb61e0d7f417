package syncer

import (
	"slices"

	"tresse"
	"tresse/store"
	"tresse/sync/people"
)

// weavePeople adds to a draft the beneficiaries and registrations that follow
// from its bookings and contacts, and from sessions that were joined, parted or
// came new under bookings already known.
func (e *Engine) weavePeople(d *draft, w *woven, group []tresse.ListingFact) error {
	var touched []tresse.Ref
	touched = append(touched, d.touchedPeople...)
	regrouped, err := e.bookingsOfRegrouped(w, group)
	if err != nil {
		return err
	}
	p, err := e.regroup(d, append(touched, regrouped...))
	if err != nil {
		return err
	}
	return e.weaveRows(d, w, p)
}

// bookingsOfRegrouped returns the bookings of listings that are not in the
// session in which they were, or were in none, or whose session came into another
// parcours: somebody's seats in one are one inscription.
func (e *Engine) bookingsOfRegrouped(w *woven, group []tresse.ListingFact) ([]tresse.Ref, error) {
	was, course := make(map[tresse.Ref]tresse.ID, len(group)), map[tresse.Ref]tresse.ID{}
	for i := range w.stored {
		for _, ref := range w.stored[i].Refs {
			was[ref] = w.stored[i].ID
			if p := w.stored[i].Programme; p != nil {
				course[ref] = p.ID
			}
		}
	}
	var refs []tresse.Ref
	for i := range group {
		if ref := group[i].Ref; was[ref] == "" || was[ref] != w.at[ref] || course[ref] != w.courses[w.at[ref]] {
			refs = append(refs, ref)
		}
	}
	return e.store.BookingsOf(refs)
}

// known is what a change makes of people: whom it may have touched, each with
// all their rows, and the facts behind them.
type known struct {
	people   [][]people.Row
	bookings map[tresse.Ref]*tresse.BookingFact
	contacts map[tresse.Ref]*tresse.ContactFact
}

// regroup returns the people that a draft may touch, and those of touched, and
// notes how they are to be found from now on.
func (e *Engine) regroup(d *draft, touched []tresse.Ref) (*known, error) {
	f := newFinder(e.store)
	c := people.Change{Named: touched}
	changing(&c, &d.commit.Views, d.bookings, bookings, bookingRow)
	changing(&c, &d.commit.Views, d.contacts, contacts, contactRow)
	r := people.Regroup(c, f, e.model, e.forcePeople)
	if f.err != nil {
		return nil, f.err
	}
	d.commit.Views.PutFaces = facesOf(r.Came)
	d.commit.Views.DropFaces = facesOf(r.Went)
	p := &known{people: r.People, bookings: f.bookings, contacts: f.contacts}
	for i := range d.bookings {
		p.bookings[d.bookings[i].new.Ref] = &d.bookings[i].new
	}
	for i := range d.contacts {
		p.contacts[d.contacts[i].new.Ref] = &d.contacts[i].new
	}
	return p, nil
}

// changing adds the bookings or contacts that a draft changes to a change of
// rows, and which look each has from now on to the views.
func changing[F any](c *people.Change, v *store.ViewChange, changes []change[F], l ledger[F], rowOf func(*F) people.Row) {
	for i := range changes {
		f := &changes[i]
		ref := l.ref(&f.new)
		var before, after people.Look
		if f.old != nil {
			row := rowOf(f.old)
			c.Was, before = append(c.Was, row), people.LookOf(&row)
		}
		if !f.erased {
			row := rowOf(&f.new)
			c.Now, after = append(c.Now, row), people.LookOf(&row)
		}
		if before.Profile == after.Profile {
			continue
		}
		if len(before.Blocks) > 0 {
			v.DropLooks = append(v.DropLooks, store.Look{Profile: before.Profile, Kind: l.kind, Ref: ref})
		}
		if len(after.Blocks) > 0 {
			v.PutLooks = append(v.PutLooks, store.Look{Profile: after.Profile, Kind: l.kind, Ref: ref})
		}
	}
}

func facesOf(looks []people.Look) []store.Face {
	var faces []store.Face
	for _, l := range looks {
		for _, b := range l.Blocks {
			faces = append(faces, store.Face{Block: b, Profile: l.Profile})
		}
	}
	return faces
}

// refs are those of all facts whose people and seats may be stored: those that
// are known, and those that d erases.
func (p *known) refs(d *draft) []tresse.Ref {
	var refs []tresse.Ref
	for _, one := range p.people {
		for i := range one {
			refs = append(refs, one[i].Ref)
		}
	}
	for _, f := range erasedOf(d.bookings) {
		refs = append(refs, f.Ref)
	}
	for _, f := range erasedOf(d.contacts) {
		refs = append(refs, f.Ref)
	}
	return refs
}

func bookingRow(f *tresse.BookingFact) people.Row {
	return people.Row{
		Ref: f.Ref, First: f.First, Listing: f.Listing, Person: f.Booking.With(f.Told).Person,
		Relayed: f.ContactVia != "" && f.ContactVia != "self",
	}
}

func contactRow(f *tresse.ContactFact) people.Row {
	return people.Row{Ref: f.Ref, First: f.First, Person: f.Person}
}

// personID is the id of the person whom a fact names; only the store's holder
// can link the two.
func (e *Engine) personID(ref tresse.Ref) tresse.ID {
	return tresse.KeyedID(e.secret, "person|"+string(ref))
}

func (e *Engine) registrationID(ref tresse.Ref) tresse.ID {
	return tresse.KeyedID(e.secret, "registration|"+string(ref))
}

// weaveRows makes the people of a closed set of rows, and where they sit.
func (e *Engine) weaveRows(d *draft, w *woven, p *known) error {
	list, seats, err := e.makePeople(w, p)
	if err != nil {
		return err
	}
	var personIDs, seatIDs []tresse.ID
	for _, ref := range p.refs(d) {
		personIDs = append(personIDs, e.personID(ref))
		seatIDs = append(seatIDs, e.registrationID(ref))
	}
	peopleBefore, err := e.store.BeneficiariesByID(personIDs)
	if err != nil {
		return err
	}
	seatsBefore, err := e.store.RegistrationsByID(seatIDs)
	if err != nil {
		return err
	}
	v := &d.commit.Views
	v.PutBeneficiaries, v.DropBeneficiaries = exchange(list, peopleBefore, func(b *tresse.Beneficiary) tresse.ID { return b.ID })
	v.PutRegistrations, v.DropRegistrations = exchange(seats, seatsBefore, func(r *tresse.Registration) tresse.ID { return r.ID })
	dropped := make(map[tresse.ID]bool, len(v.DropRegistrations))
	for _, id := range v.DropRegistrations {
		dropped[id] = true
	}
	for i := range v.PutRegistrations {
		w.reseated = append(w.reseated, v.PutRegistrations[i].Session)
	}
	for i := range seatsBefore {
		if dropped[seatsBefore[i].ID] {
			w.reseated = append(w.reseated, seatsBefore[i].Session)
		}
	}
	return nil
}

// exchange returns what to put and what to drop so that list stands where
// before stood.
func exchange[V any](list, before []V, id func(*V) tresse.ID) (put []V, drop []tresse.ID) {
	old := make(map[tresse.ID]*V, len(before))
	for i := range before {
		old[id(&before[i])] = &before[i]
	}
	for i := range list {
		v := &list[i]
		if was, ok := old[id(v)]; ok {
			delete(old, id(v))
			if equal(was, v) {
				continue
			}
			drop = append(drop, id(v))
		}
		put = append(put, *v)
	}
	for gone := range old {
		drop = append(drop, gone)
	}
	slices.Sort(drop)
	return put, drop
}

// makePeople makes the views of people, and of their bookings as seats.
func (e *Engine) makePeople(w *woven, p *known) ([]tresse.Beneficiary, []tresse.Registration, error) {
	if err := e.locate(w, p); err != nil {
		return nil, nil, err
	}
	var list []tresse.Beneficiary
	var seats []tresse.Registration
	for _, members := range p.people {
		named := slices.ContainsFunc(members, func(r people.Row) bool { return !people.Nobody(&r) })
		var person tresse.ID
		if named {
			person = e.personID(members[0].Ref)
		}
		own := e.seat(w, p, members, person)
		seats = append(seats, own...)
		if named {
			list = append(list, e.beneficiary(w, p, members, own))
		}
	}
	return list, seats, nil
}

// locate finds the sessions of listings that this commit does not regroup.
func (e *Engine) locate(w *woven, p *known) error {
	var refs []tresse.Ref
	for _, one := range p.people {
		for i := range one {
			listing := one[i].Listing
			if _, ok := w.at[listing]; !ok && listing != "" {
				w.at[listing] = ""
				refs = append(refs, listing)
			}
		}
	}
	slices.Sort(refs)
	found, err := e.store.Listings(refs)
	if err != nil {
		return err
	}
	ids := make([]tresse.ID, len(found))
	for i := range found {
		ids[i] = found[i].ID
		if len(e.force) > 0 {
			ids = append(ids, sessionsApart(found[i].Ref))
		}
	}
	held, err := e.store.SessionsByID("sessions", ids)
	if err != nil {
		return err
	}
	var all woven
	all.all, all.at, all.courses = held, w.at, w.courses
	all.note(found)
	return nil
}

// beneficiary is the person whom members, in the order first seen, speak of.
func (e *Engine) beneficiary(w *woven, p *known, members []people.Row, seats []tresse.Registration) tresse.Beneficiary {
	b := people.Build(members)
	b.ID = e.personID(members[0].Ref)
	b.Aliases = []tresse.ID{}
	for i := range members {
		ref := members[i].Ref
		if i > 0 {
			b.Aliases = append(b.Aliases, e.personID(ref))
		}
		b.Refs = append(b.Refs, ref)
		first, last := e.sight(p, ref)
		if b.FirstSeen.IsZero() || first.Before(b.FirstSeen) {
			b.FirstSeen = first
		}
		if last.After(b.LastSeen) {
			b.LastSeen = last
		}
	}
	counted := map[tresse.ID]bool{} // parcours: however many séances, one inscription
	for i := range seats {
		if course := w.courses[seats[i].Session]; course == "" || !counted[course] {
			b.Registrations++
			counted[course] = true
		}
		switch seats[i].Status {
		case tresse.Attended:
			b.Attended++
		case tresse.Absent:
			b.Absent++
		}
	}
	return b
}
