package syncer

import (
	"slices"

	"tresse"
)

// A booking holds the start of its listing (tresse.BookingFact). It is filled in
// when the booking is read, and follows when the listing is moved.

// place fills in the starts of bookings that were read, from the listings read
// with them or else stored.
func (p *pull) place(read []tresse.BookingFact, with []tresse.ListingFact) error {
	if len(read) == 0 {
		return nil
	}
	starts := make(map[tresse.Ref]tresse.Time, len(with))
	for i := range with {
		starts[with[i].Ref] = with[i].Start
	}
	var missing []tresse.Ref
	for i := range read {
		if _, ok := starts[read[i].Listing]; !ok {
			starts[read[i].Listing] = tresse.Time{}
			missing = append(missing, read[i].Listing)
		}
	}
	slices.Sort(missing)
	stored, err := p.e.store.Listings(missing)
	if err != nil {
		return err
	}
	for i := range stored {
		starts[stored[i].Ref] = stored[i].Start
	}
	for i := range read {
		read[i].Start = starts[read[i].Listing]
	}
	return nil
}

// restart has the bookings of moved listings follow them.
func (e *Engine) restart(d *draft) error {
	starts := map[tresse.Ref]tresse.Time{}
	var moved []tresse.Ref
	for i := range d.listings {
		c := &d.listings[i]
		if c.old == nil || !c.old.Start.Same(c.new.Start) {
			starts[c.new.Ref] = c.new.Start
			moved = append(moved, c.new.Ref)
		}
		for _, m := range c.new.MovedFrom {
			if m.Ref != c.new.Ref { // its bookings may still name the listing whose place it took
				starts[m.Ref] = c.new.Start
				moved = append(moved, m.Ref)
			}
		}
	}
	refs, err := e.store.BookingsOf(moved)
	if err != nil || len(refs) == 0 {
		return err
	}
	changing := make(map[tresse.Ref]bool, len(d.bookings))
	for i := range d.bookings {
		changing[d.bookings[i].new.Ref] = true
	}
	facts, err := e.store.Bookings(refs)
	if err != nil {
		return err
	}
	for i := range facts {
		start := starts[facts[i].Listing]
		if changing[facts[i].Ref] || facts[i].Start.Same(start) {
			continue
		}
		c := change[tresse.BookingFact]{old: &facts[i], new: facts[i]}
		c.new.Start = start
		d.bookings = append(d.bookings, c)
	}
	return nil
}
