package openagendatest

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// question is a query string read the "qs" way (sheet §3).
type question struct{ values url.Values }

// list gathers name=a, name[]=a and name[0]=a, those with an index in its order.
func (q question) list(name string) []string {
	all := slices.Concat(q.values[name], q.values[name+"[]"])
	type placed struct {
		at    int
		value string
	}
	var indexed []placed
	for key, values := range q.values {
		inner, ok := strings.CutPrefix(key, name+"[")
		if !ok {
			continue
		}
		at, err := strconv.Atoi(strings.TrimSuffix(inner, "]"))
		if err == nil {
			indexed = append(indexed, placed{at, values[0]})
		}
	}
	slices.SortFunc(indexed, func(a, b placed) int { return a.at - b.at })
	for _, p := range indexed {
		all = append(all, p.value)
	}
	return all
}

// one is the single value of name, "" where it is not asked for.
func (q question) one(name string) string { return q.values.Get(name) }

// numbers are the values of name that are numbers in allowed (all, where it is
// empty); an unknown value of an enumeration is dropped without a word (sheet
// §1.4).
func (q question) numbers(name string, allowed ...int64) []int64 {
	var known []int64
	for _, text := range q.list(name) {
		n, err := strconv.ParseInt(text, 10, 64)
		if err == nil && (len(allowed) == 0 || slices.Contains(allowed, n)) {
			known = append(known, n)
		}
	}
	return known
}

// moment reads name[part], a date-time; a bare date is its midnight in UTC.
// It returns false for what is no date.
func (q question) moment(name, part string) (time.Time, bool) {
	text := q.one(name + "[" + part + "]")
	if text == "" {
		text = q.one(name + "." + part)
	}
	if text == "" {
		return time.Time{}, true
	}
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(form, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// size is 20 unless asked for, and never over most.
func (q question) size(most int) int {
	n, err := strconv.Atoi(q.one("size"))
	if err != nil || n < 1 {
		n = 20
	}
	return min(n, most)
}
