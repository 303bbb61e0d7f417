package store

import "go.etcd.io/bbolt"

// Moment tells one state of the store from another: whatever was read between
// two equal moments was read of one state, though each reading has a transaction
// of its own. It means nothing once the store is closed.
func (s *Store) Moment() (uint64, error) {
	var id int
	err := s.view(func(tx *bbolt.Tx) error {
		id = tx.ID()
		return nil
	})
	return uint64(id), err
}
