package syncer

import (
	"slices"

	"tresse"
	"tresse/store"
	"tresse/sync/people"
)

// A finder finds rows in the store for sync/people, and keeps the facts behind
// those it read. It keeps the first error and finds nothing from then on.
type finder struct {
	store    *store.Store
	err      error
	bookings map[tresse.Ref]*tresse.BookingFact
	contacts map[tresse.Ref]*tresse.ContactFact
}

func newFinder(st *store.Store) *finder {
	return &finder{store: st, bookings: map[tresse.Ref]*tresse.BookingFact{}, contacts: map[tresse.Ref]*tresse.ContactFact{}}
}

func (f *finder) Faces(blocks []uint64, most int) [][]uint64 {
	if f.err == nil {
		all, err := f.store.Faces(blocks, most)
		if f.err = err; err == nil {
			return all
		}
	}
	return make([][]uint64, len(blocks))
}

func (f *finder) Looks(profiles []uint64, most int) [][]tresse.Ref {
	all := make([][]tresse.Ref, len(profiles))
	if f.err != nil {
		return all
	}
	found, err := f.store.Looks(profiles, most)
	if f.err = err; err != nil {
		return all
	}
	for i, looks := range found {
		for _, l := range looks {
			all[i] = append(all[i], l.Ref)
		}
	}
	return all
}

func (f *finder) Rows(refs []tresse.Ref) []people.Row {
	f.read(refs)
	var rows []people.Row
	for _, ref := range refs {
		if b := f.bookings[ref]; b != nil {
			rows = append(rows, bookingRow(b))
		} else if c := f.contacts[ref]; c != nil {
			rows = append(rows, contactRow(c))
		}
	}
	return rows
}

// read keeps the facts of refs that were not read before.
func (f *finder) read(refs []tresse.Ref) {
	if f.err != nil {
		return
	}
	missing := make([]tresse.Ref, 0, len(refs))
	for _, ref := range refs {
		if f.bookings[ref] == nil && f.contacts[ref] == nil {
			missing = append(missing, ref)
		}
	}
	slices.Sort(missing)
	found, err := f.store.Bookings(missing)
	if f.err = err; err != nil {
		return
	}
	for i := range found {
		f.bookings[found[i].Ref] = &found[i]
	}
	if len(found) == len(missing) {
		return
	}
	more, err := f.store.Contacts(missing)
	f.err = err
	for i := range more {
		f.contacts[more[i].Ref] = &more[i]
	}
}
