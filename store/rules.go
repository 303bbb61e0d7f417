package store

import (
	"bytes"

	"go.etcd.io/bbolt"
)

// Rules returns what the views were last made by beside facts and Model, as
// SaveRules was given it; nil before that.
func (s *Store) Rules() ([]byte, error) {
	var rules []byte
	err := s.view(func(tx *bbolt.Tx) error {
		rules = bytes.Clone(metaOf(tx).Get(keyRules))
		return nil
	})
	return rules, err
}

// SaveRules remembers what the views were made by.
func (s *Store) SaveRules(rules []byte) error {
	return s.update(func(tx *bbolt.Tx) error { return metaOf(tx).Put(keyRules, rules) })
}
