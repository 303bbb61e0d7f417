package publish

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// An onset is the moment at which a zone's clocks are changed.
type onset struct {
	wall     time.Time // what the old clocks show, with UTC's fields
	from, to int       // seconds east of UTC before and after
	name     string    // of the time that begins: CET
}

// onsets returns the changes of offset in a year, in order. It compares the
// offsets week by week, because Time.ZoneBounds also gives ends that are none,
// and in leap years ends that lie in the past, where a zone goes by its rule.
func onsets(zone *time.Location, year int) []onset {
	var list []onset
	t := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	for t.Year() == year {
		next := t.AddDate(0, 0, 7)
		if offsetAt(t, zone) != offsetAt(next, zone) {
			if o := onsetBetween(t, next, zone); o.wall.Year() == year {
				list = append(list, o)
			}
		}
		t = next
	}
	return list
}

// onsetBetween finds the second at which the offset stops being what it is at t.
func onsetBetween(t, next time.Time, zone *time.Location) onset {
	from := offsetAt(t, zone)
	after := sort.Search(int(next.Sub(t)/time.Second), func(i int) bool {
		return offsetAt(t.Add(time.Duration(i)*time.Second), zone) != from
	})
	at := t.Add(time.Duration(after) * time.Second)
	name, to := at.In(zone).Zone()
	return onset{wall: at.Add(time.Duration(from) * time.Second), from: from, to: to, name: name}
}

func offsetAt(t time.Time, zone *time.Location) int {
	_, offset := t.In(zone).Zone()
	return offset
}

// like reports whether two onsets may come from one rule.
func (o onset) like(p onset) bool {
	return o.from == p.from && o.to == p.to && o.name == p.name &&
		o.wall.Month() == p.wall.Month() && o.wall.Weekday() == p.wall.Weekday() &&
		o.wall.Format(time.TimeOnly) == p.wall.Format(time.TimeOnly)
}

// A yearly rule (RFC 5545 3.3.10) gives one onset a year: the last Sunday of a
// month, its second Sunday, or its Sunday among seven days.
type yearly struct {
	model onset // one that the rule gives
	week  int   // -1 the last, 1 the first; 0 where low counts
	low   int   // first of the seven days
}

// yearlyOf finds the rule that gives all these onsets, one a year; ok is false
// where there is none.
func yearlyOf(list []onset) (rule yearly, ok bool) {
	low := 31
	for _, o := range list {
		low = min(low, o.wall.Day())
	}
	model := list[0]
	for _, rule := range []yearly{
		{model: model, week: -1},
		{model: model, week: (model.wall.Day()-1)/7 + 1},
		{model: model, low: low},
	} {
		if !slices.ContainsFunc(list, func(o onset) bool { return !rule.gives(o) }) {
			return rule, true
		}
	}
	return yearly{}, false
}

func (r yearly) gives(o onset) bool {
	if !o.like(r.model) {
		return false
	}
	day := o.wall.Day()
	switch r.week {
	case -1:
		return o.wall.AddDate(0, 0, 7).Month() != o.wall.Month()
	case 0:
		return day >= r.low && day < r.low+7
	}
	return (day-1)/7+1 == r.week
}

// String writes the rule as an RRULE.
func (r yearly) String() string {
	weekday := strings.ToUpper(r.model.wall.Weekday().String()[:2])
	rule := "FREQ=YEARLY;BYMONTH=" + strconv.Itoa(int(r.model.wall.Month())) + ";BYDAY="
	if r.week != 0 {
		return rule + strconv.Itoa(r.week) + weekday
	}
	days := make([]string, 7)
	for i := range days {
		days[i] = strconv.Itoa(r.low + i)
	}
	return rule + weekday + ";BYMONTHDAY=" + strings.Join(days, ",")
}

// since walks back from o to the first of the unbroken run of onsets that the
// rule gives, not before 1970.
func (r yearly) since(zone *time.Location, o onset) onset {
	for year := o.wall.Year() - 1; year >= 1970; year-- {
		list := onsets(zone, year)
		i := slices.IndexFunc(list, r.gives)
		if i < 0 {
			return o
		}
		o = list[i]
	}
	return o
}
