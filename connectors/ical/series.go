package ical

import (
	"slices"
	"time"

	"tresse"
)

// Bounds on instances. A daily series over the horizon of two years has 800.
const (
	maxInstances = 5_000   // of one series
	maxTotal     = 100_000 // of one body
)

// An Instance is one dated slot of a calendar: an event, or one instance of a
// series.
type Instance struct {
	Event      *Event // the override where there is one
	Start, End tresse.Time
	// Original is the start that the series gives it; zero for a single event.
	Original tresse.Time
	// Siblings tells whether the series has an instance of its own that starts
	// then; nil where there are no overrides.
	Siblings func(tresse.Time) bool
}

// A series is all events of one UID.
type series struct {
	master    *Event // nil where only overrides are there
	overrides []override
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

// Expand calls yield for every slot that starts in [from, to), days judged by
// their midnight in the source's zone, until it returns false. Rules that could
// not be followed are added to the Troubles of their event.
func (c *Calendar) Expand(from, to time.Time, yield func(Instance) bool) {
	x := expansion{cal: c, from: from, to: to, yield: yield, left: maxTotal}
	for _, s := range c.series {
		if !x.series(s) {
			return
		}
	}
}

type expansion struct {
	cal      *Calendar
	from, to time.Time
	yield    func(Instance) bool
	left     int
	slots    []When // of the series at hand, used again for each
}

// series gives the slots of one UID; false ends the expansion.
func (x *expansion) series(s *series) bool {
	if len(s.overrides) == 0 && s.master != nil && !s.master.repeats() {
		return x.give(Instance{Event: s.master}, s.master.Start)
	}
	x.slots = x.slots[:0]
	if s.master != nil {
		x.collect(s)
	}
	var siblings func(tresse.Time) bool
	if len(s.overrides) > 0 {
		siblings = x.siblings()
	}
	for _, o := range s.overrides {
		i := Instance{Event: o.Event, Original: o.original, Siblings: siblings}
		if s.master != nil && !s.master.repeats() && o.original.Same(s.master.Start.Time()) {
			i.Original = tresse.Time{}
		}
		if !x.give(i, o.Start) {
			return false
		}
	}
	for _, slot := range x.slots {
		i := Instance{Event: s.master, Original: slot.Time(), Siblings: siblings}
		if s.overridden(i.Original) {
			continue
		}
		if !s.master.repeats() {
			i.Original = tresse.Time{}
		}
		if f := s.future(i.Original); f != nil {
			i.Event = f.Event
			slot = slot.at(slot.Wall.Add(f.Start.Time().Sub(f.original.Time)))
		}
		if !x.give(i, slot) {
			return false
		}
	}
	return true
}

// give yields a slot that starts inside the window.
func (x *expansion) give(i Instance, start When) bool {
	if start.Wall.Before(x.from.Add(-slack)) || start.Wall.After(x.to.Add(slack)) {
		return true
	}
	i.Start = start.Time()
	if at := x.instant(i.Start); at.Before(x.from) || !at.Before(x.to) {
		return true
	}
	if x.left--; x.left < 0 {
		x.cal.faults.overflow, x.cal.Complete = true, false
		return false
	}
	i.End = i.Event.finishOf(start)
	return x.yield(i)
}

func (x *expansion) instant(t tresse.Time) time.Time {
	if t.Day {
		return x.cal.Zone.Instant(t.Time)
	}
	return t.Time
}

// slack is more than any zone is away from UTC.
const slack = 48 * time.Hour

// collect puts the slots that the master gives around the window into x.slots,
// sorted, each once, without those that EXDATE and EXRULE take out. DTSTART is
// always one of them.
func (x *expansion) collect(s *series) {
	m := s.master
	x.slots = append(x.slots, m.Start)
	for _, d := range m.rdates {
		if d.Day && !m.Start.Day {
			d = m.Start.at(d.Wall.Add(m.Start.Wall.Sub(midnight(m.Start.Wall))))
		} else if m.Start.Day && !d.Day {
			d = m.Start.at(midnight(d.dayIn(x.cal.Zone)))
		}
		x.slots = append(x.slots, d)
	}
	for _, r := range m.rules {
		x.follow(m, r, func(w When) { x.slots = append(x.slots, w) })
	}
	if len(x.slots) == 1 && len(m.exdates) == 0 {
		return
	}
	gone := x.excluded(s)
	timed := make([]slot, 0, len(x.slots))
	for _, w := range x.slots {
		if t := w.Time(); !gone[t.Time] {
			timed = append(timed, slot{t, w})
		}
	}
	slices.SortStableFunc(timed, func(a, b slot) int { return a.at.Compare(b.at.Time) })
	timed = slices.CompactFunc(timed, func(a, b slot) bool { return a.at.Same(b.at) })
	x.slots = x.slots[:0]
	for _, t := range timed {
		x.slots = append(x.slots, t.When)
	}
}

type slot struct {
	at tresse.Time
	When
}

// follow walks one rule around the window.
func (x *expansion) follow(e *Event, r *rule, add func(When)) {
	from, to := x.from.Add(-slack), x.to.Add(slack)
	if last, ok := r.lastWall(0); ok && last.Before(from.Add(-slack)) {
		return
	}
	n := 0
	err := r.walk(e.Start.Wall, from, to, x.cal.spend, func(wall time.Time) bool {
		w := e.Start.at(wall)
		if !r.allows(w) {
			return false
		}
		if n++; n > maxInstances {
			return false
		}
		add(w)
		return true
	})
	if n > maxInstances && err == nil {
		err = errTooLong
	}
	if err != nil {
		e.trouble(err.Error())
	}
}

// excluded returns the starts that EXDATE and EXRULE take out.
func (x *expansion) excluded(s *series) map[time.Time]bool {
	m := s.master
	if len(m.exdates)+len(m.exrules) == 0 {
		return nil
	}
	gone := make(map[time.Time]bool, len(m.exdates))
	for _, d := range m.exdates {
		if d.Day && !m.Start.Day {
			x.excludeDay(gone, d)
			continue
		}
		gone[s.place(d, x.cal.Zone).Time] = true
	}
	for _, r := range m.exrules {
		x.follow(m, r, func(w When) { gone[w.Time().Time] = true })
	}
	return gone
}

// excludeDay takes out every slot of a day.
func (x *expansion) excludeDay(gone map[time.Time]bool, day When) {
	for _, w := range x.slots {
		if midnight(w.Wall).Equal(day.Wall) {
			gone[w.Time().Time] = true
		}
	}
}

// siblings answers whether the series has an instance of its own at a start.
func (x *expansion) siblings() func(tresse.Time) bool {
	slots := slices.Clone(x.slots)
	return func(t tresse.Time) bool {
		return slices.ContainsFunc(slots, func(w When) bool { return w.Time().Same(t) })
	}
}

func (s *series) overridden(at tresse.Time) bool {
	_, found := slices.BinarySearchFunc(s.overrides, at, func(o override, t tresse.Time) int { return o.original.Compare(t.Time) })
	return found
}

// future returns the override with RANGE=THISANDFUTURE that holds at an
// instance, nil where there is none.
func (s *series) future(at tresse.Time) *override {
	for i := len(s.overrides) - 1; i >= 0; i-- {
		if o := &s.overrides[i]; o.Future && o.original.Before(at.Time) {
			return o
		}
	}
	return nil
}
