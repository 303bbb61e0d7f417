package syncer

import (
	"context"
	"slices"
	"sync"
	"time"

	"tresse"
	"tresse/store"
)

// A round is one pass over some sources. Its number orders first sights; it is
// only used up when something new was written, and goes on after a crash
// (DESIGN §1). Guarded by the engine's lock once pulls run.
type round struct {
	number      uint64
	opened      bool // the store knows that it runs
	interrupted bool // it was begun before a crash
	left        int  // sources that have not ended
}

func (e *Engine) beginRound(sources int) (*round, error) {
	stored, err := e.store.Round()
	if err != nil {
		return nil, err
	}
	if stored.Open {
		return &round{number: stored.Number, opened: true, interrupted: true, left: sources}, nil
	}
	return &round{number: stored.Number + 1, left: sources}, nil
}

// open has the store know, with the first facts, that the round runs.
func (r *round) open(d *draft) {
	if !r.opened {
		r.opened = true
		d.commit.Round = &store.Round{Number: r.number, Open: true}
	}
}

// leave has the last source to end close the round, if it was ever open.
func (r *round) leave(d *draft) {
	r.left--
	if r.left == 0 && r.opened {
		d.commit.Round = &store.Round{Number: r.number}
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
}

// Round reads the sources side by side and returns when each has ended. The
// error is for what kept the round from being tried at all: a source that is
// not configured, a store that cannot be read. The failure of a source is in
// the report.
func (e *Engine) Round(ctx context.Context, o RoundOptions) (Report, error) {
	sources, err := e.chosen(o.Only)
	if err != nil {
		return Report{}, err
	}
	r, err := e.beginRound(len(sources))
	if err != nil {
		return Report{}, err
	}
	pulls := make([]*pull, len(sources))
	places := newPlaces(e.parallel, e.patience)
	var all sync.WaitGroup
	for i, src := range sources {
		pulls[i] = e.newPull(src, r, o.Full)
		all.Add(1)
		go func() {
			defer all.Done()
			leave := places.enter()
			defer leave()
			e.guarded(ctx, pulls[i])
		}()
	}
	all.Wait()
	var report Report
	for _, p := range pulls {
		e.logPull(p)
		report.Sources = append(report.Sources, p.report)
	}
	n, err := e.store.Count()
	report.Sessions, report.Registrations, report.Beneficiaries = n.Sessions, n.Registrations, n.Beneficiaries
	return report, err
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
	if p.report.Err != nil {
		event = log.Error().Err(p.report.Err)
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
