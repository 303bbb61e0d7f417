package ical

import (
	"context"
	"crypto/sha256"
	"slices"

	"tresse"
	"tresse/connectors"
)

// batchSize is how many listings are handed on at once.
const batchSize = 500

// Pull reads the calendar and emits every slot in the window. An unchanged
// calendar is recognised by the server's word or by its bytes, as long as the
// window and the settings are the same, and is not read again.
func (c *connector) Pull(ctx context.Context, from connectors.Cursor, emit func(connectors.Batch) error) (connectors.Outcome, error) {
	requests, bytes := c.origin.Traffic()
	out, err := c.pull(ctx, from, emit)
	out.Requests, out.Bytes = c.origin.Traffic()
	out.Requests, out.Bytes = out.Requests-requests, out.Bytes-bytes
	return out, err
}

func (c *connector) pull(ctx context.Context, from connectors.Cursor, emit func(connectors.Batch) error) (connectors.Outcome, error) {
	w := c.window()
	last := c.known(from, w)
	got, err := c.origin.Read(ctx, last.Validators)
	if err != nil {
		return connectors.Outcome{}, err
	}
	digest := sha256.Sum256(got.Body)
	if got.Same || last.Version > 0 && digest == last.Body {
		if !got.Same {
			last.Validators = got.Validators
		}
		return connectors.Outcome{Cursor: last.encode(), Unchanged: true, Notices: last.Notices}, nil
	}
	cal, err := c.reader.Parse(got.Body)
	got.Body = nil // as large as all else
	if err != nil {
		return connectors.Outcome{}, unexpected(err)
	}
	p := c.newPull(cal, w)
	p.mapper.self = tresse.ID(c.env.Secret(tresse.InstanceIdentity))
	if err := p.emitAll(ctx, emit); err != nil {
		return connectors.Outcome{}, err
	}
	next := cursor{
		Version: version, Settings: c.settings(), From: w.from, To: w.to,
		Body: digest, Validators: got.Validators, Notices: p.notices(),
	}
	return p.outcome(next), nil
}

// A pull is one calendar on its way to batches.
type pull struct {
	cal      *Calendar
	window   window
	mapper   mapper
	filter   *filter
	verdicts map[*Event]verdict
	left     map[verdict]int // events left out, by reason
	batch    connectors.Batch
	slots    int
}

func (c *connector) newPull(cal *Calendar, w window) *pull {
	return &pull{
		cal: cal, window: w, filter: &c.filter,
		mapper:   newMapper(cal, c.env.Name, c.env.Root, c.env.SessionKind),
		verdicts: map[*Event]verdict{}, left: map[verdict]int{},
	}
}

func (p *pull) emitAll(ctx context.Context, emit func(connectors.Batch) error) error {
	p.batch.Read = p.cal.Read
	var err error
	p.cal.Expand(p.window.from, p.window.to, func(i Instance) bool {
		if p.judge(i.Event) != taken {
			return true
		}
		p.slots++
		p.batch.Listings = append(p.batch.Listings, p.mapper.listing(i))
		if len(p.batch.Listings) >= batchSize {
			err = p.flush(ctx, emit)
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	p.reject()
	return p.flush(ctx, emit)
}

func (p *pull) flush(ctx context.Context, emit func(connectors.Batch) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	batch := p.batch
	p.batch = connectors.Batch{}
	return emit(batch)
}

// judge decides about an event once, however many slots it has.
func (p *pull) judge(e *Event) verdict {
	v, known := p.verdicts[e]
	if !known {
		v = p.filter.judge(e, p.mapper.maker == ourselves)
		if v == taken && p.mapper.isEcho(e) {
			v = isEcho
		}
		p.verdicts[e] = v
		p.left[v]++
	}
	return v
}

// reject tells what could not be read, or not all of it. An event that has a
// name protects what is known of it; one without leaves the pull without
// coverage.
func (p *pull) reject() {
	for _, r := range p.cal.Rejected {
		one := connectors.Rejection{Reason: r.Reason}
		if r.UID != "" {
			one.Item, one.Parent = safeUID(r.UID), parentOf(r.UID)
		}
		p.batch.Rejected = append(p.batch.Rejected, one)
	}
	for _, e := range p.cal.Events {
		if len(e.Troubles) == 0 || p.filter.judge(e, p.mapper.maker == ourselves) != taken {
			continue
		}
		slices.Sort(e.Troubles)
		for _, reason := range slices.Compact(e.Troubles) {
			p.batch.Rejected = append(p.batch.Rejected, connectors.Rejection{Item: safeUID(e.Key), Parent: parentOf(e.Key), Reason: reason, Kept: true})
		}
	}
	if !p.cal.Complete && p.cal.faults.nameless == 0 {
		p.batch.Rejected = append(p.batch.Rejected, connectors.Rejection{Reason: p.cal.faults.reason()})
	}
}

// outcome closes the pull. Only a whole calendar says what is absent from it,
// and only a whole one is recognised the next time: the rest of one that was cut
// short may come at the next poll.
func (p *pull) outcome(next cursor) connectors.Outcome {
	if !p.cal.Complete {
		return connectors.Outcome{Cursor: cursor{}.encode(), Notices: next.Notices}
	}
	return connectors.Outcome{
		Cursor:   next.encode(),
		Coverage: p.coverage(),
		Notices:  next.Notices,
	}
}

// coverage is the window; of a tresse feed that was shortened for size, as far
// as it goes.
func (p *pull) coverage() []connectors.Coverage {
	to := p.window.to
	if until := p.mapper.until(p.cal); !until.IsZero() && until.Before(to) {
		to = until
	}
	if !to.After(p.window.from) {
		return nil
	}
	return []connectors.Coverage{{Scope: scope, From: p.window.from, To: to}}
}

// reason says in English why absence from the calendar means nothing.
func (f *faults) reason() string {
	switch {
	case f.overflow:
		return "more in the calendar than is read"
	case f.cut:
		return "the calendar is cut short"
	case f.bare:
		return "events without a calendar around them"
	case f.maimed:
		return "a line that says when an event is cannot be read"
	case f.crossed > 0 || f.deep > 0:
		return "parts of the calendar do not fit together"
	}
	return "the calendar holds nothing and does not say who made it"
}
