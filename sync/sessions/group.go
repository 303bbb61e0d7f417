// Package sessions decides which listings are one session, and what that
// session says. It is pure: the same facts, decisions and trust give the same
// sessions in whatever order they are handed in. It knows neither the store nor
// the clock, and nothing of people.
//
// Two listings are one session when they share an identity outside tresse (a
// key), when one took the other's place, when the mediator said so, or when
// time, title, place and host leave no doubt; never when the mediator said that
// they differ. docs/sessions.md tells the rules.
package sessions

import (
	"slices"

	"tresse"
)

// A Trust ranks sources: the one with the lower number is believed first where
// two disagree. A source that is not in it comes last.
type Trust map[string]int

// Rank returns the place of a source; the last where it has none.
func (t Trust) Rank(source string) int {
	if place, ok := t[source]; ok {
		return place
	}
	return int(^uint(0) >> 1)
}

// Group returns the sessions that facts make. The facts must be closed: whatever
// shares a Firm block or a decision with one of them, or is Related to one, is
// among them. Sessions come in the order in which their first listings were
// first seen.
func Group(facts []tresse.ListingFact, rules *Rules) []tresse.Session {
	g := newGrouping(facts, rules)
	g.decide()
	g.joinBlocks()
	g.joinAlike()
	return g.build()
}

// grouping joins facts, held in the order first seen, into groups. A group is
// named by its most senior member, so the outcome hangs on no other order.
type grouping struct {
	rules    *Rules
	facts    []*tresse.ListingFact
	sketches []*Sketch
	index    map[tresse.Ref]int
	parent   []int
	lists    [][]int  // of each root: what is joined to it
	apart    [][2]int // pairs that no group may hold
}

func newGrouping(facts []tresse.ListingFact, rules *Rules) *grouping {
	g := &grouping{rules: rules, index: make(map[tresse.Ref]int, len(facts))}
	for i := range facts {
		g.facts = append(g.facts, &facts[i])
	}
	slices.SortFunc(g.facts, func(a, b *tresse.ListingFact) int {
		switch {
		case a.First.Before(a.Ref, b.First, b.Ref):
			return -1
		case b.First.Before(b.Ref, a.First, a.Ref):
			return 1
		}
		return 0
	})
	g.parent = make([]int, len(g.facts))
	g.sketches = make([]*Sketch, len(g.facts))
	g.lists = make([][]int, len(g.facts))
	for i, f := range g.facts {
		g.index[f.Ref] = i
		g.parent[i] = i
		g.lists[i] = []int{i}
	}
	return g
}

func (g *grouping) sketch(i int) *Sketch {
	if g.sketches[i] == nil {
		g.sketches[i] = g.rules.Sketch(g.facts[i])
	}
	return g.sketches[i]
}

// decide applies the mediator's word before anything else, so that no identity
// found by machine can stand against it.
func (g *grouping) decide() {
	find := func(pair [2]tresse.Ref) (int, int, bool) {
		a, okA := g.index[pair[0]]
		b, okB := g.index[pair[1]]
		return a, b, okA && okB
	}
	var together [][2]int
	for i := range g.rules.decisions {
		same, different := g.rules.decisions[i].Pairs()
		for _, pair := range different {
			if a, b, ok := find(pair); ok {
				g.apart = append(g.apart, [2]int{a, b})
			}
		}
		for _, pair := range same {
			if a, b, ok := find(pair); ok {
				together = append(together, [2]int{a, b})
			}
		}
	}
	for _, pair := range together {
		g.join(pair[0], pair[1])
	}
}

// joinBlocks joins what shares a block, each fact to the most senior group that
// may take it.
func (g *grouping) joinBlocks() {
	groups := map[string][]int{} // block → members, each of another group, senior first
	for i, f := range g.facts {
		for _, block := range Firm(f) {
			joined := false
			for _, j := range groups[block] {
				if g.join(j, i) {
					joined = true
					break
				}
			}
			if !joined {
				groups[block] = append(groups[block], i)
			}
		}
	}
}

func (g *grouping) find(i int) int {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

// join makes a and b one group, unless a decision keeps them apart.
func (g *grouping) join(a, b int) bool {
	a, b = g.find(a), g.find(b)
	if a == b {
		return true
	}
	if g.kept(a, b) {
		return false
	}
	g.parent[max(a, b)] = min(a, b)
	g.lists[min(a, b)] = append(g.lists[min(a, b)], g.lists[max(a, b)]...)
	g.lists[max(a, b)] = nil
	return true
}

// kept reports whether a decision keeps two groups apart.
func (g *grouping) kept(a, b int) bool {
	for _, pair := range g.apart {
		x, y := g.find(pair[0]), g.find(pair[1])
		if x == a && y == b || x == b && y == a {
			return true
		}
	}
	return false
}

// build makes the sessions, and sees to it that no id names two of them: two
// listings with one identity that the mediator keeps apart have the same id.
func (g *grouping) build() []tresse.Session {
	byRoot := make(map[int][]int, len(g.facts))
	var roots []int
	for i := range g.facts {
		root := g.find(i)
		if root == i {
			roots = append(roots, root)
		}
		byRoot[root] = append(byRoot[root], i)
	}
	taken := make(map[tresse.ID]bool, len(g.facts))
	list := make([]tresse.Session, 0, len(roots))
	members := make([][]int, 0, len(roots))
	for _, root := range roots {
		facts := make([]*tresse.ListingFact, len(byRoot[root]))
		for n, i := range byRoot[root] {
			facts[n] = g.facts[i]
		}
		s := g.one(facts)
		s.ID, s.Aliases = names(facts, taken)
		list, members = append(list, s), append(members, byRoot[root])
	}
	g.nest(list, members)
	g.courses(list, members)
	return list
}

func names(members []*tresse.ListingFact, taken map[tresse.ID]bool) (tresse.ID, []tresse.ID) {
	ids := make([]tresse.ID, 0, len(members))
	for _, f := range members {
		if !taken[f.ID] {
			taken[f.ID] = true
			ids = append(ids, f.ID)
		}
	}
	if len(ids) == 0 {
		ids = append(ids, ApartID(members[0].Ref))
	}
	return ids[0], ids[1:]
}

// ApartID names the session of a listing whose own id already names another.
func ApartID(ref tresse.Ref) tresse.ID { return tresse.NewID("apart|" + string(ref)) }
