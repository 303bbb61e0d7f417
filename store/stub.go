package store

import (
	"slices"

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

// A stub's key is its hash and its source by today's name: a new source may
// take over an old name, and is not to be taken for the one before it.
func stubKey(hash []byte, source string) []byte { return append(slices.Clone(hash), source...) }

// hashSize is that of KeyedHash.
const hashSize = 32

// A sourcedStub is a stub with the source in its key.
type sourcedStub struct {
	tresse.Stub
	source string
}

func (s *Store) sourcedStubs() ([]sourcedStub, error) {
	var stubs []sourcedStub
	err := s.view(func(tx *bbolt.Tx) error {
		stubs = nil
		return tx.Bucket(bucketStubs).ForEach(func(key, v []byte) error {
			stub := sourcedStub{source: string(key[min(hashSize, len(key)):])}
			if err := decodeRecord(v, &stub.Stub); err != nil {
				return unreadable{err}
			}
			stubs = append(stubs, stub)
			return nil
		})
	})
	return stubs, err
}

// stubbed reports whether a ref was erased.
func (s *Store) stubbed(stubs *bbolt.Bucket, ref tresse.Ref) bool {
	for _, hash := range s.hashes(ref) {
		if stubs.Get(stubKey(hash, ref.Source())) != nil {
			return true
		}
	}
	return false
}

// hashes returns each hash that a ref may have been erased under: with this
// store's secret and those of stores that it replaced, by its source's name of
// today and by its earlier ones.
func (s *Store) hashes(ref tresse.Ref) [][]byte {
	var hashes [][]byte
	for _, name := range append([]string{ref.Source()}, (*s.names.Load())[ref.Source()]...) {
		as := string(ref.In(name))
		hashes = append(hashes, tresse.KeyedHash(s.secret, as))
		for _, secret := range s.former {
			hashes = append(hashes, tresse.KeyedHash(secret, as))
		}
	}
	return hashes
}
