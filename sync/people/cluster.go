package people

import (
	"container/heap"
	"slices"
)

// A node is what clusters are made of: a face with its rows, in the order
// first seen. Rows whose face is too poor to hold them together are nodes of
// their own, and those that decisions keep apart though they look the same.
type node struct {
	face *face
	rows []int32
}

// A cluster is a set of nodes held to be one person.
type cluster struct {
	nodes []int32
	meets map[int32]tie // by other cluster
	order int32         // its first row
}

// A tie is what all pairs of nodes of two clusters say together: the sum of
// their bits, and what they weigh. A pair that knows too little to be one
// person, and holds nothing against it, hardly weighs.
type tie struct{ sum, weight, best float64 }

// mean is that of all pairs, drawn a little towards the best of them: one row
// that knows much can vouch for another that knows little.
func (t tie) mean() float64 {
	mean := t.sum / t.weight
	if mean < never/1e3 {
		return mean
	}
	return mean + vouching*(t.best-mean)
}

func (t tie) plus(u tie) tie { return tie{t.sum + u.sum, t.weight + u.weight, max(t.best, u.best)} }

// vouching is how far the best pair draws the mean.
const vouching = 0.4

// A pair that knows too little weighs silent.
const (
	silent  = 0.05
	silence = -4 // bits that may speak against them all the same
)

// relatives is what two wholly different first names on one contact weigh: one
// row with an initial does not make one person of them.
const relatives = -8

// never stands for what forbids two nodes to be one person.
const never = -1e6

// steepest bounds what one pair can weigh in the mean of a cluster.
const steepest = 18

// A clustering joins the nodes of one component, best pair first, as long as
// the mean over all pairs of two clusters says that they are one person.
type clustering struct {
	scale    *scale
	crowd    crowd
	rows     []*Row
	nodes    []node
	clusters []*cluster
	apart    map[[2]int32]bool // of nodes, by decision
	queue    candidates
}

// A candidate is two clusters that may be one person.
type candidate struct {
	mean  float64
	a, b  int32
	order [2]int32
}

type candidates []candidate

func (q candidates) Len() int      { return len(q) }
func (q candidates) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q candidates) Less(i, j int) bool {
	if q[i].mean != q[j].mean {
		return q[i].mean > q[j].mean
	}
	return slices.Compare(q[i].order[:], q[j].order[:]) < 0
}
func (q *candidates) Push(x any) { *q = append(*q, x.(candidate)) }
func (q *candidates) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// run joins what belongs together. Links are the pairs of nodes worth a look;
// bound those that a decision holds together.
func (c *clustering) run(links, bound [][2]int32) [][]int32 {
	c.clusters = make([]*cluster, len(c.nodes), 2*len(c.nodes))
	at := make([]int32, len(c.nodes))
	for i := range c.nodes {
		at[i] = int32(i)
		c.clusters[i] = &cluster{nodes: []int32{int32(i)}, meets: map[int32]tie{}, order: c.nodes[i].rows[0]}
	}
	for _, p := range bound {
		if a, b := at[p[0]], at[p[1]]; a != b {
			merged := c.merge(a, b)
			for _, n := range c.clusters[merged].nodes {
				at[n] = merged
			}
		}
	}
	for _, l := range links {
		c.meet(at[l[0]], at[l[1]])
	}
	for len(c.queue) > 0 {
		next := heap.Pop(&c.queue).(candidate)
		if c.clusters[next.a] != nil && c.clusters[next.b] != nil && !c.torn(next) {
			c.merge(next.a, next.b)
		}
	}
	return c.result()
}

// meet makes a and b candidates for each other.
func (c *clustering) meet(a, b int32) {
	x, y := c.clusters[a], c.clusters[b]
	if _, done := x.meets[b]; done || a == b {
		return
	}
	t := c.cross(x, y)
	x.meets[b], y.meets[a] = t, t
	c.consider(a, b, t)
}

func (c *clustering) consider(a, b int32, t tie) {
	x, y := c.clusters[a], c.clusters[b]
	mean := t.mean()
	if mean >= c.scale.same {
		heap.Push(&c.queue, candidate{mean, a, b, [2]int32{min(x.order, y.order), max(x.order, y.order)}})
	}
}

// cross adds up all pairs of two clusters.
func (c *clustering) cross(x, y *cluster) tie {
	t := tie{best: never}
	for _, a := range x.nodes {
		for _, b := range y.nodes {
			t = t.plus(c.tie(a, b))
		}
	}
	return t
}

// tie weighs two nodes; never where something forbids that they are one.
func (c *clustering) tie(a, b int32) tie {
	if c.apart[[2]int32{min(a, b), max(a, b)}] {
		return tie{never, 1, never}
	}
	x, y := &c.nodes[a], &c.nodes[b]
	if a > b {
		x, y = y, x
	}
	var w weighing
	c.scale.weigh(&w, x.face, y.face, c.crowd)
	if w.clash || w.given >= near && !w.swapped && c.together(x, y) {
		return tie{never, 1, never}
	}
	weight := 1.
	if w.bits < c.scale.same && w.against() > silence && w.given <= initial && !w.renamed {
		weight = silent
	}
	bits := max(-steepest, min(w.bits, steepest))
	if w.given == other && !w.swapped && w.crowd >= 0 && !w.identified {
		bits = min(bits, relatives)
	}
	return tie{weight * bits, weight, bits}
}

// together reports two nodes booked in one listing of one platform.
func (c *clustering) together(x, y *node) bool {
	for _, i := range x.rows {
		l := c.rows[i].Listing
		if l == "" {
			continue
		}
		for _, j := range y.rows {
			if c.rows[j].Listing == l {
				return true
			}
		}
	}
	return false
}

// torn reports a candidate of which one side could as well be a third person
// that the other side cannot be: a row without birth date between twins, or
// between parent and child of one name. That is asked, not decided.
func (c *clustering) torn(next candidate) bool {
	return c.tornFrom(next.a, next.b, next.mean) || c.tornFrom(next.b, next.a, next.mean)
}

// undecided is how many bits a better candidate must be ahead.
const undecided = 6

func (c *clustering) tornFrom(a, b int32, mean float64) bool {
	x := c.clusters[a]
	for third, t := range x.meets {
		z := c.clusters[third]
		if third == b || z == nil || t.mean() < max(c.scale.same-1, mean-undecided) {
			continue
		}
		if c.known(c.clusters[b], third).sum < never/2 {
			return true
		}
	}
	return false
}

// merge replaces two clusters by one, and weighs it against all that either
// met.
func (c *clustering) merge(a, b int32) int32 {
	x, y := c.clusters[a], c.clusters[b]
	id := int32(len(c.clusters))
	z := &cluster{nodes: append(slices.Clone(x.nodes), y.nodes...), meets: map[int32]tie{}, order: min(x.order, y.order)}
	c.clusters = append(c.clusters, z)
	c.clusters[a], c.clusters[b] = nil, nil
	var others []int32
	for o := range x.meets {
		others = append(others, o)
	}
	for o := range y.meets {
		others = append(others, o)
	}
	slices.Sort(others)
	for _, o := range slices.Compact(others) {
		if c.clusters[o] == nil {
			continue
		}
		t := c.known(x, o).plus(c.known(y, o))
		z.meets[o], c.clusters[o].meets[id] = t, t
		delete(c.clusters[o].meets, a)
		delete(c.clusters[o].meets, b)
		c.consider(id, o, t)
	}
	return id
}

func (c *clustering) known(x *cluster, o int32) tie {
	if t, ok := x.meets[o]; ok {
		return t
	}
	return c.cross(x, c.clusters[o])
}

// result returns the rows of each cluster.
func (c *clustering) result() (all [][]int32) {
	for _, x := range c.clusters {
		if x == nil {
			continue
		}
		var rows []int32
		for _, n := range x.nodes {
			rows = append(rows, c.nodes[n].rows...)
		}
		all = append(all, rows)
	}
	return all
}
