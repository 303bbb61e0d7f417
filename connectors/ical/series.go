package ical

import (
	"slices"
	"time"

	"tresse"
)

// A series is all events of one UID.
type series struct {
	master    *Event // nil where only overrides are there
	overrides []override
	futures   []override // those with RANGE=THISANDFUTURE
}

// An override stands for the instance that the series gives at original.
type override struct {
	*Event
	original tresse.Time
}

// group puts the events of one UID together, in the order of the body.
func group(events []*Event, zone *Zone) []*series {
	byKey := make(map[string]*series, len(events))
	all := make([]*series, 0, len(events))
	for _, e := range events {
		s := byKey[e.Key]
		if s == nil {
			s = &series{}
			byKey[e.Key] = s
			all = append(all, s)
		}
		if !e.Recurrence.IsZero() {
			s.overrides = append(s.overrides, override{Event: e})
		} else if s.master == nil || e.newer(s.master) {
			s.master = e
		}
	}
	for _, s := range all {
		if len(s.overrides) > 0 {
			s.settle(zone)
		}
	}
	return all
}

// settle finds which instance each override stands for, and keeps one for each.
func (s *series) settle(zone *Zone) {
	for i := range s.overrides {
		o := &s.overrides[i]
		o.original = s.place(o.Recurrence, zone)
		if s.master != nil {
			o.inherit(s.master)
		}
	}
	slices.SortStableFunc(s.overrides, func(a, b override) int { return a.original.Compare(b.original.Time) })
	kept := s.overrides[:0]
	for _, o := range s.overrides {
		if n := len(kept); n > 0 && kept[n-1].original.Same(o.original) {
			if o.newer(kept[n-1].Event) {
				kept[n-1] = o
			}
			continue
		}
		kept = append(kept, o)
	}
	s.overrides = kept
	for _, o := range kept {
		if o.Future {
			s.futures = append(s.futures, o)
		}
	}
}

// place reads a RECURRENCE-ID or EXDATE in the terms of the series, whose
// writers mix days, floating times and instants.
func (s *series) place(id When, zone *Zone) tresse.Time {
	m := s.master
	switch {
	case m == nil || m.Start.Day && id.Day:
	case m.Start.Day:
		return tresse.OnDay(id.dayIn(zone))
	case id.Day:
		return m.Start.at(id.Wall.Add(m.Start.Wall.Sub(midnight(m.Start.Wall)))).Time()
	case id.Floating:
		return m.Start.at(id.Wall).Time()
	}
	return id.Time()
}

// dayIn returns the day on which an instant falls for someone in zone. Midnight
// in UTC is a day in disguise.
func (w When) dayIn(zone *Zone) time.Time {
	utc := w.Zone.loc == time.UTC && zone.loc != nil
	if utc && !w.Wall.Equal(midnight(w.Wall)) {
		return w.Wall.In(zone.loc)
	}
	return w.Wall
}

func (s *series) overridden(at tresse.Time) bool {
	_, found := slices.BinarySearchFunc(s.overrides, at, byOriginal)
	return found
}

// future returns the override with RANGE=THISANDFUTURE that holds at an
// instance, nil where there is none.
func (s *series) future(at tresse.Time) *override {
	i, _ := slices.BinarySearchFunc(s.futures, at, byOriginal)
	if i == 0 {
		return nil
	}
	return &s.futures[i-1]
}

func byOriginal(o override, at tresse.Time) int { return o.original.Compare(at.Time) }
