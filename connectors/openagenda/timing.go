package openagenda

import (
	"errors"
	"time"
)

// forms are the spellings of an instant in captures (sheet §5.2), the usual one
// first; fractions of a second are read by any of them.
var forms = [...]string{time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02T15:04Z07:00"}

// parseInstant reads an instant with its offset.
func parseInstant(text string) (time.Time, error) {
	for _, form := range forms {
		if t, err := time.Parse(form, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, errors.New("no instant")
}

// parseWall reads an instant, or a wall time without offset as zone shows it.
func parseWall(text string, zone *time.Location) (time.Time, error) {
	if t, err := parseInstant(text); err == nil {
		return t, nil
	}
	const wall = "2006-01-02T15:04:05"
	t, err := time.ParseInLocation(wall, text, zone)
	if earlier := t.Add(-time.Hour); err == nil && earlier.Format(wall) == t.Format(wall) {
		t = earlier // of a wall time that comes twice, the first
	}
	return t.UTC(), err
}

// endOf is when a slot ends, zero where that is not known. Old data has evening
// slots that "end at 00:00" of the same date: a day is added where the slot then
// lasts a day at most, as all slots do (sheet §5.2). A producer without an end
// repeats the begin.
func endOf(begin time.Time, text string, zone *time.Location) time.Time {
	end, err := parseWall(text, zone)
	switch {
	case err != nil || end.Equal(begin):
		return time.Time{}
	case end.After(begin):
		return end
	}
	end = end.In(zone).AddDate(0, 0, 1)
	if !end.After(begin) || end.Sub(begin) > 24*time.Hour {
		return time.Time{}
	}
	return end.UTC()
}

// zones remembers the zones of events by name.
type zones map[string]*time.Location

// mostZones bounds what a platform can make us remember; there are some 600.
const mostZones = 1000

// of is the first of the names that is a zone, else Europe/Paris (sheet §5.1).
func (z zones) of(names ...string) *time.Location {
	for _, name := range append(names, "Europe/Paris") {
		if name == "" || name == "Local" {
			continue
		}
		zone, known := z[name]
		if !known {
			zone, _ = time.LoadLocation(name)
			if len(z) < mostZones {
				z[name] = zone
			}
		}
		if zone != nil {
			return zone
		}
	}
	return time.UTC
}
