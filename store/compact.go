package store

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"go.etcd.io/bbolt"
)

// roomy is the size from which a file that is half free is compacted by Open.
const roomy = 8 << 20

// grown is the size from which a file that has doubled is compacted.
const grown = 96 << 20

// CompactIfGrown compacts a file that has become large and has doubled since it
// was opened or compacted last: a first sync leaves pages a third empty, and
// those that its commits wrote over. To be called between rounds; that the file
// cannot be compacted (a full disk) is no failure.
func (s *Store) CompactIfGrown() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	size, _, err := s.Room()
	if err != nil || size < grown || size < 2*s.dense {
		return err
	}
	s.options.Log.Info().Int64("size_bytes", size).Msg("compacting the data file, which has doubled")
	if err := s.compact(); err != nil {
		s.dense = size // not again at each round
		s.options.Log.Warn().Err(err).Msg("the data file could not be compacted")
	}
	return nil
}

// Compact copies the store into a new file and puts that in its place: what was
// dropped is then nowhere in the file any more, and its room is given back. To be
// called after an erasure. Readers wait for a moment, writers until it is done.
func (s *Store) Compact() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.update(sweepNamed); err != nil && err != errNothing {
		return err
	}
	return s.compact()
}

func (s *Store) compact() error {
	if broken := s.broken.Load(); broken != nil {
		return *broken
	}
	if s.db == nil { // only Close, which needs s.writing, sets it
		return errClosed(s.path)
	}
	dst, name, err := compacted(s.db, s.path)
	if err != nil {
		return s.met(err)
	}
	s.swap.Lock()
	defer s.swap.Unlock()
	if err := s.exchange(dst, name); err != nil {
		return explain(s.path, err)
	}
	if info, err := os.Stat(s.path); err == nil {
		s.dense = info.Size()
	}
	return explainIf(s.path, syncFolder(s.path))
}

func explainIf(path string, err error) error {
	if err == nil {
		return nil
	}
	return explain(path, err)
}

// exchange puts the open file dst, now called name, in the place of the data
// file.
func (s *Store) exchange(dst *handle, name string) error {
	if runtime.GOOS == "windows" {
		return s.exchangeClosed(dst, name)
	}
	// Both files are held all along: whoever waits for the old one finds that it
	// is no longer the data file (openFile).
	if err := os.Rename(name, s.path); err != nil {
		_ = dst.Close()
		_ = os.Remove(name)
		return err
	}
	old := s.db
	s.db = dst
	return old.Close()
}

// exchangeClosed is exchange where an open file can be neither renamed nor
// replaced. Whatever happens the store ends up open on one of the two.
func (s *Store) exchangeClosed(dst *handle, name string) error {
	err := dst.Close()
	if err == nil {
		err = s.db.Close()
		s.db = nil
	}
	if err == nil {
		err = os.Rename(name, s.path)
	}
	if err != nil {
		_ = os.Remove(name)
	}
	if s.db == nil {
		db, openErr := openFile(s.path, s.options.Timeout)
		if openErr != nil {
			return openErr
		}
		s.db = db
	}
	return err
}

// Room returns the size of the file and how much of it is free, in bytes.
func (s *Store) Room() (size, free int64, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		size = tx.Size()
		stats := tx.DB().Stats()
		free = int64(stats.FreePageN+stats.PendingPageN) * int64(tx.DB().Info().PageSize)
		return nil
	})
	return size, free, err
}

// compactIfRoomy compacts a file of which more than half is free. That it cannot
// (a full disk) is no reason not to open.
func (s *Store) compactIfRoomy() error {
	size, free, err := s.Room()
	s.dense = size - free
	if err != nil || s.options.scratch || size < roomy || free*2 <= size {
		return err
	}
	s.options.Log.Info().Int64("size_bytes", size).Int64("free_bytes", free).Msg("compacting the data file")
	if err := s.Compact(); err != nil {
		s.options.Log.Warn().Err(err).Msg("the data file could not be compacted")
	}
	return nil
}

// keepBefore copies the store beside itself before it is migrated.
func (s *Store) keepBefore(schema int) error {
	if s.options.scratch {
		return nil
	}
	name, err := s.snapshot()
	if err != nil {
		return err
	}
	kept := fmt.Sprintf("%s.schema-%d-%s", s.path, schema, stamp(s.now()))
	if err := os.Rename(name, kept); err != nil {
		_ = os.Remove(name)
		return explain(s.path, err)
	}
	s.options.Log.Info().Str("copy", filepath.Base(kept)).Int("schema", schema).Msg("kept a copy of the data file before migrating it")
	return explainIf(s.path, syncFolder(kept))
}
