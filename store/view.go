package store

import (
	"fmt"

	"go.etcd.io/bbolt"

	"tresse"
)

// A ViewName names one of the two views of sessions.
type ViewName string

const (
	ViewSessions ViewName = "sessions" // what the mediator sees
	ViewPublic   ViewName = "public"   // what follows from public listings alone
)

func (v ViewName) check() error {
	if v == ViewSessions || v == ViewPublic {
		return nil
	}
	return fmt.Errorf("store: unknown view %q", string(v))
}

// Sessions returns the sessions that start in the window, by start (a day at
// its midnight in UTC), then id.
func (s *Store) Sessions(v ViewName, w Window) ([]tresse.Session, error) {
	if err := v.check(); err != nil {
		return nil, err
	}
	var all []tresse.Session
	err := s.view(func(tx *bbolt.Tx) error {
		all = nil
		views, n := viewsOf(tx), numbersOf(tx)
		sessions := views.Bucket([]byte(v))
		return eachStart(views, v, w, func(place Placing) error {
			var err error
			all, err = appendView(all, decodeSession, place.key(), sessions.Get(place.key()), n)
			return err
		})
	})
	return all, err
}

// Session returns the session that answers to id.
func (s *Store) Session(v ViewName, id tresse.ID) (tresse.Session, bool, error) {
	found, err := s.SessionsByID(v, []tresse.ID{id})
	if err != nil || len(found) == 0 {
		return tresse.Session{}, false, err
	}
	return found[0], true, nil
}

// SessionsByID returns the sessions that answer to any of ids, each once, in the
// order of the first id of each. Unknown ids are skipped.
func (s *Store) SessionsByID(v ViewName, ids []tresse.ID) ([]tresse.Session, error) {
	if err := v.check(); err != nil {
		return nil, err
	}
	return viewsByID(s, []byte(v), decodeSession, v.wayAlias(), ids)
}

// Beneficiaries returns everybody, by id.
func (s *Store) Beneficiaries() ([]tresse.Beneficiary, error) {
	return allViews(s, bucketBeneficiaries, decodeBeneficiary)
}

// Beneficiary returns who answers to id.
func (s *Store) Beneficiary(id tresse.ID) (tresse.Beneficiary, bool, error) {
	found, err := s.BeneficiariesByID([]tresse.ID{id})
	if err != nil || len(found) == 0 {
		return tresse.Beneficiary{}, false, err
	}
	return found[0], true, nil
}

// BeneficiariesByID returns those who answer to any of ids, each once, in the
// order of the first id of each. Unknown ids are skipped.
func (s *Store) BeneficiariesByID(ids []tresse.ID) ([]tresse.Beneficiary, error) {
	return viewsByID(s, bucketBeneficiaries, decodeBeneficiary, wayAliasOfBeneficiary, ids)
}

// resolve returns the keys of the views in a bucket that answer to ids, each
// once, in the order of ids. An id that no view answers to stands for itself:
// what points at it may still be there.
func resolve(views *bbolt.Bucket, bucket []byte, alias byte, ids []tresse.ID) [][]byte {
	b, ways := seekerOf(views.Bucket(bucket)), seekerOf(views.Bucket(bucketWays))
	keys := make([][]byte, 0, len(ids))
	seen := make(map[string]bool, len(ids))
	for _, id := range ids {
		parsed, err := tresse.ParseID(string(id))
		if err != nil {
			continue
		}
		key, _ := idKey(parsed)
		if alias != 0 && b.get(key) == nil {
			if to := ways.get(append([]byte{alias}, key...)); to != nil {
				key = to
			}
		}
		if !seen[string(key)] {
			seen[string(key)] = true
			keys = append(keys, key)
		}
	}
	return keys
}

func viewsByID[V any](s *Store, bucket []byte, decode decoder[V], alias byte, ids []tresse.ID) ([]V, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var found []V
	err := s.view(func(tx *bbolt.Tx) error {
		found = nil
		views, n := viewsOf(tx), numbersOf(tx)
		b := seekerOf(views.Bucket(bucket))
		for _, key := range resolve(views, bucket, alias, ids) {
			v := b.get(key)
			if v == nil {
				continue
			}
			var err error
			if found, err = appendView(found, decode, key, v, n); err != nil {
				return err
			}
		}
		return nil
	})
	return found, err
}

func allViews[V any](s *Store, bucket []byte, decode decoder[V]) ([]V, error) {
	var all []V
	err := s.view(func(tx *bbolt.Tx) error {
		all = nil
		n := numbersOf(tx)
		return viewsOf(tx).Bucket(bucket).ForEach(func(key, v []byte) error {
			var err error
			all, err = appendView(all, decode, key, v, n)
			return err
		})
	})
	return all, err
}

func appendView[V any](all []V, decode decoder[V], key, v []byte, n *numbers) ([]V, error) {
	var x V
	if err := decode(&x, key, v, n); err != nil {
		return all, err
	}
	return append(all, x), nil
}
