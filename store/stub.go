package store

import (
	"go.etcd.io/bbolt"

	"tresse"
)

// An Erasure replaces a fact by its stub. The hash of the stub is filled in.
type Erasure struct {
	Kind FactKind
	Ref  tresse.Ref
	Stub tresse.Stub
}

// Stubs says which of refs are erased, one for one.
func (s *Store) Stubs(refs []tresse.Ref) ([]bool, error) {
	erased := make([]bool, len(refs))
	err := s.view(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketStubs)
		if key, _ := b.Cursor().First(); key == nil {
			return nil
		}
		for i, ref := range refs {
			erased[i] = s.stubbed(b, ref)
		}
		return nil
	})
	return erased, err
}

// AllStubs returns all that is left of erased facts, in the order of their
// hashes.
func (s *Store) AllStubs() ([]tresse.Stub, error) {
	return records[tresse.Stub](s, bucketStubs)
}

// StubsOf returns the stubs of the seats of any of the listings, in the order
// of their hashes.
func (s *Store) StubsOf(listings []tresse.Ref) ([]tresse.Stub, error) {
	all, err := s.AllStubs()
	if err != nil || len(all) == 0 {
		return nil, err
	}
	asked := make(map[tresse.Ref]bool, len(listings))
	for _, l := range listings {
		asked[l] = true
	}
	var of []tresse.Stub
	for _, stub := range all {
		if stub.Listing != "" && asked[stub.Listing] {
			of = append(of, stub)
		}
	}
	return of, nil
}

// stubbed looks a ref up under each hash that it may have been erased under: of
// this store's secret and of those it replaced, by its source's name of today
// and by its earlier ones.
func (s *Store) stubbed(stubs *bbolt.Bucket, ref tresse.Ref) bool {
	if s.stubbedAs(stubs, ref) {
		return true
	}
	for _, name := range (*s.names.Load())[ref.Source()] {
		if s.stubbedAs(stubs, ref.In(name)) {
			return true
		}
	}
	return false
}

func (s *Store) stubbedAs(stubs *bbolt.Bucket, ref tresse.Ref) bool {
	if stubs.Get(tresse.KeyedHash(s.secret, string(ref))) != nil {
		return true
	}
	for _, secret := range s.former {
		if stubs.Get(tresse.KeyedHash(secret, string(ref))) != nil {
			return true
		}
	}
	return false
}
