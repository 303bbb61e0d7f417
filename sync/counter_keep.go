package syncer

import (
	"slices"

	"tresse"
	"tresse/store"
)

// keepSeats has what the counter booked in listings that are to be erased, with
// their source, stay in its session: by another listing of it, or by one of the
// counter's own that says when and where.
func (e *Engine) keepSeats(leaving []change[tresse.ListingFact]) error {
	gone := make(map[tresse.Ref]*tresse.ListingFact, len(leaving))
	var refs []tresse.Ref
	for i := range leaving {
		gone[leaving[i].old.Ref] = leaving[i].old
		refs = append(refs, leaving[i].old.Ref)
	}
	seats, err := e.store.BookingsOf(refs)
	if err != nil {
		return err
	}
	facts, err := e.counterBookings(seats)
	if err != nil || len(facts) == 0 {
		return err
	}
	c, err := e.counterDraft()
	if err != nil {
		return err
	}
	stays := map[tresse.Ref]*tresse.ListingFact{}
	for _, f := range facts {
		to := stays[f.Listing]
		if to == nil {
			if to, err = c.instead(gone[f.Listing], gone); err != nil {
				return err
			}
			stays[f.Listing] = to
		}
		now := f
		now.Listing, now.Start, now.Changed = to.Ref, to.Start, c.sight.At
		c.bookings = append(c.bookings, change[tresse.BookingFact]{old: &f, new: now})
	}
	return c.write()
}

// instead is the listing by which a session is still known once some are gone.
func (c *counterDraft) instead(l *tresse.ListingFact, gone map[tresse.Ref]*tresse.ListingFact) (*tresse.ListingFact, error) {
	found, err := c.e.store.SessionsByID(store.ViewSessions, []tresse.ID{l.ID})
	if err != nil {
		return nil, err
	}
	var refs []tresse.Ref
	for i := range found {
		for _, ref := range found[i].Refs {
			if gone[ref] == nil {
				refs = append(refs, ref)
			}
		}
	}
	others, err := c.e.store.Listings(refs)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(others, func(f tresse.ListingFact) bool { return f.State == tresse.Live }); i >= 0 {
		return &others[i], nil
	}
	if len(others) > 0 {
		return &others[0], nil
	}
	own := tresse.Listing{
		Ref:   tresse.NewRef(tresse.SourceCounter, c.e.external("s", string(l.Ref))),
		Title: l.Title, Kind: l.Kind, Start: l.Start, End: l.End, Status: l.Status, Place: l.Place, Capacity: l.Capacity,
	}
	c.addListing(own)
	return &c.listings[len(c.listings)-1].new, nil
}
