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
	rows  map[tresse.Ref]Row
	faces map[uint64]map[uint64]bool
	looks map[uint64]map[tresse.Ref]bool
}

func newIndex() *index {
	return &index{rows: map[tresse.Ref]Row{}, faces: map[uint64]map[uint64]bool{}, looks: map[uint64]map[tresse.Ref]bool{}}
}

// apply changes the index, and checks what Regroup says of it.
func (x *index) apply(c Change, r Regrouped) {
	for i := range c.Was {
		delete(x.looks[LookOf(&c.Was[i]).Profile], c.Was[i].Ref)
		delete(x.rows, c.Was[i].Ref)
	}
	for _, l := range r.Went {
		for _, b := range l.Blocks {
			delete(x.faces[b], l.Profile)
		}
	}
	for _, l := range r.Came {
		for _, b := range l.Blocks {
			if x.faces[b] == nil {
				x.faces[b] = map[uint64]bool{}
			}
			x.faces[b][l.Profile] = true
		}
	}
	for _, row := range c.Now {
		l := LookOf(&row)
		if x.looks[l.Profile] == nil {
			x.looks[l.Profile] = map[tresse.Ref]bool{}
		}
		x.looks[l.Profile][row.Ref] = true
		x.rows[row.Ref] = row
	}
}

func (x *index) Faces(blocks []uint64, most int) [][]uint64 { return several(blocks, most, x.faces) }

func (x *index) Looks(profiles []uint64, most int) [][]tresse.Ref {
	return several(profiles, most, x.looks)
}

func several[V comparable](keys []uint64, most int, of map[uint64]map[V]bool) [][]V {
	all := make([][]V, len(keys))
	for i, k := range keys {
		for v := range of[k] {
			if len(all[i]) < most {
				all[i] = append(all[i], v)
			}
		}
	}
	return all
}

func (x *index) Rows(refs []tresse.Ref) (rows []Row) {
	for _, ref := range refs {
		if r, ok := x.rows[ref]; ok {
			rows = append(rows, r)
		}
	}
	return rows
}

// check: a look is found under its blocks as long as somebody has it.
func (x *index) check(t *rapid.T) {
	want := map[uint64]map[uint64]bool{}
	for _, r := range x.rows {
		l := LookOf(&r)
		for _, b := range l.Blocks {
			if want[b] == nil {
				want[b] = map[uint64]bool{}
			}
			want[b][l.Profile] = true
		}
	}
	for b, profiles := range x.faces {
		if len(profiles) == 0 {
			delete(x.faces, b)
		}
	}
	if d := cmp.Diff(want, x.faces); d != "" {
		t.Fatalf("the index (-want +got): %s", d)
	}
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
		FirstName: pick("first", "Awa", "Hawa", "Jean", "Jean-Pierre", "Marie", "Mohamed", "Mohammed", "", "Léa", "Léa"),
		LastName:  pick("last", "Petit", "Le Goff", "Legoff", "Benali", "Kervadec", "Kervadek", ""),
		BirthDate: pick("born", "", "", "1950-03-02", "1980-07-05", "1950-01-01", "1980"),
	}
	if e := pick("email", "", "", "famille@orange.fr", "famille@orange.fr", "jp.legoff@free.fr", "k77@gmail.com"); e != "" {
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

// Where blocks are full of a few faces already, each arrival fills or empties
// one.
func tight(t *rapid.T) tresse.Model {
	return tresse.Model{Weights: map[string]float64{"crowded": float64(rapid.SampledFrom([]int{48, 3, 5}).Draw(t, "crowded"))}}
}

// What grew step by step is what one Group of everything gives, whatever came,
// changed, went, and was decided and taken back.
func TestGrownEqualsGrouped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, g, m := newIndex(), grown{}, tight(t)
		var decisions []tresse.Decision
		for step := range rapid.IntRange(1, 25).Draw(t, "steps") {
			c := x.some(t)
			for _, r := range c.Was {
				delete(g, r.Ref)
			}
			if n := rapid.IntRange(0, 5).Draw(t, "decide"); n < 3 {
				d := someDecision(t, step, n)
				if len(d.Names()) > 0 && !contrary(append(slices.Clone(decisions), d)) {
					decisions = append(decisions, d)
					c.Named = append(c.Named, d.Names()...)
				}
			} else if n == 3 && len(decisions) > 0 {
				at := rapid.IntRange(0, len(decisions)-1).Draw(t, "undone")
				c.Named = append(c.Named, decisions[at].Names()...)
				decisions = slices.Delete(decisions, at, at+1)
			}
			r := Regroup(c, x, m, decisions)
			x.apply(c, r)
			x.check(t)
			g.replace(r.People)
			var rows []Row
			for _, r := range x.rows {
				rows = append(rows, r)
			}
			if d := cmp.Diff(refs(grouped(rows, m, decisions)), g.all()); d != "" {
				t.Fatalf("step %d: grouped (-) and grown (+) differ: %s", step, d)
			}
		}
	})
}

// some is a change of a few rows.
func (x *index) some(t *rapid.T) (c Change) {
	had := map[tresse.Ref]bool{}
	for range rapid.IntRange(0, 4).Draw(t, "batch") {
		r := few(t, rapid.IntRange(0, 24).Draw(t, "ref"))
		if had[r.Ref] {
			continue
		}
		had[r.Ref] = true
		if old, ok := x.rows[r.Ref]; ok {
			c.Was = append(c.Was, old)
			r.First = old.First
			if rapid.IntRange(0, 2).Draw(t, "goes") == 0 {
				continue
			}
			if rapid.IntRange(0, 3).Draw(t, "stays") == 0 {
				r.Person = old.Person
			}
		}
		c.Now = append(c.Now, r)
	}
	return c
}

func someDecision(t *rapid.T, step, verb int) tresse.Decision {
	ref := func(name string) tresse.Ref {
		return tresse.Ref(fmt.Sprintf("s/%03d", rapid.IntRange(0, 24).Draw(t, name)))
	}
	d := tresse.Decision{Number: uint64(step + 1), Subject: tresse.AboutPeople}
	switch verb {
	case 0:
		d.Verb, d.A, d.B = tresse.DecideSame, ref("a"), ref("b")
	case 1:
		d.Verb, d.A, d.B = tresse.DecideDifferent, ref("a"), ref("b")
	case 2:
		d.Verb = tresse.DecideSplit
		for range rapid.IntRange(1, 2).Draw(t, "off") {
			d.Off = append(d.Off, ref("off"))
		}
		for range rapid.IntRange(1, 3).Draw(t, "from") {
			d.From = append(d.From, ref("from"))
		}
	}
	return d
}

// contrary reports decisions that keep apart what they hold together.
func contrary(decisions []tresse.Decision) bool {
	d := told(decisions)
	return slices.ContainsFunc(d.different, func(p [2]tresse.Ref) bool { return d.of(p[0]) == d.of(p[1]) })
}

func grouped(rows []Row, m tresse.Model, decisions []tresse.Decision) (people [][]Row) {
	for _, one := range Group(rows, m, decisions) {
		var list []Row
		for _, i := range one {
			list = append(list, rows[i])
		}
		people = append(people, list)
	}
	return people
}

// The order in which rows are handed in does not matter.
func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []Row
		for i := range rapid.IntRange(2, 30).Draw(t, "rows") {
			rows = append(rows, few(t, i))
		}
		m := tight(t)
		first := refs(grouped(rows, m, nil))
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if d := cmp.Diff(first, refs(grouped(rows, m, nil))); d != "" {
			t.Fatal(d)
		}
	})
}
