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
	p, err := e.closePeople(d, append(touched, regrouped...))
	if err != nil {
		return err
	}
	return e.weaveRows(d, w, p)
}

// bookingsOfRegrouped returns the bookings of listings that are not in the
// session in which they were, or were in none.
func (e *Engine) bookingsOfRegrouped(w *woven, group []tresse.ListingFact) ([]tresse.Ref, error) {
	was := make(map[tresse.Ref]tresse.ID, len(group))
	for i := range w.stored {
		for _, ref := range w.stored[i].Refs {
			was[ref] = w.stored[i].ID
		}
	}
	var refs []tresse.Ref
	for i := range group {
		if ref := group[i].Ref; was[ref] == "" || was[ref] != w.at[ref] {
			refs = append(refs, ref)
		}
	}
	return e.store.BookingsOf(refs)
}

// known is a closed set of people's facts: rows to be compared, and the facts
// behind them.
type known struct {
	rows     []people.Row
	bookings map[tresse.Ref]*tresse.BookingFact
	contacts map[tresse.Ref]*tresse.ContactFact
}

// closePeople returns the bookings and contacts that changed or were touched,
// and all that could be one person with any of them, before or now.
func (e *Engine) closePeople(d *draft, touched []tresse.Ref) (*known, error) {
	p := &known{bookings: map[tresse.Ref]*tresse.BookingFact{}, contacts: map[tresse.Ref]*tresse.ContactFact{}}
	c := newClosing(e.forcePeople)
	byBlock := map[string][]tresse.Ref{}
	changed := map[tresse.Ref]func(){}
	changing(c, d.bookings, bookings, bookingRow, byBlock, changed, p.addBooking)
	changing(c, d.contacts, contacts, contactRow, byBlock, changed, p.addContact)
	c.want(touched...)
	for len(c.queue) > 0 {
		stored := c.take(func(ref tresse.Ref) bool {
			add, ok := changed[ref]
			if ok {
				add()
			}
			return ok
		})
		if err := e.loadPeople(c, p, stored); err != nil {
			return nil, err
		}
		for _, kind := range []store.FactKind{store.Bookings, store.Contacts} {
			near, err := e.store.Blocked(kind, c.blocks)
			if err != nil {
				return nil, err
			}
			c.want(near...)
		}
		c.answer(byBlock)
	}
	return p, nil
}

// changing has the closing know the bookings or contacts that a draft changes.
func changing[F any](c *closing, changes []change[F], l ledger[F], rowOf func(*F) people.Row, byBlock map[string][]tresse.Ref, changed map[tresse.Ref]func(), add func(*closing, *F)) {
	for i := range changes {
		f := &changes[i]
		ref := l.ref(&f.new)
		if !f.erased {
			row := rowOf(&f.new)
			for _, b := range people.ExactBlocks(&row) {
				byBlock[b] = append(byBlock[b], ref)
			}
		}
		changed[ref] = func() {
			if f.old != nil {
				old := rowOf(f.old)
				c.ask(people.ExactBlocks(&old))
			}
			if !f.erased {
				add(c, &f.new)
			}
		}
		c.want(ref)
	}
}

func (e *Engine) loadPeople(c *closing, p *known, refs []tresse.Ref) error {
	found, err := e.store.Bookings(refs)
	if err != nil {
		return err
	}
	for i := range found {
		p.addBooking(c, &found[i])
	}
	more, err := e.store.Contacts(refs)
	if err != nil {
		return err
	}
	for i := range more {
		p.addContact(c, &more[i])
	}
	return nil
}

// refs are those of all facts whose people and seats may be stored: those that
// are known, and those that d erases.
func (p *known) refs(d *draft) []tresse.Ref {
	refs := make([]tresse.Ref, 0, len(p.rows))
	for i := range p.rows {
		refs = append(refs, p.rows[i].Ref)
	}
	for _, f := range erasedOf(d.bookings) {
		refs = append(refs, f.Ref)
	}
	for _, f := range erasedOf(d.contacts) {
		refs = append(refs, f.Ref)
	}
	return refs
}

func (p *known) addBooking(c *closing, f *tresse.BookingFact) {
	p.bookings[f.Ref] = f
	row := bookingRow(f)
	p.rows = append(p.rows, row)
	c.ask(people.ExactBlocks(&row))
}

func (p *known) addContact(c *closing, f *tresse.ContactFact) {
	p.contacts[f.Ref] = f
	row := contactRow(f)
	p.rows = append(p.rows, row)
	c.ask(people.ExactBlocks(&row))
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
	for _, moved := range [][]tresse.Registration{v.PutRegistrations, seatsBefore} {
		for i := range moved {
			w.reseated = append(w.reseated, moved[i].Session)
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

// makePeople groups the rows into people, and their bookings into seats.
func (e *Engine) makePeople(w *woven, p *known) ([]tresse.Beneficiary, []tresse.Registration, error) {
	if err := e.locate(w, p); err != nil {
		return nil, nil, err
	}
	var list []tresse.Beneficiary
	var seats []tresse.Registration
	for _, cluster := range people.GroupExactly(p.rows, e.forcePeople) {
		members := make([]people.Row, len(cluster))
		for i, row := range cluster {
			members[i] = p.rows[row]
		}
		named := slices.ContainsFunc(members, func(r people.Row) bool { return !people.Nobody(&r) })
		var person tresse.ID
		if named {
			person = e.personID(members[0].Ref)
		}
		own := e.seat(w, p, members, person)
		seats = append(seats, own...)
		if named {
			list = append(list, e.beneficiary(p, members, own))
		}
	}
	return list, seats, nil
}

// locate finds the sessions of listings that this commit does not regroup.
func (e *Engine) locate(w *woven, p *known) error {
	var refs []tresse.Ref
	for _, b := range p.bookings {
		if _, ok := w.at[b.Listing]; !ok {
			w.at[b.Listing] = ""
			refs = append(refs, b.Listing)
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
	all.all, all.at = held, w.at
	all.note(found)
	return nil
}

// beneficiary is the person whom members, in the order first seen, speak of.
func (e *Engine) beneficiary(p *known, members []people.Row, seats []tresse.Registration) tresse.Beneficiary {
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
	for i := range seats {
		b.Registrations++
		switch seats[i].Status {
		case tresse.Attended:
			b.Attended++
		case tresse.Absent:
			b.Absent++
		}
	}
	return b
}
