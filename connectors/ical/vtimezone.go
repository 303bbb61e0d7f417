package ical

import (
	"slices"
	"time"

	goical "github.com/emersion/go-ical"
)

// A vtimezone is a zone as a file defines it (RFC 5545 3.6.5). Programs list
// every year since 1601 or name STANDARD twice, so nothing is expected of its
// parts but onsets and offsets.
type vtimezone struct {
	parts []observance
	years map[int][]onset
	spend *budget
}

// An observance is one STANDARD or DAYLIGHT part.
type observance struct {
	start    time.Time // wall clock, with the offset before
	from, to time.Duration
	rules    []*rule
	dates    []time.Time
}

// An onset is a moment, on the wall clock before it, at which the offset of a
// zone changes.
type onset struct {
	wall     time.Time
	from, to time.Duration
}

// Bounds on one zone: two parts suffice, some files have one for each year or a
// date for each since 1601.
const (
	maxObservances = 500
	maxOnsetDates  = 1000
)

// readVTimezone reads a VTIMEZONE; parts without start or offset are left out.
func readVTimezone(c *goical.Component, spend *budget) *vtimezone {
	z := &vtimezone{years: map[int][]onset{}, spend: spend}
	for _, part := range c.Children[:min(len(c.Children), maxObservances)] {
		if o, ok := readObservance(part); ok {
			z.parts = append(z.parts, o)
		}
	}
	return z
}

func readObservance(c *goical.Component) (o observance, ok bool) {
	start, okStart := firstWall(c.Props.Get(goical.PropDateTimeStart))
	from, okFrom := firstOffset(c.Props.Get(goical.PropTimezoneOffsetFrom))
	to, okTo := firstOffset(c.Props.Get(goical.PropTimezoneOffsetTo))
	if !okStart || !okTo {
		return o, false
	}
	if !okFrom {
		from = to
	}
	o = observance{start: start, from: from, to: to}
	for _, p := range c.Props[goical.PropRecurrenceRule] {
		if r, err := readRule(p.Value); err == nil {
			o.rules = append(o.rules, r)
		}
	}
	dates := zones{utc: &Zone{loc: time.UTC}, source: &Zone{loc: time.UTC}}
	for _, p := range c.Props[goical.PropRecurrenceDates] {
		p.Params = nil // a TZID says nothing here
		list, _ := dates.list(&p)
		for _, d := range list {
			if !d.Floating && !d.Day {
				d.Wall = d.Wall.Add(from) // written in UTC, against the rule
			}
			if len(o.dates) < maxOnsetDates {
				o.dates = append(o.dates, d.Wall)
			}
		}
	}
	return o, true
}

func firstWall(p *goical.Prop) (time.Time, bool) {
	if p == nil {
		return time.Time{}, false
	}
	wall, _, _, err := readWall(p.Value)
	return wall, err == nil
}

func firstOffset(p *goical.Prop) (time.Duration, bool) {
	if p == nil {
		return 0, false
	}
	return readOffset(p.Value)
}

func (z *vtimezone) usable() bool { return len(z.parts) > 0 }

// offset returns the offset from UTC when a clock shows wall: that of the last
// onset not after it. Inside the gap that an onset makes, the offset before
// holds.
func (z *vtimezone) offset(wall time.Time) time.Duration {
	list := z.onsets(wall.Year())
	i, found := slices.BinarySearchFunc(list, wall, func(o onset, t time.Time) int { return o.wall.Compare(t) })
	for found && i+1 < len(list) && list[i+1].wall.Equal(wall) {
		i++
	}
	if !found {
		i--
	}
	if i < 0 {
		return list[0].from
	}
	last := list[i]
	if gap := last.to - last.from; wall.Before(last.wall.Add(gap)) {
		return last.from
	}
	return last.to
}

// onsets returns, in order, those that decide about a year. Never none.
func (z *vtimezone) onsets(year int) []onset {
	if list, ok := z.years[year]; ok {
		return list
	}
	from := time.Date(year-1, 1, 1, 0, 0, 0, 0, time.UTC)
	to := time.Date(year+1, 1, 1, 0, 0, 0, 0, time.UTC)
	var list []onset
	z.spend.left -= len(z.parts)
	parts := z.parts
	if z.spend.left < 0 {
		parts = parts[:1]
	}
	for i := range parts {
		list = parts[i].onsets(list, from, to, z.spend)
	}
	slices.SortStableFunc(list, func(a, b onset) int { return a.wall.Compare(b.wall) })
	z.years[year] = list
	return list
}

// onsets adds those in [from, to) and the last one before from, so that a zone
// whose rules have ended keeps its last offset.
func (o *observance) onsets(list []onset, from, to time.Time, spend *budget) []onset {
	add := func(wall time.Time) { list = append(list, onset{wall, o.from, o.to}) }
	last := o.start
	keep := func(wall time.Time) bool {
		if !wall.Before(from) {
			add(wall)
		} else if wall.After(last) {
			last = wall
		}
		return wall.Before(to)
	}
	for _, r := range o.rules {
		early := from
		if until, ok := r.lastWall(o.from); ok && until.Before(from) {
			early = until.AddDate(-2, 0, 0)
		}
		r.walk(o.start, early, to, spend, func(wall time.Time) bool {
			if until, ok := r.lastWall(o.from); ok && wall.After(until) {
				return false
			}
			return keep(wall)
		})
	}
	spend.left -= len(o.dates) / 16
	for _, wall := range o.dates {
		keep(wall)
	}
	add(last)
	return list
}
