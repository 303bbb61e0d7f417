package publish

import (
	"time"

	"github.com/emersion/go-ical"

	"tresse"
)

// plain reports whether the wall time of t means t to every reader: not before
// the VTIMEZONE begins, and not in the hour that comes twice, which RFC 5545
// 3.3.5 reads as the first and several programs as the second.
func (c clocks) plain(t time.Time) bool {
	if c.params == nil || t.Before(c.from) {
		return false
	}
	offset := offsetAt(t, c.zone)
	for _, near := range []time.Time{t.Add(-24 * time.Hour), t.Add(24 * time.Hour)} {
		other := offsetAt(near, c.zone)
		twin := t.Add(time.Duration(offset-other) * time.Second)
		if other != offset && offsetAt(twin, c.zone) == other {
			return false
		}
	}
	return true
}

// props returns DTSTART and DTEND, both days, both wall times, or both in UTC.
func (c clocks) props(start, end tresse.Time) (ical.Prop, ical.Prop) {
	from, to := ical.Prop{Name: ical.PropDateTimeStart}, ical.Prop{Name: ical.PropDateTimeEnd}
	switch {
	case start.Day:
		from.Params, to.Params = dayParams(), dayParams()
		from.Value, to.Value = start.Stamp(), end.Stamp()
	case c.plain(start.Time) && c.plain(end.Time):
		from.Params, to.Params = c.params, c.params
		from.Value, to.Value = c.wall(start.Time), c.wall(end.Time)
	default:
		from.Value, to.Value = start.Stamp(), end.Stamp()
	}
	return from, to
}

func (c clocks) wall(t time.Time) string { return t.In(c.zone).Format("20060102T150405") }
