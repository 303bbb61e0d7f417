package syncer

import (
	"context"
	"errors"
	"sync"
	"time"

	"tresse"
	"tresse/connectors"
	"tresse/store"
)

// attend reads what pushes name, source beside source, until ctx ends or stop
// is closed. What is left then waits for the next who attends.
func (e *Engine) attend(ctx context.Context, stop <-chan struct{}) {
	var readers sync.WaitGroup
	defer readers.Wait()
	e.heard.wake()
	for {
		select {
		case <-ctx.Done():
			return
		case <-stop:
			return
		case <-e.heard.woken:
		}
		for _, name := range e.heard.takeHanded() {
			readers.Go(func() { e.readHanded(ctx, name) })
		}
		for _, name := range e.heard.idle() {
			readers.Go(func() { e.attendTo(ctx, stop, name) })
		}
	}
}

// attendTo reads for one source until nothing waits. Between two readings it
// rests, so that several pushes about one thing are one reading.
func (e *Engine) attendTo(ctx context.Context, stop <-chan struct{}, name string) {
	for {
		refs := e.heard.take(name)
		if len(refs) == 0 {
			return
		}
		if left := e.readHints(ctx, name, refs); len(left) > 0 {
			e.heard.putBack(name, left)
			return
		}
		rest := time.NewTimer(e.hintRest)
		select {
		case <-rest.C:
			continue
		case <-ctx.Done():
		case <-stop:
		}
		rest.Stop()
		e.heard.putBack(name, nil)
		return
	}
}

// readHints reads listings of a source by their refs and writes what came of it.
// It returns those for which there was no time.
func (e *Engine) readHints(ctx context.Context, name string, refs []tresse.Ref) (left []tresse.Ref) {
	src, from := e.pushing(name)
	if from == nil {
		return nil
	}
	turn := e.turns[name]
	select {
	case turn <- struct{}{}:
	case <-ctx.Done():
		return refs
	}
	defer func() { <-turn }()
	r, err := e.beginHints()
	if err != nil {
		e.heard.soon(name)
		return nil
	}
	p := e.newPull(src, r, RoundOptions{Progress: func(string, int) {}})
	p.pushed = true
	left = e.guardedHints(ctx, p, refs)
	err = p.closeHints()
	if len(p.platform.identifiers) > 0 || p.platform.done {
		err = errors.Join(err, p.erasedElsewhere())
	}
	if err != nil {
		e.log.Error().Str("source", name).Err(err).Msg("what was pushed could not be written")
		e.heard.soon(name)
	}
	return left
}

// beginHints is a round that takes nothing from one that a crash interrupted.
func (e *Engine) beginHints() (*round, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	stored, err := e.store.Round()
	if err != nil {
		return nil, err
	}
	e.rounds.high = max(e.rounds.high, stored.Number)
	return &round{number: stored.Number + 1, left: 1, beside: stored.Open && e.rounds.opened == 0}, nil
}

func (e *Engine) guardedHints(ctx context.Context, p *pull, refs []tresse.Ref) (left []tresse.Ref) {
	defer func() {
		if what := recover(); what != nil {
			e.log.Error().Str("source", p.src.Name).Bytes("stack", stack()).Msg("connector panicked")
			e.heard.soon(p.src.Name)
		}
	}()
	return p.hints(ctx, refs)
}

// hints reads item by item. What cannot be read, and what is gone, is left to
// the next pull, which comes soon: only a pull that sees what else there is can
// tell a moved listing from one withdrawn, and many from a mistake.
func (p *pull) hints(ctx context.Context, refs []tresse.Ref) (left []tresse.Ref) {
	reader := p.src.Connector.(connectors.Reader)
	for i, ref := range refs {
		b, err := reader.Read(ctx, ref)
		switch {
		case ctx.Err() != nil:
			return refs[i:]
		case err == nil:
			if err = p.erased(b.Erased); err != nil {
				break
			}
			p.take(b)
			if _, seen := p.seen[store.Listings][ref]; !seen || p.incomplete(ref) {
				p.e.heard.soon(p.src.Name)
			}
			continue
		}
		p.e.heard.soon(p.src.Name)
		p.e.log.Debug().Str("source", p.src.Name).Err(err).Msg("a pushed item was not read")
		switch tresse.TroubleOf(err) {
		case tresse.TroubleNotFound, tresse.TroubleAnswer, tresse.TroubleTooLarge:
		default:
			return nil // the others would fare no better
		}
	}
	return nil
}

// incomplete reports whether bookings are stored of a listing that was read
// without them.
func (p *pull) incomplete(listing tresse.Ref) bool {
	refs, err := p.e.store.BookingsOf([]tresse.Ref{listing})
	if err != nil {
		return true
	}
	var missing []tresse.Ref
	for _, ref := range refs {
		if _, seen := p.seen[store.Bookings][ref]; !seen && ref.Source() == p.src.Name {
			missing = append(missing, ref)
		}
	}
	marks, err := p.e.store.Marks(store.Bookings, missing)
	for _, m := range marks {
		if m.State == tresse.Live {
			return true
		}
	}
	return err != nil
}

// closeHints writes what was read, in one commit; nothing where nothing changed.
func (p *pull) closeHints() error {
	p.lock()
	defer p.e.mu.Unlock()
	d, err := p.draft(p.waiting)
	if err != nil {
		return err
	}
	p.waiting = load{}
	if d.hasFacts() {
		p.e.open(p.round, d)
	}
	p.leave(d)
	if !d.hasFacts() && len(d.commit.Said) == 0 {
		return nil
	}
	state := p.state
	p.e.heard.counted(&state, p.e.now())
	return p.land(d, state)
}

// tell adds to the bookings of a draft what pushes told of them before they were
// read.
func (p *pull) tell(d *draft, read []tresse.BookingFact) error {
	if len(read) == 0 {
		return nil
	}
	refs := make([]tresse.Ref, len(read))
	for i := range read {
		refs[i] = read[i].Ref
	}
	told, err := p.e.store.WaitingTold(refs)
	if err != nil || len(told) == 0 {
		return err
	}
	for i := range d.bookings {
		ref := d.bookings[i].new.Ref
		if t, waits := told[ref]; waits {
			d.say(&d.bookings[i], t)
			delete(told, ref)
		}
	}
	var unchanged []tresse.Ref
	for ref := range told {
		unchanged = append(unchanged, ref)
	}
	facts, err := p.e.store.Bookings(unchanged)
	if err != nil {
		return err
	}
	for i := range facts {
		c := change[tresse.BookingFact]{old: &facts[i], new: facts[i]}
		if d.say(&c, told[facts[i].Ref]) {
			c.new.Changed = p.e.at()
			d.bookings = append(d.bookings, c)
			p.report.Bookings.Changed++
			p.report.Bookings.Unchanged--
		}
	}
	return nil
}

// say adds to a booking what was told of it, and reports whether that is new.
func (d *draft) say(c *change[tresse.BookingFact], t tresse.Told) bool {
	d.commit.Said = append(d.commit.Said, c.new.Ref)
	if c.new.Told == nil {
		c.new.Told = &tresse.Told{}
	}
	now := c.new.Told.And(t)
	if now.Equal(*c.new.Told) {
		return false
	}
	c.new.Told = &now
	return true
}

// drift counts the listings of a draft that a poll found changed, themselves or
// in a booking, and that no push told of.
func (p *pull) drift(d *draft) {
	if p.pushed || p.full || p.state.Pushes == nil {
		return
	}
	since := p.state.Pushes.Since
	if since.IsZero() || !p.state.LastSuccess.After(since) {
		return
	}
	note := func(listing tresse.Ref) {
		if listing.Source() == p.src.Name && !p.e.heard.toldOf(listing, p.e.now()) {
			if p.drifted == nil {
				p.drifted = map[tresse.Ref]bool{}
			}
			p.drifted[listing] = true
		}
	}
	for i := range d.listings {
		note(d.listings[i].new.Ref)
	}
	for i := range d.bookings {
		note(d.bookings[i].new.Listing)
	}
}

// pushesAfter is how pushes fare after a pull that was read to its end.
func (p *pull) pushesAfter(s *tresse.SourceState) {
	if s.Pushes == nil {
		return
	}
	now := *s.Pushes
	if n := len(p.drifted); n > 0 {
		now.Drift += n
		now.LastDrift = p.e.at()
	}
	s.Pushes = &now
	p.e.heard.counted(s, p.e.now())
}
