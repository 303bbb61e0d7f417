package httpx

import (
	"net/http"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	for _, test := range []struct {
		value, date string
		want        time.Duration
		ok          bool
	}{
		{"120", "", 2 * time.Minute, true}, {" 120 ", "", 2 * time.Minute, true}, {"0", "", 0, true},
		{"86400", "", 24 * time.Hour, true}, {"999999999", "", longestWait, true},
		{"99999999999999999999999999", "", longestWait, true},
		{"", "", 0, false}, {"-1", "", 0, false}, {"+1", "", 0, false}, {"1.5", "", 0, false}, {"1e3", "", 0, false},
		{"١٢", "", 0, false}, {"soon", "", 0, false}, {"120, 130", "", 0, false},
		{"Sun, 25 Oct 2026 00:32:00 GMT", "", 2 * time.Minute, true},
		{"Sunday, 25-Oct-26 00:32:00 GMT", "", 2 * time.Minute, true},
		{"Sun Oct 25 00:32:00 2026", "", 2 * time.Minute, true},
		{"Sun, 25 Oct 2026 00:30:00 GMT", "", 0, false}, {"Sun, 25 Oct 2026 00:00:00 GMT", "", 0, false},
		{"Thu, 01 Jan 2099 00:00:00 GMT", "", longestWait, true},
		{"2026-10-25T00:32:00Z", "", 0, false},
		// A server an hour ahead, and one whose Date is garbage.
		{"Sun, 25 Oct 2026 01:32:00 GMT", "Sun, 25 Oct 2026 01:30:00 GMT", 2 * time.Minute, true},
		{"Sun, 25 Oct 2026 00:32:00 GMT", "today", 2 * time.Minute, true},
	} {
		h := http.Header{}
		h.Set("Retry-After", test.value)
		h.Set("Date", test.date)
		if got, ok := retryAfter(h, now); ok != test.ok || ok && got != test.want {
			t.Errorf("Retry-After %q, Date %q: %v, %v, want %v, %v", test.value, test.date, got, ok, test.want, test.ok)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"120", "-1", "Sun, 25 Oct 2026 00:32:00 GMT", "9223372036854775808"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		h := http.Header{"Retry-After": {value}, "Date": {date}}
		if got, ok := retryAfter(h, time.Now()); ok && (got < 0 || got > longestWait) {
			t.Errorf("%v", got)
		}
	})
}

func TestBackoffStaysInBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := time.Duration(rapid.Int64Range(0, int64(24*time.Hour)).Draw(t, "most"))
		first := time.Duration(rapid.Int64Range(0, int64(most)).Draw(t, "first"))
		n := rapid.IntRange(1, 1000).Draw(t, "n")
		got := backoff(first, most, n)
		if got < first/2 || got > most || n == 1 && got > first {
			t.Errorf("backoff(%v, %v, %d) = %v", first, most, n, got)
		}
	})
}

// Sources that failed together do not come back together.
func TestBackoffHasJitter(t *testing.T) {
	seen := map[time.Duration]bool{}
	for range 100 {
		seen[backoff(time.Second, time.Minute, 3)] = true
	}
	if len(seen) < 50 {
		t.Errorf("%d different waits of 100", len(seen))
	}
}
