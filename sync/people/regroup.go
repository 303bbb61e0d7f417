package people

import (
	"slices"

	"tresse"
)

// A Finder finds rows in an index of all rows by their Blocks. It must show
// the rows as they are after the change.
type Finder interface {
	// Rows returns rows that carry block, in a fixed order, at most most of
	// them; one of each Profile is enough, and the quicker.
	Rows(block string, most int) []Row
	// Row returns the row of a ref.
	Row(ref tresse.Ref) (Row, bool)
}

// Regroup returns the people that a change may have touched, each with all its
// rows, as Group would form them from all the rows there are. Changed holds
// the rows that came, went or changed: as they were and as they are, and those
// named by a decision taken or taken back. Every row that was one person with
// one of changed is in the answer, if it is still there; so the caller drops
// the views of all rows in the answer and puts in those of the answer.
func Regroup(changed []Row, find Finder, m tresse.Model, decisions []tresse.Decision) [][]Row {
	said := map[tresse.Ref][]tresse.Ref{}
	for _, d := range decisions {
		said[d.A] = append(said[d.A], d.B)
		said[d.B] = append(said[d.B], d.A)
	}
	have := map[tresse.Ref]bool{}
	var rows, queue []Row
	reach := func(r Row) {
		if !have[r.Ref] {
			have[r.Ref] = true
			queue = append(queue, r)
		}
	}
	look := func(r *Row) {
		for _, b := range Blocks(r) {
			for _, other := range find.Rows(b, 1<<30) {
				reach(other)
			}
		}
		for _, ref := range said[r.Ref] {
			if other, ok := find.Row(ref); ok {
				reach(other)
			}
		}
	}
	for i := range changed {
		look(&changed[i])
		if r, ok := find.Row(changed[i].Ref); ok {
			reach(r)
		}
	}
	for len(queue) > 0 {
		r := queue[0]
		queue = queue[1:]
		rows = append(rows, r)
		look(&r)
	}
	slices.SortFunc(rows, func(a, b Row) int { return before(&a, &b) })
	var all [][]Row
	for _, c := range Group(rows, m, decisions) {
		one := make([]Row, len(c))
		for i, at := range c {
			one[i] = rows[at]
		}
		all = append(all, one)
	}
	return all
}
