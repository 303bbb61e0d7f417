package syncer

import (
	"sync"
	"time"

	"github.com/rs/zerolog"

	"tresse"
	"tresse/connectors"
	"tresse/store"
	"tresse/sync/sessions"
)

// A Source is one source of the configuration, ready to be pulled.
type Source struct {
	Name      string
	Root      string   // its first name ever
	Was       []string // earlier names, whose facts it takes over
	Kind      string
	Place     int // in the configuration, from 0
	Public    bool
	Disabled  bool
	Every     time.Duration
	Connector connectors.Connector // nil where disabled
}

// Options are what an Engine is made of.
type Options struct {
	Sources []Source // in the order of the configuration
	Zone    *time.Location
	Now     func() time.Time
	Log     zerolog.Logger
	// Parallel bounds how many sources are pulled at once; 0 is 8.
	Parallel int
	// Patience is how long a source may hold one of those places before it
	// waits beside them; 0 is 3 s. So no source waits for another's time-out.
	Patience time.Duration
	// Progress, if set, is told of each commit: the source and how many facts
	// were read so far.
	Progress func(source string, read int)
}

// An Engine is the one writer of a store.
type Engine struct {
	store   *store.Store
	sources []Source
	zone    *time.Location
	now     func() time.Time
	log     zerolog.Logger
	secret  []byte // of the store: keys the ids of people

	parallel   int
	commitSize int
	patience   time.Duration
	progress   func(string, int)

	mu          sync.Mutex                    // held from reading what a commit is planned on until it is written
	states      map[string]tresse.SourceState // guarded by mu
	trust       sessions.Trust                // guarded by mu
	public      map[string]bool               // guarded by mu
	force       []tresse.Decision             // about sessions, in force; guarded by mu
	model       tresse.Model                  // guarded by mu
	forcePeople []tresse.Decision             // about people, likewise
}

// New makes the store fit the configuration: renamed sources take their facts
// along, those that left are marked removed, and where the order of trust or
// what is public changed the views are rebuilt before anybody reads them.
//
// A source whose kind changed under its name is refused (TroubleConfig).
func New(st *store.Store, o Options) (*Engine, error) {
	e := &Engine{
		store: st, secret: st.Secret(), sources: o.Sources, zone: o.Zone, now: o.Now, log: o.Log,
		parallel: o.Parallel, commitSize: commitSize, patience: o.Patience, progress: o.Progress,
	}
	if e.zone == nil {
		e.zone = time.UTC
	}
	if e.now == nil {
		e.now = time.Now
	}
	if e.parallel <= 0 {
		e.parallel = 8
	}
	if e.patience <= 0 {
		e.patience = 3 * time.Second
	}
	if e.progress == nil {
		e.progress = func(string, int) {}
	}
	return e, e.adopt()
}

// Store returns the store that the engine writes, for reading.
func (e *Engine) Store() *store.Store { return e.store }

// at is the time of a commit: UTC, whole seconds.
func (e *Engine) at() time.Time { return e.now().UTC().Truncate(time.Second) }
