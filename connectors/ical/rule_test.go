package ical

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/teambition/rrule-go"
	"pgregory.net/rapid"
)

func TestReadRule(t *testing.T) {
	for in, want := range map[string]string{
		"FREQ=WEEKLY;BYDAY=MO":                  "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO",
		"freq=weekly;byday=mo;":                 "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO",
		"FREQ=WEEKLY; BYDAY = MO , +1TU,":       "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,+1TU",
		"FREQ=DAILY;X-END=1;;COUNT=3":           "FREQ=DAILY;INTERVAL=1;COUNT=3",
		"RSCALE=GREGORIAN;FREQ=DAILY;SKIP=OMIT": "FREQ=DAILY;INTERVAL=1",
		"FREQ=DAILY;UNTIL=20261231":             "FREQ=DAILY;INTERVAL=1",
		"FREQ=DAILY;INTERVAL=0":                 "FREQ=DAILY;INTERVAL=1",
		"D2 #5":                                 "FREQ=DAILY;INTERVAL=2;COUNT=5",
		"W1 MO TU 20261231T000000":              "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU",
		"MP3 2- FR #17":                         "FREQ=MONTHLY;INTERVAL=3;COUNT=17;BYDAY=-2FR",
		"MD1 LD 3 #0":                           "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1,3",
		"YM1 6":                                 "FREQ=YEARLY;INTERVAL=1;COUNT=2;BYMONTH=6",
		"FREQ=DAILY;COUNT=0":                    "", "FREQ=DAILY;COUNT=-1": "", "FREQ=DAILY;COUNT=+0": "",
		"FREQ=DAILY;UNTIL=jamais": "", "FREQ=SOMETIMES": "", "BYDAY=MO": "", "": "", "FREQ": "", "W": "", "Q1 #2": "",
		"FREQ=MONTHLY;BYDAY=6MO": "", "FREQ=MONTHLY;BYDAY=-10MO": "", "FREQ=YEARLY;BYMONTH=1;BYDAY=9MO": "",
		"FREQ=DAILY;INTERVAL=999999999999": "", "FREQ=DAILY;INTERVAL=-1": "", "FREQ=YEARLY;BYEASTER=1": "",
		"FREQ=YEARLY;BYMONTH=13": "", "RSCALE=HEBREW;FREQ=DAILY": "", "FREQ=DAILY;DTSTART=20260101": "",
	} {
		r, err := readRule(in)
		got := ""
		if err == nil {
			got = r.opt.RRuleString()
		}
		if got != want {
			t.Errorf("%q read as %q (%v), want %q", in, got, err, want)
		}
	}
}

// starts expands an event in Paris with these lines over all of 2026 and 2027.
func starts(t testing.TB, lines ...string) (got []string, troubles []string) {
	t.Helper()
	e := "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:a\n" + strings.Join(lines, "\n") + "\nEND:VEVENT\nEND:VCALENDAR\n"
	cal := read(t, e)
	cal.Expand(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC), func(i Instance) bool {
		got = append(got, i.Start.Stamp())
		return true
	})
	for _, e := range cal.Events {
		troubles = append(troubles, e.Troubles...)
	}
	return got, troubles
}

// TestRulesThatNeverReturn: each of them keeps one call of rrule-go's iterator
// for ever, or for minutes. The first slot is taken, and the trouble told.
func TestRulesThatNeverReturn(t *testing.T) {
	for _, rule := range []string{
		"FREQ=HOURLY;INTERVAL=24;BYHOUR=5",
		"FREQ=HOURLY;INTERVAL=24;BYHOUR=5;COUNT=3",
		"FREQ=MINUTELY;INTERVAL=60;BYMINUTE=30;COUNT=3",
		"FREQ=SECONDLY;INTERVAL=60;BYSECOND=30;UNTIL=20270101",
		"FREQ=SECONDLY;INTERVAL=86400;BYHOUR=3;COUNT=2",
		"FREQ=SECONDLY;BYMONTH=2;COUNT=5",
		"FREQ=MINUTELY;BYMONTHDAY=31;BYMONTH=2;COUNT=5",
		"FREQ=HOURLY",
		"FREQ=SECONDLY",
	} {
		got, troubles := starts(t, "DTSTART:20261020T120000", "RRULE:"+rule)
		if diff := cmp.Diff([]string{"20261020T100000Z"}, got); diff != "" {
			t.Errorf("%s:\n%s", rule, diff)
		}
		if diff := cmp.Diff([]string{errSubDaily.Error()}, troubles); diff != "" {
			t.Errorf("%s:\n%s", rule, diff)
		}
	}
}

// TestRulesThatNothingFits end, and leave the first slot.
func TestRulesThatNothingFits(t *testing.T) {
	for _, rule := range []string{
		"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
		"FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",
		"FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
		"FREQ=YEARLY;BYDAY=MO;BYSETPOS=300",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
		"FREQ=HOURLY;BYMONTH=2;BYDAY=MO;INTERVAL=8760;COUNT=3",
	} {
		got, troubles := starts(t, "DTSTART:20261020T120000", "RRULE:"+rule)
		if diff := cmp.Diff([]string{"20261020T100000Z"}, got); diff != "" || len(troubles) > 0 {
			t.Errorf("%s: %v\n%s", rule, troubles, diff)
		}
	}
}

// TestBudget: a body full of rules that nothing fits ends as well.
func TestBudget(t *testing.T) {
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, "BEGIN:VEVENT\nUID:%d\nDTSTART:20261020\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nEND:VEVENT\n", i)
	}
	cal := read(t, "BEGIN:VCALENDAR\n"+b.String()+"END:VCALENDAR\n")
	slots := 0
	cal.Expand(testNow, testNow.AddDate(2, 0, 0), func(Instance) bool { slots++; return true })
	last := cal.Events[len(cal.Events)-1]
	if slots != 1000 || !slices.Contains(last.Troubles, errTooLong.Error()) {
		t.Errorf("%d slots, last: %v", slots, last.Troubles)
	}
}

// TestSkip: a rule begun later gives the same times, whatever it is.
func TestSkip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := drawRule(t)
		start := time.Date(rapid.IntRange(1990, 2025).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")),
			rapid.IntRange(1, 31).Draw(t, "day"), rapid.IntRange(0, 23).Draw(t, "hour"), 0, 0, 0, time.UTC)
		from := start.AddDate(0, 0, rapid.IntRange(0, 5000).Draw(t, "later"))
		to := from.AddDate(0, 0, rapid.IntRange(1, 800).Draw(t, "long"))
		r, err := readRule(rule)
		if err != nil {
			t.Fatalf("%s: %v", rule, err)
		}
		var got []time.Time
		if err := r.walk(start, from, to, newBudget(), func(at time.Time) bool { got = append(got, at); return true }); err != nil {
			t.Fatalf("%s: %v", rule, err)
		}
		opt := explicit(r.opt, start)
		opt.Dtstart = start
		plain, err := rrule.NewRRule(opt)
		if err != nil {
			t.Fatal(err)
		}
		want := plain.Between(from, to.Add(-time.Second), true)
		if diff := cmp.Diff(want, got); diff != "" && len(want)+len(got) > 0 {
			t.Fatalf("%s from %v (-rrule-go +ours):\n%s", rule, start, diff)
		}
	})
}

// drawRule makes a rule of DAILY or above, which some day fits.
func drawRule(t *rapid.T) string {
	freq := rapid.SampledFrom([]string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}).Draw(t, "freq")
	rule := fmt.Sprintf("FREQ=%s;INTERVAL=%d", freq, rapid.IntRange(1, 4).Draw(t, "interval"))
	parts := map[string][]string{
		"DAILY":   {"", ";BYDAY=MO,WE,SU", ";BYMONTH=1,7", ";BYHOUR=9,14"},
		"WEEKLY":  {"", ";BYDAY=TU,TH", ";BYDAY=MO,SU;WKST=SU", ";BYMONTH=3,4,5"},
		"MONTHLY": {"", ";BYDAY=2TU", ";BYDAY=-1FR", ";BYMONTHDAY=-1,15", ";BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"},
		"YEARLY":  {"", ";BYMONTH=2,9", ";BYDAY=1MO;BYMONTH=5", ";BYYEARDAY=100,-1", ";BYWEEKNO=20", ";BYDAY=10SU"},
	}
	rule += rapid.SampledFrom(parts[freq]).Draw(t, "parts")
	if rapid.Bool().Draw(t, "ends") {
		rule += fmt.Sprintf(";COUNT=%d", rapid.IntRange(1, 400).Draw(t, "count"))
	}
	return rule
}

// TestWalkErrors: what a rule could not give is told.
func TestWalkErrors(t *testing.T) {
	r, err := readRule("FREQ=DAILY;COUNT=100000")
	if err != nil {
		t.Fatal(err)
	}
	small := &budget{100}
	n := 0
	err = r.walk(testNow, testNow, testNow.AddDate(100, 0, 0), small, func(time.Time) bool { n++; return true })
	if !errors.Is(err, errTooLong) || n == 0 || n > 100 {
		t.Errorf("%d times, %v", n, err)
	}
}
