package people

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tresse"
)

// An index is a Finder in memory.
type index struct {
	rows   map[tresse.Ref]Row
	blocks map[string]map[tresse.Ref]bool
}

func newIndex() *index {
	return &index{rows: map[tresse.Ref]Row{}, blocks: map[string]map[tresse.Ref]bool{}}
}

func (x *index) put(r Row) {
	x.rows[r.Ref] = r
	for _, b := range Blocks(&r) {
		if x.blocks[b] == nil {
			x.blocks[b] = map[tresse.Ref]bool{}
		}
		x.blocks[b][r.Ref] = true
	}
}

func (x *index) drop(ref tresse.Ref) {
	r := x.rows[ref]
	for _, b := range Blocks(&r) {
		delete(x.blocks[b], ref)
	}
	delete(x.rows, ref)
}

func (x *index) Rows(block string, most int) (all []Row) {
	for ref := range x.blocks[block] {
		if len(all) == most {
			break
		}
		all = append(all, x.rows[ref])
	}
	return all
}

func (x *index) Row(ref tresse.Ref) (Row, bool) {
	r, ok := x.rows[ref]
	return r, ok
}

// refs names people by the refs of their rows.
func refs(people [][]Row) (all [][]tresse.Ref) {
	for _, one := range people {
		var list []tresse.Ref
		for i := range one {
			list = append(list, one[i].Ref)
		}
		all = append(all, list)
	}
	slices.SortFunc(all, func(a, b []tresse.Ref) int { return slices.Compare(a, b) })
	return all
}

// grown keeps the people as a caller of Regroup does.
type grown map[tresse.Ref][]tresse.Ref

func (g grown) replace(people [][]Row) {
	for _, one := range refs(people) {
		for _, ref := range one {
			g[ref] = one
		}
	}
}

func (g grown) all() (all [][]tresse.Ref) {
	for ref, one := range g {
		if one[0] == ref {
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b []tresse.Ref) int { return slices.Compare(a, b) })
	return all
}

// few are rows that have much in common, so that small sets clash.
func few(t *rapid.T, i int) Row {
	pick := func(name string, list ...string) string { return rapid.SampledFrom(list).Draw(t, name) }
	p := tresse.Person{
		FirstName: pick("first", "Awa", "Hawa", "Jean", "Jean-Pierre", "Marie", "Mohamed", "Mohammed", "", "Léa"),
		LastName:  pick("last", "Petit", "Le Goff", "Legoff", "Benali", "Kervadec", "Kervadek", ""),
		BirthDate: pick("born", "", "", "1950-03-02", "1980-07-05", "1950-01-01", "1980"),
	}
	if e := pick("email", "", "", "famille@orange.fr", "jp.legoff@free.fr", "k77@gmail.com"); e != "" {
		p.Emails = []string{e}
	}
	if n := pick("phone", "", "0612345678", "06 12 34 56 87", "0798765432"); n != "" {
		p.Phones = []string{n}
	}
	return Row{
		Ref: tresse.Ref(fmt.Sprintf("s/%03d", i)), First: tresse.Sight{Round: uint64(rapid.IntRange(1, 3).Draw(t, "round"))},
		Person: p, Relayed: rapid.IntRange(0, 9).Draw(t, "relayed") == 0,
		Listing: tresse.Ref(pick("listing", "", "s/a", "s/b")),
	}
}

// What grew step by step is what one Group of everything gives, whatever came,
// changed, went, and was decided and taken back.
func TestGrownEqualsGrouped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, g := newIndex(), grown{}
		var decisions []tresse.Decision
		for step := range rapid.IntRange(1, 25).Draw(t, "steps") {
			var changed []Row
			for range rapid.IntRange(1, 3).Draw(t, "batch") {
				r := few(t, rapid.IntRange(0, 19).Draw(t, "ref"))
				if old, ok := x.rows[r.Ref]; ok {
					changed = append(changed, old)
					x.drop(r.Ref)
					delete(g, r.Ref)
					if rapid.Bool().Draw(t, "goes") {
						continue
					}
				}
				x.put(r)
				changed = append(changed, r)
			}
			if n := rapid.IntRange(0, 5).Draw(t, "decide"); n < 2 {
				a, b := few(t, rapid.IntRange(0, 19).Draw(t, "a")).Ref, few(t, rapid.IntRange(0, 19).Draw(t, "b")).Ref
				verb := []tresse.Verb{tresse.DecideSame, tresse.DecideDifferent}[n]
				clash := slices.ContainsFunc(decisions, func(d tresse.Decision) bool { return d.A == a || d.B == a || d.A == b || d.B == b })
				if a != b && !clash {
					decisions = append(decisions, tresse.Decision{Number: uint64(step + 1), Verb: verb, Subject: tresse.AboutPeople, A: a, B: b})
					changed = append(changed, x.named(a, b)...)
				}
			} else if n == 2 && len(decisions) > 0 {
				last := decisions[len(decisions)-1]
				decisions = decisions[:len(decisions)-1]
				changed = append(changed, x.named(last.A, last.B)...)
			}
			g.replace(Regroup(changed, x, tresse.Model{}, decisions))
		}
		var rows []Row
		for _, r := range x.rows {
			rows = append(rows, r)
		}
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if d := cmp.Diff(refs(grouped(rows, decisions)), g.all()); d != "" {
			t.Fatalf("grouped (-) and grown (+) differ: %s", d)
		}
	})
}

func (x *index) named(all ...tresse.Ref) (rows []Row) {
	for _, ref := range all {
		if r, ok := x.rows[ref]; ok {
			rows = append(rows, r)
		}
	}
	return rows
}

func grouped(rows []Row, decisions []tresse.Decision) (people [][]Row) {
	for _, one := range Group(rows, tresse.Model{}, decisions) {
		var list []Row
		for _, i := range one {
			list = append(list, rows[i])
		}
		people = append(people, list)
	}
	return people
}
