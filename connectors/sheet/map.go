package sheet

import (
	"context"

	"tresse"
	"tresse/connectors"
)

// batchSize is how many facts are handed on at once.
const batchSize = 1000

// facts hands on all that a file says: first the slots, then who is in them.
func (t *table) facts(ctx context.Context, emit func(connectors.Batch) error) error {
	b := connectors.Batch{Read: t.counts.read, Rejected: t.counts.rejected}
	flush := func(full bool) error {
		if full && len(b.Listings)+len(b.Bookings)+len(b.Contacts) < batchSize {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		out := b
		b = connectors.Batch{}
		return emit(out)
	}
	for _, at := range t.order {
		b.Listings = append(b.Listings, t.listing(at, &b))
		if err := flush(true); err != nil {
			return err
		}
	}
	e := t.equals()
	for i := range t.rows {
		t.fact(&t.rows[i], int(e.ordinal[i]), e.ambiguous[i], &b)
		if err := flush(true); err != nil {
			return err
		}
	}
	return flush(false)
}

func (t *table) listing(at *place, b *connectors.Batch) tresse.Listing {
	id := t.slotID(at)
	key := tresse.KeyOwn(t.c.env.Root, id)
	l := tresse.Listing{
		Ref: safeRef(t.c.env.Name, id), ID: tresse.NewID(key), Keys: []string{key},
		Parent: t.parentOf(at), Scopes: []string{t.doc.scope()},
		Title: at.title, Kind: at.kind, Start: at.start, End: at.end,
		Place: tresse.Place{Name: at.where},
	}
	if l.End.Day != l.Start.Day {
		l.End = tresse.Time{}
	}
	for _, h := range at.hosts {
		l.Hosts = append(l.Hosts, tresse.Host{Name: h})
	}
	return l
}

// fact adds what one packed row is: a booking, or a contact.
func (t *table) fact(r *packed, ordinal int, ambiguous bool, b *connectors.Batch) {
	p := t.unpack(r)
	if int(r.part) >= len(p.people) {
		return // cannot be: it was packed from these cells
	}
	external := t.external(r, &p, ordinal, ambiguous)
	ref := safeRef(t.c.env.Name, external)
	for _, field := range p.refused {
		b.Rejected = append(b.Rejected, connectors.Rejection{Item: ref.External(), Kept: true, Reason: "a value of " + field + " looks like a social-security number"})
	}
	if r.slot == nil {
		b.Contacts = append(b.Contacts, tresse.Contact{
			Ref: ref, Parent: t.doc.scope(), Scopes: []string{t.doc.scope()}, Person: p.people[r.part],
		})
		return
	}
	k := tresse.Booking{
		Ref: ref, Listing: safeRef(t.c.env.Name, t.slotID(r.slot)), Scopes: []string{t.doc.scope()},
		Status: p.seat.status, CancelledBy: p.seat.by, BookedAt: p.bookedAt, Seats: p.seats,
		Person: p.people[r.part], Prescriber: tresse.Prescription{Organisation: p.prescriber}, Note: p.note,
	}
	if p.bookedBy != "" {
		k.BookedBy = tresse.Person{FullName: p.bookedBy}
	}
	if k.Status == tresse.Booked {
		k.Status = ""
	}
	b.Bookings = append(b.Bookings, k)
}

// coverage: the file says who is in it, for the days that are read.
func (t *table) coverage() []connectors.Coverage {
	if t.cut {
		return nil
	}
	return []connectors.Coverage{
		{Scope: t.doc.scope(), From: t.window.from, To: t.window.to},
		{Scope: t.doc.scope(), Contacts: true},
	}
}
