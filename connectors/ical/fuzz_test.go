package ical

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// seed adds the fixtures and some odd bodies.
func seed(f *testing.F) {
	files, err := filepath.Glob("testdata/cases/*.ics")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range files {
		body, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	for _, body := range []string{
		"", "BEGIN:VCALENDAR", "\xff\xfeB\x00E\x00G\x00I\x00N\x00", "BEGIN:VEVENT\rDTSTART;TZID=\"a:20261020T120000\r",
		event("RRULE:FREQ=SECONDLY;INTERVAL=60;BYSECOND=30"), event("RRULE:FREQ=MONTHLY;BYDAY=-5MO;BYSETPOS=-1;COUNT=9"),
		event("EXDATE;VALUE=DATE:20261021", "RDATE;VALUE=PERIOD:20261021T100000Z/PT1H"),
		event("SUMMARY;ENCODING=QUOTED-PRINTABLE:=C3=", "=A9="),
	} {
		f.Add([]byte(body))
	}
}

// FuzzParse: no bytes make the reader panic or say that it read events
// that it neither gives nor rejects.
func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		cal, err := NewReader(time.UTC).Parse(slices.Clone(body))
		if err != nil {
			return
		}
		if len(cal.Events)+len(cal.Rejected) != cal.Read && len(cal.Rejected) < maxRejected {
			t.Fatalf("%d events and %d rejected of %d", len(cal.Events), len(cal.Rejected), cal.Read)
		}
		for _, e := range cal.Events {
			if e.Key == "" {
				t.Fatalf("event without key")
			}
		}
	})
}

// FuzzExpand: what is expanded lies in the window, ends no earlier than it
// begins, and makes a listing that can be kept.
func FuzzExpand(f *testing.F) {
	seed(f)
	from, to := testNow.AddDate(-1, 0, 0), testNow.AddDate(1, 0, 0)
	f.Fuzz(func(t *testing.T, body []byte) {
		cal, err := NewReader(time.UTC).Parse(slices.Clone(body))
		if err != nil {
			return
		}
		m := newMapper(cal, "x", "x", "")
		cal.Expand(from, to, func(i Instance) bool {
			if i.Start.Before(from) || !i.Start.Before(to) || i.End.Before(i.Start.Time) || i.End.Day != i.Start.Day {
				t.Fatalf("from %v to %v", i.Start, i.End)
			}
			l := m.listing(i)
			if err := l.Ref.Check(); err != nil || l.ID == "" || len(l.Keys) == 0 {
				t.Fatalf("%v: %v", l.Ref, err)
			}
			return true
		})
	})
}
