package ical

import (
	"strings"
	"testing"
	"time"
)

// TestTZIDs holds what programs write as TZID, and what 14 o'clock on 20 July
// 2026 is then in UTC for a source in Tokyo (05).
func TestTZIDs(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	const zones = `BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0400
TZOFFSETTO:+0300
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0300
TZOFFSETTO:+0400
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0100
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:Ville\, Autre
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETTO:-0300
END:STANDARD
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:Vide
END:VTIMEZONE
`
	for tzid, want := range map[string]string{
		"Europe/Paris":            "12",
		"europe/lisbon":           "13",
		"AMERICA/NEW_YORK":        "18",
		"america/port-au-prince":  "18",
		"Etc/GMT-1":               "13",
		"utc":                     "14",
		"EST5EDT":                 "18",
		"Romance Standard Time":   "12",
		"romance standard time":   "12",
		"W. Europe Standard Time": "12",
		"(UTC+01:00) Brussels\\, Copenhagen\\, Madrid\\, Paris":  "12",
		`"(GMT+01.00) Brussels, Copenhagen, Madrid, Paris"`:      "12",
		"/mozilla.org/20070129_1/Europe/Paris":                   "12",
		"/freeassociation.sourceforge.net/Tzfile/Europe/Paris":   "12",
		"/citadel.org/20211207_1/America/Argentina/Buenos_Aires": "17",
		"posix/Europe/Vaduz":          "12",
		"tzone://Microsoft/Utc":       "14",
		"Customized Time Zone":        "10",
		"Europe/Berlin":               "12", // the file's own is wrong
		"Ville, Autre":                "17",
		"US-Mountain":                 "20",
		"GMT+0100":                    "13",
		"UTC-3":                       "17",
		"+02:00":                      "12",
		"(UTC+05:00) Nulle part":      "09",
		"Local":                       "05",
		"localtime":                   "05",
		"Vide":                        "05",
		"Europe/Nulle_Part":           "05",
		"../../etc/passwd":            "05",
		strings.Repeat("Europe/", 30): "05",
		"X":                           "05",
	} {
		t.Run(tzid[:min(len(tzid), 30)], func(t *testing.T) {
			body := "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nDTSTART;TZID=" + tzid + ":20260720T140000\nEND:VEVENT\n" + zones + "END:VCALENDAR\n"
			cal, err := NewReader(tokyo).Parse([]byte(body))
			if err != nil || len(cal.Events) != 1 {
				t.Fatal(cal, err)
			}
			if got := cal.Events[0].Start.Time().Format("15"); got != want {
				t.Errorf("is %s h in UTC, want %s", got, want)
			}
			if unknown := len(cal.UnknownZones) > 0; unknown != (want == "05") {
				t.Errorf("unknown: %q", cal.UnknownZones)
			}
		})
	}
}

func TestUnknownZoneIsThatOfTheCalendar(t *testing.T) {
	body := strings.Replace(event(), "VERSION:2.0", "VERSION:2.0\r\nX-WR-TIMEZONE:Indian/Reunion", 1)
	body = strings.Replace(body, "DTSTART:20261020T120000Z", "DTSTART;TZID=Chez nous:20261020T120000", 1)
	if got := only(t, body).Start.Time().Stamp(); got != "20261020T080000Z" {
		t.Error(got)
	}
}

// TestClockChanges: what comes twice is the first, what never comes keeps the
// offset before, in a zone of the world and in one that a file defines.
func TestClockChanges(t *testing.T) {
	own := read(t, `BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:Ici
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
DTSTART;TZID=Ici:20260101
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Ici:20260101T000000
END:VEVENT
END:VCALENDAR
`)
	zones := map[string]*Zone{"of the world": {loc: paris(t)}, "of the file": own.Events[1].Start.Zone}
	for name, zone := range zones {
		for wall, want := range map[string]string{
			"2026-10-25 01:59:59": "2026-10-24 23:59:59",
			"2026-10-25 02:00:00": "2026-10-25 00:00:00",
			"2026-10-25 02:30:00": "2026-10-25 00:30:00",
			"2026-10-25 03:00:00": "2026-10-25 02:00:00",
			"2026-03-29 01:59:59": "2026-03-29 00:59:59",
			"2026-03-29 02:30:00": "2026-03-29 01:30:00",
			"2026-03-29 03:00:00": "2026-03-29 01:00:00",
			"2026-07-14 12:00:00": "2026-07-14 10:00:00",
			"2026-01-01 12:00:00": "2026-01-01 11:00:00",
		} {
			at, err := time.Parse(time.DateTime, wall)
			if err != nil {
				t.Fatal(err)
			}
			if got := zone.Instant(at).UTC().Format(time.DateTime); got != want {
				t.Errorf("zone %s: %s is %s, want %s", name, wall, got, want)
			}
		}
	}
}

// TestWindowsZones: every name of the table leads to a zone.
func TestWindowsZones(t *testing.T) {
	w := newWorld()
	for _, z := range windowsZones {
		if w.iana(z.iana) == nil || w.named(z.name) == nil || w.named(z.label) == nil {
			t.Errorf("%s leads to no zone", z.name)
		}
	}
	if len(windowsZones) != 139 {
		t.Errorf("%d names, want 139", len(windowsZones))
	}
}

// TestZoneWithoutOnsetYet keeps what a zone says before its first onset and
// after its last.
func TestZoneWithoutOnsetYet(t *testing.T) {
	cal := read(t, `BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:Ici
BEGIN:STANDARD
DTSTART:20000101T000000
TZOFFSETFROM:+0300
TZOFFSETTO:+0500
RRULE:FREQ=YEARLY;UNTIL=20041231T210000Z
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
DTSTART;TZID=Ici:19800101T120000
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Ici:20260101T120000
END:VEVENT
END:VCALENDAR
`)
	if got := cal.Events[0].Start.Time().Stamp(); got != "19800101T090000Z" {
		t.Errorf("before: %s", got)
	}
	if got := cal.Events[1].Start.Time().Stamp(); got != "20260101T070000Z" {
		t.Errorf("after: %s", got)
	}
}
