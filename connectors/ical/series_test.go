package ical

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestSeries holds series in Paris and their slots in 2026 and 2027, in UTC.
func TestSeries(t *testing.T) {
	const another = "END:VEVENT\nBEGIN:VEVENT\nUID:a"
	for name, c := range map[string]struct{ lines, want string }{
		"single":               {"DTSTART:20261020T140000", "20261020T120000Z"},
		"empty rule":           {"DTSTART:20261020T140000\nRRULE:", "20261020T120000Z"},
		"wall clock":           {"DTSTART:20261020T140000\nRRULE:FREQ=WEEKLY;COUNT=2", "20261020T120000Z 20261027T130000Z"},
		"begun before":         {"DTSTART:20151228T140000\nRRULE:FREQ=WEEKLY;UNTIL=20260112", "20260105T130000Z 20260112T130000Z"},
		"counted since before": {"DTSTART:20251215T140000\nRRULE:FREQ=WEEKLY;COUNT=4", "20260105T130000Z"},
		"first is always one":  {"DTSTART:20261020T140000\nRRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=1", "20261020T120000Z 20261023T120000Z"},
		"days":                 {"DTSTART:20261024\nRRULE:FREQ=DAILY;COUNT=3", "20261024 20261025 20261026"},
		"two rules":            {"DTSTART:20261020T140000\nRRULE:FREQ=WEEKLY;COUNT=2\nRRULE:FREQ=DAILY;COUNT=2", "20261020T120000Z 20261021T120000Z 20261027T130000Z"},

		"until instant":       {"DTSTART:20261020T140000\nRRULE:FREQ=DAILY;UNTIL=20261021T120000Z", "20261020T120000Z 20261021T120000Z"},
		"until just before":   {"DTSTART:20261020T140000\nRRULE:FREQ=DAILY;UNTIL=20261021T115959Z", "20261020T120000Z"},
		"until wall clock":    {"DTSTART;TZID=Europe/Paris:20261020T140000\nRRULE:FREQ=DAILY;UNTIL=20261021T140000", "20261020T120000Z 20261021T120000Z"},
		"until day":           {"DTSTART;TZID=Europe/Paris:20261020T140000\nRRULE:FREQ=DAILY;UNTIL=20261021", "20261020T120000Z 20261021T120000Z"},
		"until midnight":      {"DTSTART;TZID=Europe/Paris:20261020T140000\nRRULE:FREQ=DAILY;UNTIL=20261021T000000", "20261020T120000Z 20261021T120000Z"},
		"until day, UTC":      {"DTSTART:20261020T140000Z\nRRULE:FREQ=DAILY;UNTIL=20261021", "20261020T140000Z 20261021T140000Z"},
		"until, days":         {"DTSTART:20261020\nRRULE:FREQ=DAILY;UNTIL=20261021", "20261020 20261021"},
		"until instant, days": {"DTSTART:20261020\nRRULE:FREQ=DAILY;UNTIL=20261021T235959Z", "20261020 20261021"},
		"until before":        {"DTSTART:20261020T140000\nRRULE:FREQ=DAILY;UNTIL=20200101", "20261020T120000Z"},

		"RDATE alone":            {"DTSTART:20261020T140000\nRDATE:20261022T140000,20261021T140000", "20261020T120000Z 20261021T120000Z 20261022T120000Z"},
		"RDATE twice":            {"DTSTART:20261020T140000\nRDATE:20261020T120000Z", "20261020T120000Z"},
		"RDATE zone":             {"DTSTART:20261020T140000\nRDATE;TZID=Europe/London:20261021T140000", "20261020T120000Z 20261021T130000Z"},
		"RDATE day":              {"DTSTART:20261020T140000\nRDATE;VALUE=DATE:20261021", "20261020T120000Z 20261021T120000Z"},
		"RDATE period":           {"DTSTART:20261020T140000\nRDATE;VALUE=PERIOD:20261021T100000Z/PT1H,20261022T100000Z/20261022T110000Z", "20261020T120000Z 20261021T100000Z 20261022T100000Z"},
		"EXDATE list":            {"DTSTART:20261020T140000\nRRULE:FREQ=DAILY;COUNT=4\nEXDATE:20261021T140000,20261022T140000", "20261020T120000Z 20261023T120000Z"},
		"EXDATE first":           {"DTSTART:20261020T140000\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20261020T140000", "20261021T120000Z"},
		"EXDATE UTC":             {"DTSTART:20261020T140000\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20261021T120000Z", "20261020T120000Z"},
		"EXDATE zone":            {"DTSTART:20261020T140000\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE;TZID=Europe/London:20261021T130000", "20261020T120000Z"},
		"EXDATE day":             {"DTSTART:20261020T140000\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE;VALUE=DATE:20261021", "20261020T120000Z"},
		"EXDATE of days":         {"DTSTART:20261020\nRRULE:FREQ=DAILY;COUNT=4\nEXDATE:20261021T000000,20261021T220000Z", "20261020 20261023"},
		"EXDATE midnight in UTC": {"DTSTART:20261020\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20261021T000000Z", "20261020"},
		"EXRULE":                 {"DTSTART:20261020T140000\nRRULE:FREQ=DAILY;COUNT=4\nEXRULE:FREQ=DAILY;INTERVAL=2", "20261021T120000Z 20261023T120000Z"},

		"moved":               {"DTSTART:20261020T140000\nRRULE:FREQ=DAILY;COUNT=2\n" + another + "\nRECURRENCE-ID:20261021T140000\nDTSTART:20261025T100000", "20261020T120000Z 20261025T090000Z"},
		"moved, id in UTC":    {"DTSTART:20261020T140000\nRRULE:FREQ=DAILY;COUNT=2\n" + another + "\nRECURRENCE-ID:20261021T120000Z\nDTSTART:20261025T100000", "20261020T120000Z 20261025T090000Z"},
		"moved, id a day":     {"DTSTART:20261020T140000\nRRULE:FREQ=DAILY;COUNT=2\n" + another + "\nRECURRENCE-ID;VALUE=DATE:20261021\nDTSTART:20261025T100000", "20261020T120000Z 20261025T090000Z"},
		"moved, before":       {"RECURRENCE-ID:20261021T140000\nDTSTART:20261025T100000\n" + another + "\nDTSTART:20261020T140000\nRRULE:FREQ=DAILY;COUNT=2", "20261020T120000Z 20261025T090000Z"},
		"moved twice":         {"DTSTART:20261020T140000\nRRULE:FREQ=DAILY;COUNT=2\n" + another + "\nSEQUENCE:2\nRECURRENCE-ID:20261021T140000\nDTSTART:20261025T100000\n" + another + "\nSEQUENCE:1\nRECURRENCE-ID:20261021T140000\nDTSTART:20261026T100000", "20261020T120000Z 20261025T090000Z"},
		"moved into view":     {"DTSTART:20251220T140000\nRRULE:FREQ=DAILY;COUNT=2\n" + another + "\nRECURRENCE-ID:20251220T140000\nDTSTART:20261025T100000", "20261025T090000Z"},
		"without its series":  {"RECURRENCE-ID:20261021T140000\nDTSTART:20261025T100000", "20261025T090000Z"},
		"from then on":        {"DTSTART:20261020T140000\nRRULE:FREQ=DAILY;COUNT=4\n" + another + "\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261022T140000\nDTSTART:20261022T150000", "20261020T120000Z 20261021T120000Z 20261022T130000Z 20261023T130000Z"},
		"cancelled, no start": {"DTSTART:20261020T140000\nRRULE:FREQ=DAILY;COUNT=2\n" + another + "\nRECURRENCE-ID:20261021T140000\nSTATUS:CANCELLED", "20261020T120000Z 20261021T120000Z"},

		"twice, SEQUENCE":      {"DTSTART:20261020T140000\nSEQUENCE:3\n" + another + "\nDTSTART:20261021T140000\nSEQUENCE:2", "20261020T120000Z"},
		"twice, LAST-MODIFIED": {"DTSTART:20261020T140000\nLAST-MODIFIED:20260902T000000Z\n" + another + "\nDTSTART:20261021T140000\nLAST-MODIFIED:20260901T000000Z", "20261020T120000Z"},
		"twice, DTSTAMP":       {"DTSTART:20261020T140000\nDTSTAMP:20260902T000000Z\n" + another + "\nDTSTART:20261021T140000\nDTSTAMP:20260901T000000Z", "20261020T120000Z"},
		"twice, the last":      {"DTSTART:20261020T140000\n" + another + "\nDTSTART:20261021T140000", "20261021T120000Z"},
	} {
		t.Run(name, func(t *testing.T) {
			got, troubles := starts(t, c.lines)
			if diff := cmp.Diff(c.want, sorted(got)); diff != "" || len(troubles) > 0 {
				t.Errorf("%v (-want +got):\n%s", troubles, diff)
			}
		})
	}
}

func sorted(stamps []string) string {
	list := append([]string{}, stamps...)
	for i := range list {
		for j := i; j > 0 && list[j] < list[j-1]; j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
	return strings.Join(list, " ")
}

// TestInstanceIdentity: an instance is named by the start that the series gives
// it, wherever it was moved; its keys join copies of the calendar.
func TestInstanceIdentity(t *testing.T) {
	p := fromFile(t, Options{}, event(
		"RRULE:FREQ=DAILY;COUNT=4", "END:VEVENT",
		"BEGIN:VEVENT", "UID:a", "RECURRENCE-ID:20261021T120000Z", "DTSTART:20261030T090000Z", "END:VEVENT",
		"BEGIN:VEVENT", "UID:a", "RECURRENCE-ID:20261022T120000Z", "DTSTART:20261023T120000Z"))
	got := map[string]string{}
	for _, l := range p.Batch.Listings {
		if l.Parent != "a" {
			t.Errorf("%s: parent %q", l.Ref, l.Parent)
		}
		got[l.Ref.External()] = strings.Join(l.Keys[1:], " ")
	}
	want := map[string]string{
		"a@20261020T120000Z": "uid|a@20261020T120000Z",
		"a@20261021T120000Z": "uid|a@20261021T120000Z uid|a@20261030T090000Z",
		"a@20261022T120000Z": "uid|a@20261022T120000Z", // moved onto another instance's start
		"a@20261023T120000Z": "uid|a@20261023T120000Z",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSingleBecomesSeries: its first instance has a key of the single event, so
// that both are one session.
func TestSingleBecomesSeries(t *testing.T) {
	single := fromFile(t, Options{}, event("SUMMARY:a")).Batch.Listings[0]
	first := fromFile(t, Options{}, event("SUMMARY:a", "RRULE:FREQ=WEEKLY;COUNT=2")).Batch.Listings[0]
	if single.Ref != "collegue/a" || first.Ref != "collegue/a@20261020T120000Z" {
		t.Errorf("refs %s and %s", single.Ref, first.Ref)
	}
	for _, key := range single.Keys {
		for _, other := range first.Keys {
			if key == other {
				return
			}
		}
	}
	t.Errorf("no key of %q in %q", single.Keys, first.Keys)
}

// TestPrivateSeriesStaysPrivate: an override that does not repeat the CLASS of
// its series is as private.
func TestPrivateSeriesStaysPrivate(t *testing.T) {
	p := fromFile(t, Options{}, event("CLASS:PRIVATE", "RRULE:FREQ=DAILY;COUNT=2", "END:VEVENT",
		"BEGIN:VEVENT", "UID:a", "RECURRENCE-ID:20261021T120000Z", "DTSTART:20261030T090000Z", "SUMMARY:secret"))
	if len(p.Batch.Listings) != 0 {
		t.Errorf("%+v", p.Batch.Listings)
	}
}

// TestBounds: neither a series nor a calendar gives slots without end.
func TestBounds(t *testing.T) {
	body := event("RRULE:FREQ=DAILY", "END:VEVENT", "BEGIN:VEVENT", "UID:b", "DTSTART:20000101", "RRULE:FREQ=DAILY;COUNT=9999")
	cal := read(t, body)
	n := map[string]int{}
	cal.Expand(time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), func(i Instance) bool {
		n[i.Event.UID]++
		return true
	})
	if n["a"] != maxInstances || n["b"] != maxInstances || len(cal.Events[0].Troubles) != 1 || len(cal.Events[1].Troubles) != 1 {
		t.Errorf("slots %v, troubles %v and %v", n, cal.Events[0].Troubles, cal.Events[1].Troubles)
	}
	var many strings.Builder
	for i := range 30 {
		many.WriteString("BEGIN:VEVENT\nUID:" + strings.Repeat("x", i+1) + "\nDTSTART:20000101\nRRULE:FREQ=DAILY\nEND:VEVENT\n")
	}
	cal = read(t, "BEGIN:VCALENDAR\n"+many.String()+"END:VCALENDAR\n")
	slots := 0
	cal.Expand(time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), func(Instance) bool { slots++; return true })
	if slots != maxTotal || cal.Complete {
		t.Errorf("%d slots, complete %v", slots, cal.Complete)
	}
}
