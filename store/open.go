package store

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

const defaultTimeout = 1500 * time.Millisecond

// Open opens the data file, creating it (mode 0600) when it is not there, and
// brings it to today's schema; a copy is kept beside before that. Errors are of
// TroubleStore and say in French what to do: somebody else holds it, it is
// damaged, foreign or newer, the place cannot be written or is not local.
func Open(path string, o Options) (*Store, error) { return open(path, o, migrations()) }

func open(path string, o Options, steps []migration) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if !o.AnyPlace {
		if err := checkPlace(path); err != nil {
			return nil, err
		}
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, explain(path, errFolder)
	}
	db, err := openFile(realPath(path), o.Timeout)
	if err != nil {
		return nil, explain(path, err)
	}
	s := &Store{given: path, path: realPath(path), options: o, db: db}
	if err := s.prepare(steps); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// realPath follows the links of a path that is there.
func realPath(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// openFile opens path as bbolt and holds it. The file may have been exchanged
// (Compact, Restore) while this waited for the lock: then what it holds is no
// longer the data file, and it tries again.
func openFile(path string, timeout time.Duration) (*handle, error) {
	for range 5 {
		db, err := openBolt(path, timeout, false)
		if err != nil {
			return nil, err
		}
		held, err1 := db.file.Stat()
		now, err2 := os.Stat(path)
		if err1 == nil && err2 == nil && os.SameFile(held, now) {
			return db, nil
		}
		_ = db.Close()
	}
	return nil, errors.New("the file was exchanged again and again")
}

// prepare brings an open file to today's schema and reads what the Store keeps
// in memory.
func (s *Store) prepare(steps []migration) error {
	var schema int
	if err := s.view(func(tx *bbolt.Tx) error { schema = schemaOf(tx); return nil }); err != nil {
		return err
	}
	switch {
	case schema < 0:
		return explain(s.path, errForeign)
	case schema > len(steps):
		return errNewer(s.path, schema, len(steps))
	case schema > 0 && schema < len(steps):
		if err := s.keepBefore(schema); err != nil {
			return err
		}
	}
	s.private()
	if err := s.met(guarded(func() error { return s.migrate(steps, schema) })); err != nil {
		return err
	}
	s.sweepTemporary()
	if err := s.dropLeftovers(); err != nil {
		return err
	}
	if err := s.load(); err != nil {
		return err
	}
	return s.compactIfRoomy()
}

// load reads the secrets and the earlier names of sources.
func (s *Store) load() error {
	return s.view(func(tx *bbolt.Tx) error {
		meta := metaOf(tx)
		s.secret = append([]byte(nil), meta.Get(keySecret)...)
		s.former = nil
		for rest := meta.Get(keyFormer); len(rest) >= 32; rest = rest[32:] {
			s.former = append(s.former, append([]byte(nil), rest[:32]...))
		}
		names, err := readNames(tx)
		s.names.Store(&names)
		return err
	})
}

func readNames(tx *bbolt.Tx) (map[string][]string, error) {
	names := map[string][]string{}
	v := metaOf(tx).Get(keyNames)
	if v == nil {
		return names, nil
	}
	return names, json.Unmarshal(v, &names)
}

// private takes the rights of others off the file: it holds people's lives.
func (s *Store) private() {
	info, err := os.Stat(s.path)
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&0o077 == 0 {
		return
	}
	err = os.Chmod(s.path, 0o600)
	s.options.Log.Warn().Stringer("mode", info.Mode().Perm()).AnErr("error", err).Msg("the data file was open to others")
}

// temporary begins the names of the copies that are made beside the data file.
// They hold what it holds, so none may outlive a crash.
func temporary(path string) string { return filepath.Base(path) + ".tmp-" }

// createTemporary makes an empty file beside the data file, mode 0600.
func createTemporary(path string) (*os.File, error) {
	return os.CreateTemp(filepath.Dir(path), temporary(path)+"*")
}

// sweepTemporary removes what a crash left. The file is held: nobody else is
// making a copy that could not do without its name.
func (s *Store) sweepTemporary() {
	entries, _ := os.ReadDir(filepath.Dir(s.path))
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), temporary(s.path)) {
			continue
		}
		err := os.Remove(filepath.Join(filepath.Dir(s.path), e.Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			s.options.Log.Warn().Err(err).Msg("a copy left by an interrupted run could not be removed")
		}
	}
}
