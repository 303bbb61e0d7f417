package store

import (
	"bytes"

	"go.etcd.io/bbolt"

	"tresse"
)

// markStale says that the views must be rebuilt. Where somebody was erased they
// go at once; else they may stand until then.
func (r *restoring) markStale() error {
	s := r.restored
	s.writing.Lock()
	defer s.writing.Unlock()
	err := s.update(func(tx *bbolt.Tx) error {
		if err := metaOf(tx).Put(keyStale, []byte{1}); err != nil {
			return err
		}
		if err := recount(tx); err != nil || r.report.Erased == 0 {
			return err
		}
		g := currentGeneration(tx) + 1
		if err := createGeneration(tx, g); err != nil {
			return err
		}
		return metaOf(tx).Put(keyGeneration, number(g))
	})
	if err != nil {
		return err
	}
	return s.dropLeftovers()
}

// recount brings the counts in the states of sources to what is there.
func recount(tx *bbolt.Tx) error {
	counts := map[string]*tresse.SourceState{}
	of := func(ref tresse.Ref) *tresse.SourceState {
		n := counts[ref.Source()]
		if n == nil {
			n = &tresse.SourceState{}
			counts[ref.Source()] = n
		}
		return n
	}
	var h header
	for k, tally := range map[FactKind]func(*tresse.SourceState){
		Listings: func(n *tresse.SourceState) { n.Listings++ },
		Bookings: func(n *tresse.SourceState) { n.Bookings++ },
		Contacts: func(n *tresse.SourceState) { n.Contacts++ },
	} {
		err := tx.Bucket(k.bucket()).ForEach(func(key, v []byte) error {
			if _, err := readHeader(v, &h); err != nil {
				return unreadable{err}
			}
			if h.state == tresse.Live {
				tally(of(tresse.Ref(key)))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	_ = tx.Bucket(bucketHeld).ForEach(func(key, _ []byte) error { of(tresse.Ref(key[1:])).Held++; return nil })
	return putCounts(tx.Bucket(bucketSources), counts)
}

func putCounts(sources *bbolt.Bucket, counts map[string]*tresse.SourceState) error {
	var puts []pair
	err := sources.ForEach(func(key, v []byte) error {
		var state tresse.SourceState
		if err := decodeRecord(v, &state); err != nil {
			return unreadable{err}
		}
		n := counts[string(key)]
		if n == nil {
			n = &tresse.SourceState{}
		}
		state.Listings, state.Bookings, state.Contacts, state.Held = n.Listings, n.Bookings, n.Contacts, n.Held
		value, err := encodeRecord(&state)
		puts = append(puts, pair{bytes.Clone(key), value})
		return err
	})
	for _, p := range puts {
		if err == nil {
			err = sources.Put(p.key, p.value)
		}
	}
	return err
}
