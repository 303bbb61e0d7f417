package store

import (
	"bytes"
	"encoding/binary"
	"slices"

	"go.etcd.io/bbolt"

	"tresse"
)

// An IndexEntry says that the fact Ref is found under Block.
type IndexEntry struct {
	Kind  FactKind
	Block string
	Ref   tresse.Ref
}

// indexOf is the index of one kind of facts: entries from the hash of a block to
// the number of a fact.
func indexOf(tx *bbolt.Tx, k FactKind) segments {
	return segments{tx.Bucket(bucketIndex), []byte{byte(k)}}
}

// Blocked returns the refs that are indexed under any of the blocks, sorted and
// each once.
func (s *Store) Blocked(k FactKind, blocks []string) ([]tresse.Ref, error) {
	hashes := make([]uint64, len(blocks))
	for i, b := range blocks {
		hashes[i] = blockHash(b)
	}
	slices.Sort(hashes)
	var refs []tresse.Ref
	err := s.view(func(tx *bbolt.Tx) error {
		var found []uint64
		r := readerOf(indexOf(tx, k))
		for _, hash := range slices.Compact(hashes) {
			if err := r.find(hash, func(to uint64) bool { found = append(found, to); return true }); err != nil {
				return err
			}
		}
		var err error
		refs, err = numbersOf(tx).refs(found)
		return err
	})
	return refs, err
}

// BlockedEach returns for each block the refs that are indexed under it, sorted.
func (s *Store) BlockedEach(k FactKind, blocks []string) ([][]tresse.Ref, error) {
	all := make([][]tresse.Ref, len(blocks))
	err := s.view(func(tx *bbolt.Tx) error {
		n, r := numbersOf(tx), readerOf(indexOf(tx, k))
		for i, b := range blocks {
			var found []uint64
			err := r.find(blockHash(b), func(to uint64) bool { found = append(found, to); return true })
			if err != nil {
				return err
			}
			if all[i], err = n.refs(found); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

// BookingsOf returns the refs of the bookings of any of the listings, sorted and
// each once, in whatever state they are.
func (s *Store) BookingsOf(listings []tresse.Ref) ([]tresse.Ref, error) {
	var refs []tresse.Ref
	err := s.view(func(tx *bbolt.Tx) error {
		refs = nil
		seats := tx.Bucket(bucketSeats)
		c := seats.Cursor()
		if key, _ := c.First(); key == nil {
			return nil
		}
		n := numbersOf(tx)
		var found []uint64
		for _, l := range listings {
			number, err := n.of(l, Listings)
			if err != nil || number == 0 {
				if err != nil {
					return err
				}
				continue
			}
			prefix := seatKey(number, 0)[:4]
			for key, _ := c.Seek(prefix); bytes.HasPrefix(key, prefix) && len(key) == 8; key, _ = c.Next() {
				found = append(found, uint64(binary.BigEndian.Uint32(key[4:])))
			}
		}
		var err error
		refs, err = n.refs(found)
		return err
	})
	return refs, err
}

// refs returns what has the numbers, sorted and each once; what is erased is
// left out.
func (n *numbers) refs(found []uint64) ([]tresse.Ref, error) {
	if len(found) == 0 {
		return nil, nil
	}
	slices.Sort(found)
	refs := make([]tresse.Ref, 0, len(found))
	for _, number := range slices.Compact(found) {
		k, err := n.known(number)
		if err != nil {
			return nil, err
		}
		if k.kind != 0 {
			refs = append(refs, k.ref)
		}
	}
	slices.Sort(refs)
	return slices.Compact(refs), nil
}

// indexEdits are those that a commit asks for.
type indexEdits map[FactKind][]entryEdit

// add adds edits for the entries; those that drop what has no number do nothing.
func (e indexEdits) add(n *numbers, entries []IndexEntry, drop bool) error {
	var last factKey
	var number uint64
	for _, x := range entries {
		if key := (factKey{x.Kind, x.Ref}); key != last {
			var err error
			if drop {
				number, err = n.of(x.Ref, x.Kind)
			} else {
				number, err = n.name(x.Kind, x.Ref)
			}
			if err != nil {
				return err
			}
			last = key
		}
		if number != 0 {
			e[x.Kind] = append(e[x.Kind], entryEdit{entry{blockHash(x.Block), number}, drop})
		}
	}
	return nil
}

// forget drops all entries of facts that are erased.
func (e indexEdits) forget(tx *bbolt.Tx, erased map[uint64]known) error {
	for _, k := range [...]FactKind{Listings, Bookings, Contacts} {
		edits := e[k]
		for i := range edits {
			_, gone := erased[edits[i].to]
			edits[i].drop = edits[i].drop || gone
		}
		err := indexOf(tx, k).each(func(x entry) error {
			if _, gone := erased[x.to]; gone {
				edits = append(edits, entryEdit{x, true})
			}
			return nil
		})
		if err != nil {
			return err
		}
		e[k] = edits
	}
	return nil
}

func (e indexEdits) stage(tx *bbolt.Tx, t *batch) error {
	on := t.on(tx.Bucket(bucketIndex), &t.written.Facts)
	for k, edits := range e {
		if err := indexOf(tx, k).stage(on, edits); err != nil {
			return err
		}
	}
	return nil
}
