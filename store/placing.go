package store

import (
	"bytes"

	"go.etcd.io/bbolt"

	"tresse"
)

// A Placing is the place of a view in its list: placings sort as the list does,
// and stay what they are while the view does. So a list can be read page by page
// while it changes. It ends in the key of the view's id.
type Placing string

func (p Placing) key() []byte { return []byte(p[max(len(p)-16, 0):]) }

// ID returns the id of the view.
func (p Placing) ID() tresse.ID { return keyID(p.key()) }

// SessionPlacings returns the places of the sessions that start in the window,
// in the order of Sessions, without reading them.
func (s *Store) SessionPlacings(v ViewName, w Window) ([]Placing, error) {
	if err := v.check(); err != nil {
		return nil, err
	}
	var all []Placing
	err := s.view(func(tx *bbolt.Tx) error {
		all = nil
		return eachStart(viewsOf(tx), v, w, func(p Placing) error {
			all = append(all, p)
			return nil
		})
	})
	return all, err
}

// RegistrationPlacings returns the places of the registrations in the sessions
// at the given places, session by session, by id in each.
func (s *Store) RegistrationPlacings(sessions []Placing) ([]Placing, error) {
	var all []Placing
	err := s.view(func(tx *bbolt.Tx) error {
		all = nil
		c := viewsOf(tx).Bucket(bucketWays).Cursor()
		for _, session := range sessions {
			prefix := append([]byte{wayRegistrationsOfSession}, session.key()...)
			for key, _ := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, _ = c.Next() {
				all = append(all, session+Placing(key[len(prefix):]))
			}
		}
		return nil
	})
	return all, err
}

// BeneficiaryPlacings returns the places of everybody, in the order of
// Beneficiaries, without reading them.
func (s *Store) BeneficiaryPlacings() ([]Placing, error) {
	var all []Placing
	err := s.view(func(tx *bbolt.Tx) error {
		all = nil
		return viewsOf(tx).Bucket(bucketBeneficiaries).ForEach(func(key, _ []byte) error {
			all = append(all, Placing(key))
			return nil
		})
	})
	return all, err
}
