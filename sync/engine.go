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
	// OnCommit, if set, is called after what the engine wrote is in the store,
	// outside its lock, by whichever goroutine wrote it.
	OnCommit func()
	// PublicURL is where the daemon is reached from outside, without a slash at
	// its end; "" where that is not known.
	PublicURL string
	// Rooms say how many people places hold.
	Rooms []sessions.Room
	// Jitter, if set, returns how much later than it might a source is read
	// again, up to the bound it is given: so that not all who were turned away
	// together come back together.
	Jitter func(bound time.Duration) time.Duration
}

// An Engine is the one writer of a store.
type Engine struct {
	store   *store.Store
	sources []Source
	zone    *time.Location
	now     func() time.Time
	log     zerolog.Logger
	secret  []byte // of the store: keys the ids of people

	commitSize int
	places     places
	progress   func(string, int)
	jitter     func(time.Duration) time.Duration
	address    string
	turns      map[string]chan struct{} // of each source: full while it is read

	heard    *heard
	hintRest time.Duration // between two readings for pushes

	mu          writing                       // held from reading what a commit is planned on until it is written
	rounds      rounds                        // guarded by mu
	states      map[string]tresse.SourceState // guarded by mu
	trust       sessions.Trust                // guarded by mu
	public      map[string]bool               // guarded by mu
	force       []tresse.Decision             // about sessions, in force; guarded by mu
	rules       *sessions.Rules               // made of trust, force and rooms; guarded by mu
	rooms       []sessions.Room
	forcePeople []tresse.Decision // about people, likewise
	model       tresse.Model      // in force; guarded by mu
	version     uint64            // grows with whatever is written; guarded by mu
	asked       asked
}

// New makes the store fit the configuration: renamed sources take their facts
// along, those that left are marked removed, and where the order of trust or
// what is public changed the views are rebuilt before anybody reads them.
//
// A source whose kind changed under its name is refused (TroubleConfig).
func New(st *store.Store, o Options) (*Engine, error) {
	e := &Engine{
		store: st, secret: st.Secret(), sources: o.Sources, zone: o.Zone, now: o.Now, log: o.Log, rooms: o.Rooms,
		commitSize: commitSize, progress: o.Progress, jitter: o.Jitter, turns: make(map[string]chan struct{}, len(o.Sources)),
	}
	e.mu.told = o.OnCommit
	e.hintRest, e.address = time.Second, o.PublicURL
	for _, src := range o.Sources {
		e.turns[src.Name] = make(chan struct{}, 1)
	}
	if e.zone == nil {
		e.zone = time.UTC
	}
	if e.now == nil {
		e.now = time.Now
	}
	if o.Parallel <= 0 {
		o.Parallel = 8
	}
	if o.Patience <= 0 {
		o.Patience = 3 * time.Second
	}
	e.places = newPlaces(o.Parallel, o.Patience)
	if e.jitter == nil {
		e.jitter = func(time.Duration) time.Duration { return 0 }
	}
	if e.progress == nil {
		e.progress = func(string, int) {}
	}
	if err := e.adopt(); err != nil {
		return nil, err
	}
	hooks, err := st.Hooks() // under the names that sources have now
	e.heard = newHeard(hooks)
	return e, err
}

// Store returns the store that the engine writes, for reading.
func (e *Engine) Store() *store.Store { return e.store }

// writing is the engine's lock. Once it is given back after a commit, whoever
// asked is told of it.
type writing struct {
	sync.Mutex
	landed bool // something was written since it was taken
	told   func()
}

// Unlock gives the lock back.
func (w *writing) Unlock() {
	landed := w.landed
	w.landed = false
	w.Mutex.Unlock()
	if landed && w.told != nil {
		w.told()
	}
}

// at is the time of a commit: UTC, whole seconds.
func (e *Engine) at() time.Time { return e.now().UTC().Truncate(time.Second) }
