package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tresse"
)

// A filter says which sessions of a feed are wanted. Of several values of one
// kind any will do; different kinds must all hold.
type filter struct {
	kinds   []tresse.Kind
	sources []string
	hosts   []string // folded
	places  []string // folded
	full    bool     // all sessions, whenever
	busy    bool     // sessions take up the subscriber's time
}

// maxValues and maxValue bound what one filter may name.
const (
	maxValues = 16
	maxValue  = 200
)

// A mistake is a parameter that cannot be understood, in words for whoever wrote
// it.
type mistake string

func (m mistake) Error() string { return string(m) }

// parseFilter reads the query of a feed's address. Parameters that are not a
// feed's own are passed over: programs add theirs.
func parseFilter(query url.Values) (filter, error) {
	var f filter
	for _, list := range [...]struct {
		name string
		add  func(string) error
	}{
		{"kind", f.addKind},
		{"source", func(v string) error { f.sources = append(f.sources, v); return nil }},
		{"host", func(v string) error { f.hosts = append(f.hosts, fold(v)); return nil }},
		{"place", func(v string) error { f.places = append(f.places, fold(v)); return nil }},
	} {
		if len(query[list.name]) > maxValues {
			return f, mistake("« " + list.name + " » est donné trop souvent : seize valeurs au plus.")
		}
		for _, value := range query[list.name] {
			if value = strings.TrimSpace(value); value == "" {
				continue
			}
			if len(value) > maxValue {
				return f, mistake("La valeur de « " + list.name + " » est trop longue.")
			}
			if err := list.add(value); err != nil {
				return f, err
			}
		}
	}
	f.full, f.busy = yes(query.Get("full")), yes(query.Get("busy"))
	f.sort()
	return f, nil
}

func yes(value string) bool { return value == "1" || value == "true" || value == "oui" }

func (f *filter) addKind(value string) error {
	kind, known := kindOf(value)
	if !known {
		return mistake("« kind » ne connaît pas cette valeur : écrivez atelier, permanence, rendez-vous ou autre.")
	}
	f.kinds = append(f.kinds, kind)
	return nil
}

// kindOf reads a kind in either language.
func kindOf(text string) (tresse.Kind, bool) {
	switch fold(text) {
	case "workshop", "atelier", "ateliers":
		return tresse.Workshop, true
	case "drop in", "permanence", "permanences":
		return tresse.DropIn, true
	case "appointment", "rendez vous", "rdv":
		return tresse.Appointment, true
	case "other", "autre":
		return tresse.OtherKind, true
	}
	return "", false
}

// sort makes one form of filters that say the same.
func (f *filter) sort() {
	slices.Sort(f.kinds)
	f.kinds = slices.Compact(f.kinds)
	for _, list := range [...]*[]string{&f.sources, &f.hosts, &f.places} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
}

// chooses reports whether the filter asks for some sessions and not for others.
func (f *filter) chooses() bool { return len(f.kinds)+len(f.sources)+len(f.hosts)+len(f.places) > 0 }

// keeps reports whether an audience that filters is to see a session. A filter
// must not find out what the feed does not tell: of a colleague's private
// session nothing but its time is known, and no host's e-mail address.
func (f *filter) keeps(a tresse.Audience, s *tresse.Session) bool {
	if a == tresse.Team && s.Private && f.chooses() {
		return false
	}
	return f.keepsKind(s) && f.keepsSource(s) && f.keepsHost(a, s) && f.keepsPlace(s)
}

func (f *filter) keepsKind(s *tresse.Session) bool {
	kind := s.Kind
	if kind == "" {
		kind = tresse.OtherKind
	}
	return len(f.kinds) == 0 || slices.Contains(f.kinds, kind)
}

func (f *filter) keepsSource(s *tresse.Session) bool {
	return len(f.sources) == 0 || slices.ContainsFunc(s.Refs, func(r tresse.Ref) bool { return slices.Contains(f.sources, r.Source()) })
}

func (f *filter) keepsHost(a tresse.Audience, s *tresse.Session) bool {
	return len(f.hosts) == 0 || slices.ContainsFunc(s.Hosts, func(h tresse.Host) bool {
		return slices.Contains(f.hosts, fold(h.Name)) || a == tresse.Own && h.Email != "" && slices.Contains(f.hosts, fold(h.Email))
	})
}

func (f *filter) keepsPlace(s *tresse.Session) bool {
	return len(f.places) == 0 || named(f.places, s.Place.Name) || named(f.places, s.Place.City)
}

func named(list []string, text string) bool { return text != "" && slices.Contains(list, fold(text)) }

// key stands for all filters that say the same, and for no other: values are
// quoted, so that none can pass for two.
func (f *filter) key() string {
	var b strings.Builder
	for _, kind := range f.kinds {
		b.WriteString("k" + strconv.Quote(string(kind)))
	}
	for i, list := range [...][]string{f.sources, f.hosts, f.places} {
		for _, value := range list {
			b.WriteString("shp"[i:i+1] + strconv.Quote(value))
		}
	}
	if f.full {
		b.WriteString("full")
	}
	if f.busy {
		b.WriteString("busy")
	}
	return b.String()
}
