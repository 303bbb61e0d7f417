package openagenda

import (
	"context"
	"fmt"
	"time"

	"tresse"
	"tresse/connectors"
)

const (
	// overlap of two reads absorbs what the index gives late, and the rounding
	// of updatedAt to seconds (sheet §4.3).
	overlap = 10 * time.Minute
	// ahead is how far the server's clock may be before ours: a moment beyond it
	// is a mistake, and would hide all that comes before it from then on.
	ahead = 24 * time.Hour
	// mostPages bounds one list; with mostAround, a read ends whatever it is given.
	mostPages = 2000
	// bulkPages is from where a read of changes is worth taking up in its middle.
	bulkPages = 5
	// batchSize is how many listings are handed on at once.
	batchSize = 1000
)

// A reader walks one list of an agenda from page to page, in order of updatedAt.
type reader struct {
	p       *pull
	query   query
	window  window
	mark    int64 // the largest updatedAt so far, ms
	pages   int
	visits  map[string]bool // cursors followed
	tries   int             // reads of this list that failed before this one
	around  int             // pages that were gone around
	refused int             // requests for single events that failed

	// whole: the list began at its beginning and holds all that stands, so that
	// its absence is told by the window and not event by event.
	whole bool
	// keep: a pull that fails may be taken up in the middle of this list; bulk:
	// from its first page on.
	keep, bulk bool
	stood      []sighted // of a whole or light list: the events in it
}

func (p *pull) newReader(agenda int64, at place) *reader {
	return &reader{p: p, query: query{agenda: agenda}, window: p.window(at), visits: map[string]bool{}}
}

// walk reads the list to its end.
func (r *reader) walk(ctx context.Context) error {
	for {
		l, err := r.read(ctx)
		if err != nil {
			return err
		}
		r.pages++
		if l == nil {
			return nil
		}
		r.query.after = *l
		switch {
		case r.visits[l.key()]:
			return r.failed(tresse.Errorf(tresse.TroubleAnswer, "the cursor repeats"))
		case r.pages >= mostPages:
			return r.failed(tresse.Errorf(tresse.TroubleAnswer, "the list does not end"))
		}
		r.visits[l.key()] = true
		if err := r.save(); err != nil {
			return err
		}
	}
}

// read takes one page and returns the cursor of the next, nil at the end.
func (r *reader) read(ctx context.Context) (*position, error) {
	l, err := r.p.c.page(ctx, r.query)
	if err != nil {
		if r.tries == 0 || r.around == mostAround || !mayBePage(err) {
			return nil, r.failed(err)
		}
		return r.goAround(ctx, r.failed(err))
	}
	if err := r.take(l.items); err != nil {
		return nil, err
	}
	if next := l.next(); next != nil {
		return &next, nil
	}
	return nil, nil
}

// failed says where an error happened.
func (r *reader) failed(err error) error {
	return within(fmt.Sprintf("openagenda: read agenda %d: page %d", r.query.agenda, r.pages+1), err)
}

// save keeps where the list got to: the order allows it, whatever changes
// meanwhile comes behind.
func (r *reader) save() error {
	if !r.keep || !r.bulk && r.pages < bulkPages {
		return nil
	}
	return r.p.resume(r.query.agenda, func(at *place) {
		at.Read = &reading{Since: r.query.since, After: r.query.after.clone(), Mark: r.mark}
		if at.Edge == 0 {
			at.Edge = r.window.to.Unix()
		}
	})
}

// take hands on what the items of a page say.
func (r *reader) take(items []item) error {
	var b connectors.Batch
	for i := range items {
		r.item(&items[i], &b)
		if len(b.Listings) >= batchSize {
			if err := r.p.send(b); err != nil {
				return err
			}
			b = connectors.Batch{}
		}
	}
	if b.Read+len(b.Gone)+len(b.Rejected) == 0 {
		return nil
	}
	return r.p.send(b)
}

// item adds what one item says to a batch.
func (r *reader) item(i *item, b *connectors.Batch) {
	if r.query.light {
		r.sight(i, b)
		return
	}
	e := &i.event
	if !bool(e.Removed) {
		b.Read++
	}
	r.seen(e)
	if !r.whole {
		r.p.noteRead(r.query.agenda, int64(e.UID))
	}
	scope := scopeOf(r.query.agenda)
	if i.err != nil {
		rejection := connectors.Rejection{Reason: i.err.Error()}
		if e.UID > 0 {
			rejection.Item, rejection.Parent = e.external(), e.external()
		}
		b.Rejected = append(b.Rejected, rejection)
		return
	}
	if e.Removed {
		b.Gone = append(b.Gone, connectors.Tombstone{Scope: scope, Parent: e.external()})
		return
	}
	f := r.p.c.listingsOf(e, r.query.agenda, r.window)
	b.Listings = append(b.Listings, f.listings...)
	b.Rejected = append(b.Rejected, f.rejected...)
	if f.whole && (!r.whole || r.p.resumed) {
		r.p.coverage = append(r.p.coverage, connectors.Coverage{
			Scope: scope, Parent: e.external(), From: r.window.from, To: r.window.to,
		})
	}
}

// reach moves the mark and returns the moment of the event, 0 for none.
func (r *reader) reach(e *event) int64 {
	if e.UpdatedAt.IsZero() {
		return 0
	}
	ms := e.UpdatedAt.UnixMilli()
	if ms <= r.p.now.Add(ahead).UnixMilli() {
		r.mark = max(r.mark, ms)
	}
	return ms
}

// seen counts the event among those that stand.
func (r *reader) seen(e *event) {
	ms := r.reach(e)
	if (r.whole || r.query.light) && e.UID > 0 && !bool(e.Removed) {
		r.stood = append(r.stood, sighted{int64(e.UID), ms})
	}
}
