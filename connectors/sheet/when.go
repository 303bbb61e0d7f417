package sheet

import (
	"time"

	"tresse"
)

// A slot is when a row takes place.
type slot struct{ start, end tresse.Time }

// slotOf puts date, time, end and length together, in the mediator's zone. Of a
// time that comes twice when the clocks go back it is the first; one that does
// not come at all is as much later as the clocks went forward. Without a time
// the slot is the day.
func slotOf(d day, begin, end clock, length time.Duration, zone *time.Location) slot {
	if !begin.known {
		begin = d.clock
	}
	if !begin.known && d.instant.IsZero() {
		return slot{start: tresse.OnDay(time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC))}
	}
	start := d.instant
	if start.IsZero() {
		start = firstOf(d, begin, zone)
	}
	s := slot{start: tresse.At(start)}
	switch {
	case end.known:
		if t := firstOf(d, end, zone); t.After(start) {
			s.end = tresse.At(t)
		}
	case length > 0:
		s.end = tresse.At(start.Add(length))
	}
	return s
}

// firstOf is the first instant at which a clock of the zone shows this.
func firstOf(d day, c clock, zone *time.Location) time.Time {
	t := time.Date(d.year, time.Month(d.month), d.day, c.hour, c.minute, 0, 0, zone)
	for _, earlier := range []time.Duration{2 * time.Hour, time.Hour, 30 * time.Minute} {
		e := t.Add(-earlier)
		if e.Hour() == t.Hour() && e.Minute() == t.Minute() && e.Day() == t.Day() {
			return e
		}
	}
	return t
}
