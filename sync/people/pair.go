package people

import (
	"cmp"
	"slices"
	"sync"
)

// A pair is two faces that were weighed, the smaller index first.
type pair struct {
	a, b int32
	bits float32
}

// An entry is one face in one block.
type entry struct {
	key  key
	face int32
}

// A census is all faces with their blocks.
type census struct {
	scale   *scale
	faces   []*face
	keys    keyring // of each face, without those of crowded blocks
	entries []entry // by key
	names   map[string]int
}

// newCensus puts the faces into blocks and counts who shares a contact.
func newCensus(s *scale, all []*face) *census {
	c := &census{scale: s, faces: all}
	shared(len(all), func(i int) { s.rate(all[i]) })
	c.keys = keysOf(all)
	c.entries = make([]entry, 0, len(c.keys.all))
	for i := range all {
		for _, k := range c.keys.of(int32(i)) {
			c.entries = append(c.entries, entry{k, int32(i)})
		}
	}
	slices.SortFunc(c.entries, func(a, b entry) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.face, b.face)) })
	c.count()
	c.thin()
	return c
}

// shared runs do for 0 to n-1 on all workers.
func shared(n int, do func(i int)) {
	var wait sync.WaitGroup
	for part := range workers {
		wait.Go(func() {
			for i := part; i < n; i += workers {
				do(i)
			}
		})
	}
	wait.Wait()
}

// runs calls each for the entries of one block after the other.
func runs(entries []entry, each func(block []entry)) {
	for from := 0; from < len(entries); {
		to := from + 1
		for to < len(entries) && entries[to].key == entries[from].key {
			to++
		}
		each(entries[from:to])
		from = to
	}
}

// count learns how many names each contact is seen with.
func (c *census) count() {
	c.names = map[string]int{}
	runs(c.entries, func(block []entry) {
		if len(block) < 2 {
			return
		}
		for _, contact := range c.faces[block[0].face].contacts() {
			if keyOf("c", contact) == block[0].key {
				c.names[contact] = c.scale.crowded
				if !c.full(block) {
					c.names[contact] = namesOn(c.among(block))
				}
			}
		}
	})
}

// full reports a block that is too large to tell anybody apart.
func (c *census) full(block []entry) bool { return len(block) > c.scale.crowded }

func (c *census) among(block []entry) []*face {
	all := make([]*face, len(block))
	for i, e := range block {
		all[i] = c.faces[e.face]
	}
	return all
}

// crowd tells how many names a contact is seen with.
func (c *census) crowd(contact string) int { return max(1, c.names[contact]) }

// thin drops the crowded blocks, and those of one face.
func (c *census) thin() {
	kept := c.entries[:0]
	c.keys.clear()
	runs(c.entries, func(block []entry) {
		if len(block) < 2 || c.full(block) {
			return
		}
		for _, e := range block {
			c.keys.add(e.face, e.key)
		}
		kept = append(kept, block...)
	})
	c.entries = kept
}

// pairs weighs all faces that share a block, each pair once, and returns those
// of at least the given bits, in order.
func (c *census) pairs(least float64) []pair {
	parts := make([][]pair, workers)
	size := len(c.entries)/workers + 1
	var wait sync.WaitGroup
	for part := range workers {
		wait.Go(func() {
			var w weighing
			from, to := c.edge(part*size), c.edge((part+1)*size)
			runs(c.entries[from:to], func(block []entry) {
				for i, x := range block {
					for _, y := range block[:i] {
						if first(c.keys.of(x.face), c.keys.of(y.face)) != x.key {
							continue
						}
						c.scale.weigh(&w, c.faces[y.face], c.faces[x.face], c.crowd)
						if w.bits >= least {
							parts[part] = append(parts[part], pair{y.face, x.face, float32(w.bits)})
						}
					}
				}
			})
		})
	}
	wait.Wait()
	all := slices.Concat(parts...)
	slices.SortFunc(all, func(p, q pair) int { return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b)) })
	return all
}

// edge returns the first entry of a block at or after i.
func (c *census) edge(i int) int {
	for i > 0 && i < len(c.entries) && c.entries[i].key == c.entries[i-1].key {
		i++
	}
	return min(i, len(c.entries))
}

// first returns the smallest key of both, in which alone a pair is weighed.
func first(a, b []key) key {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			return a[i]
		}
	}
	return 0
}
