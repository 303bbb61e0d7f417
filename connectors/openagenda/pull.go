package openagenda

import (
	"context"
	"time"

	"tresse/connectors"
)

// A pull is one reading of all agendas.
type pull struct {
	c        *connector
	now      time.Time
	emit     func(connectors.Batch) error
	emitted  error  // what emit failed with
	resumed  bool   // goes on from a pull that did not end
	landed   cursor // what may be resumed from: no further than the last pull that ended well
	reached  cursor // where the next pull goes on, when this one ends well
	coverage []connectors.Coverage
	read     map[int64]map[int64]bool // by agenda: the events read one by one
	around   int                      // pages gone around
}

// Pull reads what changed in each agenda, then, where it is due, goes through
// the events that stand. One agenda that cannot be read does not keep the
// others from it; the error then names it.
func (c *connector) Pull(ctx context.Context, from connectors.Cursor, emit func(connectors.Batch) error) (connectors.Outcome, error) {
	requests, bytes := c.http.Traffic()
	cur := c.newCursor(from)
	p := &pull{c: c, now: c.env.Now(), emit: emit, resumed: cur.Cut, landed: cur, reached: cur.clone(), read: map[int64]map[int64]bool{}}
	p.reached.Cut, p.landed.Cut = false, true
	err := p.run(ctx)
	all, size := c.http.Traffic()
	out := connectors.Outcome{Requests: all - requests, Bytes: size - bytes}
	if err != nil {
		return out, err
	}
	out.Cursor, out.Coverage = p.reached.encode(), p.coverage
	return out, nil
}

func (p *pull) run(ctx context.Context) error {
	if err := p.each(ctx, p.readChanges); err != nil {
		return err
	}
	if p.resumed {
		// What an interrupted pull read counts as absent now: a sweep would have
		// nothing to say.
		return nil
	}
	return p.each(ctx, p.sweep)
}

// each does something to every agenda. What concerns the key, the host or the
// caller ends it at once.
func (p *pull) each(ctx context.Context, do func(context.Context, int64) error) error {
	var failures []failure
	for _, agenda := range p.c.agendas {
		err := do(ctx, agenda)
		if err == nil {
			continue
		}
		if p.emitted != nil {
			return p.emitted
		}
		if ctx.Err() != nil {
			return err
		}
		failures = append(failures, failure{agenda, err})
		if concernsAll(err) {
			break
		}
	}
	return together(failures)
}

// send hands a batch on and remembers that the caller refused it.
func (p *pull) send(b connectors.Batch) error {
	if err := p.emit(b); err != nil {
		p.emitted = err
		return err
	}
	return nil
}

// noteRead remembers that an event of an agenda was read by itself.
func (p *pull) noteRead(agenda, uid int64) {
	if p.read[agenda] == nil {
		p.read[agenda] = map[int64]bool{}
	}
	p.read[agenda][uid] = true
}

// resume notes where an agenda may be taken up if this pull does not end.
func (p *pull) resume(agenda int64, change func(*place)) error {
	at := p.landed.Agendas[agenda]
	change(&at)
	p.landed.Agendas[agenda] = at
	return p.send(connectors.Batch{Resume: p.landed.encode()})
}

// window is what is read of an agenda: its far edge never comes back, so that a
// listing that was read stays inside it.
func (p *pull) window(at place) window {
	w := window{from: p.now.Add(-p.c.env.Horizon), to: p.now.Add(p.c.env.Horizon)}
	// An edge far beyond comes of a clock that was wrong.
	if edge := time.Unix(at.Edge, 0); edge.After(w.to) && edge.Before(w.to.Add(2*sweepEvery)) {
		w.to = edge
	}
	return window{w.from.UTC().Truncate(time.Second), w.to.UTC().Truncate(time.Second)}
}
