package store

import (
	"bytes"
	"encoding/binary"

	"tresse"
)

// meet sees to refs that are named under the new name already, though no fact
// has them: a booking of another source may be in a listing of a source that is
// not there. What is renamed takes their place, under its own number.
func (r *renaming) meet() error {
	n := numbersOf(r.tx)
	if n.named == nil {
		return nil
	}
	met := map[uint64]uint64{} // number under the new name → of what is renamed
	old := r.prefix[:len(r.prefix)-1]
	err := n.named.ForEach(func(key, v []byte) error {
		k, ref := FactKind(key[0]), tresse.Ref(key[1:])
		if ref.Source() != r.new {
			return nil
		}
		number, err := n.of(ref.In(old), k)
		if number != 0 {
			met[uint64(binary.BigEndian.Uint32(v))] = number
			n.stage = append(n.stage, pair{bytes.Clone(key), nil})
		}
		return err
	})
	if err != nil || len(met) == 0 {
		return err
	}
	for number := range met {
		n.set(number, known{})
	}
	var t batch
	if err := r.replace(&t, met); err != nil {
		return err
	}
	if err := n.put(&t); err != nil {
		return err
	}
	return t.apply()
}

// replace puts other numbers into the seats, the bookings and the index.
func (r *renaming) replace(t *batch, met map[uint64]uint64) error {
	facts := &t.written.Facts
	seats := t.on(r.tx.Bucket(bucketSeats), facts)
	err := seats.b.ForEach(func(key, _ []byte) error {
		listing, booking := uint64(binary.BigEndian.Uint32(key)), uint64(binary.BigEndian.Uint32(key[4:]))
		if to, ok := met[listing]; ok {
			seats.drop(bytes.Clone(key))
			seats.put(seatKey(to, booking), []byte{})
		}
		return nil
	})
	if err != nil {
		return err
	}
	bookings := t.on(r.tx.Bucket(bucketBookings), facts)
	err = bookings.b.ForEach(func(key, v []byte) error {
		listing, err := listingIn(v)
		if to, ok := met[listing]; ok && err == nil {
			v = bytes.Clone(v)
			binary.BigEndian.PutUint32(v[headerListing:], uint32(to))
			bookings.put(bytes.Clone(key), v)
		}
		return err
	})
	if err != nil {
		return err
	}
	edits := indexEdits{}
	for _, k := range [...]FactKind{Listings, Bookings, Contacts} {
		err := indexOf(r.tx, k).each(func(e entry) error {
			if to, ok := met[e.to]; ok {
				edits[k] = append(edits[k], entryEdit{e, true}, entryEdit{entry{e.from, to}, false})
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return edits.stage(r.tx, t)
}
