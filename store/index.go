package store

import (
	"bytes"
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

// Blocked returns the refs that are indexed under any of the blocks, sorted and
// each once.
func (s *Store) Blocked(k FactKind, blocks []string) ([]tresse.Ref, error) {
	prefixes := make([][]byte, len(blocks))
	for i, b := range blocks {
		prefixes[i] = indexKey(k, b, "")
	}
	return s.suffixes(bucketIndex, prefixes)
}

// BlockedEach returns for each block the refs that are indexed under it, sorted.
func (s *Store) BlockedEach(k FactKind, blocks []string) ([][]tresse.Ref, error) {
	all := make([][]tresse.Ref, len(blocks))
	err := s.view(func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketIndex).Cursor()
		for i, b := range blocks {
			all[i] = nil
			prefix := indexKey(k, b, "")
			for key, _ := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, _ = c.Next() {
				all[i] = append(all[i], tresse.Ref(key[len(prefix):]))
			}
		}
		return nil
	})
	return all, err
}

// BookingsOf returns the refs of the bookings of any of the listings, sorted and
// each once, in whatever state they are.
func (s *Store) BookingsOf(listings []tresse.Ref) ([]tresse.Ref, error) {
	prefixes := make([][]byte, len(listings))
	for i, l := range listings {
		prefixes[i] = seatKey(l, "")
	}
	return s.suffixes(bucketSeats, prefixes)
}

// suffixes returns what follows any of the prefixes among the keys of a bucket.
func (s *Store) suffixes(bucket []byte, prefixes [][]byte) ([]tresse.Ref, error) {
	slices.SortFunc(prefixes, bytes.Compare)
	prefixes = slices.CompactFunc(prefixes, bytes.Equal)
	var refs []tresse.Ref
	err := s.view(func(tx *bbolt.Tx) error {
		refs = nil
		c := tx.Bucket(bucket).Cursor()
		for _, p := range prefixes {
			for key, _ := c.Seek(p); bytes.HasPrefix(key, p); key, _ = c.Next() {
				refs = append(refs, tresse.Ref(key[len(p):]))
			}
		}
		return nil
	})
	slices.Sort(refs)
	return slices.Compact(refs), err
}
