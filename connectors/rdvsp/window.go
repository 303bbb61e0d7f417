package rdvsp

import (
	"slices"
	"time"

	"tresse/connectors"
)

// A span is the starts in [From, To) of an organisation; of all that the agent
// sees where Org is 0.
type span struct {
	Org  int64     `json:"org,omitempty"`
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
	return span{s.Org, s.From, at}, span{s.Org, at, s.To}
}

// The windows of sheet §14. Each reaches as far ahead as the horizon, for
// appointments far away are few; none reaches beyond it.
const (
	day      = 24 * time.Hour
	hotBack  = 15 // days
	warmBack = 90 // days
)

// defaultHorizon holds where the caller names none.
const defaultHorizon = 400 * day

// A reach is how far back a pull reads.
type reach int

const (
	hot   reach = iota // at each pull
	warm               // hourly: statuses are filled in late
	whole              // at night, and where there is no cursor to go on from
)

// window is the span of a reach, from a midnight of the mediator's.
func (c *connector) window(r reach) span {
	today := midnight(c.now(), c.zone())
	all := span{From: today.Add(-c.horizon()), To: today.Add(day + c.horizon())}
	back := today.AddDate(0, 0, -hotBack)
	if r == warm {
		back = today.AddDate(0, 0, -warmBack)
	}
	if r != whole && back.After(all.From) {
		all.From = back
	}
	return span{From: all.From.UTC(), To: all.To.UTC()}
}

func midnight(now time.Time, zone *time.Location) time.Time {
	local := now.In(zone)
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, zone)
}

// spans orders a reading: of each organisation what is near comes first, so that
// trouble further away never keeps new bookings out.
func (c *connector) spans(r reach) []span {
	near := c.each(c.window(hot))
	if r == hot {
		return near
	}
	rest := c.window(r)
	rest.To = c.window(hot).From
	if rest.length() <= 0 {
		return near
	}
	return append(near, c.each(rest)...)
}

// each has a span for each organisation that is to be read.
func (c *connector) each(s span) []span {
	if len(c.options.Organisations) == 0 {
		return []span{s}
	}
	var all []span
	for _, id := range c.options.Organisations {
		s.Org = id
		all = append(all, s)
	}
	return all
}

// without cuts out of each span what lies in hole, a span of the same
// organisation.
func without(spans []span, hole span) []span {
	var left []span
	for _, s := range spans {
		if s.Org != hole.Org || !hole.From.Before(s.To) || !s.From.Before(hole.To) {
			left = append(left, s)
			continue
		}
		if s.From.Before(hole.From) {
			left = append(left, span{s.Org, s.From, hole.From})
		}
		if hole.To.Before(s.To) {
			left = append(left, span{s.Org, hole.To, s.To})
		}
	}
	return left
}

// coverage joins the spans that were read whole into as few as can be. What was
// read without naming an organisation covers all that are known.
func coverage(read []span, known []int64) []connectors.Coverage {
	slices.SortStableFunc(read, func(a, b span) int {
		if a.Org != b.Org {
			return int(min(max(a.Org-b.Org, -1), 1))
		}
		return a.From.Compare(b.From)
	})
	var joined []span
	for _, s := range read {
		if n := len(joined); n > 0 && joined[n-1].Org == s.Org && !s.From.After(joined[n-1].To) {
			if s.To.After(joined[n-1].To) {
				joined[n-1].To = s.To
			}
			continue
		}
		joined = append(joined, s)
	}
	var all []connectors.Coverage
	for _, s := range joined {
		orgs := []int64{s.Org}
		if s.Org == 0 {
			orgs = known
		}
		for _, id := range orgs {
			all = append(all, connectors.Coverage{Scope: scopeOf(id), From: s.From, To: s.To})
		}
	}
	return all
}

// nightHour is the local hour at which the whole falls due.
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
