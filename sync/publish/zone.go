package publish

import (
	"fmt"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// How many years before and after the feed's own a zone must have kept its
// rules for its wall times to be written.
const (
	yearsBack  = 10
	yearsAhead = 30
)

// clocks writes times as the people of one zone read them. Where the zone has
// no name that others know, or changed its rules in the last decade, times are
// written in UTC (ical.md §2, rule 6).
type clocks struct {
	zone   *time.Location
	params ical.Params // TZID, nil when everything is in UTC
	parts  []part      // of the VTIMEZONE
	from   time.Time   // the parts hold from here on
}

// A part is a STANDARD or a DAYLIGHT of a VTIMEZONE.
type part struct {
	name  string
	onset onset
	rule  string
}

// dayParams marks a date.
func dayParams() ical.Params {
	return ical.Params{ical.ParamValue: {string(ical.ValueDate)}}
}

// clocksOf reads the rules of zone as they hold around year.
func clocksOf(zone *time.Location, year int) clocks {
	c := clocks{zone: zone}
	if !knownName(zone.String()) {
		return c
	}
	if c.parts = partsOf(zone, year); c.parts == nil {
		return c
	}
	for _, p := range c.parts {
		if at := p.onset.wall.Add(-time.Duration(p.onset.from) * time.Second); at.After(c.from) {
			c.from = at
		}
	}
	c.params = ical.Params{ical.PropTimezoneID: {zone.String()}}
	return c
}

// knownName reports whether a zone's name can be an IANA name of a place;
// "Local" and abbreviations mean nothing to others.
func knownName(name string) bool {
	if !strings.Contains(name, "/") || strings.HasPrefix(name, "/") || strings.HasPrefix(name, "Etc/") {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/_+-", r))
	})
}

// partsOf returns one STANDARD, and one DAYLIGHT where clocks are changed twice
// a year by rules that did not change in the years around; nil otherwise.
func partsOf(zone *time.Location, year int) []part {
	var into, back []onset // to the greater offset, and back
	for y := year - yearsBack; y <= year+yearsAhead; y++ {
		for _, o := range onsets(zone, y) {
			if o.to > o.from {
				into = append(into, o)
			} else {
				back = append(back, o)
			}
		}
	}
	if len(into) == 0 && len(back) == 0 {
		return fixed(zone, year-yearsBack)
	}
	const years = yearsBack + 1 + yearsAhead
	if len(into) != years || len(back) != years {
		return nil
	}
	toDaylight, ok := yearlyOf(into)
	toStandard, also := yearlyOf(back)
	if !ok || !also {
		return nil
	}
	return []part{
		{ical.CompTimezoneStandard, toStandard.since(zone, back[0]), toStandard.String()},
		{ical.CompTimezoneDaylight, toDaylight.since(zone, into[0]), toDaylight.String()},
	}
}

// fixed returns the one part of a zone whose clocks stand: since their last
// change, or since 1970.
func fixed(zone *time.Location, year int) []part {
	t := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).In(zone)
	name, offset := t.Zone()
	o := onset{wall: time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), from: offset, to: offset, name: name}
	for y := year; y >= 1970; y-- {
		if list := onsets(zone, y); len(list) > 0 {
			o = list[len(list)-1]
			break
		}
	}
	if o.from%60 != 0 || o.to%60 != 0 {
		return nil
	}
	return []part{{name: ical.CompTimezoneStandard, onset: o}}
}

// name is what X-WR-TIMEZONE says.
func (c clocks) name() string {
	if knownName(c.zone.String()) {
		return c.zone.String()
	}
	return "Etc/UTC"
}

// write adds the VTIMEZONE: always one, because an empty agenda needs a
// component (RFC 5545 3.6). Where times are in UTC it is that of UTC.
func (c clocks) write(o *octets) {
	name, parts := c.name(), c.parts
	if parts == nil {
		name, parts = "Etc/UTC", fixed(time.UTC, 2000)
	}
	o.begin(ical.CompTimezone)
	o.prop(&ical.Prop{Name: ical.PropTimezoneID, Value: name})
	for _, p := range parts {
		o.begin(p.name)
		o.prop(&ical.Prop{Name: ical.PropDateTimeStart, Value: p.onset.wall.Format("20060102T150405")})
		o.prop(&ical.Prop{Name: ical.PropTimezoneOffsetFrom, Value: offset(p.onset.from)})
		o.prop(&ical.Prop{Name: ical.PropTimezoneOffsetTo, Value: offset(p.onset.to)})
		o.prop(&ical.Prop{Name: ical.PropTimezoneName, Value: escape(p.onset.name)})
		if p.rule != "" {
			o.prop(&ical.Prop{Name: ical.PropRecurrenceRule, Value: p.rule})
		}
		o.end(p.name)
	}
	o.end(ical.CompTimezone)
}

// offset writes seconds east of UTC as +0100.
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
}
