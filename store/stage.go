package store

import (
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"tresse"
)

// stage gathers what the draft changes in the transaction.
func (d *draft) stage(s *Store, tx *bbolt.Tx, t *batch) error {
	if err := d.refuseErased(s, tx); err != nil {
		return err
	}
	facts, records := &t.written.Facts, &t.written.Records
	t.on(tx.Bucket(bucketListings), facts).add(d.listings)
	t.on(tx.Bucket(bucketContacts), facts).add(d.contacts)
	if err := d.stageBookings(tx, t); err != nil {
		return err
	}
	t.on(tx.Bucket(bucketIndex), facts).add(d.index)
	t.on(tx.Bucket(bucketHeld), records).add(d.held)
	t.on(tx.Bucket(bucketSources), records).add(d.sources)
	t.on(tx.Bucket(bucketTokens), records).add(d.tokens)
	t.on(tx.Bucket(bucketDecisions), records).add(d.decisions)
	t.on(tx.Bucket(bucketPublished), records).add(d.published)
	t.on(metaOf(tx), records).add(d.meta)
	d.stageHooks(tx, t)
	if err := d.stageErasures(tx, t); err != nil {
		return err
	}
	if d.views.len() == 0 {
		return nil
	}
	return d.views.stage(viewsOf(tx), t)
}

// refuseErased keeps a fact from coming back under a ref that was erased: what
// was read before somebody was forgotten must not land after it.
func (d *draft) refuseErased(s *Store, tx *bbolt.Tx) error {
	stubs := tx.Bucket(bucketStubs)
	if key, _ := stubs.Cursor().First(); key == nil {
		return nil
	}
	for _, pairs := range [...][]pair{d.listings, d.bookings, d.contacts} {
		for _, p := range pairs {
			if s.stubbed(stubs, tresse.Ref(p.key)) {
				return &tresse.Error{Trouble: tresse.TroubleRefused, Op: "store: commit", Err: fmt.Errorf("a fact of %s was erased and cannot be put again", tresse.Ref(p.key).Source())}
			}
		}
	}
	return nil
}

// stageBookings puts bookings, and finds them under their listing alone.
func (d *draft) stageBookings(tx *bbolt.Tx, t *batch) error {
	if len(d.bookings) == 0 {
		return nil
	}
	stored := tx.Bucket(bucketBookings)
	bookings, seats := t.on(stored, &t.written.Facts), t.on(tx.Bucket(bucketSeats), &t.written.Facts)
	bookings.add(d.bookings)
	for _, p := range d.bookings {
		parent, err := parentOf(p.value)
		if err != nil {
			return err
		}
		before, err := parentOf(stored.Get(p.key))
		if err != nil {
			return err
		}
		if before != "" && before != parent {
			seats.drop(seatKey(before, tresse.Ref(p.key)))
		}
		if parent != "" {
			seats.put(seatKey(parent, tresse.Ref(p.key)), []byte{})
		}
	}
	return nil
}

// parentOf returns the listing of a stored booking, "" of none.
func parentOf(v []byte) (tresse.Ref, error) {
	if v == nil {
		return "", nil
	}
	var h header
	if _, err := readHeader(v, &h, true); err != nil {
		return "", unreadable{err}
	}
	return h.parent, nil
}

func (d *draft) stageErasures(tx *bbolt.Tx, t *batch) error {
	if len(d.erase) == 0 {
		return nil
	}
	return stageErasures(tx, t, d.erase, d.stubs)
}

// stageErasures drops the erased facts with all that names them in the seats,
// the index and the holds, and puts their stubs.
func stageErasures(tx *bbolt.Tx, t *batch, erase []Erasure, stubs []pair) error {
	facts := &t.written.Facts
	seats, held := t.on(tx.Bucket(bucketSeats), facts), t.on(tx.Bucket(bucketHeld), &t.written.Records)
	erased := make(map[factKey]bool, len(erase))
	for _, e := range erase {
		erased[factKey{e.Kind, e.Ref}] = true
		stored := tx.Bucket(e.Kind.bucket())
		if e.Kind == Bookings {
			listing, err := parentOf(stored.Get([]byte(e.Ref)))
			if err != nil {
				return err
			}
			seats.drop(seatKey(listing, e.Ref))
		}
		t.on(stored, facts).drop([]byte(e.Ref))
		held.drop(heldKey(e.Kind, e.Ref))
	}
	dropped := t.on(tx.Bucket(bucketIndex), facts)
	c := tx.Bucket(bucketIndex).Cursor()
	for key, _ := c.First(); key != nil; key, _ = c.Next() {
		if len(key) > 13 && erased[factKey{FactKind(key[0]), tresse.Ref(key[13:])}] {
			dropped.drop(slices.Clone(key))
		}
	}
	t.on(tx.Bucket(bucketStubs), facts).add(stubs)
	return nil
}
