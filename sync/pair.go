package syncer

import (
	"slices"
	"time"

	"tresse"
)

// A pair says that a new listing took the place of one that vanished.
type pair struct {
	old tresse.Ref
	new tresse.Ref
}

// pairMoves finds corrections among what vanished and what is new (DESIGN §5.7):
// within one parent, a listing at the very same start, and else as many of the
// same length as vanished, in order of time, less than a week apart.
func pairMoves(vanished []absentee, fresh []newcomer) []pair {
	gone := map[string][]slot{}
	for _, a := range vanished {
		gone[a.parent] = append(gone[a.parent], slot{a.ref, a.start, a.length})
	}
	came := map[string][]slot{}
	for _, f := range fresh {
		if _, ok := gone[f.parent]; ok {
			came[f.parent] = append(came[f.parent], f.slot)
		}
	}
	var pairs []pair
	for parent, olds := range gone {
		pairs = append(pairs, pairSlots(olds, came[parent])...)
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmpRef(a.new, b.new) })
	return pairs
}

// A slot is a listing as pairing sees it.
type slot struct {
	ref    tresse.Ref
	start  tresse.Time
	length time.Duration
}

// A newcomer is a listing that the source did not show before.
type newcomer struct {
	slot
	parent string
}

func newcomerOf(l *tresse.Listing) newcomer {
	return newcomer{slot{l.Ref, l.Start, length(l)}, l.Parent}
}

func pairSlots(olds, news []slot) []pair {
	byTime := func(a, b slot) int {
		if c := a.start.Compare(b.start.Time); c != 0 {
			return c
		}
		return cmpRef(a.ref, b.ref)
	}
	slices.SortFunc(olds, byTime)
	slices.SortFunc(news, byTime)
	var pairs []pair
	taken := map[tresse.Ref]bool{}
	for _, o := range olds {
		for _, n := range news {
			if !taken[n.ref] && o.start.Same(n.start) {
				pairs = append(pairs, pair{o.ref, n.ref})
				taken[o.ref], taken[n.ref] = true, true
				break
			}
		}
	}
	for _, l := range lengths(olds) {
		rest := func(s slot) bool { return taken[s.ref] || s.length != l }
		a := slices.DeleteFunc(slices.Clone(olds), rest)
		b := slices.DeleteFunc(slices.Clone(news), rest)
		if len(a) != len(b) {
			continue // which became which cannot be told
		}
		for i := range a {
			if apart := b[i].start.Sub(a[i].start.Time); apart.Abs() < 7*24*time.Hour {
				pairs = append(pairs, pair{a[i].ref, b[i].ref})
			}
		}
	}
	return pairs
}

func lengths(slots []slot) []time.Duration {
	var list []time.Duration
	for _, s := range slots {
		list = append(list, s.length)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// length is how long a listing lasts; -1 where its end is not known.
func length(l *tresse.Listing) time.Duration {
	if l.End.IsZero() {
		return -1
	}
	return l.End.Sub(l.Start.Time)
}
