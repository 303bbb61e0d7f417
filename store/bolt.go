package store

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"go.etcd.io/bbolt"

	"tresse"
)

// view runs f in a read transaction. f copies out what it needs and calls
// nothing outside this package.
func (s *Store) view(f func(*bbolt.Tx) error) error {
	if broken := s.broken.Load(); broken != nil {
		return *broken
	}
	s.swap.RLock()
	defer s.swap.RUnlock()
	if s.db == nil {
		return errClosed(s.path)
	}
	return s.met(guarded(func() error { return s.db.View(f) }))
}

// update runs f in a write transaction. Its caller holds s.writing.
func (s *Store) update(f func(*bbolt.Tx) error) error {
	if broken := s.broken.Load(); broken != nil {
		return *broken
	}
	s.swap.RLock()
	defer s.swap.RUnlock()
	if s.db == nil {
		return errClosed(s.path)
	}
	return s.met(s.probed(guarded(func() error { return s.db.Update(f) })))
}

// probed finds out whether a failure to write that does not say why (bbolt keeps
// only the text of some) comes from a full disk, by trying the same on a file
// beside it.
func (s *Store) probed(err error) error {
	var told *tresse.Error
	if err == nil || err == errNothing || isDamage(err) || isFull(err) || errors.As(err, &told) || errors.As(err, new(unreadable)) {
		return err
	}
	if full := probe(s.path); isFull(full) {
		return fmt.Errorf("%w (%w)", err, full)
	}
	return err
}

func probe(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	f, err := createTemporary(path)
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := f.Truncate(info.Size() + growth); err != nil {
		return err
	}
	if _, err := f.Write(make([]byte, growth)); err != nil {
		return err
	}
	return f.Sync()
}

// met turns a failure of bbolt into a sentence, and remembers damage: a store
// that panicked once may hold its locks for ever.
func (s *Store) met(err error) error {
	if err == nil || err == errNothing {
		return err
	}
	told := explain(s.path, err)
	if isDamage(err) && s.broken.CompareAndSwap(nil, &told) {
		var d damage
		errors.As(err, &d)
		s.options.Log.Error().Err(err).Bytes("stack", d.stack).Msg("the data file is damaged")
	}
	return told
}

// A damage is a panic or fault inside bbolt: pages that cannot be what they
// are, or a file cut short under its map.
type damage struct {
	cause any
	stack []byte
}

func (d damage) Error() string { return fmt.Sprintf("damaged file: %v", d.cause) }

// An unreadable is a value in a form that was never written, in a file that is
// otherwise sound.
type unreadable struct{ error }

func (u unreadable) Unwrap() error { return u.error }

// guarded runs f and turns its panics and memory faults into a damage.
func guarded(f func() error) (err error) {
	before := debug.SetPanicOnFault(true)
	defer debug.SetPanicOnFault(before)
	defer func() {
		if cause := recover(); cause != nil {
			err = damage{cause, debug.Stack()}
		}
	}()
	return f()
}
