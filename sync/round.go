package syncer

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"tresse"
	"tresse/store"
)

// A round is one pass over some sources. Its number orders first sights; it is
// only used up when something new was written, and goes on after a crash
// (DESIGN §1). Rounds may run side by side, never two pulls of one source: two
// that have not written anything yet share a number. Guarded by the engine's
// lock.
type round struct {
	number      uint64
	opened      bool // the store knows that it runs
	interrupted bool // it was begun before a crash
	left        int  // sources that have not ended
	beside      bool // a crash interrupted one that is still to go on
}

// rounds is what the engine remembers of those that run.
type rounds struct {
	high   uint64 // the highest number used up
	opened int    // how many have written and not ended
}

func (e *Engine) beginRound(sources int) (*round, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	stored, err := e.store.Round()
	if err != nil {
		return nil, err
	}
	e.rounds.high = stored.Number
	if stored.Open && e.rounds.opened == 0 && sources > 0 {
		e.rounds.opened = 1
		return &round{number: stored.Number, opened: true, interrupted: true, left: sources}, nil
	}
	return &round{number: stored.Number + 1, left: sources}, nil
}

// open has the store know, with the first facts, that a round runs.
func (e *Engine) open(r *round, d *draft) {
	if r.opened {
		return
	}
	e.rounds.high = max(e.rounds.high, r.number)
	d.commit.Round = &store.Round{Number: e.rounds.high, Open: true}
	if r.beside && e.rounds.opened == 0 { // stays open for the one that was interrupted
		return
	}
	r.opened = true
	e.rounds.opened++
}

// leave has the last source to end close its round, if it was ever open. The
// store's round stays open while another one is.
func (e *Engine) leave(r *round, d *draft) {
	r.left--
	if r.left == 0 && r.opened {
		e.rounds.opened--
		d.commit.Round = &store.Round{Number: e.rounds.high, Open: e.rounds.opened > 0}
	}
}

// swept is the number up to which facts are known to a pull that ends now.
func (r *round) swept() uint64 {
	if r.opened {
		return r.number
	}
	return r.number - 1
}

// RoundOptions say what a round reads.
type RoundOptions struct {
	Only []string // names of sources; empty is all that are enabled
	Full bool     // read all inside the horizon, whatever the cursors say
	// Progress, if set, is told of this round's commits instead of the one that
	// the engine was made with.
	Progress func(source string, read int)
	// Ended, if set, is told of each source as soon as it has ended.
	Ended func(SourceReport)
}

// Round reads the sources side by side and returns when each has ended. Rounds
// may run at once: a source that another one reads is waited for, and then read
// again. The error is for what kept the round from being tried at all: a source
// that is not configured, a store that cannot be read. The failure of a source
// is in the report.
func (e *Engine) Round(ctx context.Context, o RoundOptions) (Report, error) {
	sources, err := e.chosen(o.Only)
	if err != nil {
		return Report{}, err
	}
	r, err := e.beginRound(len(sources))
	if err != nil {
		return Report{}, err
	}
	report := Report{Sources: make([]SourceReport, len(sources))}
	var all sync.WaitGroup
	for i, src := range sources {
		all.Go(func() {
			report.Sources[i] = e.read(ctx, src, r, o)
			if o.Ended != nil {
				o.Ended(report.Sources[i])
			}
		})
	}
	all.Wait()
	if err := e.store.CompactIfGrown(); err != nil {
		return report, err
	}
	n, err := e.store.Count()
	report.Sessions, report.Registrations, report.Beneficiaries = n.Sessions, n.Registrations, n.Beneficiaries
	return report, err
}

// read reads one source of a round once it is its turn.
func (e *Engine) read(ctx context.Context, src Source, r *round, o RoundOptions) SourceReport {
	turn := e.turns[src.Name]
	select {
	case turn <- struct{}{}:
	case <-ctx.Done():
		return e.notTried(src, r, ctx.Err())
	}
	defer func() { <-turn }()
	give := e.places.enter()
	defer give()
	mark, whole := e.heard.begin(src.Name)
	o.Full = o.Full || whole
	p := e.newPull(src, r, o)
	e.guarded(ctx, p)
	e.heard.ended(src.Name, mark, whole && p.report.Err != nil, p.report.Err == nil)
	e.logPull(p)
	return p.report
}

// notTried has a round go on without a source whose turn did not come.
func (e *Engine) notTried(src Source, r *round, why error) SourceReport {
	e.mu.Lock()
	defer e.mu.Unlock()
	d := &draft{}
	e.leave(r, d)
	if d.commit.Round != nil {
		if err := e.store.Commit(d.commit); err != nil { // the next round goes on under its number
			e.log.Error().Err(err).Msg("end of a round not written")
		}
	}
	return SourceReport{Name: src.Name, Status: StatusFailed, Err: why, Error: Sentence(src.Name, why)}
}

// guarded turns the panic of a connector into the failure of its source: one
// source's trouble is its own.
func (e *Engine) guarded(ctx context.Context, p *pull) {
	defer func() {
		if what := recover(); what != nil {
			err := tresse.Errorf(tresse.TroubleAnswer, "%s: the connector broke on an answer", p.src.Name)
			e.log.Error().Str("source", p.src.Name).Bytes("stack", stack()).Msg("connector panicked")
			p.fail(err)
		}
	}()
	p.run(ctx)
}

// chosen returns the sources to be read, in the order of the configuration.
func (e *Engine) chosen(only []string) ([]Source, error) {
	for _, name := range only {
		i := slices.IndexFunc(e.sources, func(s Source) bool { return s.Name == name })
		if i < 0 || e.sources[i].Disabled {
			err := tresse.Errorf(tresse.TroubleConfig, "no enabled source named %q", name)
			err.Advice = "Aucune source active ne s’appelle « " + name + " » dans la configuration."
			return nil, err
		}
	}
	var list []Source
	for _, s := range e.sources {
		if !s.Disabled && s.Connector != nil && (len(only) == 0 || slices.Contains(only, s.Name)) {
			list = append(list, s)
		}
	}
	return list, nil
}

func (e *Engine) logPull(p *pull) {
	log := e.log.With().Str("source", p.src.Name).Logger()
	for reason, n := range p.reasons {
		log.Warn().Str("reason", reason).Int("items", n).Msg("items refused")
	}
	for _, r := range p.report.Refused { // an external id may hold anything: only for who looks closely
		log.Debug().Str("item", r.Item).Str("reason", r.Reason).Msg("item refused")
	}
	event := log.Info()
	switch err := p.report.Err; {
	case errors.Is(err, context.Canceled):
		event = log.Info().Err(err)
	case err != nil:
		event = log.Error().Err(err)
	}
	event.Str("status", p.report.Status).Int("read", p.report.Read).
		Int("added", p.report.Listings.Added).Int("changed", p.report.Listings.Changed).
		Int("withdrawn", p.report.Listings.Withdrawn).Int("rejected", p.report.Rejected).
		Int64("ms", p.report.Duration.Milliseconds()).Msg("source read")
}

// places bounds how many sources are read at once. A source that takes longer
// than patience gives its place away and goes on beside the others, so that
// none waits for another's time-out.
type places struct {
	free     chan struct{}
	patience time.Duration
}

func newPlaces(n int, patience time.Duration) places {
	return places{make(chan struct{}, n), patience}
}

// enter waits for a place and returns what gives it back.
func (p places) enter() func() {
	p.free <- struct{}{}
	give := sync.OnceFunc(func() { <-p.free })
	late := time.AfterFunc(p.patience, give)
	return func() {
		late.Stop()
		give()
	}
}
