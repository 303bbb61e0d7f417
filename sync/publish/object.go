package publish

import (
	"time"

	"tresse"
)

// The object_ files hold the objects of CONTRACT §5, for the commands and the
// API alike: keys in its order, what is not known left out, lists always there,
// truths always told.

// listed makes a list that is never null.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// rfc3339 writes an instant with the offset of zone, a day as a date.
func rfc3339(t tresse.Time, zone *time.Location) string {
	if t.Day {
		return t.Format(time.DateOnly)
	}
	return instant(t.Time, zone)
}

// instant writes an instant with the offset of zone; "" for none.
func instant(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format(time.RFC3339)
}
