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

// conflicts lists the fields about which standing listings disagree so that
// somebody could stand before a closed door: when, where, and whether. The value
// shown comes first.
func conflicts(standing []*tresse.ListingFact) []tresse.Conflict {
	list := []tresse.Conflict{}
	for _, field := range []struct {
		name string
		of   func(*tresse.ListingFact) string
	}{
		{"start", func(f *tresse.ListingFact) string { return text(f.Start) }},
		{"end", func(f *tresse.ListingFact) string { return text(f.End) }},
		{"place", func(f *tresse.ListingFact) string { return f.Place.Name }},
		{"status", func(f *tresse.ListingFact) string { return string(status(f)) }},
	} {
		if c, ok := disagree(standing, field.name, field.of); ok {
			list = append(list, c)
		}
	}
	return list
}

func disagree(standing []*tresse.ListingFact, field string, of func(*tresse.ListingFact) string) (tresse.Conflict, bool) {
	c := tresse.Conflict{Field: field}
	differ := false
	for _, f := range standing {
		value := of(f)
		if value == "" {
			continue
		}
		v := tresse.ConflictValue{Source: f.Ref.Source(), Value: value}
		if len(c.Values) > 0 && !strings.EqualFold(c.Values[0].Value, value) {
			differ = true
		}
		if !slices.Contains(c.Values, v) {
			c.Values = append(c.Values, v)
		}
	}
	return c, differ
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
