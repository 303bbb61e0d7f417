package store

import (
	"bytes"
	"encoding/binary"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"go.etcd.io/bbolt"
)

// Options tell how a store is opened.
type Options struct {
	Timeout  time.Duration    // how long to wait for whoever holds the file; 0 is 1.5 s
	Now      func() time.Time // nil is time.Now
	Log      zerolog.Logger   // the zero Logger is silent
	AnyPlace bool             // skip the refusal of network drives and synchronised folders

	scratch bool // a copy of a store that is thrown away: nothing is kept beside it
}

// A Store is one open data file. Its methods may be called from any goroutine.
type Store struct {
	given   string // to Open
	path    string // the same without links, so that what replaces it does not replace a link
	options Options

	writing sync.Mutex // held by whoever writes: one writer
	written Written    // of the last commit; under writing
	changes uint64     // commits of facts or views since the start; under writing
	growing *Generation

	dense int64 // the size of the file when it was last known to be without room; under writing

	swap sync.RWMutex // held for writing while Compact exchanges db
	db   *handle

	accessChanges atomic.Uint64 // calls of PutAccesses

	turns sync.Map // source → chan struct{} of one: full while its credentials are renewed

	broken atomic.Pointer[error] // damage met while reading: nothing is tried any more

	secret []byte
	former [][]byte                            // secrets of stores that this one replaced
	names  atomic.Pointer[map[string][]string] // earlier names of each source
}

// A Round is the number of a pass over the sources. One that was interrupted is
// still open and goes on under its number.
type Round struct {
	Number uint64
	Open   bool
}

// Path returns the path of the data file, as given to Open.
func (s *Store) Path() string { return s.given }

// Secret returns the 32 random bytes made when the file was made. They key the
// ids of people and the hashes of stubs, and never leave the program.
func (s *Store) Secret() []byte { return bytes.Clone(s.secret) }

// Close waits for whoever reads or writes and closes the file.
func (s *Store) Close() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.swap.Lock()
	defer s.swap.Unlock()
	if s.db == nil {
		return nil
	}
	db := s.db
	s.db = nil
	if s.broken.Load() != nil {
		db.abandon()
		return nil
	}
	return explainIf(s.given, guarded(db.Close))
}

// Round returns the last round; the zero Round before the first.
func (s *Store) Round() (Round, error) {
	var r Round
	err := s.view(func(tx *bbolt.Tx) error {
		if v := metaOf(tx).Get(keyRound); len(v) == 9 {
			r = Round{binary.BigEndian.Uint64(v), v[8] == 1}
		}
		return nil
	})
	return r, err
}

func (r Round) bytes() []byte {
	b := binary.BigEndian.AppendUint64(nil, r.Number)
	if r.Open {
		return append(b, 1)
	}
	return append(b, 0)
}

// Stale reports whether the views no longer follow from the facts, because the
// store was restored, migrated or a source renamed: they must be rebuilt before
// they are shown. A generation that is finished clears it.
func (s *Store) Stale() (bool, error) {
	var stale bool
	err := s.view(func(tx *bbolt.Tx) error {
		stale = metaOf(tx).Get(keyStale) != nil
		return nil
	})
	return stale, err
}

func (s *Store) now() time.Time { return s.options.Now() }
