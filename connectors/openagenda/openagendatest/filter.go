package openagendatest

import (
	"slices"
	"time"
)

// filter is what a list was asked to hold (sheet §3.1).
type filter struct {
	states           []int64
	removed          string // "0", "1", "null"
	since, until     time.Time
	begins, beginsTo time.Time
	relative         []string
	uids, statuses   []int64
	now              time.Time
}

// newFilter names the parameter that cannot be read, if there is one.
func newFilter(q question, now time.Time) (f filter, bad string) {
	f = filter{
		states: q.numbers("state", Refused, Moderate, Ready, Published), removed: q.one("removed"),
		relative: q.list("relative"), uids: q.numbers("uid"), statuses: q.numbers("status", 1, 2, 3, 4, 5, 6), now: now,
	}
	if len(f.states) == 0 {
		f.states = []int64{Published}
	}
	f.relative = slices.DeleteFunc(f.relative, func(r string) bool { return r != "passed" && r != "current" && r != "upcoming" })
	for _, d := range []struct {
		name, part string
		into       *time.Time
	}{
		{"updatedAt", "gte", &f.since}, {"updatedAt", "lte", &f.until},
		{"timings", "gte", &f.begins}, {"timings", "lte", &f.beginsTo},
	} {
		t, ok := q.moment(d.name, d.part)
		if !ok {
			return f, d.name
		}
		*d.into = t
	}
	return f, ""
}

func (f *filter) holds(e *entry) bool {
	at := e.updatedAt().Truncate(time.Millisecond)
	switch {
	case !f.since.IsZero() && at.Before(f.since), !f.until.IsZero() && at.After(f.until):
		return false
	case len(f.uids) > 0 && !slices.Contains(f.uids, e.event.UID):
		return false
	case !e.live():
		// Choice: what asks for times or statuses asks for events, not tombstones.
		return (f.removed == "1" || f.removed == "null") && len(f.relative)+len(f.statuses) == 0 && f.begins.IsZero() && f.beginsTo.IsZero()
	case f.removed == "1", !slices.Contains(f.states, int64(e.state)):
		return false
	case len(f.statuses) > 0 && !slices.Contains(f.statuses, int64(e.event.Status)):
		return false
	}
	return f.inTime(e.event.Timings)
}

// inTime: some timing begins in the range asked for, and the event as a whole
// is passed, current or upcoming as asked.
func (f *filter) inTime(timings []Timing) bool {
	if !f.begins.IsZero() || !f.beginsTo.IsZero() {
		if !slices.ContainsFunc(timings, func(t Timing) bool {
			return !t.Begin.Before(f.begins) && (f.beginsTo.IsZero() || !t.Begin.After(f.beginsTo))
		}) {
			return false
		}
	}
	return len(f.relative) == 0 || slices.Contains(f.relative, relation(timings, f.now))
}

func relation(timings []Timing, now time.Time) string {
	before := slices.ContainsFunc(timings, func(t Timing) bool { return !t.Begin.After(now) })
	after := slices.ContainsFunc(timings, func(t Timing) bool { return t.End.After(now) })
	switch {
	case before && after:
		return "current"
	case after:
		return "upcoming"
	}
	return "passed"
}
