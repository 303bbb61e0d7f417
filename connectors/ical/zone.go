package ical

import (
	"strings"
	"time"
	_ "time/tzdata" // the zones must be there on a machine that has none

	goical "github.com/emersion/go-ical"
)

// A Zone turns wall-clock times into instants.
type Zone struct {
	Name   string
	loc    *time.Location
	onsets *vtimezone // where loc is nil: a zone defined by the file itself
}

// Instant returns the instant at which a clock in the zone shows wall (written
// as if in UTC). A time that comes twice is the first one; a time that never
// comes is read with the offset before the gap (RFC 5545 3.3.5).
func (z *Zone) Instant(wall time.Time) time.Time {
	if z.loc == time.UTC {
		return wall
	}
	if z.loc == nil {
		return wall.Add(-z.onsets.offset(wall))
	}
	before := offsetAt(z.loc, wall.Add(-24*time.Hour))
	after := offsetAt(z.loc, wall.Add(24*time.Hour))
	first := wall.Add(-before)
	if before == after || offsetAt(z.loc, first) == before {
		return first
	}
	if second := wall.Add(-after); offsetAt(z.loc, second) == after {
		return second
	}
	return first
}

func offsetAt(loc *time.Location, t time.Time) time.Duration {
	_, seconds := t.In(loc).Zone()
	return time.Duration(seconds) * time.Second
}

// maxZones bounds the zones of one body.
const maxZones = 256

// zones finds the zones that the dates of one body name.
type zones struct {
	utc    *Zone
	source *Zone // where a date names none, or one that nobody knows
	world  *world

	found   map[string]*Zone
	own     map[string]*goical.Component // the file's VTIMEZONEs, by TZID
	calname string                       // X-WR-TIMEZONE
	unknown []string                     // TZIDs that nobody knows
	spend   *budget
}

func newZones(w *world, source *Zone, spend *budget) *zones {
	return &zones{
		utc: w.utc, source: source, world: w, spend: spend,
		found: map[string]*Zone{}, own: map[string]*goical.Component{},
	}
}

// define adds a VTIMEZONE of the file, to be read if it is needed. The first of
// a name counts.
func (z *zones) define(c *goical.Component) {
	tzid := cleanTZID(propsOf(c).value(goical.PropTimezoneID))
	if _, twice := z.own[tzid]; !twice && len(z.own) < maxZones {
		z.own[tzid] = c
	}
}

// find returns the zone that a TZID means: the IANA name in any case, the name
// or label of Windows, the end of a path, the file's own definition, an offset,
// then the calendar's and the source's zone. An IANA name wins over a VTIMEZONE
// of the same name, because many of those are wrong.
func (z *zones) find(tzid string) *Zone {
	if zone, ok := z.found[tzid]; ok {
		return zone
	}
	if len(z.found) >= maxZones {
		return z.source
	}
	zone := z.resolve(cleanTZID(tzid))
	z.found[tzid] = zone
	return zone
}

func (z *zones) resolve(tzid string) *Zone {
	if zone := z.world.named(tzid); zone != nil {
		return zone
	}
	if c, ok := z.own[tzid]; ok {
		if rules := readVTimezone(c, z.spend); rules.usable() {
			return &Zone{Name: tzid, onsets: rules}
		}
	}
	if zone := z.world.named(strings.Replace(tzid, "-", "/", 1)); zone != nil { // US-Eastern
		return zone
	}
	if zone := offsetZone(tzid); zone != nil {
		return zone
	}
	if zone := z.world.named(cleanTZID(z.calname)); zone != nil {
		return zone
	}
	z.unknown = append(z.unknown, tzid)
	return z.source
}

// cleanTZID takes away what programs put around a TZID: quotes, blanks, the
// backslashes of a TEXT value.
func cleanTZID(tzid string) string {
	if len(tzid) > maxParam {
		return ""
	}
	return strings.Trim(strings.ReplaceAll(tzid, `\`, ""), " \t\"'")
}

// offsetZone reads GMT+0100, UTC-3, +02:00 and "(UTC+01:00) Brussels".
func offsetZone(tzid string) *Zone {
	s := strings.TrimPrefix(tzid, "(")
	s, _, _ = strings.Cut(s, ")")
	s = strings.TrimSpace(s)
	for _, prefix := range []string{"GMT", "UTC", "Z"} {
		if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
			s = strings.TrimSpace(s[len(prefix):])
			break
		}
	}
	offset, ok := readOffset(s)
	if !ok {
		return nil
	}
	return &Zone{Name: tzid, loc: time.FixedZone(tzid, int(offset/time.Second))}
}
