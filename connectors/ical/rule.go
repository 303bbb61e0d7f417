package ical

import (
	"errors"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// A rule is one RRULE, mended and fenced. rrule-go expands it; what it gets
// wrong or never comes back from is kept away from it here:
//
//   - UNTIL is not handed over: it may be a day, a wall clock or an instant;
//   - COUNT=0 means endless to it, so it is refused;
//   - frequencies below DAILY may never return from one call: see meets;
//   - a rule that nothing fits (30 February) is searched until the year 9999,
//     so it is walked in years just before it;
//   - an ordinal over 5 in a month is an index out of range.
type rule struct {
	opt   rrule.ROption
	until until
}

// An until is the end of a series in one of its three forms.
type until struct {
	wall time.Time
	day  bool // to the end of that day
	utc  bool // an instant, not a wall clock
}

var (
	errSubDaily  = errors.New("a frequency below a day that cannot be followed")
	errNoCount   = errors.New("a COUNT below one")
	errNoRule    = errors.New("a rule that cannot be read")
	errRuleParts = errors.New("a rule with parts that are not understood")
	errTooLong   = errors.New("a series too long to follow")
)

// readRule reads an RRULE or EXRULE: any letter case, empty and X- parts, blanks,
// and the form of vCalendar 1.0.
func readRule(value string) (*rule, error) {
	r := &rule{}
	var kept []string
	for part := range strings.SplitSeq(fromVCal1(strings.ToUpper(value)), ";") {
		key, val, _ := strings.Cut(part, "=")
		key, val = strings.TrimSpace(key), strings.Trim(strings.ReplaceAll(val, " ", ""), ",")
		switch {
		case val == "" || strings.HasPrefix(key, "X-") || key == "SKIP" && val == "OMIT" || key == "RSCALE" && val == "GREGORIAN":
			continue
		case key == "UNTIL":
			if err := r.readUntil(val); err != nil {
				return nil, err
			}
		case key == "COUNT" && (val[0] == '-' || strings.Trim(val, "+0") == ""):
			return nil, errNoCount
		case key == "DTSTART" || key == "BYEASTER" || key == "RSCALE" || key == "SKIP":
			return nil, errRuleParts
		default:
			kept = append(kept, key+"="+strings.ReplaceAll(val, "+", ""))
		}
	}
	opt, err := rrule.StrToROption(strings.Join(kept, ";"))
	if err != nil {
		return nil, errNoRule
	}
	r.opt = *opt
	return r, r.check()
}

func (r *rule) readUntil(val string) error {
	wall, day, utc, err := readWall(val)
	r.until = until{wall, day, utc}
	if err != nil {
		return errNoRule
	}
	return nil
}

// maxInterval bounds INTERVAL: 1,000 years of days. Larger ones overflow.
const maxInterval = 366_000

func (r *rule) check() error {
	if r.opt.Interval < 0 || r.opt.Interval > maxInterval {
		return errRuleParts
	}
	r.opt.Interval = max(r.opt.Interval, 1)
	for _, day := range r.opt.Byweekday {
		inMonth := r.opt.Freq == rrule.MONTHLY || r.opt.Freq == rrule.YEARLY && len(r.opt.Bymonth) > 0
		if n := day.N(); inMonth && (n > 5 || n < -5) {
			return errRuleParts
		}
	}
	if _, err := rrule.NewRRule(r.opt); err != nil {
		return errRuleParts
	}
	return nil
}

// lastWall returns the last wall-clock time that UNTIL allows in a zone with
// that offset.
func (r *rule) lastWall(offset time.Duration) (time.Time, bool) {
	switch {
	case r.until.wall.IsZero():
		return time.Time{}, false
	case r.until.day:
		return r.until.wall.AddDate(0, 0, 1).Add(-time.Second), true
	case r.until.utc:
		return r.until.wall.Add(offset), true
	}
	return r.until.wall, true
}

// allows reports whether UNTIL lets an instance of a series be. A bare day is
// kept to its end, whatever zone its reader is in; so is a midnight without
// zone in a series that has one, which is a day in disguise.
func (r *rule) allows(w When) bool {
	u := r.until
	switch {
	case u.wall.IsZero():
		return true
	case u.day || !u.utc && !w.Floating && u.wall.Equal(midnight(u.wall)):
		return !midnight(w.Wall).After(midnight(u.wall))
	case u.utc && !w.Day:
		return !w.Zone.Instant(w.Wall).After(u.wall)
	}
	return !w.Wall.After(u.wall)
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// walk calls yield for each wall-clock time of the rule in [from, to), in
// order, until it returns false. start is the DTSTART; UNTIL is left to the
// caller. What was yielded before an error stays true.
func (r *rule) walk(start, from, to time.Time, spend *budget, yield func(time.Time) bool) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errRuleParts
		}
	}()
	if !to.After(start) {
		return nil
	}
	spend.left -= 20
	opt := explicit(r.opt, start)
	if opt.Count == 0 && from.After(start) {
		start = skip(opt, start, from)
	}
	if err := r.meets(opt, start, spend); err != nil {
		return err
	}
	shift := (rrule.MAXYEAR - max(to.Year(), start.Year())) / 400 * 400
	opt.Dtstart = start.AddDate(shift, 0, 0)
	rr, err := rrule.NewRRule(opt)
	if err != nil {
		return errRuleParts
	}
	next, at := rr.Iterator(), opt.Dtstart
	for n := 0; spend.left > 0; n++ {
		t, ok := next()
		if !ok {
			if opt.Count == 0 || n < opt.Count {
				spend.barren(at)
			}
			return nil
		}
		spend.step(opt, at, t)
		at = t
		wall := t.AddDate(-shift, 0, 0)
		if !wall.Before(to) {
			return nil
		}
		if !wall.Before(from) && !yield(wall) {
			return nil
		}
	}
	return errTooLong
}
