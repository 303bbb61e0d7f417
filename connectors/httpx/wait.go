package httpx

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// longestWait caps what a platform may ask for, so that one garbled header does
// not silence a source for ever.
const longestWait = 7 * 24 * time.Hour

// backoff is the pause after the n-th failed attempt: first doubled each time,
// at most most, with the upper half of it left to chance so that sources that
// failed together do not come back together.
func backoff(first, most time.Duration, n int) time.Duration {
	d := most
	if shift := n - 1; shift < 30 && first <= most>>shift {
		d = first << shift
	}
	return d/2 + rand.N(d/2+1)
}

// retryAfter reads a Retry-After (RFC 9110 §10.2.3): seconds, or an HTTP date,
// taken against the server's own Date where it gave one, for its clock need not
// be ours. A date gone by, a negative number or garbage counts as none.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" {
		return 0, false
	}
	if strings.Trim(text, "0123456789") == "" {
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err != nil || seconds > int64(longestWait/time.Second) {
			return longestWait, true
		}
		return time.Duration(seconds) * time.Second, true
	}
	date, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	if theirs, err := http.ParseTime(h.Get("Date")); err == nil {
		now = theirs
	}
	wait := date.Sub(now)
	return min(wait, longestWait), wait > 0
}
