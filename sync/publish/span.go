package publish

import (
	"time"

	"tresse"
)

// span returns when a session begins and ends: both days, or both instants,
// the end always later. Views promise as much; a feed that broke it would be
// refused whole by some clients, so it is made sure of once more.
func span(s *tresse.Session, zone *time.Location) (start, end tresse.Time) {
	start, end = s.Start, s.End
	if start.Day {
		return start, endDay(start, end, zone)
	}
	start, end = tresse.At(start.Time), tresse.At(end.In(zone))
	if !end.After(start.Time) {
		end = tresse.At(start.Add(time.Hour))
	}
	return start, end
}

// endDay returns the day after the last one of a session that lasts all day.
func endDay(start, end tresse.Time, zone *time.Location) tresse.Time {
	if !end.Day && !end.IsZero() {
		last := end.In(zone)
		end = tresse.OnDay(last)
		if last.Hour()+last.Minute()+last.Second() > 0 {
			end.Time = end.AddDate(0, 0, 1)
		}
	}
	if !end.After(start.Time) {
		end = tresse.Time{Time: start.AddDate(0, 0, 1), Day: true}
	}
	return end
}

// lastDay is the last day of something that lasts until the day end, as people
// say it.
func lastDay(end tresse.Time) tresse.Time {
	return tresse.Time{Time: end.AddDate(0, 0, -1), Day: true}
}
