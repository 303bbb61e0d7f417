package rdvsp

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tresse"
	"tresse/connectors"
)

// Pull reads the hot window, hourly the warm one, at night the whole; without a
// cursor, all inside the horizon.
func (c *connector) Pull(ctx context.Context, from connectors.Cursor, emit func(connectors.Batch) error) (connectors.Outcome, error) {
	requests, bytes := c.client.Traffic()
	p := pull{connector: c, emit: emit, budget: requests + mostRequests, widths: map[int64]time.Duration{}, size: pageSize, first: true}
	p.cursor, p.run = c.begin(from)
	p.rest = p.run.Rest
	err := p.all(ctx)
	var out connectors.Outcome
	if err == nil {
		out = connectors.Outcome{Cursor: p.cursor.done(p.run), Coverage: coverage(p.whole, p.cursor.Known), Notices: p.notices()}
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
	first  bool                    // nothing was read yet
	widths map[int64]time.Duration // of the next slice, by organisation
	size   int                     // of a page, in rows
	limit  time.Duration           // of slices after one that failed; 0 none
	budget int                     // requests, counted as the client does
	rest   []span                  // still to read, in this order
	whole  []span                  // read, and nothing was missing
	short  int                     // slices that did not add up
	unseen []int64                 // organisations of the configuration that the agent does not see
	missed []span                  // slices that could not be read
	err    error                   // the first failure
	row    int                     // failures one after the other
}

// mostRequests ends a pull that no agent needs: 100,000 appointments take under
// three thousand.
const mostRequests = 10_000

// failuresInARow ends a pull: then it is no single page that fails.
const failuresInARow = 4

// smallLoss is the longest slice that is left out when it fails.
const smallLoss = day

// closerIn has a long slice that the platform answers badly read in shorter ones:
// an appointment that no answer can hold must not keep all others out.
func (p *pull) closerIn(ctx context.Context, s span, err error) bool {
	bad := tresse.TroubleOf(err) == tresse.TroubleAnswer || tresse.TroubleOf(err) == tresse.TroubleTemporary && statusOf(err) != 0
	if !bad || s.length() <= smallLoss || ctx.Err() != nil || p.row+1 >= failuresInARow {
		return false
	}
	p.row++
	p.limit = max(smallLoss/2, s.length()/4).Truncate(time.Minute)
	return true
}

// all reads slice after slice. One that fails is left for the next pull, and
// what comes after it is read all the same: a page that always fails must not
// keep everything else out. The pull has failed nevertheless.
func (p *pull) all(ctx context.Context) error {
	for len(p.rest) > 0 {
		if sent, _ := p.client.Traffic(); sent > p.budget {
			return p.failed("read appointments", tresse.Errorf(tresse.TroubleAnswer, "more than %d requests", mostRequests))
		}
		s, rest := p.next()
		g, err := p.slice(ctx, s)
		switch {
		case err == nil && g.over > 0:
			p.size = g.size
			p.widths[s.Org] = narrower(s.length(), g.over, g.size)
			continue
		case tresse.TroubleOf(err) == tresse.TroubleTooLarge && s.length() > narrowest:
			p.widths[s.Org] = narrower(s.length(), 2, 1)
			continue
		case err != nil && p.closerIn(ctx, s, err):
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
	if p.err == nil && p.run.Reach == whole {
		p.look(ctx)
	}
	return cmp.Or(p.err, ctx.Err())
}

// look asks, where everything was read, which organisations there are: one that
// the agent does not see gives an empty list and no error (sheet §5), and one
// whose appointments are all gone shows in no other way. It is no reason to fail.
func (p *pull) look(ctx context.Context) {
	seen, err := p.organisations(ctx)
	if err != nil {
		return
	}
	for _, o := range seen {
		p.cursor.note(o.ID)
	}
	for _, id := range p.options.Organisations {
		if !slices.ContainsFunc(seen, func(o organisation) bool { return o.ID == id }) {
			p.unseen = append(p.unseen, id)
		}
	}
}

// stops reports an error after which nothing else will be answered either.
func stops(err error) bool {
	switch tresse.TroubleOf(err) {
	case tresse.TroubleLater, tresse.TroubleConsent, tresse.TroubleStore:
		return true
	}
	return statusOf(err) == 401
}

// next cuts the next slice off the rest.
func (p *pull) next() (s span, rest []span) {
	whole := p.rest[0]
	width, known := p.widths[whole.Org]
	if !known {
		width = cmp.Or(p.cursor.Width, whole.length())
	}
	if p.limit > 0 {
		width = min(width, p.limit)
	}
	s, left := whole.first(max(width, narrowest))
	rest = p.rest[1:]
	if left.length() > 0 {
		rest = append([]span{left}, rest...)
	}
	return s, rest
}

// keep emits what a slice gave.
func (p *pull) keep(s span, g *gathering) error {
	p.row = 0
	p.widths[s.Org] = wider(s.length(), g.rows/max(1, g.turns), p.size)
	if p.limit *= 2; p.limit > defaultHorizon {
		p.limit = 0
	}
	if p.first {
		p.first = false
		p.cursor.Width = p.widths[s.Org]
	}
	if g.whole {
		p.whole = append(p.whole, s)
	} else {
		p.short++
	}
	var b connectors.Batch
	for i := range g.items {
		if org := g.items[i].Organisation.ID; s.Org == 0 {
			p.cursor.note(org)
		}
		p.mapper.add(&g.items[i], s.Org, &b)
	}
	if len(g.items) == 0 {
		return nil
	}
	b.Resume = p.cursor.resume(p.run, append(slices.Clone(p.rest), p.missed...))
	return p.emit(b)
}

// fail remembers a slice that could not be read, and decides whether to go on.
func (p *pull) fail(ctx context.Context, s span, err error) error {
	p.missed = append(p.missed, s)
	p.err = cmp.Or(p.err, err)
	p.row++
	most := failuresInARow
	if statusOf(err) == 0 && tresse.TroubleOf(err) == tresse.TroubleTemporary {
		most = 2 // nobody is there, or nobody gets through
	}
	switch tresse.TroubleOf(err) {
	case tresse.TroubleTemporary, tresse.TroubleAnswer, tresse.TroubleTooLarge:
		if ctx.Err() == nil && p.row < most {
			return nil
		}
	}
	return err
}

// notices tells of slices that did not add up, since nothing in them can ever be
// seen to be gone, and of organisations that give nothing.
func (p *pull) notices() []string {
	var all []string
	switch p.short {
	case 0:
	case 1:
		all = append(all, "Sur une période, RDV Service Public n’a pas donné autant de rendez-vous qu’il en annonce : ce qu’il a donné est gardé, et rien n’y est considéré comme retiré.")
	default:
		all = append(all, fmt.Sprintf("Sur %d périodes, RDV Service Public n’a pas donné autant de rendez-vous qu’il en annonce : ce qu’il a donné est gardé, et rien n’y est considéré comme retiré.", p.short))
	}
	for _, id := range p.unseen {
		all = append(all, p.notSeen(id))
	}
	return all
}

func (c *connector) notSeen(id int64) string {
	return fmt.Sprintf("L’organisation %d n’est pas parmi celles que voit l’agent de « %s » : vérifiez « organisations » dans la configuration, ou demandez à y être ajouté.", id, c.env.Name)
}
