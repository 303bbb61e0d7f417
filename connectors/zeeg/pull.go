package zeeg

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tresse"
	"tresse/connectors"
)

// Pull reads the hot window and, once a night, the cold one; without a cursor,
// all inside the horizon.
func (c *connector) Pull(ctx context.Context, from connectors.Cursor, emit func(connectors.Batch) error) (connectors.Outcome, error) {
	requests, bytes := c.client.Traffic()
	p := pull{connector: c, emit: emit, width: usual, budget: requests + mostRequests}
	p.cursor, p.run = c.begin(from)
	p.rest = p.run.Rest
	err := p.all(ctx)
	var out connectors.Outcome
	if err == nil {
		out = connectors.Outcome{Cursor: p.cursor.done(p.run), Coverage: coverage(c.options.Scope, p.whole), Notices: p.notices()}
	}
	out.Requests, out.Bytes = c.client.Traffic()
	out.Requests -= requests
	out.Bytes -= bytes
	return out, err
}

// A pull is one run of Pull.
type pull struct {
	*connector
	emit   func(connectors.Batch) error
	cursor cursor
	run    run
	width  time.Duration // of the next slice
	budget int           // requests, counted as the client does
	rest   []span        // still to read, in this order
	whole  []span        // read, and nothing was missing
	short  int           // slices that did not add up
	missed []span        // slices that could not be read
	err    error         // the first failure
	row    int           // failures one after the other
}

// mostRequests ends a pull that no account needs: 40,000 events take under a
// thousand.
const mostRequests = 10_000

// failuresInARow ends a pull: then it is no single page that fails.
const failuresInARow = 2

// all reads slice after slice. One that fails is left for the next pull, and
// what comes after it is read all the same: a page that always fails must not
// keep everything else out. The pull has failed nevertheless.
func (p *pull) all(ctx context.Context) error {
	for len(p.rest) > 0 {
		if sent, _ := p.client.Traffic(); sent > p.budget {
			return p.failed("read events", "", tresse.Errorf(tresse.TroubleAnswer, "more than %d requests", mostRequests))
		}
		s, rest := p.next()
		g, err := p.slice(ctx, s)
		switch {
		case err == nil && g.pages > 0:
			p.width = narrower(s.length(), g.pages)
			continue
		case tresse.TroubleOf(err) == tresse.TroubleTooLarge && s.length() > narrowest:
			p.width = narrower(s.length(), 1)
			continue
		case err != nil && s.length() > usual && passing(err) && ctx.Err() == nil:
			p.width = usual // so that little is missed with it
			continue
		}
		p.rest = rest
		if err != nil {
			err = p.fail(ctx, s, err)
		} else {
			err = p.keep(s, g)
		}
		if err != nil {
			return err
		}
	}
	return p.err
}

// next cuts the next slice off the rest.
func (p *pull) next() (s span, rest []span) {
	s, left := p.rest[0].first(p.width)
	rest = p.rest[1:]
	if left.length() > 0 {
		rest = append([]span{left}, rest...)
	}
	return s, rest
}

// keep emits what a slice gave.
func (p *pull) keep(s span, g *gathering) error {
	p.row = 0
	p.width = wider(p.width, len(g.items))
	if g.whole {
		p.whole = append(p.whole, s)
	} else {
		p.short++
	}
	if len(g.items) == 0 {
		return nil
	}
	b := g.batch()
	for i := range g.items {
		p.mapper.add(&g.items[i], &b)
	}
	b.Resume = p.cursor.resume(p.run, append(slices.Clone(p.rest), p.missed...))
	return p.emit(b)
}

// fail remembers a slice that could not be read, and decides whether to go on.
func (p *pull) fail(ctx context.Context, s span, err error) error {
	p.missed = append(p.missed, s)
	p.err = cmp.Or(p.err, err)
	p.row++
	if passing(err) && ctx.Err() == nil && p.row < failuresInARow {
		return nil
	}
	return err
}

// passing reports whether an error may be of one slice alone.
func passing(err error) bool {
	switch tresse.TroubleOf(err) {
	case tresse.TroubleTemporary, tresse.TroubleAnswer, tresse.TroubleTooLarge:
		return true
	}
	return false
}

// notices tells of slices that did not add up, since nothing in them can ever
// be seen to be gone.
func (p *pull) notices() []string {
	switch p.short {
	case 0:
		return nil
	case 1:
		return []string{"Sur une période, Zeeg n’a pas donné autant de rendez-vous qu’il en annonce : ce qu’il a donné est gardé, et rien n’y est considéré comme retiré."}
	}
	return []string{fmt.Sprintf("Sur %d périodes, Zeeg n’a pas donné autant de rendez-vous qu’il en annonce : ce qu’il a donné est gardé, et rien n’y est considéré comme retiré.", p.short)}
}
