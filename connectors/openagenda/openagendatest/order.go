package openagendatest

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// rank is where an entry stands in a list: its values are compared one after
// another, and are the cursor (sheet §12.5).
type rank []int64

// The sorts that are spoken; any other is the default.
const (
	byTiming      = "timingsWithFeatured.asc"
	byUpdate      = "updatedAt.asc"
	byUpdateFirst = "updatedAt.desc"
)

func sortOf(q question) string {
	for _, asked := range q.list("sort") {
		if asked == byUpdate || asked == byUpdateFirst {
			return asked
		}
	}
	return byTiming
}

func (e *entry) rank(sort string, now time.Time) rank {
	ms := e.updatedAt().UnixMilli()
	switch sort {
	case byUpdate:
		return rank{ms, e.event.UID}
	case byUpdateFirst:
		return rank{-ms, e.event.UID}
	}
	passed, at := int64(1), time.Time{}
	for _, t := range e.event.Timings {
		if t.End.After(now) && (passed == 1 || t.Begin.Before(at)) {
			passed, at = 0, t.Begin
		}
	}
	if passed == 1 && len(e.event.Timings) > 0 {
		at = e.event.Timings[len(e.event.Timings)-1].Begin
	}
	return rank{passed, at.Unix(), at.UnixMilli(), e.event.UID}
}

// cursor writes a rank: strings in today's documentation, numbers in older
// captures (sheet §3.4).
func (r rank) cursor(sort string, numeric bool) []any {
	texts := make([]string, len(r))
	for i, n := range r {
		texts[i] = strconv.FormatInt(n, 10)
	}
	switch sort {
	case byUpdateFirst:
		texts[0] = strconv.FormatInt(-r[0], 10)
	case byTiming:
		texts[1] = fmt.Sprintf("%015d", r[1])
	}
	cursor := make([]any, len(r))
	for i, text := range texts {
		cursor[i] = text
		if numeric {
			n, _ := strconv.ParseInt(text, 10, 64)
			cursor[i] = n
		}
	}
	return cursor
}

// rankOf reads a cursor back; false where it is of another sort, or no cursor.
func rankOf(texts []string, sort string) (rank, bool) {
	want := 2
	if sort == byTiming {
		want = 4
	}
	if len(texts) != want {
		return nil, false
	}
	r := make(rank, want)
	for i, text := range texts {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, false
		}
		r[i] = n
	}
	if sort == byUpdateFirst {
		r[0] = -r[0]
	}
	return r, true
}

// inOrder returns the entries of an agenda as sort wants them; callers hold the
// lock. The order by update is kept until something changes, so that a page of
// a long list costs what the page costs.
func (a *agenda) inOrder(sort string, now time.Time) []*entry {
	if sort != byUpdate {
		return a.sorted(sort, now)
	}
	if a.ordered == nil {
		a.ordered = a.sorted(sort, now)
	}
	return a.ordered
}

func (a *agenda) sorted(sort string, now time.Time) []*entry {
	type ranked struct {
		*entry
		rank rank
	}
	all := make([]ranked, 0, len(a.entries))
	for _, e := range a.entries {
		all = append(all, ranked{e, e.rank(sort, now)})
	}
	slices.SortFunc(all, func(x, y ranked) int { return slices.Compare(x.rank, y.rank) })
	entries := make([]*entry, len(all))
	for i := range all {
		entries[i] = all[i].entry
	}
	return entries
}

// beyond is the place of the first entry after a cursor.
func beyond(entries []*entry, sort string, after rank, now time.Time) int {
	at, found := slices.BinarySearchFunc(entries, after, func(e *entry, r rank) int {
		return slices.Compare(e.rank(sort, now), r)
	})
	if found {
		at++
	}
	return at
}
