package people

import "tresse"

// A grouping joins rows under what forbids it: each group knows the birth
// dates in it and the groups it may not meet.
type grouping struct {
	rows    []Row
	order   []int
	parent  []int
	members [][]int
	apart   map[[2]int]bool // of roots, smaller first
}

func newGrouping(rows []Row, order []int, decisions []tresse.Decision) *grouping {
	g := &grouping{rows: rows, order: order, parent: make([]int, len(rows)), members: make([][]int, len(rows)), apart: map[[2]int]bool{}}
	at := make(map[tresse.Ref]int, len(rows))
	for i := range rows {
		g.parent[i], g.members[i] = i, []int{i}
		at[rows[i].Ref] = i
	}
	for _, d := range decisions {
		i, okA := at[d.A]
		j, okB := at[d.B]
		switch {
		case !okA || !okB || i == j:
		case d.Verb == tresse.DecideDifferent:
			g.part(g.root(i), g.root(j))
		case d.Verb == tresse.DecideSame:
			g.merge(g.root(i), g.root(j))
		}
	}
	return g
}

func (g *grouping) root(i int) int {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

func (g *grouping) part(a, b int) { g.apart[[2]int{min(a, b), max(a, b)}] = true }

func (g *grouping) parted(a, b int) bool { return g.apart[[2]int{min(a, b), max(a, b)}] }

// join merges the groups of i and j unless something forbids it.
func (g *grouping) join(i, j int) {
	a, b := g.root(i), g.root(j)
	if a == b || g.parted(a, b) {
		return
	}
	for _, x := range g.members[a] {
		for _, y := range g.members[b] {
			if contradict(birth(g.rows[x].Person.BirthDate), birth(g.rows[y].Person.BirthDate)) {
				return
			}
		}
	}
	g.merge(a, b)
}

func (g *grouping) merge(a, b int) {
	if a == b {
		return
	}
	g.parent[b] = a
	g.members[a] = append(g.members[a], g.members[b]...)
	g.members[b] = nil
	for pair := range g.apart {
		if pair[0] == b || pair[1] == b {
			g.part(a, pair[0]+pair[1]-b)
		}
	}
}

// contradict reports two dates that cannot be one person's.
func contradict(a, b date) bool {
	if a.year == 0 || b.year == 0 {
		return false
	}
	return a.year != b.year || a.full && b.full && a != b
}

// clusters returns the groups, members and groups in the order first seen.
func (g *grouping) clusters() [][]int {
	of := map[int]int{}
	var all [][]int
	for _, i := range g.order {
		r := g.root(i)
		at, ok := of[r]
		if !ok {
			at = len(all)
			of[r] = at
			all = append(all, nil)
		}
		all[at] = append(all[at], i)
	}
	return all
}
