package store

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"tresse"
)

// A Hold is a withdrawal that waits for the mediator.
type Hold struct {
	Kind  FactKind
	Ref   tresse.Ref
	Since time.Time
}

// Sources returns what is remembered of each source, by place, then name.
func (s *Store) Sources() ([]tresse.SourceState, error) {
	states, err := records[tresse.SourceState](s, bucketSources)
	slices.SortFunc(states, func(a, b tresse.SourceState) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Name, b.Name))
	})
	return states, err
}

// Decisions returns all decisions, in the order taken.
func (s *Store) Decisions() ([]tresse.Decision, error) {
	return records[tresse.Decision](s, bucketDecisions)
}

func records[R any](s *Store, bucket []byte) ([]R, error) {
	var all []R
	err := s.view(func(tx *bbolt.Tx) error {
		all = nil
		return tx.Bucket(bucket).ForEach(func(_, v []byte) error {
			var r R
			if err := decodeRecord(v, &r); err != nil {
				return unreadable{err}
			}
			all = append(all, r)
			return nil
		})
	})
	return all, err
}

// Held returns the withdrawals that wait for the mediator in a source, "" for
// all; listings, bookings and contacts apart, each in order of refs.
func (s *Store) Held(source string) ([]Hold, error) {
	var holds []Hold
	err := s.view(func(tx *bbolt.Tx) error {
		holds = nil
		c := tx.Bucket(bucketHeld).Cursor()
		for _, k := range [...]FactKind{Listings, Bookings, Contacts} {
			prefix := []byte{byte(k)}
			if source != "" {
				prefix = heldKey(k, tresse.NewRef(source, ""))
			}
			for key, v := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, v = c.Next() {
				if len(v) != 8 {
					return unreadable{fmt.Errorf("hold of %d bytes", len(v))}
				}
				holds = append(holds, Hold{k, tresse.Ref(key[1:]), nanoOf(v)})
			}
		}
		return nil
	})
	return holds, err
}

// Model returns the weights in force; the zero Model before any was stored.
func (s *Store) Model() (tresse.Model, error) {
	var m tresse.Model
	err := s.view(func(tx *bbolt.Tx) error {
		v := metaOf(tx).Get(keyModel)
		if v == nil {
			return nil
		}
		m = tresse.Model{}
		if err := decodeRecord(v, &m); err != nil {
			return unreadable{err}
		}
		return nil
	})
	return m, err
}

// Tokens returns the credentials kept for a source (rotated refresh tokens and
// the like), nil where there are none.
func (s *Store) Tokens(source string) ([]byte, error) {
	var tokens []byte
	err := s.view(func(tx *bbolt.Tx) error {
		if v := tx.Bucket(bucketTokens).Get([]byte(source)); len(v) > 9 {
			tokens = bytes.Clone(v[9:])
		}
		return nil
	})
	return tokens, err
}

// SaveTokens keeps the credentials of a source, at once and by themselves: a
// platform that rotates them no longer takes the old ones. Empty ones are
// dropped.
func (s *Store) SaveTokens(source string, tokens []byte) error {
	return s.Commit(Commit{Tokens: map[string][]byte{source: tokens}})
}

// encodeTokens: version, when saved (so that restore keeps the newer), tokens.
func encodeTokens(saved time.Time, tokens []byte) []byte {
	return append(appendNano([]byte{recordVersion}, saved), tokens...)
}
