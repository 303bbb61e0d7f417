package ical

import (
	"testing"
	"time"
)

func TestReadWall(t *testing.T) {
	for in, want := range map[string]string{
		"20261020":                  "2026-10-20 day",
		" 20261020 ":                "2026-10-20 day",
		"20261020T140000":           "2026-10-20 14:00:00",
		"20261020t140000":           "2026-10-20 14:00:00",
		"20261020T140000Z":          "2026-10-20 14:00:00 UTC",
		"20261020T140000z":          "2026-10-20 14:00:00 UTC",
		"20261020T1400":             "2026-10-20 14:00:00",
		"20261020T240000":           "2026-10-21 00:00:00",
		"20261020T235960":           "2026-10-20 23:59:59",
		"20261020T140000+0200":      "2026-10-20 12:00:00 UTC",
		"2026-10-20":                "2026-10-20 day",
		"2026-10-20T14:00:00":       "2026-10-20 14:00:00",
		"2026-10-20T14:00":          "2026-10-20 14:00:00",
		"2026-10-20 14:00:00":       "2026-10-20 14:00:00",
		"2026-10-20T14:00:00.000Z":  "2026-10-20 14:00:00 UTC",
		"2026-10-20T14:00:00-03:30": "2026-10-20 17:30:00 UTC",
		"20240229":                  "2024-02-29 day",
		"20260229":                  "", "20261320": "", "20261000": "", "00000101": "", "2026102": "", "202610201": "",
		"20261020T250000": "", "20261020T146000": "", "20261020T": "", "20261020T14": "", "20261020X140000": "",
		"20261020T140000Paris": "", "2026-1020": "", "demain": "", "": "",
	} {
		wall, day, utc, err := readWall(in)
		got := ""
		switch {
		case err != nil:
		case day:
			got = wall.Format(time.DateOnly) + " day"
		case utc:
			got = wall.Format(time.DateTime) + " UTC"
		default:
			got = wall.Format(time.DateTime)
		}
		if got != want {
			t.Errorf("%q read as %q, want %q", in, got, want)
		}
	}
}

func TestReadOffset(t *testing.T) {
	for in, want := range map[string]string{
		"+0100": "1h0m0s", "-0330": "-3h30m0s", "+002946": "29m46s", "+01:00": "1h0m0s", "+1": "1h0m0s", "-11": "-11h0m0s",
		"+": "", "0100": "", "+2400": "", "+0160": "", "+12345678": "", "+01h": "",
	} {
		got := ""
		if d, ok := readOffset(in); ok {
			got = d.String()
		}
		if got != want {
			t.Errorf("%q read as %q, want %q", in, got, want)
		}
	}
}

func TestReadLength(t *testing.T) {
	for in, want := range map[string]length{
		"PT1H30M":  {0, 90 * time.Minute},
		"P2W":      {14, 0},
		"P1DT2H":   {1, 2 * time.Hour},
		"pt45m":    {0, 45 * time.Minute},
		"+PT5S":    {0, 5 * time.Second},
		"-PT15M":   {},
		" P7D ":    {7, 0},
		"PT90M30S": {0, 90*time.Minute + 30*time.Second},
	} {
		if got, ok := readLength(in); !ok || got != want {
			t.Errorf("%q read as %v, %v, want %v", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "P", "1H", "PT1", "PTH", "P1X", "P99999999D", "PT9999999999H"} {
		if got, ok := readLength(in); ok {
			t.Errorf("%q read as %v", in, got)
		}
	}
}

// TestEnds holds what DTEND and DURATION mean, in Paris.
func TestEnds(t *testing.T) {
	for name, c := range map[string]struct{ start, end, want string }{
		"day, none":            {"DTSTART:20261020", "X-A:b", "20261021"},
		"day, the same":        {"DTSTART;VALUE=DATE:20261020", "DTEND;VALUE=DATE:20261020", "20261021"},
		"day, before":          {"DTSTART:20261020", "DTEND:20261001", "20261021"},
		"days":                 {"DTSTART:20261020", "DTEND:20261023", "20261023"},
		"day, clock goes back": {"DTSTART:20261025", "DTEND:20261026", "20261026"},
		"day to an hour":       {"DTSTART:20261020", "DTEND:20261021T100000", "20261022"},
		"day to midnight":      {"DTSTART:20261020", "DTEND:20261021T000000", "20261021"},
		"day and length":       {"DTSTART:20261020", "DURATION:P3D", "20261023"},
		"hour, none":           {"DTSTART:20261020T140000", "X-A:b", "20261020T120000Z"},
		"hour, before":         {"DTSTART:20261020T140000", "DTEND:20261020T130000", "20261020T120000Z"},
		"hour":                 {"DTSTART:20261020T140000", "DTEND:20261020T160000", "20261020T140000Z"},
		"hour to a day":        {"DTSTART:20261020T140000", "DTEND;VALUE=DATE:20261022", "20261021T220000Z"},
		"hour and length":      {"DTSTART:20261020T140000", "DURATION:PT1H30M", "20261020T133000Z"},
		"night, clocks back":   {"DTSTART:20261024T220000", "DURATION:P1D", "20261025T210000Z"},
		"another zone":         {"DTSTART:20261020T140000", "DTEND;TZID=Europe/London:20261020T140000", "20261020T130000Z"},
		"no date":              {"DTSTART:20261020T140000", "DTEND:plus tard", "20261020T120000Z"},
	} {
		t.Run(name, func(t *testing.T) {
			e := only(t, "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\n"+c.start+"\n"+c.end+"\nEND:VEVENT\nEND:VCALENDAR\n")
			if got := e.finishOf(e.Start).Stamp(); got != c.want {
				t.Errorf("ends %s, want %s", got, c.want)
			}
		})
	}
}
