package store

import (
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"

	"tresse"
)

// stage gathers what the draft changes in the transaction.
func (d *draft) stage(s *Store, tx *bbolt.Tx, t *batch) error {
	if err := d.refuseErased(s, tx); err != nil {
		return err
	}
	n := numbersOf(tx)
	if err := d.stageFacts(tx, t, n); err != nil {
		return err
	}
	records := &t.written.Records
	t.on(tx.Bucket(bucketHeld), records).add(d.held)
	t.on(tx.Bucket(bucketSources), records).add(d.sources)
	t.on(tx.Bucket(bucketTokens), records).add(d.tokens)
	t.on(tx.Bucket(bucketDecisions), records).add(d.decisions)
	if err := d.stagePublished(tx, t); err != nil {
		return err
	}
	t.on(metaOf(tx), records).add(d.meta)
	d.stageHooks(tx, t)
	if err := stageViews(d.views, viewsOf(tx), t, n); err != nil {
		return err
	}
	edits := indexEdits{}
	if err := edits.add(n, d.unindex, true); err != nil {
		return err
	}
	if err := edits.add(n, d.index, false); err != nil {
		return err
	}
	if err := d.stageErasures(tx, t, n, edits); err != nil {
		return err
	}
	if err := edits.stage(tx, t); err != nil {
		return err
	}
	return n.put(t)
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

// stageFacts puts facts under their numbers, listings first: bookings name them.
func (d *draft) stageFacts(tx *bbolt.Tx, t *batch, n *numbers) error {
	for _, of := range [...]struct {
		kind  FactKind
		pairs []pair
	}{{Listings, d.listings}, {Bookings, d.bookings}, {Contacts, d.contacts}} {
		if len(of.pairs) == 0 {
			continue
		}
		stored := tx.Bucket(of.kind.bucket())
		w := walker{c: stored.Cursor()}
		for _, p := range of.pairs {
			old := w.find(string(p.key))
			number, err := n.fact(of.kind, tresse.Ref(p.key), old)
			if err != nil {
				return err
			}
			binary.BigEndian.PutUint32(p.value[headerNumber:], uint32(number))
			if of.kind == Bookings {
				if err := d.stageSeat(tx, t, n, p.value, number, d.listingOf[string(p.key)], old); err != nil {
					return err
				}
			}
		}
		t.on(stored, &t.written.Facts).add(of.pairs)
	}
	return nil
}

// stageSeat finds a booking under its listing alone.
func (d *draft) stageSeat(tx *bbolt.Tx, t *batch, n *numbers, value []byte, number uint64, listing tresse.Ref, old []byte) error {
	before, err := listingIn(old)
	if err != nil {
		return err
	}
	var after uint64
	if listing != "" {
		if after, err = n.name(Listings, listing); err != nil {
			return err
		}
	}
	binary.BigEndian.PutUint32(value[headerListing:], uint32(after))
	seats := t.on(tx.Bucket(bucketSeats), &t.written.Facts)
	if before != 0 && before != after {
		seats.drop(seatKey(before, number))
	}
	if after != 0 {
		seats.put(seatKey(after, number), []byte{})
	}
	return nil
}

// listingIn returns the number of the listing of a stored booking, 0 of none.
func listingIn(v []byte) (uint64, error) {
	if v == nil {
		return 0, nil
	}
	var h header
	if _, err := readHeader(v, &h); err != nil {
		return 0, unreadable{err}
	}
	return uint64(h.parent), nil
}

// stageErasures drops the erased facts with all that names them in the seats,
// the index and the holds, and puts their stubs.
func (d *draft) stageErasures(tx *bbolt.Tx, t *batch, n *numbers, edits indexEdits) error {
	if len(d.erase) == 0 {
		return nil
	}
	facts := &t.written.Facts
	seats, held := t.on(tx.Bucket(bucketSeats), facts), t.on(tx.Bucket(bucketHeld), &t.written.Records)
	erased := map[uint64]known{}
	for _, e := range d.erase {
		number, err := n.of(e.Ref, e.Kind)
		if err != nil {
			return err
		}
		stored := tx.Bucket(e.Kind.bucket())
		if e.Kind == Bookings {
			listing, err := listingIn(stored.Get([]byte(e.Ref)))
			if err != nil {
				return err
			}
			seats.drop(seatKey(listing, number))
		}
		if number != 0 {
			erased[number] = known{e.Kind, e.Ref}
		}
		t.on(stored, facts).drop([]byte(e.Ref))
		held.drop(heldKey(e.Kind, e.Ref))
	}
	t.on(tx.Bucket(bucketStubs), facts).add(d.stubs)
	if err := edits.forget(tx, erased); err != nil {
		return err
	}
	return n.forget(erased, seats)
}
