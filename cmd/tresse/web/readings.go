package web

import (
	"sync"
	"time"

	"github.com/rs/zerolog"

	"tresse"
	"tresse/store"
)

// It is written down when addresses were last read, but not at each request: a
// commit costs a write to the disk. The first after a while is written soon.
const (
	keepEvery = 5 * time.Minute
	keepSoon  = 2 * time.Second
)

// readings remembers when accesses were last used until that is written down.
type readings struct {
	store *store.Store
	log   zerolog.Logger

	mu     sync.Mutex
	noted  map[string]tresse.Reading // guarded by mu
	timer  *time.Timer               // runs while something is noted; guarded by mu
	kept   time.Time                 // when something was last written; guarded by mu
	closed bool                      // guarded by mu
}

func newReadings(st *store.Store, log zerolog.Logger) *readings {
	return &readings{store: st, log: log, noted: map[string]tresse.Reading{}}
}

// note remembers that an access was used at a time by a program.
func (r *readings) note(id string, at time.Time, userAgent string) {
	at = at.UTC().Truncate(time.Second)
	r.mu.Lock()
	defer r.mu.Unlock()
	before, there := r.noted[id]
	if there && !at.After(before.At) {
		return
	}
	r.noted[id] = tresse.Reading{Access: id, At: at, Program: program(userAgent)}
	if r.timer == nil && !r.closed {
		wait := max(keepSoon, time.Until(r.kept.Add(keepEvery)))
		r.timer = time.AfterFunc(wait, func() { _ = r.keep() })
	}
}

// keep writes down what was noted. What cannot be written is let go: the next
// reading says it again.
func (r *readings) keep() error {
	r.mu.Lock()
	list := make([]tresse.Reading, 0, len(r.noted))
	for _, reading := range r.noted {
		list = append(list, reading)
	}
	clear(r.noted)
	r.kept = time.Now()
	if r.timer != nil {
		r.timer.Stop()
		r.timer = nil
	}
	r.mu.Unlock()
	if len(list) == 0 {
		return nil
	}
	err := r.store.PutReadings(list)
	if err != nil {
		r.log.Warn().Err(err).Msg("when addresses were last read could not be kept")
	}
	return err
}

func (r *readings) close() error {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	return r.keep()
}
