package config

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tresse"
)

func TestSpans(t *testing.T) {
	const day = 24 * time.Hour
	for text, want := range map[string]Span{
		"15m": {Clock: 15 * time.Minute}, "1h30m": {Clock: 90 * time.Minute}, "1h30": {Clock: 90 * time.Minute}, "1 h 30": {Clock: 90 * time.Minute},
		"90 min": {Clock: 90 * time.Minute}, "1.5h": {Clock: 90 * time.Minute}, "1,5 h": {Clock: 90 * time.Minute}, "45s": {Clock: 45 * time.Second},
		"400d": {Days: 400}, "400 j": {Days: 400}, "1 jour": {Days: 1}, "2 semaines": {Days: 14}, "1W": {Days: 7},
		"12 months": {Months: 12}, "12 mois": {Months: 12}, "12mo": {Months: 12}, "1 an": {Months: 12}, "2 ANS": {Months: 24}, "1 année 6 mois": {Months: 18},
		"12\u00a0mois": {Months: 12}, " 3 days ": {Days: 3}, "1 year 2 months 3 days 4h5m6s": {Months: 14, Days: 3, Clock: 4*time.Hour + 5*time.Minute + 6*time.Second},
		"0m": {}, "100 ans": {Months: 1200},
	} {
		got, err := ParseSpan(text)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", " ", "15", "m", "-5m", "15 parsecs", "12M", "1.5 mois", "1..5h", "1h30 2", "1 h m", "101 ans", "9999999999999999999h", "99 ans 99 ans", "1e9h", "m15", "1h,", "٣ j", "12 mois.",
	} {
		if got, err := ParseSpan(text); err == nil {
			t.Errorf("%q is read: %+v", text, got)
		} else if tresse.AdviceOf(err) == "" || tresse.TroubleOf(err) != tresse.TroubleConfig {
			t.Errorf("%q: %v", text, err)
		}
	}
	if got := (Span{Months: 12}).Duration(); got != 365*day {
		t.Errorf("12 months are %v", got)
	}
}

func TestSpanBefore(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) time.Time {
		d, err := time.ParseInLocation("2006-01-02 15:04", text, paris)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, test := range []struct{ span, from, want string }{
		{"12 mois", "2026-11-22 10:00", "2025-11-22 10:00"},
		{"12 mois", "2028-02-29 10:00", "2027-02-28 10:00"},
		{"1 mois", "2026-03-31 10:00", "2026-02-28 10:00"},
		{"1 mois 1 jour", "2026-03-31 10:00", "2026-02-27 10:00"},
		{"1 jour", "2026-03-29 12:00", "2026-03-28 12:00"}, // a day of 23 hours
		{"90 min", "2026-03-29 04:00", "2026-03-29 01:30"},
	} {
		s, err := ParseSpan(test.span)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Before(at(test.from)); !got.Equal(at(test.want)) {
			t.Errorf("%s before %s: %v, want %s", test.span, test.from, got, test.want)
		}
	}
}

func TestSpanReadsWhatItWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Span{
			Months: rapid.IntRange(0, 600).Draw(t, "months"),
			Days:   rapid.IntRange(0, 1000).Draw(t, "days"),
			Clock:  time.Duration(rapid.IntRange(0, 1_000_000).Draw(t, "seconds")) * time.Second,
		}
		got, err := ParseSpan(s.String())
		if err != nil || got != s {
			t.Fatalf("%q: %+v, %v", s.String(), got, err)
		}
	})
}

func FuzzSpan(f *testing.F) {
	for _, seed := range []string{"15m", "1h30", "12 mois", "1,5h", "99999999999999999999 ans", "1 an 6 mois"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if s, err := ParseSpan(text); err == nil && (s.Duration() < 0 || s.Duration() > 201*365*24*time.Hour) {
			t.Errorf("%q is %v", text, s.Duration())
		}
	})
}
