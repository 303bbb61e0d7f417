package people

import (
	"slices"
	"strings"

	"tresse"
)

// The exact rule is the one in force: rows are one person when they share an
// e-mail or phone of their own and the same first name, and nothing speaks
// against it (birth dates that differ, last names that have nothing in common:
// a prescriber's address is used for many). Everything else stays apart. Group
// weighs evidence instead; it takes over once its decisions can be explained
// and taken back from the command line.

// ExactBlocks returns the texts under which r is to be found in an index: rows
// that share none, and that no decision joins, are never one person by the
// exact rule. They hold no name.
func ExactBlocks(r *Row) []string {
	e := exactOf(r)
	blocks := make([]string, 0, len(e.contacts))
	for _, c := range e.contacts {
		blocks = append(blocks, keyOf("exact", c, e.first).text())
	}
	return blocks
}

// GroupExactly shares rows out to people by the exact rule: clusters of indexes
// into rows, each in the order first seen, the clusters by their first. Rows
// must be closed: all that shares a block or a decision with one of them is
// among them. Decisions are those in force about people.
func GroupExactly(rows []Row, decisions []tresse.Decision) [][]int {
	g := newExact(rows)
	g.decide(decisions)
	heads := map[string][]int{} // block → rows of groups that may not be one
	for _, i := range g.order {
		for _, b := range g.of[i].blocks() {
			if !slices.ContainsFunc(heads[b], func(j int) bool { return g.join(j, i) }) {
				heads[b] = append(heads[b], i)
			}
		}
	}
	return g.clusters()
}

// exactRow is what the exact rule compares of a row.
type exactRow struct {
	first    string
	last     []string
	born     date
	contacts []string
}

func exactOf(r *Row) exactRow {
	p := &r.Person
	n := nameOf(p.FirstName, p.LastName, p.FullName, p.BirthName)
	e := exactRow{first: strings.Join(n.given, ""), last: n.last, born: birth(p.BirthDate)}
	if e.first == "" || r.Relayed {
		return e
	}
	for _, address := range p.Emails {
		if address = email(address); address != "" {
			e.contacts = once(e.contacts, mailbox(address))
		}
	}
	for _, cell := range p.Phones {
		for _, number := range phones(cell) {
			e.contacts = once(e.contacts, number)
		}
	}
	e.contacts = e.contacts[:min(len(e.contacts), mostContacts)]
	return e
}

func (e *exactRow) blocks() []string {
	blocks := make([]string, len(e.contacts))
	for i, c := range e.contacts {
		blocks[i] = c + "|" + e.first
	}
	return blocks
}

// against reports whether two rows cannot be one person whatever they share.
func (e *exactRow) against(o *exactRow) bool {
	if e.born.year != 0 && o.born.year != 0 && (e.born.year != o.born.year || e.born.full && o.born.full && e.born != o.born) {
		return true
	}
	if len(e.last) == 0 || len(o.last) == 0 {
		return false
	}
	for _, a := range e.last {
		for _, b := range o.last {
			if a == b || len(a) > 3 && len(b) > 3 && edits(a, b, 2) <= 2 {
				return false
			}
		}
	}
	return strings.Join(e.last, "") != strings.Join(o.last, "") // "El Amrani", "Elamrani"
}

// exactly joins rows, held in the order first seen, under what forbids it.
type exactly struct {
	of      []exactRow
	order   []int
	at      map[tresse.Ref]int
	parent  []int
	members [][]int
	apart   [][2]int
}

func newExact(rows []Row) *exactly {
	g := &exactly{at: make(map[tresse.Ref]int, len(rows))}
	for i := range rows {
		g.of = append(g.of, exactOf(&rows[i]))
		g.order = append(g.order, i)
		g.at[rows[i].Ref] = i
		g.parent = append(g.parent, i)
		g.members = append(g.members, []int{i})
	}
	slices.SortFunc(g.order, func(a, b int) int { return before(&rows[a], &rows[b]) })
	return g
}

// decide applies the mediator's word before anything else.
func (g *exactly) decide(decisions []tresse.Decision) {
	for _, verb := range []tresse.Verb{tresse.DecideDifferent, tresse.DecideSame} {
		for _, d := range decisions {
			i, okA := g.at[d.A]
			j, okB := g.at[d.B]
			switch {
			case !okA || !okB || i == j || d.Verb != verb:
			case verb == tresse.DecideDifferent:
				g.apart = append(g.apart, [2]int{i, j})
			case !g.parted(g.root(i), g.root(j)):
				g.merge(g.root(i), g.root(j))
			}
		}
	}
}

func (g *exactly) root(i int) int {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

func (g *exactly) parted(a, b int) bool {
	return slices.ContainsFunc(g.apart, func(pair [2]int) bool {
		x, y := g.root(pair[0]), g.root(pair[1])
		return x == a && y == b || x == b && y == a
	})
}

// join makes one of the groups of i and j, unless something forbids it.
func (g *exactly) join(i, j int) bool {
	a, b := g.root(i), g.root(j)
	if a == b {
		return true
	}
	if g.parted(a, b) {
		return false
	}
	for _, x := range g.members[a] {
		for _, y := range g.members[b] {
			if g.of[x].against(&g.of[y]) {
				return false
			}
		}
	}
	g.merge(a, b)
	return true
}

func (g *exactly) merge(a, b int) {
	if a != b {
		g.parent[b] = a
		g.members[a] = append(g.members[a], g.members[b]...)
		g.members[b] = nil
	}
}

// clusters returns the groups, members and groups in the order first seen.
func (g *exactly) clusters() [][]int {
	place := map[int]int{}
	var all [][]int
	for _, i := range g.order {
		root := g.root(i)
		at, known := place[root]
		if !known {
			at = len(all)
			place[root] = at
			all = append(all, nil)
		}
		all[at] = append(all[at], i)
	}
	return all
}
