package people

import (
	"slices"
	"strings"

	"tresse"
)

// Blocks returns the texts under which r is to be found in an index: two rows
// that share none, and that no decision joins, are never one person. They are
// few (at most a dozen) and of hashed form: they hold no name.
func Blocks(r *Row) []string {
	first, keys := evidence(r)
	if first == "" {
		return nil
	}
	for i := range keys {
		keys[i] = hashed(keys[i], first)
	}
	return keys
}

// evidence returns the first name of r and the contacts that are its own.
func evidence(r *Row) (first string, keys []string) {
	p := &r.Person
	first = strings.Join(nameOf(p.FirstName, p.LastName, p.FullName, p.BirthName).given, "")
	if first == "" || r.Relayed {
		return first, nil
	}
	for _, e := range p.Emails {
		if e = email(e); e != "" {
			keys = once(keys, mailbox(e))
		}
	}
	for _, cell := range p.Phones {
		for _, n := range phones(cell) {
			keys = once(keys, n)
		}
	}
	return first, keys[:min(len(keys), 12)]
}

// Group shares rows out to people: clusters of indexes into rows, each in the
// order first seen, the clusters by their first. Rows must be closed: all that
// shares a block or a decision with one of them is among them. Decisions are
// those in force about people. The result does not hang on the order of rows.
func Group(rows []Row, m tresse.Model, decisions []tresse.Decision) [][]int {
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return before(rows[a], rows[b]) })
	g := newGrouping(rows, order, decisions)
	blocks := map[string][]int{}
	for _, i := range order {
		for _, b := range Blocks(&rows[i]) {
			for _, j := range blocks[b] {
				g.join(j, i)
			}
			blocks[b] = append(blocks[b], i)
		}
	}
	return g.clusters()
}
