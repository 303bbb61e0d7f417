package publish

import "time"

// The days before and after the week's Monday that a feed shows.
const (
	daysBack  = 60
	daysAhead = 400
)

// Window returns what a feed shows when nothing else is asked for: 60 days back
// and 400 ahead of the Monday 00:00 in zone at or before asOf. It moves once a
// week, so that a feed's bytes and its ETag stand still in between.
func Window(asOf time.Time, zone *time.Location) (from, to time.Time) {
	if zone == nil {
		zone = time.UTC
	}
	local := asOf.In(zone)
	sinceMonday := (int(local.Weekday()) + 6) % 7
	monday := time.Date(local.Year(), local.Month(), local.Day()-sinceMonday, 0, 0, 0, 0, zone)
	return monday.AddDate(0, 0, -daysBack), monday.AddDate(0, 0, daysAhead)
}
