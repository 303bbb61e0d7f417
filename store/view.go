package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"time"

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

// A Window is a stretch of time [From, To); a zero end is open. What lasts all
// day begins at midnight where From (or else To) has its zone.
type Window struct{ From, To time.Time }

// day is more than any zone is away from UTC.
const day = 24 * time.Hour

// seconds returns the stored starts between which the window lies, for instants
// and days alike.
func (w Window) seconds() (from, to int64) {
	from, to = math.MinInt64, math.MaxInt64
	if !w.From.IsZero() {
		from = w.From.Add(-day).Unix()
	}
	if !w.To.IsZero() {
		to = w.To.Add(day).Unix()
	}
	return from, to
}

// holds reports whether a start lies in the window.
func (w Window) holds(start tresse.Time) bool {
	zone := w.From.Location()
	if w.From.IsZero() {
		zone = w.To.Location()
	}
	at := start.In(zone)
	return (w.From.IsZero() || !at.Before(w.From)) && (w.To.IsZero() || at.Before(w.To))
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
		views := viewsOf(tx)
		sessions := views.Bucket([]byte(v))
		return eachStart(views, v, w, func(place Placing) error {
			var err error
			all, err = appendView(all, sessions.Get(place.key()))
			return err
		})
	})
	return all, err
}

// eachStart calls f with the place of each session that starts in the window.
func eachStart(views *bbolt.Bucket, v ViewName, w Window, f func(Placing) error) error {
	from, to := w.seconds()
	c := views.Bucket(bucketWays).Cursor()
	prefix := []byte{v.wayStart()}
	for key, value := c.Seek(appendSecond(prefix, from)); bytes.HasPrefix(key, prefix); key, value = c.Next() {
		if len(key) != 25 || len(value) != 1 {
			return unreadable{fmt.Errorf("way of %d bytes to a session", len(key))}
		}
		start := secondOf(key[1:])
		if start >= to {
			break
		}
		if !w.holds(tresse.Time{Time: time.Unix(start, 0).UTC(), Day: value[0] == 1}) {
			continue
		}
		if err := f(Placing(key[1:])); err != nil {
			return err
		}
	}
	return nil
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
	return viewsByID[tresse.Session](s, []byte(v), v.wayAlias(), ids)
}

// Beneficiaries returns everybody, by id.
func (s *Store) Beneficiaries() ([]tresse.Beneficiary, error) {
	return allViews[tresse.Beneficiary](s, bucketBeneficiaries)
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
	return viewsByID[tresse.Beneficiary](s, bucketBeneficiaries, wayAliasOfBeneficiary, ids)
}

// Registrations returns all registrations, by id.
func (s *Store) Registrations() ([]tresse.Registration, error) {
	return allViews[tresse.Registration](s, bucketRegistrations)
}

// RegistrationsByID returns the registrations among ids, each once, in the order
// of ids.
func (s *Store) RegistrationsByID(ids []tresse.ID) ([]tresse.Registration, error) {
	return viewsByID[tresse.Registration](s, bucketRegistrations, 0, ids)
}

// RegistrationsOfSessions returns the registrations in the sessions that answer
// to any of ids, session by session in the order of ids, by id in each.
func (s *Store) RegistrationsOfSessions(ids []tresse.ID) ([]tresse.Registration, error) {
	return s.registrationsOf(wayRegistrationsOfSession, bucketSessions, ViewSessions.wayAlias(), ids)
}

// RegistrationsOfBeneficiaries returns the registrations of those who answer to
// any of ids, person by person in the order of ids, by id for each.
func (s *Store) RegistrationsOfBeneficiaries(ids []tresse.ID) ([]tresse.Registration, error) {
	return s.registrationsOf(wayRegistrationsOfBeneficiary, bucketBeneficiaries, wayAliasOfBeneficiary, ids)
}

func (s *Store) registrationsOf(way byte, ends []byte, alias byte, ids []tresse.ID) ([]tresse.Registration, error) {
	var all []tresse.Registration
	err := s.view(func(tx *bbolt.Tx) error {
		all = nil
		views := viewsOf(tx)
		registrations, c := views.Bucket(bucketRegistrations), views.Bucket(bucketWays).Cursor()
		for _, end := range resolve(views, ends, alias, ids) {
			prefix := append([]byte{way}, end...)
			for key, _ := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, _ = c.Next() {
				var err error
				if all, err = appendView(all, registrations.Get(key[len(prefix):])); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return all, err
}

// resolve returns the keys of the views in a bucket that answer to ids, each
// once, in the order of ids. An id that no view answers to stands for itself:
// what points at it may still be there.
func resolve(views *bbolt.Bucket, bucket []byte, alias byte, ids []tresse.ID) [][]byte {
	b, ways := views.Bucket(bucket), views.Bucket(bucketWays)
	keys := make([][]byte, 0, len(ids))
	seen := make(map[string]bool, len(ids))
	for _, id := range ids {
		parsed, err := tresse.ParseID(string(id))
		if err != nil {
			continue
		}
		key, _ := idKey(parsed)
		if alias != 0 && b.Get(key) == nil {
			if to := ways.Get(append([]byte{alias}, key...)); to != nil {
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

func viewsByID[V any](s *Store, bucket []byte, alias byte, ids []tresse.ID) ([]V, error) {
	var found []V
	err := s.view(func(tx *bbolt.Tx) error {
		found = nil
		views := viewsOf(tx)
		b := views.Bucket(bucket)
		for _, key := range resolve(views, bucket, alias, ids) {
			v := b.Get(key)
			if v == nil {
				continue
			}
			var err error
			if found, err = appendView(found, v); err != nil {
				return err
			}
		}
		return nil
	})
	return found, err
}

func allViews[V any](s *Store, bucket []byte) ([]V, error) {
	var all []V
	err := s.view(func(tx *bbolt.Tx) error {
		all = nil
		return viewsOf(tx).Bucket(bucket).ForEach(func(_, v []byte) error {
			var err error
			all, err = appendView(all, v)
			return err
		})
	})
	return all, err
}

func appendView[V any](all []V, v []byte) ([]V, error) {
	_, text, err := readView(v)
	if err != nil {
		return all, unreadable{err}
	}
	var x V
	if err := json.Unmarshal(text, &x); err != nil {
		return all, unreadable{err}
	}
	return append(all, x), nil
}

// Counts says how many views there are.
type Counts struct{ Sessions, Public, Registrations, Beneficiaries int }

// Count returns how many views there are, without reading them.
func (s *Store) Count() (Counts, error) {
	var n Counts
	err := s.view(func(tx *bbolt.Tx) error {
		n = readCounts(viewsOf(tx))
		return nil
	})
	return n, err
}

func readCounts(views *bbolt.Bucket) Counts {
	v := views.Get(keyCounts)
	if len(v) != 16 {
		return Counts{}
	}
	at := func(i int) int { return int(binary.BigEndian.Uint32(v[4*i:])) }
	return Counts{at(0), at(1), at(2), at(3)}
}

func (n Counts) bytes() []byte {
	var b []byte
	for _, x := range [...]int{n.Sessions, n.Public, n.Registrations, n.Beneficiaries} {
		b = binary.BigEndian.AppendUint32(b, uint32(x))
	}
	return b
}
