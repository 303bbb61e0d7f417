package demo

import (
	"fmt"
	"hash/fnv"
	"time"
)

// The stage shows this many weeks before and after the current one.
const (
	weeksBack  = 6
	weeksAhead = 6
)

// An almanac tells weeks and open days as people in France do. Weeks are counted
// from that of Monday 5 January 1970, so that a week has the same number
// whenever it is looked at.
type almanac struct {
	zone  *time.Location
	today time.Time // its midnight
	week  int       // the current one
}

func newAlmanac(now time.Time) (almanac, error) {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return almanac{}, fmt.Errorf("demo: time zone of the stage: %w", err)
	}
	y, m, d := now.In(zone).Date()
	days := int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
	return almanac{zone: zone, today: time.Date(y, m, d, 0, 0, 0, 0, zone), week: (days - 4) / 7}, nil
}

// at is the instant at which the clock on the wall shows clock.
func (a almanac) at(week int, day time.Weekday, clock time.Duration) time.Time {
	sinceMonday := (int(day) + 6) % 7
	return time.Date(1970, time.January, 5+7*week+sinceMonday, 0, int(clock.Minutes()), 0, 0, a.zone)
}

// A date is one day on which something takes place.
type date struct {
	week  int
	start time.Time
}

// A rhythm is what comes back every so many weeks, in those whose number leaves
// phase.
type rhythm struct {
	every, phase int
	day          time.Weekday
	clock        time.Duration
}

// dates are those of a rhythm in the weeks shown; closed days are left out.
func (a almanac) dates(r rhythm) []date {
	var all []date
	for week := a.week - weeksBack; week <= a.week+weeksAhead; week++ {
		if week%r.every != r.phase {
			continue
		}
		if start := a.at(week, r.day, r.clock); open(start) {
			all = append(all, date{week, start})
		}
	}
	return all
}

// postponed is start, or the same hour of the first open day after it.
func postponed(start time.Time) time.Time {
	for !open(start) {
		start = start.AddDate(0, 0, 1)
	}
	return start
}

// open reports whether a tiers-lieu has its doors open on that day.
func open(t time.Time) bool { return t.Weekday() != time.Sunday && !holiday(t) }

// holiday knows the public holidays of mainland France (Code du travail,
// L. 3133-1).
func holiday(t time.Time) bool {
	y, m, d := t.Date()
	switch fmt.Sprintf("%d/%d", d, int(m)) {
	case "1/1", "1/5", "8/5", "14/7", "15/8", "1/11", "11/11", "25/12":
		return true
	}
	day := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	for _, after := range [...]int{1, 39, 50} { // Easter Monday, Ascension, Whit Monday
		if easter(y).AddDate(0, 0, after).Equal(day) {
			return true
		}
	}
	return false
}

// easter is Easter Sunday (the anonymous Gregorian algorithm, Nature, 20 April
// 1876).
func easter(y int) time.Time {
	a, b, c := y%19, y/100, y%100
	d, e := b/4, b%4
	g := (b - (b+8)/25 + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(y, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

// number is what stands for chance: the same words give the same number.
func number(words ...any) uint64 {
	h := fnv.New64a()
	fmt.Fprintln(h, words...)
	return h.Sum64()
}

// dice is a number under n.
func dice(n int, words ...any) int { return int((number(words...) >> 11) % uint64(n)) }

// Spoken writes a moment as a French reader says it: "mardi 24 novembre à 14 h 30".
func Spoken(t time.Time) string {
	days := [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	months := [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	text := fmt.Sprintf("%s %s %s à %d h", days[t.Weekday()], day, months[t.Month()-1], t.Hour())
	if t.Minute() > 0 {
		text += fmt.Sprintf(" %02d", t.Minute())
	}
	return text
}
