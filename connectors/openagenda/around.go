package openagenda

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tresse"
	"tresse/connectors"
)

const (
	// mostAround is how many pages of one list are gone around.
	mostAround = 10
	// groupSize is how many events are asked for by uid at once: longer lists of
	// one parameter are cut or refused by some qs readers.
	groupSize = 20
	// mostRefused is how many requests for such groups may fail in one pull.
	mostRefused = 40
)

// goAround reads a page that always fails in another way: what it holds is
// asked for by uid, first in a list that names the events and no more. An event
// that the platform cannot give is refused alone, and what comes after it is
// reached. If not even the names come, the page fails for the reason it had.
func (r *reader) goAround(ctx context.Context, cause error) (*position, error) {
	r.around++
	r.p.around++
	l, err := r.names(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		return nil, cause
	}
	if err := r.byName(ctx, l.items); err != nil {
		return nil, err
	}
	if next := l.next(); next != nil {
		return &next, nil
	}
	return nil, nil
}

// names reads the light form of the page; where the cursor is what the platform
// stumbles over, that of a page that begins at the last moment read.
func (r *reader) names(ctx context.Context) (list, error) {
	q := r.query
	q.light = true
	l, err := r.p.c.page(ctx, q)
	if err == nil || len(q.after) == 0 || ctx.Err() != nil {
		return l, err
	}
	q.after, q.since = nil, max(q.since, r.mark)
	if l, err = r.p.c.page(ctx, q); err == nil {
		r.query.since = q.since
		clear(r.visits)
	}
	return l, err
}

// byName reads the events that a light page names.
func (r *reader) byName(ctx context.Context, names []item) error {
	if r.query.light {
		return r.take(names)
	}
	var told []item // tombstones, and what has no uid
	var events []sighted
	for _, n := range names {
		if n.UID <= 0 || bool(n.Removed) {
			told = append(told, n)
			continue
		}
		events = append(events, sighted{uid: int64(n.UID)})
	}
	if err := r.take(told); err != nil {
		return err
	}
	if err := r.readEach(ctx, events); err != nil {
		return err
	}
	for i := range names {
		r.reach(&names[i].event)
	}
	return nil
}

// readEach reads events by uid, a group at a time.
func (r *reader) readEach(ctx context.Context, events []sighted) error {
	for len(events) > 0 {
		n := min(len(events), groupSize)
		if err := r.readGroup(ctx, events[:n]); err != nil {
			return err
		}
		events = events[n:]
	}
	return nil
}

// readGroup halves a group that fails until the event is found that makes it.
func (r *reader) readGroup(ctx context.Context, group []sighted) error {
	err := r.readList(ctx, group)
	if err == nil || r.p.emitted != nil {
		return err
	}
	if !mayBePage(err) || ctx.Err() != nil || r.refused == mostRefused {
		return r.failed(err)
	}
	r.refused++
	if half := len(group) / 2; half > 0 {
		if err := r.readGroup(ctx, group[:half]); err != nil {
			return err
		}
		return r.readGroup(ctx, group[half:])
	}
	uid := strconv.FormatInt(group[0].uid, 10)
	return r.p.send(connectors.Batch{Read: 1, Rejected: []connectors.Rejection{{
		Item: uid, Parent: uid, Reason: "the platform does not give it: " + shortCause(err),
	}}})
}

// readList reads the list of a group; it may come in pages, if smaller ones than
// were asked for, but never in more than it has events.
func (r *reader) readList(ctx context.Context, group []sighted) error {
	params := slices.Concat(r.query.params, uidParams(group))
	for q := (query{agenda: r.query.agenda, params: params}); ; {
		l, err := r.p.c.page(ctx, q)
		if err != nil {
			return err
		}
		if err := r.take(l.items); err != nil {
			return err
		}
		if q.after = l.next(); q.after == nil || len(l.items) >= len(group) {
			return nil
		}
		group = group[len(l.items):]
	}
}

// shortCause is the kind of a failure, without its address.
func shortCause(err error) string {
	if status := statusOf(err); status != 0 {
		return fmt.Sprintf("status %d", status)
	}
	return strings.ReplaceAll(string(tresse.TroubleOf(err)), "_", " ")
}
