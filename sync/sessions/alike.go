package sessions

import (
	"cmp"
	"slices"
	"time"

	"tresse"
)

// margin is by how much one candidate must be better than another that cannot
// be the same session, so that a listing is given to it and not left alone.
const margin = 2.0

// An edge is two groups that look like one session.
type edge struct {
	a, b  int // roots, a the senior
	score float64
}

// joinAlike joins what no identity shows to be one, but everything else does.
// A group that might as well belong to another, with which its partner cannot be
// one, is left alone: the mediator is asked. The best pairs join first, and every
// member of two groups must go with every member of the other.
func (g *grouping) joinAlike() {
	edges := g.edges()
	if len(edges) == 0 {
		return
	}
	for _, e := range g.sure(edges) {
		if a, b := g.find(e.a), g.find(e.b); a != b && !g.clash(a, b) {
			g.join(a, b)
		}
	}
}

// edges are the pairs of groups of which two listings are alike, best first.
func (g *grouping) edges() []edge {
	if !g.severalSources() {
		return nil
	}
	best := map[[2]int]float64{}
	g.eachNear(func(i, j int) {
		a, b := g.find(i), g.find(j)
		if a == b || g.facts[i].Ref.Source() == g.facts[j].Ref.Source() {
			return
		}
		w := weigh(g.sketch(i), g.sketch(j), false)
		pair := [2]int{min(a, b), max(a, b)}
		if had, ok := best[pair]; w.Zone == Same && (!ok || w.Score > had) {
			best[pair] = w.Score
		}
	})
	edges := make([]edge, 0, len(best))
	for pair, score := range best {
		edges = append(edges, edge{pair[0], pair[1], score})
	}
	slices.SortFunc(edges, func(x, y edge) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	return edges
}

func (g *grouping) severalSources() bool {
	for _, f := range g.facts {
		if f.Ref.Source() != g.facts[0].Ref.Source() {
			return true
		}
	}
	return false
}

// eachNear hands over each pair of facts that begin, or began before they were
// moved, within half an hour.
func (g *grouping) eachNear(use func(i, j int)) {
	type begin struct {
		at   int64
		fact int
	}
	var begins []begin
	for i, f := range g.facts {
		if f.State == tresse.Superseded || g.rules.class(f) == appointments {
			continue
		}
		begins = append(begins, begin{f.Start.Unix(), i})
		for _, m := range f.MovedFrom {
			begins = append(begins, begin{m.Start.Unix(), i})
		}
	}
	slices.SortFunc(begins, func(a, b begin) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.fact, b.fact)) })
	seen := map[[2]int]bool{}
	for i, x := range begins {
		for _, y := range begins[i+1:] {
			if y.at-x.at > int64(30*time.Minute/time.Second) {
				break
			}
			pair := [2]int{min(x.fact, y.fact), max(x.fact, y.fact)}
			if x.fact != y.fact && !seen[pair] {
				seen[pair] = true
				use(pair[0], pair[1])
			}
		}
	}
}

// sure leaves out the edges of a group that has two ways to go.
func (g *grouping) sure(edges []edge) []edge {
	of := map[int][]int{} // group → its edges
	for i, e := range edges {
		of[e.a], of[e.b] = append(of[e.a], i), append(of[e.b], i)
	}
	dropped := make([]bool, len(edges))
	for x, list := range of {
		for n, i := range list {
			for _, j := range list[n+1:] {
				if y, z := edges[i].other(x), edges[j].other(x); !g.clash(y, z) {
					continue
				}
				dropped[j] = true // the list is in order of score
				dropped[i] = dropped[i] || edges[i].score < edges[j].score+margin
			}
		}
	}
	var sure []edge
	for i, e := range edges {
		if !dropped[i] {
			sure = append(sure, e)
		}
	}
	return sure
}

func (e edge) other(x int) int {
	if e.a == x {
		return e.b
	}
	return e.a
}

// clash reports whether two groups cannot be one session: the mediator said so,
// two listings speak against it, or a source lists both.
func (g *grouping) clash(a, b int) bool {
	if g.kept(a, b) {
		return true
	}
	for _, i := range g.lists[a] {
		for _, j := range g.lists[b] {
			x, y := g.sketch(i), g.sketch(j)
			switch {
			case x.f.State == tresse.Superseded || y.f.State == tresse.Superseded:
			case x.f.Ref.Source() == y.f.Ref.Source() && !x.dead() && !y.dead():
				return true
			case weigh(x, y, false).veto:
				return true
			}
		}
	}
	return false
}
