package conformance

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tresse/connectors"
)

func whenChecks() []check {
	return []check{
		{"when/the clock changes", nil, (*bench).clockChanges},
		{"when/cancelled before", nil, (*bench).cancelledBefore},
		{"when/cancelled in a page", []need{overHTTP}, (*bench).cancelledInPage},
		{"when/cancelled while emitting", nil, (*bench).cancelledWhileEmitting},
		{"when/the caller refuses", nil, (*bench).callerRefuses},
	}
}

// clockChanges: on both nights each instant comes as it is, also the two that
// show the same time, and each by an id of its own.
func (b *bench) clockChanges() {
	b.env.Horizon = 400 * day
	b.open()
	for _, night := range [...]time.Time{
		time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC), // 2:30 in summer, then 2:30 in winter
		time.Date(2027, 3, 28, 0, 30, 0, 0, time.UTC),  // 1:30, then 3:30
	} {
		for hour := range 3 {
			start := night.Add(time.Duration(hour-1) * time.Hour)
			n := len(b.items)
			b.add(Item{Title: fmt.Sprintf("Nuit numero%d", n), Start: start, End: start.Add(90 * time.Minute), Person: b.person(n)})
		}
	}
	p, _ := b.mustSync()
	b.complete()
	for _, i := range b.items {
		b.listedAs(i)
		for _, l := range p.listings {
			if l.Ref == b.ref(i.ids[0]) && !l.End.Equal(i.End) {
				b.Errorf("%s, until %v, is read until %v", i.Title, i.End, l.End)
			}
		}
	}
}

func (b *bench) cancelledBefore() {
	b.fill(3)
	ctx, cancel := context.WithCancel(b.Context())
	cancel()
	p := b.pullWith(ctx, b.c, nil, nil)
	if !errors.Is(p.err, context.Canceled) || p.emitted > 0 {
		b.Errorf("a pull that was cancelled before gives %v, %d batches", p.err, p.emitted)
	}
}

// cancelledInPage: in the middle of an answer, the pull ends at once, keeps what
// it has, and asks no more.
func (b *bench) cancelledInPage() {
	b.fill(b.rows(1))
	all := b.pull(nil).requests
	for skip := range min(all, 3) {
		b.open()
		ctx, cancel := context.WithCancel(b.Context())
		b.front.after(skip, -1, hang(cancel))
		p := b.pullWith(ctx, b.c, nil, nil)
		cancel()
		if !errors.Is(p.err, context.Canceled) {
			b.Errorf("cancelled in answer %d, the pull gives %v", skip+1, p.err)
		}
		if p.requests != skip+1 {
			b.Errorf("cancelled in answer %d, the pull sends %d requests", skip+1, p.requests)
		}
	}
	b.front.heal()
	b.mustSync()
	b.complete()
}

// cancelledWhileEmitting: nothing more is asked, unless all was read already.
func (b *bench) cancelledWhileEmitting() {
	b.fill(b.rows(1))
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	asked := 0
	p := b.pullWith(ctx, b.c, nil, func(connectors.Batch) error {
		if ctx.Err() == nil && b.front != nil {
			asked = len(b.front.seen())
		}
		cancel()
		return nil
	})
	if p.err == nil && len(p.listings) == len(b.items) {
		return
	}
	if !errors.Is(p.err, context.Canceled) || p.requests != asked {
		b.Errorf("cancelled after %d requests, the pull sends %d and gives %v", asked, p.requests, p.err)
	}
}

// callerRefuses: what emit fails with comes back, at once.
func (b *bench) callerRefuses() {
	b.fill(b.rows(1))
	p := b.pullWith(b.Context(), b.c, nil, func(connectors.Batch) error { return errStop })
	if !errors.Is(p.err, errStop) {
		b.Errorf("a refused batch gives %v", p.err)
	}
	b.mustSync()
	b.complete()
}
