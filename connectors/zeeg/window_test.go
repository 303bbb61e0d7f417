package zeeg

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWindows(t *testing.T) {
	for name, c := range map[string]struct{ got, want span }{
		"hot":         {hot(now, defaultHorizon), span{now.Add(-2 * day), now.Add(60 * day)}},
		"cold":        {cold(now, defaultHorizon), span{now.Add(-90 * day), now.AddDate(1, 0, 0)}},
		"whole":       {whole(now, defaultHorizon), span{now.Add(-400 * day), now.Add(400 * day)}},
		"hot, short":  {hot(now, day), span{now.Add(-day), now.Add(day)}},
		"cold, short": {cold(now, 30*day), span{now.Add(-30 * day), now.Add(30 * day)}},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestLastNight(t *testing.T) {
	for at, want := range map[string]string{
		"2026-09-10T02:59:59+02:00": "2026-09-09T03:00:00+02:00",
		"2026-09-10T03:00:00+02:00": "2026-09-10T03:00:00+02:00",
		"2026-09-10T23:00:00+02:00": "2026-09-10T03:00:00+02:00",
		"2026-10-25T02:30:00+01:00": "2026-10-24T03:00:00+02:00", // the second 2:30
		"2026-10-25T12:00:00+01:00": "2026-10-25T03:00:00+01:00",
		"2027-03-28T03:00:00+02:00": "2027-03-28T03:00:00+02:00", // after 1:59
		"2027-01-01T01:00:00+01:00": "2026-12-31T03:00:00+01:00",
	} {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := lastNight(moment, paris).Format(time.RFC3339); got != want {
			t.Errorf("at %s: %s, want %s", at, got, want)
		}
	}
}

// TestSpans: reading the near first neither loses nor doubles an instant of the
// wide window, and coverage joins it again.
func TestSpans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) span {
			from := rapid.IntRange(0, 50).Draw(t, name)
			return span{now.Add(time.Duration(from) * time.Hour), now.Add(time.Duration(from+rapid.IntRange(1, 50).Draw(t, name)) * time.Hour)}
		}
		wide, hole := draw("wide"), draw("hole")
		left := without([]span{wide}, hole)
		for n := range 110 {
			at := now.Add(time.Duration(n) * time.Hour)
			holds := func(s span) bool { return !at.Before(s.From) && at.Before(s.To) }
			times := 0
			for _, s := range left {
				if holds(s) {
					times++
				}
			}
			want := 0
			if holds(wide) && !holds(hole) {
				want = 1
			}
			if times != want {
				t.Fatalf("hour %d is read %d times, want %d", n, times, want)
			}
		}
		var pieces []span
		for rest := wide; rest.length() > 0; {
			var part span
			part, rest = rest.first(time.Duration(rapid.IntRange(1, 20).Draw(t, "width")) * time.Hour)
			pieces = append(pieces, part)
		}
		if got := coverage("own", rapid.Permutation(pieces).Draw(t, "order")); len(got) != 1 || !got[0].From.Equal(wide.From) || !got[0].To.Equal(wide.To) {
			t.Fatalf("coverage %v of %v", got, wide)
		}
	})
}
