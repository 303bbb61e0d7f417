package ical

import (
	"time"

	"tresse"
)

// finishOf returns the end of the instance that starts at start, exclusive. A
// day event lasts its day at least, a timed one may be a point in time.
func (e *Event) finishOf(start When) tresse.Time {
	begin := start.Time()
	end := e.rawFinish(start, begin)
	if end.After(begin.Time) {
		return end
	}
	if begin.Day {
		return tresse.OnDay(start.Wall.AddDate(0, 0, 1))
	}
	return begin
}

// rawFinish keeps the length on the wall clock, so that a series from 22:00 to
// 06:00 ends at 06:00 also when the clocks change; where DTEND is in another
// zone it keeps the time that passes.
func (e *Event) rawFinish(start When, begin tresse.Time) tresse.Time {
	shift := start.Wall.Sub(e.Start.Wall)
	switch {
	case e.end.IsZero():
		return e.length.after(start)
	case start.Day && !e.end.Day: // to the end of the day on which it ends
		return tresse.OnDay(e.end.Wall.Add(shift + 24*time.Hour - time.Second))
	case start.Day:
		return tresse.OnDay(e.end.Wall.Add(shift))
	case e.end.Day: // to the midnight before that day
		return start.at(midnight(start.Wall).Add(e.end.Wall.Sub(midnight(e.Start.Wall)))).Time()
	case e.end.Zone == e.Start.Zone && start.Zone == e.Start.Zone:
		return e.end.at(e.end.Wall.Add(shift)).Time()
	}
	return tresse.At(begin.Add(e.end.Time().Sub(e.Start.Time().Time)))
}
