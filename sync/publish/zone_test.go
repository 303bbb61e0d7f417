package publish

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"tresse"
)

func load(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// The two rules of Paris are those that ical.md names; the others are written
// down from the zones' own law.
func TestVTimezone(t *testing.T) {
	for name, want := range map[string]string{
		"Europe/Paris": `TZID:Europe/Paris
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT`,
		"America/New_York": `TZID:America/New_York
BEGIN:STANDARD
DTSTART:20071104T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
TZNAME:EST
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20070311T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
TZNAME:EDT
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
END:DAYLIGHT`,
		"Europe/Dublin": `TZID:Europe/Dublin
BEGIN:STANDARD
DTSTART:19961027T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:IST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT`,
		"Asia/Jerusalem": `TZID:Asia/Jerusalem
BEGIN:STANDARD
DTSTART:20131027T020000
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
TZNAME:IST
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20130329T020000
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
TZNAME:IDT
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29
END:DAYLIGHT`,
		"Indian/Reunion": `TZID:Indian/Reunion
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0400
TZOFFSETTO:+0400
TZNAME:+04
END:STANDARD`,
		"America/Martinique": `TZID:America/Martinique
BEGIN:STANDARD
DTSTART:19800928T000000
TZOFFSETFROM:-0300
TZOFFSETTO:-0400
TZNAME:AST
END:STANDARD`,
		// Rules that changed in the decade, moving feasts, and no names.
		"Africa/Casablanca": "",
		"America/Sao_Paulo": "",
		"America/Asuncion":  "",
		"UTC":               "",
		"CET":               "",
	} {
		c := clocksOf(load(t, name), 2026)
		o := &octets{}
		c.write(o)
		got := strings.ReplaceAll(string(o.b), "\r\n", "\n")
		got = strings.TrimSuffix(strings.TrimPrefix(got, "BEGIN:VTIMEZONE\n"), "\nEND:VTIMEZONE\n")
		if want == "" {
			want = "TZID:Etc/UTC\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0000\nTZNAME:UTC\nEND:STANDARD"
		}
		if got != want {
			t.Errorf("%s:\n%s\nwant:\n%s", name, got, want)
		}
	}
}

// Around each change of clocks, wall times are written only where every reader
// gets the instant back.
func TestWallTimesAreReadByAllAlike(t *testing.T) {
	for _, name := range []string{"Europe/Paris", "America/New_York", "Europe/Dublin", "Australia/Lord_Howe", "Asia/Jerusalem"} {
		zone := load(t, name)
		c := clocksOf(zone, 2026)
		walls := map[string]time.Time{}
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		for at := start; at.Year() == 2026; at = at.Add(15 * time.Minute) {
			wall := c.wall(at)
			earlier, twice := walls[wall]
			walls[wall] = at
			if twice && (c.plain(at) || c.plain(earlier)) {
				t.Fatalf("%s: %s comes twice and is written as wall time", name, wall)
			}
		}
		for wall, at := range walls {
			if offsetAt(at.AddDate(0, 0, -2), zone) == offsetAt(at.AddDate(0, 0, 2), zone) {
				continue // far from any change
			}
			from, _ := c.props(tresse.At(at), tresse.At(at.Add(time.Minute)))
			back, err := from.DateTime(nil)
			if err != nil || !back.Equal(at) {
				t.Fatalf("%s: %s is read as %v, want %v (%v)", name, wall, back, at, err)
			}
		}
	}
}
