package sessions

import (
	"cmp"
	"slices"

	"tresse"
)

// one makes the session of its listings, given in the order first seen. Each
// field is the most trusted listing's that has it; the ids are the caller's.
func (g *grouping) one(members []*tresse.ListingFact) tresse.Session {
	standing := nearest(stand(members))
	trust := g.rules.trust
	slices.SortStableFunc(standing, func(a, b *tresse.ListingFact) int {
		return cmp.Or(
			cmp.Compare(trust.Rank(a.Ref.Source()), trust.Rank(b.Ref.Source())),
			cmp.Compare(dead(a), dead(b)),
		)
	})
	first := standing[0]
	s := tresse.Session{
		Title:       pick(standing, func(f *tresse.ListingFact) string { return f.Title }),
		Description: pick(standing, func(f *tresse.ListingFact) string { return f.Description }),
		Kind:        g.kind(standing),
		Start:       first.Start,
		End:         first.End,
		Status:      status(first),
		Place:       pick(standing, func(f *tresse.ListingFact) tresse.Place { return f.Place }),
		OnlineURL:   pick(standing, func(f *tresse.ListingFact) string { return f.OnlineURL }),
		Level:       pick(standing, levelSaid),
		Hosts:       pickList(standing, func(f *tresse.ListingFact) []tresse.Host { return f.Hosts }),
		Tags:        pickList(standing, func(f *tresse.ListingFact) []string { return f.Tags }),
		Themes:      pickList(standing, func(f *tresse.ListingFact) []string { return f.Themes }),
		BookingURLs: []string{},
		Links:       []tresse.Link{},
		Conflicts:   g.conflicts(standing, members),
		Via:         first.Via,
	}
	if !s.End.IsZero() && !s.End.After(s.Start.Time) {
		s.End = tresse.Time{}
	}
	s.Private, s.Archived = true, true
	for _, f := range standing {
		s.Private = s.Private && f.Private
		s.Archived = s.Archived && f.State == tresse.Archived
		s.Links, s.BookingURLs = link(s.Links, f), book(s.BookingURLs, f)
		if s.Capacity == 0 {
			s.Capacity = f.Capacity // never a sum of the platforms' quotas
		}
	}
	if room := g.rules.room(s.Place); room > 0 && s.Kind != tresse.Appointment {
		s.Capacity = room
	}
	s.Doors, s.Taken = doors(standing)
	for _, f := range members {
		if f.State != tresse.Superseded || len(members) == 1 {
			s.Refs = append(s.Refs, f.Ref)
		}
		if f.Changed.After(s.Updated) {
			s.Updated = f.Changed
		}
	}
	if first.State == tresse.Gone || first.State == tresse.Superseded {
		s.Status = tresse.Withdrawn
	}
	return s
}

// kind is what the mediator decided of any listing, else what the most trusted
// one says that says anything.
func (g *grouping) kind(standing []*tresse.ListingFact) tresse.Kind {
	said := tresse.OtherKind
	for _, f := range standing {
		kind, decided := g.rules.Kind(f)
		if decided {
			return kind
		}
		if said == tresse.OtherKind && kind != "" {
			said = kind
		}
	}
	return said
}

// levelSaid is the level that a listing gives, or its title.
func levelSaid(f *tresse.ListingFact) string {
	if f.Level != "" || f.Title == "" {
		return f.Level
	}
	return LevelIn(f.Title)
}

// doors are the sources at which seats are taken, each with how many it counts,
// and how many that makes. Two listings of one slot at one source count apart;
// what another source read of the very same thing (a calendar feed of the
// platform) counts those seats once more, and is no door.
func doors(standing []*tresse.ListingFact) ([]tresse.Door, int) {
	var list []tresse.Door
	sum := 0
	for _, c := range countsOf(standing) {
		sum += c.taken
		at := slices.IndexFunc(list, func(d tresse.Door) bool { return d.Source == c.of.Ref.Source() })
		if at < 0 {
			list = append(list, tresse.Door{Source: c.of.Ref.Source()})
			at = len(list) - 1
		}
		list[at].Taken += c.taken
	}
	return list, sum
}

// A count is of one thing, with the listing by which it is known where it is at
// home.
type count struct {
	of    *tresse.ListingFact
	taken int
}

// countsOf returns the listings that count seats, each thing once.
func countsOf(standing []*tresse.ListingFact) []count {
	var all []count
	for _, f := range standing {
		if f.Taken <= 0 || f.Status == tresse.Cancelled {
			continue
		}
		at := slices.IndexFunc(all, func(c count) bool {
			return c.of.Ref.Source() != f.Ref.Source() && slices.ContainsFunc(f.Keys, func(k string) bool { return slices.Contains(c.of.Keys, k) })
		})
		if at < 0 {
			all = append(all, count{f, f.Taken})
			continue
		}
		c := &all[at]
		c.taken = max(c.taken, f.Taken)
		if !slices.Contains(f.Keys, c.of.Keys[0]) {
			c.of = f // its first key is the thing's own: there it is at home
		}
	}
	return all
}

// stand returns the listings that speak for the session: those that still stand
// at their platform, or, where none does, those that were withdrawn last known.
func stand(members []*tresse.ListingFact) []*tresse.ListingFact {
	for _, keep := range []func(tresse.State) bool{
		func(s tresse.State) bool { return s == tresse.Live || s == tresse.Archived },
		func(s tresse.State) bool { return s == tresse.Gone },
		func(tresse.State) bool { return true },
	} {
		var standing []*tresse.ListingFact
		for _, f := range members {
			if keep(f.State) {
				standing = append(standing, f)
			}
		}
		if len(standing) > 0 {
			return nearest(standing)
		}
	}
	return nil
}

// dead is 1 for what its platform cancelled: of two listings of one source for
// one slot, cancelled and booked anew, the one that takes place speaks.
func dead(f *tresse.ListingFact) int {
	if f.Status == tresse.Cancelled {
		return 1
	}
	return 0
}

func status(f *tresse.ListingFact) tresse.Status {
	if f.Status == "" {
		return tresse.Scheduled
	}
	return f.Status
}

// pick returns the first value that is not empty.
func pick[V comparable](facts []*tresse.ListingFact, of func(*tresse.ListingFact) V) V {
	var empty V
	for _, f := range facts {
		if v := of(f); v != empty {
			return v
		}
	}
	return empty
}

func pickList[V any](facts []*tresse.ListingFact, of func(*tresse.ListingFact) []V) []V {
	for _, f := range facts {
		if list := of(f); len(list) > 0 {
			return list
		}
	}
	return []V{}
}
