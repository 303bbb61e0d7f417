// Package sessions decides which listings are one session, and what that
// session says. It is pure: the same facts, decisions and trust give the same
// sessions in whatever order they are handed in. It knows neither the store nor
// the clock, and nothing of people.
//
// Two listings are one session when they share an identity outside tresse (a
// key), when one took the other's place, or when the mediator said so; never
// when the mediator said that they differ.
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
// shares a block (see Blocks) or a decision with one of them is among them.
// Decisions are those in force about sessions, in the order taken. Sessions come
// in the order in which their first listings were first seen.
func Group(facts []tresse.ListingFact, decisions []tresse.Decision, trust Trust) []tresse.Session {
	g := newGrouping(facts)
	g.decide(decisions)
	g.joinBlocks()
	return g.build(trust)
}

// grouping joins facts, held in the order first seen, into groups. A group is
// named by its most senior member, so the outcome hangs on no other order.
type grouping struct {
	facts  []*tresse.ListingFact
	index  map[tresse.Ref]int
	parent []int
	apart  [][2]int // pairs that no group may hold
}

func newGrouping(facts []tresse.ListingFact) *grouping {
	g := &grouping{index: make(map[tresse.Ref]int, len(facts))}
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
	for i, f := range g.facts {
		g.index[f.Ref] = i
		g.parent[i] = i
	}
	return g
}

// decide applies the mediator's word before anything else, so that no identity
// found by machine can stand against it.
func (g *grouping) decide(decisions []tresse.Decision) {
	pair := func(d tresse.Decision) (int, int, bool) {
		a, okA := g.index[d.A]
		b, okB := g.index[d.B]
		return a, b, okA && okB
	}
	for _, d := range decisions {
		if a, b, ok := pair(d); ok && d.Verb == tresse.DecideDifferent {
			g.apart = append(g.apart, [2]int{a, b})
		}
	}
	for _, d := range decisions {
		if a, b, ok := pair(d); ok && d.Verb == tresse.DecideSame {
			g.join(a, b)
		}
	}
}

// joinBlocks joins what shares a block, each fact to the most senior group that
// may take it.
func (g *grouping) joinBlocks() {
	groups := map[string][]int{} // block → members, each of another group, senior first
	for i, f := range g.facts {
		for _, block := range Blocks(f) {
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
	for _, pair := range g.apart {
		x, y := g.find(pair[0]), g.find(pair[1])
		if x == a && y == b || x == b && y == a {
			return false
		}
	}
	g.parent[max(a, b)] = min(a, b)
	return true
}

// build makes the sessions, and sees to it that no id names two of them: two
// listings with one identity that the mediator keeps apart have the same id.
func (g *grouping) build(trust Trust) []tresse.Session {
	members := make(map[int][]*tresse.ListingFact, len(g.facts))
	var roots []int
	for i, f := range g.facts {
		root := g.find(i)
		if root == i {
			roots = append(roots, root)
		}
		members[root] = append(members[root], f)
	}
	taken := make(map[tresse.ID]bool, len(g.facts))
	list := make([]tresse.Session, 0, len(roots))
	for _, root := range roots {
		s := Build(members[root], trust)
		s.ID, s.Aliases = names(members[root], taken)
		list = append(list, s)
	}
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
