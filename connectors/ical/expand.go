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
		if t := w.Time(); !gone.starts[t.Time] && !gone.days[midnight(w.Wall)] {
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

// An exclusion is what EXDATE and EXRULE take out: starts, and whole days of a
// timed series.
type exclusion struct{ starts, days map[time.Time]bool }

func (x *expansion) excluded(s *series) (gone exclusion) {
	m := s.master
	if len(m.exdates)+len(m.exrules) == 0 {
		return gone
	}
	gone.starts, gone.days = map[time.Time]bool{}, map[time.Time]bool{}
	for _, d := range m.exdates {
		if d.Day && !m.Start.Day {
			gone.days[d.Wall] = true
		} else {
			gone.starts[s.place(d, x.cal.Zone).Time] = true
		}
	}
	for _, r := range m.exrules {
		x.follow(m, r, func(w When) { gone.starts[w.Time().Time] = true })
	}
	return gone
}

// siblings answers whether the series has an instance of its own at a start.
func (x *expansion) siblings() func(tresse.Time) bool {
	starts := make(map[tresse.Time]bool, len(x.slots))
	for _, w := range x.slots {
		starts[w.Time()] = true
	}
	return func(t tresse.Time) bool { return starts[t] }
}
