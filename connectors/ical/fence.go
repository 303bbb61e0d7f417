package ical

import (
	"slices"
	"time"

	"github.com/teambition/rrule-go"
)

// explicit writes out what a rule takes from its DTSTART (RFC 5545 3.3.10), so
// that the rule can be begun at another time. rrule-go takes every day of the
// week for a BYWEEKNO without BYDAY; the RFC takes that of DTSTART.
func explicit(opt rrule.ROption, start time.Time) rrule.ROption {
	if len(opt.Byyearday)+len(opt.Bymonthday)+len(opt.Byweekday) > 0 {
		return opt
	}
	switch {
	case len(opt.Byweekno) > 0:
		opt.Byweekday = []rrule.Weekday{weekday(start)}
	case opt.Freq == rrule.MONTHLY:
		opt.Bymonthday = []int{start.Day()}
	case opt.Freq == rrule.YEARLY:
		opt.Bymonthday = []int{start.Day()}
		if len(opt.Bymonth) == 0 {
			opt.Bymonth = []int{int(start.Month())}
		}
	}
	return opt
}

func weekday(t time.Time) rrule.Weekday {
	return [...]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}[t.Weekday()]
}

// skip returns a start for an explicit rule without COUNT that gives the same
// times from `from` on: whole intervals later, and at least one before.
func skip(opt rrule.ROption, start, from time.Time) time.Time {
	seconds := int(from.Unix() - start.Unix())
	months := (from.Year()-start.Year())*12 + int(from.Month()-start.Month())
	step := opt.Interval
	switch opt.Freq {
	case rrule.YEARLY:
		n := max(months/12/step-1, 0) * step
		if n == 0 {
			return start
		}
		return onFirst(start, start.Year()+n, time.January)
	case rrule.MONTHLY:
		n := max(months/step-1, 0) * step
		if n == 0 {
			return start
		}
		return onFirst(start, start.Year(), start.Month()+time.Month(n))
	case rrule.WEEKLY:
		return start.AddDate(0, 0, 7*step*max(seconds/(7*86400*step)-1, 0))
	case rrule.DAILY:
		return start.AddDate(0, 0, step*max(seconds/(86400*step)-1, 0))
	}
	unit := int(unitOf(opt.Freq) / time.Second)
	n := max(seconds/(unit*step)-1, 0) * step * unit
	return time.Unix(start.Unix()+int64(n), 0).UTC()
}

func onFirst(clock time.Time, year int, month time.Month) time.Time {
	return time.Date(year, month, 1, clock.Hour(), clock.Minute(), clock.Second(), 0, time.UTC)
}

// unitOf returns the step of a frequency below DAILY, 0 for others.
func unitOf(freq rrule.Frequency) time.Duration {
	switch freq {
	case rrule.HOURLY:
		return time.Hour
	case rrule.MINUTELY:
		return time.Minute
	case rrule.SECONDLY:
		return time.Second
	}
	return 0
}

// meets says whether a rule with a frequency below DAILY can be followed: it
// must end, hold no parts that could make rrule-go search days for ever, and
// its interval must at some time of day meet its BYHOUR, BYMINUTE and BYSECOND
// (FREQ=HOURLY;INTERVAL=24;BYHOUR=5 from 4 o'clock never does, and never
// returns). Nobody holds a workshop every minute: what cannot be followed is
// taken once.
func (r *rule) meets(opt rrule.ROption, start time.Time, spend *budget) error {
	unit := unitOf(opt.Freq)
	if unit == 0 {
		return nil
	}
	endless := opt.Count == 0 && r.until.wall.IsZero()
	byDay := len(opt.Byweekday) + len(opt.Bymonth)
	byDate := len(opt.Bymonthday) + len(opt.Byyearday) + len(opt.Byweekno) + len(opt.Bysetpos)
	if endless || byDate > 0 || byDay > 0 && unit == time.Second {
		return errSubDaily
	}
	day := int(24 * time.Hour / unit)
	step := gcd(opt.Interval, day)
	for n := int(start.Sub(midnight(start))/unit) % step; n < day; n += step {
		spend.left--
		if fits(opt, time.Duration(n)*unit, unit) {
			return nil
		}
	}
	return errSubDaily
}

// fits reports whether the rule's loop over times of the day stops at clock.
func fits(opt rrule.ROption, clock, unit time.Duration) bool {
	in := func(list []int, n time.Duration) bool { return len(list) == 0 || slices.Contains(list, int(n)) }
	return in(opt.Byhour, clock/time.Hour) &&
		(unit > time.Minute || in(opt.Byminute, clock/time.Minute%60)) &&
		(unit > time.Second || in(opt.Bysecond, clock/time.Second%60))
}

func gcd(a, b int) int {
	for b > 0 {
		a, b = b, a%b
	}
	return a
}

// A budget bounds what the rules of one body may cost together, in units of
// about a microsecond.
type budget struct{ left int }

const maxBudget = 1_000_000

func newBudget() *budget { return &budget{maxBudget} }

// step charges one step of an iterator: more for each year that it searched,
// and for each time of day below DAILY.
func (b *budget) step(opt rrule.ROption, from, to time.Time) {
	b.left -= 1 + 20*(to.Year()-from.Year())
	if unit := unitOf(opt.Freq); unit > 0 {
		b.left -= int(to.Sub(from)/unit) / opt.Interval / 64
	}
}

// barren charges a search to the end of rrule-go's calendar that found nothing.
func (b *budget) barren(from time.Time) { b.left -= 20 * (rrule.MAXYEAR - from.Year()) }
