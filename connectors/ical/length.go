package ical

import (
	"strings"
	"time"

	"tresse"
)

// A length is a DURATION (RFC 5545 3.3.6): days are days of the calendar, hours
// are hours that pass.
type length struct {
	days  int
	exact time.Duration
}

// maxLength bounds a length to some 100 years of days.
const maxLength = 36_600

// readLength reads P1DT2H30M, P2W, PT90M, in any letter case and with the parts
// in any order. A negative length is none.
func readLength(s string) (l length, ok bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	negative := strings.HasPrefix(s, "-")
	s, ok = strings.CutPrefix(strings.TrimLeft(s, "+-"), "P")
	if !ok || s == "" {
		return length{}, false
	}
	n, digits := 0, 0
	for _, c := range []byte(s) {
		if c >= '0' && c <= '9' && digits < 9 {
			n, digits = n*10+int(c-'0'), digits+1
			continue
		}
		switch {
		case c == 'T' && digits == 0:
			continue
		case digits == 0 || !l.add(n, c):
			return length{}, false
		}
		n, digits = 0, 0
	}
	if negative {
		return length{}, true
	}
	return l, digits == 0 && l.days <= maxLength && l.exact <= maxLength*24*time.Hour
}

func (l *length) add(n int, unit byte) bool {
	switch unit {
	case 'W':
		l.days += 7 * n
	case 'D':
		l.days += n
	case 'H':
		l.exact += time.Duration(min(n, 24*maxLength)) * time.Hour
	case 'M':
		l.exact += time.Duration(n) * time.Minute
	case 'S':
		l.exact += time.Duration(n) * time.Second
	default:
		return false
	}
	return true
}

// after returns the time that is l later than start.
func (l length) after(start When) tresse.Time {
	if start.Day {
		return tresse.OnDay(start.Wall.AddDate(0, 0, l.days+int((l.exact+24*time.Hour-1)/(24*time.Hour))))
	}
	return tresse.At(start.at(start.Wall.AddDate(0, 0, l.days)).Time().Add(l.exact))
}
