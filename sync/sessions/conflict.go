package sessions

import (
	"slices"
	"strings"
	"time"

	"tresse"
)

// link adds the listing's page, once a source and address.
func link(links []tresse.Link, f *tresse.ListingFact) []tresse.Link {
	l := tresse.Link{Source: f.Ref.Source(), URL: f.URL}
	if f.URL == "" || slices.Contains(links, l) {
		return links
	}
	return append(links, l)
}

// book adds the addresses at which seats can be booked, each once.
func book(urls []string, f *tresse.ListingFact) []string {
	for _, u := range f.BookingURLs {
		if !slices.Contains(urls, u) {
			urls = append(urls, u)
		}
	}
	return urls
}

// conflicts lists the fields about which listings disagree so that somebody
// could stand before a closed door: when, where, and whether. The value shown
// comes first. Of what was withdrawn only that is told, and only where its source
// has nothing in its stead.
func (g *grouping) conflicts(standing, members []*tresse.ListingFact) []tresse.Conflict {
	list := []tresse.Conflict{}
	if len(members) < 2 {
		return list
	}
	add := func(c tresse.Conflict, differ bool) {
		if differ {
			list = append(list, c)
		}
	}
	add(disagree(standing, "start", func(f *tresse.ListingFact) string { return text(f.Start) }, unequal))
	add(disagree(standing, "end", func(f *tresse.ListingFact) string { return text(f.End) }, unequal))
	add(disagree(standing, "place", func(f *tresse.ListingFact) string { return f.Place.Name }, g.elsewhere))
	c, differ := disagree(standing, "status", func(f *tresse.ListingFact) string { return string(status(f)) }, g.otherwise)
	for _, f := range members {
		gone := f.State == tresse.Gone && standing[0].State != tresse.Gone
		if gone && !slices.ContainsFunc(standing, func(s *tresse.ListingFact) bool { return s.Ref.Source() == f.Ref.Source() }) {
			c.Values = append(c.Values, tresse.ConflictValue{Source: f.Ref.Source(), Value: string(tresse.Withdrawn)})
			differ = differ || takesPlace(status(standing[0]))
		}
	}
	add(c, differ)
	return list
}

func unequal(_, _ *tresse.ListingFact, a, b string) bool { return !strings.EqualFold(a, b) }

// elsewhere: two names that may be of one place are no disagreement.
func (g *grouping) elsewhere(f, other *tresse.ListingFact, a, b string) bool {
	return !strings.EqualFold(a, b) && g.rules.Sketch(f).spot.compare(&g.rules.Sketch(other).spot) < vague
}

// otherwise: a platform that does not know that all seats are taken does not
// disagree.
func (g *grouping) otherwise(_, _ *tresse.ListingFact, a, b string) bool {
	open := func(s string) bool { return s == string(tresse.Scheduled) || s == string(tresse.Full) }
	return a != b && !(open(a) && open(b))
}

func disagree(standing []*tresse.ListingFact, field string, of func(*tresse.ListingFact) string, differ func(f, other *tresse.ListingFact, a, b string) bool) (tresse.Conflict, bool) {
	c := tresse.Conflict{Field: field}
	var first *tresse.ListingFact
	differs := false
	for _, f := range standing {
		value := of(f)
		if value == "" {
			continue
		}
		v := tresse.ConflictValue{Source: f.Ref.Source(), Value: value}
		if first == nil {
			first = f
		} else if differ(first, f, c.Values[0].Value, value) {
			differs = true
		}
		if !slices.Contains(c.Values, v) {
			c.Values = append(c.Values, v)
		}
	}
	return c, differs
}

func text(t tresse.Time) string {
	switch {
	case t.IsZero():
		return ""
	case t.Day:
		return t.Format(time.DateOnly)
	}
	return t.UTC().Format(time.RFC3339)
}
