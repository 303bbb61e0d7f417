package store

import (
	"bytes"
	"fmt"
	"math"
	"time"

	"go.etcd.io/bbolt"

	"tresse"
)

// A Window is a stretch of time [From, To); a zero end is open. What lasts all
// day begins at midnight where From (or else To) has its zone.
type Window struct{ From, To time.Time }

// day is more than any zone is away from UTC.
const day = 24 * time.Hour

// seconds returns the stored starts between which the window lies, for instants
// and days alike.
func (w Window) seconds() (from, to int64) {
	from, to = math.MinInt64, math.MaxInt64
	if !w.From.IsZero() {
		from = w.From.Add(-day).Unix()
	}
	if !w.To.IsZero() {
		to = w.To.Add(day).Unix()
	}
	return from, to
}

// holds reports whether a start lies in the window.
func (w Window) holds(start tresse.Time) bool {
	zone := w.From.Location()
	if w.From.IsZero() {
		zone = w.To.Location()
	}
	at := start.In(zone)
	return (w.From.IsZero() || !at.Before(w.From)) && (w.To.IsZero() || at.Before(w.To))
}

// eachStart calls f with the place of each session that starts in the window.
func eachStart(views *bbolt.Bucket, v ViewName, w Window, f func(Placing) error) error {
	from, to := w.seconds()
	c := views.Bucket(bucketWays).Cursor()
	prefix := []byte{v.wayStart()}
	for key, value := c.Seek(appendSecond(prefix, from)); bytes.HasPrefix(key, prefix); key, value = c.Next() {
		if len(key) != 25 || len(value) != 1 {
			return unreadable{fmt.Errorf("way of %d bytes to a session", len(key))}
		}
		start := secondOf(key[1:])
		if start >= to {
			break
		}
		if !w.holds(tresse.Time{Time: time.Unix(start, 0).UTC(), Day: value[0] == 1}) {
			continue
		}
		if err := f(Placing(key[1:])); err != nil {
			return err
		}
	}
	return nil
}
