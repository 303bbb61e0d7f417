package openagenda

import (
	"context"

	"tresse/connectors"
)

// readChanges reads what changed in an agenda since it was last read, or all of
// it.
func (p *pull) readChanges(ctx context.Context, agenda int64) error {
	at := p.reached.Agendas[agenda]
	r := p.newReader(agenda, at)
	skipped := r.begin(at)
	if at.Edge == 0 {
		at.Edge = r.window.to.Unix()
	}
	if err := r.walk(ctx); err != nil {
		return p.broken(agenda, r, err)
	}
	at.Mark, at.Read, at.Tries = max(at.Mark, r.mark), nil, triesAfter(r.around)
	switch {
	case r.whole:
		p.complete(&at, r)
	case skipped:
		// Slots that were lost in what the failed pull read went unnoticed.
		at.Sums, at.Next = nil, p.now.Add(sweepEvery).Unix()
	}
	p.reached.Agendas[agenda] = at
	return nil
}

// begin sets where a read of changes begins: where a pull that failed got to, at
// the last that was read to its end, or at the beginning. It reports whether
// something before that was read by the pull that failed.
func (r *reader) begin(at place) (skipped bool) {
	r.tries, r.keep = at.Tries, true
	switch {
	case at.Read != nil:
		r.query.since, r.query.after, r.mark = at.Read.Since, at.Read.After.clone(), at.Read.Mark
		skipped = len(r.query.after) > 0 || at.Read.Since > sinceOf(at.Mark)
		r.bulk = at.Read.Since == 0 || skipped
	case at.Mark == 0:
		r.whole, r.bulk = true, true
	default:
		r.query.since = sinceOf(at.Mark)
	}
	return skipped
}

// triesAfter is how many failures a list that was read to its end leaves behind:
// one where a page had to be gone around, for the next time it will be there
// again.
func triesAfter(around int) int { return min(around, 1) }

func sinceOf(mark int64) int64 { return max(0, mark-overlap.Milliseconds()) }

// complete notes that an agenda was read in full.
func (p *pull) complete(at *place, r *reader) {
	at.Full, at.Next = p.now.Unix(), p.now.Add(sweepEvery).Unix()
	if p.resumed {
		// To its caller this pull is the end of another one, so that it cannot tell
		// what is missing: the next one sweeps.
		at.Next = p.now.Unix()
	}
	at.Edge = r.window.to.Unix()
	at.Sums = sumsOf(r.stood, bucketsFor(len(r.stood), len(p.c.agendas)))
	p.cover(r.query.agenda, r.window)
}

// cover says that an agenda was seen whole, inside the window: what has left it
// because time passes is not missing.
func (p *pull) cover(agenda int64, w window) {
	p.coverage = append(p.coverage, connectors.Coverage{Scope: scopeOf(agenda), From: w.from, To: w.to})
}

// broken notes, after a list that did not end, that the next pull begins it
// where this one got to, but with another cursor: a page that always fails is
// then not asked for in the same way for ever.
func (p *pull) broken(agenda int64, r *reader, err error) error {
	if p.emitted != nil || !mayBePage(err) {
		return err
	}
	failed := p.resume(agenda, func(at *place) {
		at.Tries++
		begun := r.query.since > 0 || r.mark > 0
		if begun && (r.bulk || r.pages >= bulkPages || at.Tries > 1) {
			at.Read = &reading{Since: max(r.query.since, r.mark), Mark: r.mark}
		}
	})
	if failed != nil {
		return failed
	}
	return err
}
