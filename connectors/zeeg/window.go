package zeeg

import (
	"slices"
	"time"

	"tresse/connectors"
)

// A span is the starts in [From, To).
type span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

func (s span) length() time.Duration { return s.To.Sub(s.From) }

// first returns the first part of s, at most d long, and what is left.
func (s span) first(d time.Duration) (part, rest span) {
	at := s.From.Add(d)
	if at.After(s.To) {
		at = s.To
	}
	return span{s.From, at}, span{at, s.To}
}

// The windows of sheet §10. What the horizon leaves out is not read.
const (
	day       = 24 * time.Hour
	hotBack   = 2 * day
	hotAhead  = 60 * day
	coldBack  = 90 * day
	coldYears = 1 // ahead
)

// defaultHorizon holds where the caller names none.
const defaultHorizon = 400 * day

// hot is read at each pull.
func hot(now time.Time, horizon time.Duration) span {
	return within(now, horizon, now.Add(-hotBack), now.Add(hotAhead))
}

// cold is read once a night, for late cancellations and far bookings.
func cold(now time.Time, horizon time.Duration) span {
	return within(now, horizon, now.Add(-coldBack), now.AddDate(coldYears, 0, 0))
}

// whole is read where there is no cursor to go on from.
func whole(now time.Time, horizon time.Duration) span {
	return span{now.Add(-horizon), now.Add(horizon)}
}

func within(now time.Time, horizon time.Duration, from, to time.Time) span {
	all := whole(now, horizon)
	if from.Before(all.From) {
		from = all.From
	}
	if to.After(all.To) {
		to = all.To
	}
	return span{from, to}
}

// hotFirst orders the reading of wide: what is near comes first, so that
// trouble further away never keeps new bookings out.
func hotFirst(near, wide span) []span {
	return append([]span{near}, without([]span{wide}, near)...)
}

// without cuts out of each span what lies in hole.
func without(spans []span, hole span) []span {
	var left []span
	for _, s := range spans {
		if !hole.From.Before(s.To) || !s.From.Before(hole.To) {
			left = append(left, s)
			continue
		}
		if s.From.Before(hole.From) {
			left = append(left, span{s.From, hole.From})
		}
		if hole.To.Before(s.To) {
			left = append(left, span{hole.To, s.To})
		}
	}
	return left
}

// coverage joins the spans that were read whole into as few as can be.
func coverage(scope string, read []span) []connectors.Coverage {
	slices.SortFunc(read, func(a, b span) int { return a.From.Compare(b.From) })
	var all []connectors.Coverage
	for _, s := range read {
		if n := len(all); n > 0 && !s.From.After(all[n-1].To) {
			if s.To.After(all[n-1].To) {
				all[n-1].To = s.To
			}
			continue
		}
		all = append(all, connectors.Coverage{Scope: scope, From: s.From, To: s.To})
	}
	return all
}

// nightHour is the local hour at which the cold window falls due.
const nightHour = 3

// lastNight is the last time, at or before now, that the clock showed nightHour
// in zone.
func lastNight(now time.Time, zone *time.Location) time.Time {
	local := now.In(zone)
	night := time.Date(local.Year(), local.Month(), local.Day(), nightHour, 0, 0, 0, zone)
	if night.After(now) {
		night = time.Date(local.Year(), local.Month(), local.Day()-1, nightHour, 0, 0, 0, zone)
	}
	return night
}
