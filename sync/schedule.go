package syncer

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"tresse"
)

// maxNap bounds how long a Schedule sleeps: a machine that was suspended, or
// whose clock was put right, is noticed within it.
const maxNap = time.Minute

// A Schedule has an engine read each source when it is due. When that is stands
// in the store (SourceState.NextTry), so that a restart neither hurries a
// platform that asked to wait nor forgets one. Sources due together are read in
// one round; one that takes long holds up no other.
type Schedule struct {
	now   func() time.Time
	log   zerolog.Logger
	due   func() map[string]time.Time // of each enabled source
	round func(ctx context.Context, names []string, ended func(name string)) error
	// attend, if set, runs beside: it reads what platforms tell by themselves.
	attend func(ctx context.Context, stop <-chan struct{})

	wake  chan struct{} // a source has ended
	stop  chan struct{}
	quiet sync.Once // closes stop
	pulls sync.WaitGroup

	mu      sync.Mutex
	reading map[string]bool      // guarded by mu
	rest    map[string]time.Time // no sooner than this, whatever the store says; guarded by mu
}

// Schedule makes the schedule of an engine. Only one of an engine may run.
func (e *Engine) Schedule() *Schedule {
	s := newSchedule(e.now, e.log, e.due, func(ctx context.Context, names []string, ended func(string)) error {
		_, err := e.Round(ctx, RoundOptions{Only: names, Ended: func(r SourceReport) {
			e.checkHook(ctx, r.Name)
			ended(r.Name)
		}})
		return err
	})
	s.attend = e.attend
	return s
}

func newSchedule(now func() time.Time, log zerolog.Logger, due func() map[string]time.Time, round func(context.Context, []string, func(string)) error) *Schedule {
	return &Schedule{
		now: now, log: log, due: due, round: round, wake: make(chan struct{}, 1), stop: make(chan struct{}),
		reading: map[string]bool{}, rest: map[string]time.Time{},
	}
}

// Stop has no further source read. Those being read go on to their end.
func (s *Schedule) Stop() { s.quiet.Do(func() { close(s.stop) }) }

// Stopped is closed once Stop was called.
func (s *Schedule) Stopped() <-chan struct{} { return s.stop }

// Run reads sources when they are due, until ctx ends, which has those being
// read given up, or Stop is called. It returns once none is being read.
func (s *Schedule) Run(ctx context.Context) {
	defer s.pulls.Wait()
	if s.attend != nil {
		s.pulls.Go(func() { s.attend(ctx, s.stop) })
	}
	for {
		timer := time.NewTimer(s.begin(ctx))
		select {
		case <-ctx.Done():
		case <-s.stop:
		case <-s.wake:
			timer.Stop()
			continue
		case <-timer.C:
			continue
		}
		timer.Stop()
		return
	}
}

// begin starts a round of what is due and returns how long until there is more
// to do.
func (s *Schedule) begin(ctx context.Context) time.Duration {
	names, nap := s.choose()
	if len(names) == 0 || ctx.Err() != nil {
		return nap
	}
	s.pulls.Go(func() {
		err := s.round(ctx, names, s.ended)
		if err != nil {
			s.log.Error().Err(err).Strs("sources", names).Msg("round not tried")
		}
		for _, name := range names {
			s.ended(name) // again, where the round did not say so
		}
	})
	return nap
}

// choose takes the sources that are due, and says how long until the next is.
func (s *Schedule) choose() (names []string, nap time.Duration) {
	due, now := s.due(), s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	nap = maxNap
	for _, name := range slices.Sorted(maps.Keys(due)) {
		if s.reading[name] {
			continue
		}
		at := due[name]
		if rest := s.rest[name]; rest.After(at) && !rest.After(now.Add(firstWait)) { // else the clock was put back
			at = rest
		}
		if wait := at.Sub(now); wait > 0 {
			nap = min(nap, wait)
			continue
		}
		s.reading[name] = true
		names = append(names, name)
	}
	return names, nap
}

// ended notes that a source is no longer read. Should its state not have been
// written, it is not asked again at once.
func (s *Schedule) ended(name string) {
	s.mu.Lock()
	if s.reading[name] {
		delete(s.reading, name)
		s.rest[name] = s.now().Add(firstWait)
	}
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// due says when each enabled source is to be read next.
func (e *Engine) due() map[string]time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.now()
	due := map[string]time.Time{}
	for _, src := range e.sources {
		if !src.Disabled && src.Connector != nil {
			due[src.Name] = dueAt(e.states[src.Name], src.Every, now)
			if soon := e.dueByPushes(e.states[src.Name]); !soon.IsZero() && soon.Before(due[src.Name]) {
				due[src.Name] = soon
			}
		}
	}
	return due
}

// dueAt is the stored time, or an earlier one where that was made under another
// `every`, or by a clock that was ahead.
func dueAt(s tresse.SourceState, every time.Duration, now time.Time) time.Time {
	switch {
	case s.NextTry.IsZero() || s.LastTry.After(now.Add(maxNap)):
		return now
	case s.Failures == 0 && s.LastSuccess.Add(every).Before(s.NextTry.Add(-maxJitter)):
		return s.LastSuccess.Add(every)
	}
	return s.NextTry
}
