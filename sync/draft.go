package syncer

import (
	"slices"

	"tresse"
	"tresse/store"
)

// A draft is a commit in the making: the facts that change, and whatever else
// is to be written with them. land adds the index entries, views and published
// records that follow.
type draft struct {
	commit   store.Commit
	listings []change[tresse.ListingFact]
	bookings []change[tresse.BookingFact]
	contacts []change[tresse.ContactFact]
	// touched are listings whose views must be made again though they did not
	// change: those that a decision names.
	touched []tresse.Ref
	// touchedPeople, likewise, are bookings and contacts.
	touchedPeople []tresse.Ref
}

// land writes the draft with all that follows from it, in one commit. The
// engine's lock is held.
func (e *Engine) land(d *draft) error {
	if err := e.follow(d); err != nil {
		return err
	}
	e.mu.landed = true
	e.version++
	return e.store.Commit(d.commit)
}

// follow adds to a draft all that follows from it.
func (e *Engine) follow(d *draft) error {
	if err := e.restart(d); err != nil {
		return err
	}
	if err := e.sketchAhead(d.listings); err != nil {
		return err
	}
	d.commit.Listings = put(d, d.listings, listings, e.rules.Blocks)
	d.commit.Bookings = put(d, d.bookings, bookings, nowhere[tresse.BookingFact])
	d.commit.Contacts = put(d, d.contacts, contacts, nowhere[tresse.ContactFact])
	return e.weave(d)
}

// nowhere: people are found by their faces, see regroup.
func nowhere[F any](*F) []string { return nil }

// put returns the facts to be written, and notes under which blocks each comes
// and no longer comes.
func put[F any](d *draft, changes []change[F], l ledger[F], blocks func(*F) []string) []F {
	facts := make([]F, 0, len(changes))
	for i := range changes {
		c := &changes[i]
		var before, after []string
		if c.old != nil {
			before = blocks(c.old)
		}
		if !c.erased {
			after = blocks(&c.new)
			facts = append(facts, c.new)
		}
		d.index(l.kind, l.ref(&c.new), before, after)
	}
	return facts
}

// erasedOf returns the facts that a draft erases.
func erasedOf[F any](changes []change[F]) []F {
	var list []F
	for i := range changes {
		if changes[i].erased {
			list = append(list, *changes[i].old)
		}
	}
	return list
}

// index notes which blocks a fact comes under and no longer comes under.
func (d *draft) index(kind store.FactKind, ref tresse.Ref, before, after []string) {
	for _, b := range after {
		if !slices.Contains(before, b) {
			d.commit.Index = append(d.commit.Index, store.IndexEntry{Kind: kind, Block: b, Ref: ref})
		}
	}
	for _, b := range before {
		if !slices.Contains(after, b) {
			d.commit.Unindex = append(d.commit.Unindex, store.IndexEntry{Kind: kind, Block: b, Ref: ref})
		}
	}
}

func (d *draft) hasFacts() bool { return len(d.listings)+len(d.bookings)+len(d.contacts) > 0 }
