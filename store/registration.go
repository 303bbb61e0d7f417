package store

import (
	"bytes"

	"go.etcd.io/bbolt"

	"tresse"
)

// Registrations returns all registrations, by id.
func (s *Store) Registrations() ([]tresse.Registration, error) {
	return allViews(s, bucketRegistrations, decodeRegistration)
}

// RegistrationsByID returns the registrations among ids, each once, in the order
// of ids.
func (s *Store) RegistrationsByID(ids []tresse.ID) ([]tresse.Registration, error) {
	return viewsByID(s, bucketRegistrations, decodeRegistration, 0, ids)
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
	if len(ids) == 0 {
		return nil, nil
	}
	var all []tresse.Registration
	err := s.view(func(tx *bbolt.Tx) error {
		all = nil
		views, n := viewsOf(tx), numbersOf(tx)
		registrations, c := seekerOf(views.Bucket(bucketRegistrations)), views.Bucket(bucketWays).Cursor()
		for _, end := range resolve(views, ends, alias, ids) {
			prefix := append([]byte{way}, end...)
			for key, _ := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, _ = c.Next() {
				var err error
				id := key[len(prefix):]
				if all, err = appendView(all, decodeRegistration, id, registrations.get(id), n); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return all, err
}
