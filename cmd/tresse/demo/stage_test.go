package demo

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresse/connectors/zeeg/zeegtest"
)

// standing is all that a stage would serve, as its platforms hold it.
type standing struct {
	Timings              map[int64]int64
	Zeeg                 []zeegtest.Event
	Town, Lucie, Camille string
}

func still(t *testing.T, now string) (*Stage, standing) {
	t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	s, err := set(at, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	v := standing{Timings: map[int64]int64{}, Zeeg: s.zeeg.Events()}
	for uid, timings := range s.timings {
		for i, slot := range timings {
			v.Timings[uid] += slot.Begin.Unix() * int64(i+1)
		}
	}
	frozen := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, f := range []struct {
		into *string
		from *feed
	}{{&v.Town, s.town}, {&v.Lucie, s.colleagues}, {&v.Camille, s.agents}} {
		*f.into = string(f.from.program.calendar(f.from.entries, frozen))
	}
	return s, v
}

func TestADayHasOneStage(t *testing.T) {
	_, morning := still(t, "2026-11-21T23:00:01Z") // just after midnight in Paris
	_, evening := still(t, "2026-11-22T22:59:59Z")
	if diff := cmp.Diff(morning, evening); diff != "" {
		t.Errorf("two stages of one day differ:\n%s", diff)
	}
	_, tomorrow := still(t, "2026-11-22T23:00:01Z")
	if cmp.Equal(morning, tomorrow) {
		t.Error("a day has passed and nothing changed")
	}
}

// Who runs the demonstration on the same data a week later finds the same
// sessions under the same ids, and one week more.
func TestTheStageMovesOnByAWeek(t *testing.T) {
	first, _ := still(t, "2026-11-22T10:00:00Z")
	second, _ := still(t, "2026-11-29T10:00:00Z")
	later := map[string]zeegtest.Event{}
	for _, e := range second.zeeg.Events() {
		later[e.UUID] = e
	}
	kept := 0
	for _, e := range first.zeeg.Events() {
		same, there := later[e.UUID]
		switch {
		case !there && e.Start.After(second.today.AddDate(0, 0, -7*weeksBack)):
			t.Errorf("%s at %s is gone a week later", e.Title, e.Start)
		case there && !same.Start.Equal(e.Start):
			t.Errorf("%s moved from %s to %s", e.UUID, e.Start, same.Start)
		case there:
			kept++
		}
	}
	if kept < 40 {
		t.Errorf("%d events kept from one week to the next", kept)
	}
}

// Days of six years: nothing on a closed day, nothing at night, enough to
// look at, nobody booked before it was possible or cancelled before booking.
func TestAnyDayIsBelievable(t *testing.T) {
	for day := time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC); day.Year() < 2030; day = day.AddDate(0, 0, 37) {
		s, _ := still(t, day.Format(time.RFC3339))
		dates := s.checkDates(t)
		bookings := s.checkBookings(t)
		if dates < 60 || bookings < 80 {
			t.Errorf("%s: %d dates, %d bookings", day.Format(time.DateOnly), dates, bookings)
		}
		for _, w := range programme() {
			if w.rhythm.every < 13 && len(w.events(s.almanac)) == 0 {
				t.Errorf("%s: nothing of %q", day.Format(time.DateOnly), w.title)
			}
		}
		if t.Failed() {
			return
		}
	}
}

func (s *Stage) checkDates(t *testing.T) (n int) {
	check := func(what string, at time.Time) {
		n++
		at = at.In(s.zone)
		if !open(at) || at.Hour() < 8 || at.Hour() > 19 {
			t.Errorf("%s on %s", what, at)
		}
	}
	for uid, timings := range s.timings {
		if len(timings) == 0 {
			t.Errorf("event %d without a timing", uid)
		}
		for _, slot := range timings {
			check("workshop", slot.Begin)
		}
	}
	for _, e := range s.zeeg.Events() {
		check(e.Title, e.Start)
	}
	for _, f := range []*feed{s.town, s.colleagues, s.agents} {
		for _, e := range f.entries {
			if e.days == 0 && e.rule == "" {
				check(e.title, e.start)
			}
		}
	}
	return n
}

func (s *Stage) checkBookings(t *testing.T) (n int) {
	for _, e := range s.zeeg.Events() {
		seen := map[string]bool{}
		if active(e) > e.Capacity {
			t.Errorf("%s: %d of %d seats", e.Title, active(e), e.Capacity)
		}
		for _, i := range e.Invitees {
			n++
			off := i.Cancelled.At
			if i.Scheduled.After(s.today) || !i.Scheduled.Before(e.Start) || !off.IsZero() && (off.Before(i.Scheduled) || off.After(s.today)) {
				t.Errorf("%s at %s: booked %s, cancelled %s", e.Title, e.Start, i.Scheduled, off)
			}
			if seen[i.UUID] {
				t.Errorf("%s: invitee twice", e.Title)
			}
			seen[i.UUID] = true
		}
	}
	return n
}

func TestWallClockAndHolidays(t *testing.T) {
	for _, c := range []struct {
		day  string
		open bool
	}{
		{"2026-11-22", false}, {"2026-11-23", true}, {"2026-11-11", false}, {"2026-04-06", false}, // Easter Monday
		{"2026-05-14", false}, {"2026-05-25", false}, {"2027-03-29", false}, {"2026-12-24", true}, {"2026-12-25", false},
	} {
		day, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			t.Fatal(err)
		}
		if open(day) != c.open {
			t.Errorf("open(%s) = %t", c.day, !c.open)
		}
	}
	s, _ := still(t, "2026-10-20T10:00:00Z") // the clocks change on the 25th
	for _, d := range s.dates(rhythm{1, 0, time.Wednesday, wall(14, 0)}) {
		if h := d.start.Hour(); h != 14 {
			t.Errorf("%s: %d o'clock", d.start, h)
		}
	}
}

func TestSomethingHappens(t *testing.T) {
	for _, now := range []string{"2026-11-22T10:00:00Z", "2026-12-24T17:00:00Z", "2026-05-01T06:00:00Z"} {
		s, before := still(t, now)
		told := map[string]bool{}
		for range 8 {
			told[s.Happen()] = true
		}
		if len(told) != 8 {
			t.Errorf("%s: eight calls told %d things", now, len(told))
		}
		for range 80 {
			s.Happen()
		}
		s.checkDates(t)
		for _, e := range s.zeeg.Events() {
			if active(e) > e.Capacity {
				t.Errorf("%s: %d of %d seats", e.Title, active(e), e.Capacity)
			}
		}
		if left, had := len(s.timings[uidDropIn]), 2*weeksAhead; left < had/2 {
			t.Errorf("%s: %d of about %d permanences left", now, left, had)
		}
		if cmp.Equal(before.Zeeg, s.zeeg.Events()) {
			t.Error("nothing happened at Zeeg")
		}
	}
}
