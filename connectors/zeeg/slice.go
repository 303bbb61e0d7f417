package zeeg

import (
	"context"
	"slices"
	"time"

	"tresse"
	"tresse/connectors"
)

// Offset paging drifts while people book. So a slice is made to fit on one
// page; where it cannot, its pages are gathered by id and compared with the
// total that Zeeg gives, and the slice is read once more where they differ
// (sheet §10).
const (
	usual     = 7 * day    // the first slice, and the one after trouble
	widest    = 26 * usual // of nearly empty weeks
	narrowest = time.Hour  // not cut further: then pages are turned
	mostPages = 500        // of the narrowest slice; more is no agenda
)

// A gathering is what the pages of a slice gave.
type gathering struct {
	items []item         // in the order first met, each as last met
	at    map[string]int // uuid → place in items
	total int            // as the last page says; -1 before the first
	whole bool           // all pages agree with each other and with what came
	pages int            // not 0: the slice is too wide, it has so many pages
}

// slice reads s, twice if need be. What two readings that both fail to add up
// have given is kept together.
func (c *connector) slice(ctx context.Context, s span) (*gathering, error) {
	g, err := c.gather(ctx, s)
	if err != nil || g.whole || g.pages > 0 {
		return g, err
	}
	again, err := c.gather(ctx, s)
	if err != nil || again.whole || again.pages > 0 {
		return again, err
	}
	for i := range again.items {
		g.put(again.items[i])
	}
	return g, nil
}

// gather turns the pages of s. nextPage only says whether there is one: its
// path repeats neither the filters nor the size of a page (sheet §3).
func (c *connector) gather(ctx context.Context, s span) (*gathering, error) {
	g := &gathering{at: map[string]int{}, total: -1, whole: true}
	for number := 1; number <= mostPages; number++ {
		p, err := c.events(ctx, s, number)
		if err != nil {
			return nil, err
		}
		more := !p.pagination.last()
		fresh := g.take(p)
		if number == 1 && more && s.length() > narrowest && g.narrowable(s) {
			return &gathering{pages: max(2, p.pagination.TotalPages)}, nil
		}
		if !more || fresh == 0 {
			// A page that brings nothing new, and yet has a next one, is a circle.
			g.whole = g.whole && !more && len(g.items) == g.total
			return g, nil
		}
	}
	return nil, c.failed("read events", "", tresse.Errorf(tresse.TroubleAnswer, "more than %d pages for one hour", mostPages))
}

// take adds a page and returns how many of its events were not met before.
func (g *gathering) take(p *page) (fresh int) {
	if g.total >= 0 && g.total != p.pagination.Total {
		g.whole = false
	}
	g.total = p.pagination.Total
	g.items = slices.Grow(g.items, len(p.items))
	for _, i := range p.items {
		if g.put(i) {
			fresh++
		}
	}
	return fresh
}

// put keeps the later of two readings of one event; what has no usable id
// counts as an event of its own.
func (g *gathering) put(i item) (fresh bool) {
	if n, met := g.at[i.UUID]; met && i.UUID != "" {
		g.items[n] = i
		return false
	}
	g.at[i.UUID] = len(g.items)
	g.items = append(g.items, i)
	return true
}

// batch is an empty one with room for all.
func (g *gathering) batch() connectors.Batch {
	seats := 0
	for i := range g.items {
		seats += len(g.items[i].Invitees)
	}
	return connectors.Batch{
		Listings: make([]tresse.Listing, 0, len(g.items)),
		Bookings: make([]tresse.Booking, 0, seats),
	}
}

// narrowable reports whether a narrower slice would have fewer pages: not where
// there is nothing more in truth, nor where Zeeg did not keep to the bounds it
// was given.
func (g *gathering) narrowable(s span) bool {
	if len(g.items) == 0 || g.total <= len(g.items) {
		return false
	}
	for i := range g.items {
		start, err := instant(g.items[i].StartTime)
		if err == nil && (start.Before(s.From.Add(-time.Second)) || start.After(s.To)) {
			return false
		}
	}
	return true
}

// narrower is the width for a slice that took so many pages, with some room.
func narrower(width time.Duration, pages int) time.Duration {
	return max(narrowest, (width / time.Duration(pages+1)).Truncate(time.Second))
}

// wider is the width after a slice that left its page nearly empty.
func wider(width time.Duration, total int) time.Duration {
	if total > 30 {
		return width
	}
	return min(widest, 2*width)
}
