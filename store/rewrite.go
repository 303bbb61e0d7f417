package store

import (
	"os"

	"go.etcd.io/bbolt"
)

// rewrite fills a new file with what the store holds and puts it in its place,
// as Compact does. It is filled by today's program, and so is of today's schema.
func (s *Store) rewrite(fill func(old *bbolt.Tx, to *Store) error) error {
	f, err := createTemporary(s.path)
	if err != nil {
		return err
	}
	name := f.Name()
	_ = f.Close()
	dst, err := openBolt(name, defaultTimeout, false)
	if err != nil {
		_ = os.Remove(name)
		return err
	}
	dst.NoSync = true
	to := &Store{given: name, path: name, options: s.options, db: dst}
	err = s.fill(fill, to)
	dst.NoSync = false
	if err == nil {
		err = dst.Sync()
	}
	if err != nil {
		_ = dst.Close()
		_ = os.Remove(name)
		return err
	}
	s.swap.Lock()
	defer s.swap.Unlock()
	if err := s.exchange(dst, name); err != nil {
		return err
	}
	return syncFolder(s.path)
}

func (s *Store) fill(fill func(old *bbolt.Tx, to *Store) error, to *Store) error {
	if err := to.db.Update(firstLayout); err != nil {
		return err
	}
	if err := s.db.View(func(old *bbolt.Tx) error { return fill(old, to) }); err != nil {
		return err
	}
	return to.db.Update(func(tx *bbolt.Tx) error { return putSchema(tx, len(migrations())) })
}
