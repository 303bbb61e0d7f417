package ical

import (
	"errors"
	"strings"
	"time"

	goical "github.com/emersion/go-ical"

	"tresse"
)

// A When is a date or a wall-clock time with the zone in which it is meant. It
// is not an instant yet: series are expanded on wall clocks.
type When struct {
	Wall     time.Time // what the clock shows, written as if in UTC
	Zone     *Zone     // never nil
	Day      bool      // a day of the civil calendar; Wall is its midnight
	Floating bool      // no zone was given: Zone is the source's
}

// Time returns the instant, or the day.
func (w When) Time() tresse.Time {
	if w.Day {
		return tresse.OnDay(w.Wall)
	}
	return tresse.At(w.Zone.Instant(w.Wall))
}

// IsZero reports whether there is no time.
func (w When) IsZero() bool { return w.Wall.IsZero() }

// at returns the same kind of time at another wall clock reading.
func (w When) at(wall time.Time) When {
	w.Wall = wall
	return w
}

var errNoTime = errors.New("no date or time")

// readWall reads DATE and DATE-TIME (RFC 5545 3.3.4, 3.3.5) as programs write
// them: VALUE may say otherwise or nothing, so the form alone decides; blanks,
// lower case, ISO 8601 with hyphens and colons, missing seconds and an offset
// are understood. utc says that a Z or an offset was there and wall is in UTC.
func readWall(s string) (wall time.Time, day, utc bool, err error) {
	s = strings.TrimSpace(s)
	date, rest, ok := cutDigits(s, [3]int{4, 2, 2}, '-')
	if !ok {
		return wall, false, false, errNoTime
	}
	wall = time.Date(date[0], time.Month(date[1]), date[2], 0, 0, 0, 0, time.UTC)
	if wall.Month() != time.Month(date[1]) || wall.Day() != date[2] || date[0] == 0 {
		return wall, false, false, errNoTime
	}
	if rest == "" || rest == "Z" {
		return wall, true, false, nil
	}
	if rest[0] != 'T' && rest[0] != 't' && rest[0] != ' ' {
		return wall, false, false, errNoTime
	}
	clock, rest, ok := cutClock(rest[1:])
	if !ok {
		return wall, false, false, errNoTime
	}
	wall = wall.Add(clock)
	if rest == "" {
		return wall, false, false, nil
	}
	offset, ok := readZoneMark(rest)
	if !ok {
		return wall, false, false, errNoTime
	}
	return wall.Add(-offset), false, true, nil
}

// cutDigits reads numbers of fixed width, each but the first with sep before it
// or none of them.
func cutDigits(s string, widths [3]int, sep byte) (n [3]int, rest string, ok bool) {
	separated := len(s) > widths[0] && s[widths[0]] == sep
	for i, width := range widths {
		if width == 0 {
			break
		}
		if separated && i > 0 {
			if s == "" || s[0] != sep {
				return n, s, false
			}
			s = s[1:]
		}
		if len(s) < width {
			return n, s, false
		}
		for _, c := range []byte(s[:width]) {
			if c < '0' || c > '9' {
				return n, s, false
			}
			n[i] = n[i]*10 + int(c-'0')
		}
		s = s[width:]
	}
	return n, s, true
}

// cutClock reads hhmmss or hhmm, with or without colons. 24:00 is the next
// midnight, a leap second the second before.
func cutClock(s string) (clock time.Duration, rest string, ok bool) {
	n, rest, ok := cutDigits(s, [3]int{2, 2, 2}, ':')
	if !ok {
		n, rest, ok = cutDigits(s, [3]int{2, 2, 0}, ':')
	}
	if n[2] == 60 {
		n[2] = 59
	}
	if dot := strings.TrimLeft(rest, ".,0123456789"); ok && rest != "" && (rest[0] == '.' || rest[0] == ',') {
		rest = dot
	}
	if !ok || n[0] > 24 || n[1] > 59 || n[2] > 59 || n[0] == 24 && n[1]+n[2] > 0 {
		return 0, s, false
	}
	return time.Duration(n[0])*time.Hour + time.Duration(n[1])*time.Minute + time.Duration(n[2])*time.Second, rest, true
}

// readZoneMark reads what may follow a time: Z, or an offset from UTC.
func readZoneMark(s string) (time.Duration, bool) {
	if s == "Z" || s == "z" {
		return 0, true
	}
	return readOffset(s)
}

// readOffset reads +0100, -03:30, +002946 (RFC 5545 3.3.14) and +1.
func readOffset(s string) (time.Duration, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 2 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	digits := strings.ReplaceAll(strings.ReplaceAll(s[1:], ":", ""), ".", "")
	if len(digits) == 1 || len(digits) == 3 {
		digits = "0" + digits
	}
	if len(digits) > 6 || len(digits)%2 != 0 {
		return 0, false
	}
	n, rest, ok := cutDigits(digits+"000000"[len(digits):], [3]int{2, 2, 2}, 0)
	if !ok || rest != "" || n[0] > 23 || n[1] > 59 || n[2] > 59 {
		return 0, false
	}
	d := time.Duration(n[0])*time.Hour + time.Duration(n[1])*time.Minute + time.Duration(n[2])*time.Second
	if s[0] == '-' {
		d = -d
	}
	return d, true
}

// when reads one date of a property, in the zone that its TZID names.
func (z *zones) when(value, tzid string) (When, error) {
	wall, day, utc, err := readWall(value)
	switch {
	case err != nil:
		return When{}, err
	case day:
		return When{Wall: wall, Day: true, Zone: z.source}, nil
	case utc:
		return When{Wall: wall, Zone: z.utc}, nil
	case tzid == "":
		return When{Wall: wall, Zone: z.source, Floating: true}, nil
	}
	return When{Wall: wall, Zone: z.find(tzid)}, nil
}

// prop reads a property's only date.
func (z *zones) prop(p *goical.Prop) (When, error) {
	return z.when(p.Value, p.Params.Get(goical.ParamTimezoneID))
}

// maxDates bounds the dates of a list, and those of one event.
const maxDates = 10_000

// list reads a property that holds several dates or periods: RDATE, EXDATE. Of
// a period its start is kept. Dates that cannot be read, or are too many, are
// left out and counted.
func (z *zones) list(p *goical.Prop) (dates []When, bad int) {
	for one := range strings.FieldsFuncSeq(p.Value, func(r rune) bool { return r == ',' || r == ';' }) {
		start, _, _ := strings.Cut(one, "/")
		w, err := z.when(start, p.Params.Get(goical.ParamTimezoneID))
		if err != nil || len(dates) == maxDates {
			bad++
			continue
		}
		dates = append(dates, w)
	}
	return dates, bad
}
