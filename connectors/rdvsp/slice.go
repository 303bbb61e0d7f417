package rdvsp

import (
	"context"
	"slices"
	"time"

	"tresse"
)

// Pages have no order, so that rows may be repeated or missed between them
// (sheet §4). A slice is therefore made to fit on one page; where it cannot, its
// pages are gathered by id and held against the total, and the slice is read
// once more where they differ (sheet §14).
const (
	narrowest = 5 * time.Minute // not cut further: then pages are turned
	mostPages = 100             // of the narrowest slice; more is no agenda
)

// A gathering is what the pages of a slice gave.
type gathering struct {
	items []item        // in the order first met, each as last met
	at    map[int64]int // id → place in items
	rows  int           // as they came, doubles among them
	total int           // as the last page says; -1 before the first
	turns int           // pages read
	whole bool          // all that there is
	over  int           // not 0: the slice is too wide, it holds so many rows,
	size  int           // of which so many make a page
}

// slice reads s, twice if need be. What two readings that both fail to add up
// have given is kept together.
func (c *connector) slice(ctx context.Context, s span) (*gathering, error) {
	g, err := c.gather(ctx, s)
	if err != nil || g.whole || g.over > 0 {
		return g, err
	}
	again, err := c.gather(ctx, s)
	if err != nil || again.whole || again.over > 0 {
		return again, err
	}
	for i := range again.items {
		g.put(again.items[i])
	}
	return g, nil
}

// gather turns the pages of s.
func (c *connector) gather(ctx context.Context, s span) (*gathering, error) {
	g := &gathering{at: map[int64]int{}, total: -1}
	agree := true
	for number := 1; number <= mostPages; number++ {
		p, err := c.page(ctx, s, number)
		if err != nil {
			return nil, err
		}
		more := p.more(number)
		agree = agree && (g.total < 0 || g.total == p.meta.TotalCount)
		fresh := g.take(p)
		if number == 1 && more && s.length() > narrowest && g.narrowable(s) {
			return &gathering{over: max(len(p.items)+1, p.meta.TotalCount), size: len(p.items)}, nil
		}
		if !more || fresh == 0 {
			// A page that brings nothing new, and yet has a next one, is a circle.
			g.whole = agree && !more && g.addsUp()
			return g, nil
		}
	}
	return nil, c.failed("read appointments", tresse.Errorf(tresse.TroubleAnswer, "more than %d pages for five minutes", mostPages))
}

// addsUp reports whether nothing can be missing. One page holds all that its
// total speaks of, doubles counted. Of several the distinct rows must be as many
// as the total says; or those and their doubles, since an appointment of several
// agents comes once for each on platforms of before July 2026 (sheet §4).
func (g *gathering) addsUp() bool {
	if g.turns == 1 && g.rows >= g.total || len(g.items) == g.total {
		return true
	}
	doubled := 0
	for _, i := range g.items {
		doubled += max(1, len(i.Agents))
	}
	return doubled == g.total
}

// take adds a page and returns how many of its rows were not met before.
func (g *gathering) take(p *page) (fresh int) {
	g.total = p.meta.TotalCount
	g.turns++
	g.rows += len(p.items)
	g.items = slices.Grow(g.items, len(p.items))
	for _, i := range p.items {
		if g.put(i) {
			fresh++
		}
	}
	return fresh
}

// put keeps the later of two readings of one appointment; what has no usable id
// counts as one of its own.
func (g *gathering) put(i item) (fresh bool) {
	if n, met := g.at[i.ID]; met && i.ID > 0 {
		g.items[n] = i
		return false
	}
	g.at[i.ID] = len(g.items)
	g.items = append(g.items, i)
	return true
}

// narrowable reports whether a narrower slice would have fewer pages: not where
// there is nothing more in truth, nor where the platform did not keep to the
// bounds it was given.
func (g *gathering) narrowable(s span) bool {
	if len(g.items) == 0 || g.total <= len(g.items) {
		return false
	}
	for i := range g.items {
		start, err := instant(g.items[i].StartsAt)
		if err == nil && (start.Before(s.From) || !start.Before(s.To)) {
			return false
		}
	}
	return true
}

// narrower is the width for a slice that held so many rows, of which size make a
// page, with some room: what comes soon lies closer together than what is far.
func narrower(width time.Duration, over, size int) time.Duration {
	part := float64(size) / float64(max(over, size+1)) * 0.7
	return max(narrowest, min(time.Duration(float64(width)*part), width/2).Truncate(time.Minute))
}

// wider is the width after a slice that filled so much of a page.
func wider(width time.Duration, rows, size int) time.Duration {
	switch {
	case rows > size*3/4:
		return width
	case rows > size/2:
		return width * 5 / 4
	case rows > size/8:
		return width * 2
	}
	return width * 8
}

// pageSize is that of sheet §4, until a page that is not the last shows another.
const pageSize = 100
