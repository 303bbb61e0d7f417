package people

import (
	"cmp"
	"slices"

	"tresse"
)

// Group shares rows out to people: clusters of indexes into rows, each in the
// order first seen, the clusters by their first. Rows must be closed: all that
// shares a block or a decision with one of them is among them. Decisions are
// those in force about people. The result does not hang on the order of rows.
func Group(rows []Row, m tresse.Model, decisions []tresse.Decision) [][]int {
	order := make([]int32, len(rows))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return before(&rows[a], &rows[b]) })
	sorted := make([]*Row, len(rows))
	for i, at := range order {
		sorted[i] = &rows[at]
	}
	all, of := faces(sorted)
	c := newCensus(newScale(m), all)
	g := &grouping{scale: c.scale, crowd: c.crowd, rows: sorted, decided: told(decisions)}
	g.seat(all, of)
	pairs := c.pairs(c.scale.same)
	c.entries, c.keys = nil, keyring{} // their memory is wanted
	clusters := g.clusters(pairs)
	result := make([][]int, len(clusters))
	for i, one := range clusters {
		result[i] = make([]int, len(one))
		for j, at := range one {
			result[i][j] = int(order[at])
		}
	}
	return result
}

// A grouping makes nodes of faces, components of nodes, and clusters of
// components.
type grouping struct {
	scale   *scale
	crowd   crowd
	rows    []*Row // in the order first seen
	decided decided
	nodes   []node
	of      [][]int32 // the nodes of each face
	// scattered faces are too poor to hold their rows together, and have too many
	// to compare: each stands alone.
	scattered []bool
	at        map[tresse.Ref]int32 // the node of each row that a decision names
}

// seat makes the nodes.
func (g *grouping) seat(all []*face, of []int32) {
	g.of = make([][]int32, len(all))
	g.at = map[tresse.Ref]int32{}
	g.scattered = make([]bool, len(all))
	lone := make([]bool, len(all))
	shared(len(all), func(i int) { lone[i] = g.scale.poor(all[i], g.crowd) })
	torn := g.decided.torn(g.rows, of)
	free := make([]int32, len(all)) // the node that rows of a face join, plus one
	g.nodes = make([]node, 0, len(all)+len(all)/16)
	ids, first := make([]int32, len(all)), make([]int32, len(g.rows)) // one piece of memory for most lists, which hold one
	for i := range g.rows {
		f, ref := of[i], g.rows[i].Ref
		named := g.decided.named[ref]
		own := lone[f] || named && torn[f]
		id := free[f] - 1
		if own || id < 0 {
			id = int32(len(g.nodes))
			g.nodes = append(g.nodes, node{face: all[f], rows: first[i : i : i+1]})
			if g.of[f] == nil {
				g.of[f] = ids[f : f : f+1]
			}
			g.of[f] = append(g.of[f], id)
		}
		if !own {
			free[f] = id + 1
		}
		g.nodes[id].rows = append(g.nodes[id].rows, int32(i))
		if named {
			g.at[ref] = id
		}
	}
	for i, f := range all {
		g.scattered[i] = lone[i] && (len(g.of[i]) > g.scale.crowded || f.keyless())
	}
}

// poor reports a face that says too little to be one person with another that
// says the same.
func (s *scale) poor(f *face, names crowd) bool {
	var w weighing
	s.weigh(&w, f, f, names)
	return w.bits < s.same || f.keyless()
}

// clusters returns the people as rows, given the pairs of faces worth a look.
func (g *grouping) clusters(pairs []pair) [][]int32 {
	links := g.links(pairs)
	bound := g.named(g.decided.same)
	apart := map[[2]int32]bool{}
	for _, p := range g.named(g.decided.different) {
		apart[[2]int32{min(p[0], p[1]), max(p[0], p[1])}] = true
	}
	parts, lone := components(len(g.nodes), links, bound)
	found := make([][][]int32, len(parts))
	shared(len(parts), func(i int) {
		found[i] = g.part(parts[i], apart)
	})
	all := slices.Concat(found...)
	for _, n := range lone {
		all = append(all, g.nodes[n].rows)
	}
	for _, one := range all {
		slices.Sort(one)
	}
	slices.SortFunc(all, func(a, b []int32) int { return cmp.Compare(a[0], b[0]) })
	return all
}

// links turns pairs of faces into pairs of nodes; nodes of one face are pairs
// too.
func (g *grouping) links(pairs []pair) [][2]int32 {
	links := make([][2]int32, 0, len(pairs))
	for _, p := range pairs {
		if g.scattered[p.a] || g.scattered[p.b] {
			continue
		}
		for _, x := range g.of[p.a] {
			for _, y := range g.of[p.b] {
				links = append(links, [2]int32{x, y})
			}
		}
	}
	for i, nodes := range g.of {
		if len(nodes) < 2 || len(nodes) > g.scale.crowded || g.scattered[i] {
			continue
		}
		for i, x := range nodes {
			for _, y := range nodes[:i] {
				links = append(links, [2]int32{y, x})
			}
		}
	}
	return links
}

func (g *grouping) named(refs [][2]tresse.Ref) (nodes [][2]int32) {
	for _, p := range refs {
		a, okA := g.at[p[0]]
		b, okB := g.at[p[1]]
		if okA && okB && a != b {
			nodes = append(nodes, [2]int32{a, b})
		}
	}
	return nodes
}

// A component is nodes that hang together, with their links.
type component struct {
	nodes        []int32
	links, bound [][2]int32
}

// components cuts the nodes into what hangs together, and those that stand
// alone.
func components(n int, links, bound [][2]int32) (all []component, lone []int32) {
	parent := make([]int32, n)
	for i := range parent {
		parent[i] = int32(i)
	}
	root := func(i int32) int32 {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for _, list := range [][][2]int32{links, bound} {
		for _, l := range list {
			a, b := root(l[0]), root(l[1])
			parent[max(a, b)] = min(a, b)
		}
	}
	size := make([]int32, n)
	for i := range int32(n) {
		size[root(i)]++
	}
	at := make([]int32, n)
	for i := range int32(n) {
		r := root(i)
		if size[r] == 1 {
			lone = append(lone, i)
			continue
		}
		if r == i {
			at[i] = int32(len(all))
			all = append(all, component{})
		}
		c := &all[at[r]]
		c.nodes = append(c.nodes, i)
	}
	for _, l := range links {
		c := &all[at[root(l[0])]]
		c.links = append(c.links, l)
	}
	for _, l := range bound {
		c := &all[at[root(l[0])]]
		c.bound = append(c.bound, l)
	}
	return all, lone
}

// part clusters one component.
func (g *grouping) part(p component, apart map[[2]int32]bool) [][]int32 {
	local := make(map[int32]int32, len(p.nodes))
	c := &clustering{scale: g.scale, crowd: g.crowd, rows: g.rows, apart: map[[2]int32]bool{}}
	for i, n := range p.nodes {
		local[n] = int32(i)
		c.nodes = append(c.nodes, g.nodes[n])
	}
	for pair := range apart {
		a, okA := local[pair[0]]
		b, okB := local[pair[1]]
		if okA && okB {
			c.apart[[2]int32{min(a, b), max(a, b)}] = true
		}
	}
	here := func(list [][2]int32) [][2]int32 {
		for i, l := range list {
			list[i] = [2]int32{local[l[0]], local[l[1]]}
		}
		return list
	}
	return c.run(here(p.links), here(p.bound))
}
