package openagenda

import (
	"context"
	"slices"
	"strconv"
	"time"

	"tresse/connectors"
)

const (
	// sweepEvery is how often the events that stand are gone through by uid:
	// nothing else tells that one was unpublished (sheet §4.2).
	sweepEvery = 24 * time.Hour
	// fullEvery is how often a sweep reads everything: a changed place may not
	// move the updatedAt of its events (sheet §4.2).
	fullEvery = 7 * 24 * time.Hour
	// sweepAgain is how long a sweep that failed waits.
	sweepAgain = time.Hour
)

// sweep goes through an agenda where that is due, and reads what time has
// brought into the window.
func (p *pull) sweep(ctx context.Context, agenda int64) error {
	at := p.reached.Agendas[agenda]
	due, entered := p.due(at.Next, sweepEvery), p.entered(at)
	if !due && !entered {
		return nil
	}
	tries, around := at.SweepTries, p.around
	if err := p.resume(agenda, func(landed *place) {
		landed.Next, landed.SweepTries = p.now.Add(sweepAgain).Unix(), tries+1
	}); err != nil {
		return err
	}
	steps := []func(context.Context, int64, *place) error{p.readEntered}
	if due && (len(at.Sums) == 0 || p.due(at.Full+int64(fullEvery.Seconds()), fullEvery)) {
		steps = []func(context.Context, int64, *place) error{p.readAll}
	} else if due {
		steps = append(steps, p.goThrough)
	}
	for _, step := range steps {
		if err := step(ctx, agenda, &at); err != nil {
			return err
		}
	}
	at.SweepTries = triesAfter(p.around - around)
	p.reached.Agendas[agenda] = at
	return nil
}

// due reports whether a moment has come; one that is further off than it can be
// was noted by a clock that was wrong.
func (p *pull) due(moment int64, every time.Duration) bool {
	wait := time.Unix(moment, 0).Sub(p.now)
	return wait <= 0 || wait > every+time.Hour
}

// entered reports whether enough time has come into the window to be read.
func (p *pull) entered(at place) bool {
	step := min(sweepEvery, p.c.env.Horizon/10)
	return p.window(at).to.Sub(time.Unix(at.Edge, 0)) >= step
}

// readEntered reads the events that have a slot in what has come into the window
// since: they may not have changed in years.
func (p *pull) readEntered(ctx context.Context, agenda int64, at *place) error {
	if !p.entered(*at) {
		return nil
	}
	r := p.newReader(agenda, *at)
	r.tries = at.SweepTries
	r.query.live = true
	r.query.params = []string{param("timings[gte]", stampSecond(at.Edge)), param("timings[lte]", stampSecond(r.window.to.Unix()))}
	if err := r.walk(ctx); err != nil {
		return err
	}
	at.Edge = r.window.to.Unix()
	return nil
}

// readAll reads an agenda from its beginning.
func (p *pull) readAll(ctx context.Context, agenda int64, at *place) error {
	r := p.newReader(agenda, *at)
	r.tries, r.whole = at.SweepTries, true
	if err := r.walk(ctx); err != nil {
		return err
	}
	p.complete(at, r)
	return nil
}

// goThrough names every event that stands, and reads those that are new to us
// or have changed without a sign: shared from another agenda under an old date,
// or put into the index late. Where that would cost more than reading
// everything, everything is read.
func (p *pull) goThrough(ctx context.Context, agenda int64, at *place) error {
	r := p.newReader(agenda, *at)
	r.tries = at.SweepTries
	r.query.light, r.query.live = true, true
	if err := r.walk(ctx); err != nil {
		return err
	}
	unknown := strays(r.stood, at.Sums)
	if len(unknown) > groupSize*r.pages {
		return p.readAll(ctx, agenda, at)
	}
	details := p.newReader(agenda, *at)
	if err := details.readEach(ctx, unknown); err != nil {
		return err
	}
	if err := p.sightRest(agenda, r.stood); err != nil {
		return err
	}
	// What was asked for and did not come is asked for again at the next sweep.
	asked := map[int64]bool{}
	for _, e := range unknown {
		asked[e.uid] = !p.read[agenda][e.uid]
	}
	known := slices.DeleteFunc(r.stood, func(e sighted) bool { return asked[e.uid] })
	at.Next = p.now.Add(sweepEvery).Unix()
	at.Sums = sumsOf(known, bucketsFor(len(known), len(p.c.agendas)))
	p.cover(agenda, r.window)
	return nil
}

// sightRest says of the events that were only named that they stand as they
// were. Of one that was read in this pull that would be wrong: it may have lost
// slots.
func (p *pull) sightRest(agenda int64, stood []sighted) error {
	var b connectors.Batch
	for _, e := range stood {
		if !p.read[agenda][e.uid] {
			b.Seen = append(b.Seen, connectors.Sighting{Scope: scopeOf(agenda), Parent: strconv.FormatInt(e.uid, 10)})
		}
	}
	if len(b.Seen) == 0 {
		return nil
	}
	return p.send(b)
}

// sight counts an event among those that stand, from an item that says no more.
func (r *reader) sight(i *item, b *connectors.Batch) {
	switch {
	case i.UID <= 0:
		b.Rejected = append(b.Rejected, connectors.Rejection{Reason: i.err.Error()})
	case !bool(i.Removed):
		r.seen(&i.event)
	}
}
