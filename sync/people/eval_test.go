package people

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tresse"
)

var evaluate = flag.Bool("eval", false, "measure on the public sets and on generated registrations")

// A measured set is rows with the truth: who each row is.
type measured struct {
	name  string
	rows  []Row
	truth []string
}

// linkage finds the public sets beside the checkout.
func linkage(t *testing.T, file string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "linkage", file))
	if err != nil {
		t.Skip("the public sets are not here")
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// table reads a set column by column.
func tableSet(t *testing.T, name, file string, truth func(get func(string) string) string, fill func(p *tresse.Person, get func(string) string)) measured {
	all := linkage(t, file)
	set := measured{name: name}
	for i, cells := range all[1:] {
		get := func(column string) string {
			for j, h := range all[0] {
				if strings.TrimSpace(h) == column {
					return strings.TrimSpace(cells[j])
				}
			}
			t.Fatalf("%s: no column %s", file, column)
			return ""
		}
		r := Row{Ref: tresse.Ref(fmt.Sprintf("set/%06d", i)), First: tresse.Sight{Round: 1}}
		fill(&r.Person, get)
		set.rows = append(set.rows, r)
		set.truth = append(set.truth, truth(get))
	}
	return set
}

func attributes(p *tresse.Person, get func(string) string, names ...string) {
	for _, n := range names {
		if v := get(n); v != "" {
			p.Attributes = append(p.Attributes, tresse.Attribute{Name: n, Value: v})
		}
	}
}

func febrl(t *testing.T, file string) measured {
	return tableSet(t, "FEBRL "+file[7:8], file,
		func(get func(string) string) string { return strings.Split(get("rec_id"), "-")[1] },
		func(p *tresse.Person, get func(string) string) {
			p.FirstName, p.LastName = get("given_name"), get("surname")
			p.BirthDate, p.Postcode, p.City = get("date_of_birth"), get("postcode"), get("suburb")
			if v := get("soc_sec_id"); v != "" {
				p.Identifiers = []tresse.Attribute{{Name: "soc_sec_id", Value: v}}
			}
			attributes(p, get, "street_number", "address_1", "address_2", "state")
		})
}

func fake1000(t *testing.T) measured {
	return tableSet(t, "fake_1000", "fake_1000.csv",
		func(get func(string) string) string { return get("cluster") },
		func(p *tresse.Person, get func(string) string) {
			p.FirstName, p.LastName, p.BirthDate, p.City = get("first_name"), get("surname"), get("dob"), get("city")
			if e := get("email"); e != "" {
				p.Emails = []string{e}
			}
		})
}

func historical(t *testing.T) measured {
	return tableSet(t, "historical_50k", "historical_50k.csv",
		func(get func(string) string) string { return get("cluster") },
		func(p *tresse.Person, get func(string) string) {
			p.FirstName, p.LastName, p.BirthDate, p.Postcode = get("first_name"), get("surname"), get("dob"), get("postcode_fake")
			p.FullName = get("full_name")
			attributes(p, get, "birth_place", "gender", "occupation")
		})
}

// A score is how well clusters meet the truth.
type score struct {
	good, wrong, missed int // pairs
	mixed, persons      int // persons merged with somebody else; all persons
}

func (s score) precision() float64 { return float64(s.good) / max(1, float64(s.good+s.wrong)) }
func (s score) recall() float64    { return float64(s.good) / max(1, float64(s.good+s.missed)) }
func (s score) f1() float64 {
	p, r := s.precision(), s.recall()
	return 2 * p * r / max(1e-9, p+r)
}

func judge(truth []string, clusters [][]int) (s score) {
	pairs := func(n int) int { return n * (n - 1) / 2 }
	of := map[string]int{}
	for _, t := range truth {
		of[t]++
	}
	all := 0
	for _, n := range of {
		all += pairs(n)
	}
	mixed := map[string]bool{}
	for _, c := range clusters {
		in := map[string]int{}
		for _, i := range c {
			in[truth[i]]++
		}
		for who, n := range in {
			s.good += pairs(n)
			if len(in) > 1 {
				mixed[who] = true
			}
		}
		s.wrong += pairs(len(c))
		for _, n := range in {
			s.wrong -= pairs(n)
		}
	}
	s.missed, s.mixed, s.persons = all-s.good, len(mixed), len(of)
	return s
}

func (s score) String() string {
	return fmt.Sprintf("P %.4f  R %.4f  F1 %.4f  wrong pairs %5d  persons mixed %4d of %d (%.2f %%)",
		s.precision(), s.recall(), s.f1(), s.wrong, s.mixed, s.persons, 100*float64(s.mixed)/float64(max(1, s.persons)))
}

// asked plays the mediator, who answers the first questions rightly, and says
// what recall becomes and how many of the first five per 100 people are one.
func asked(set measured, m tresse.Model, clusters [][]int, persons int) string {
	questions := Questions(set.rows, m, nil)
	at := map[tresse.Ref]int{}
	for i := range set.rows {
		at[set.rows[i].Ref] = i
	}
	parent := make([]int, len(set.rows))
	for _, c := range clusters {
		for _, i := range c {
			parent[i] = c[0]
		}
	}
	root := func(i int) int {
		for parent[i] != i {
			i = parent[i]
		}
		return i
	}
	yes, first := 0, 0
	limit := persons * 14 / 100
	for n, q := range questions[:min(len(questions), limit)] {
		a, b := at[q.A], at[q.B]
		if set.truth[a] == set.truth[b] {
			yes++
			parent[root(a)] = root(b)
		}
		if n == persons*5/100-1 {
			first = yes
		}
	}
	joined := map[int][]int{}
	for i := range set.rows {
		joined[root(i)] = append(joined[root(i)], i)
	}
	var after [][]int
	for _, c := range joined {
		after = append(after, c)
	}
	s := judge(set.truth, after)
	return fmt.Sprintf("maybe %.1f per 100 people; after 14: R %.4f P %.4f; of the first 5: %.0f %% one person",
		100*float64(len(questions))/float64(persons), s.recall(), s.precision(), 100*float64(first)/float64(max(1, persons*5/100)))
}

var seeds = flag.Int("seeds", 4, "how many villages are measured")

func TestEval(t *testing.T) {
	if !*evaluate {
		t.Log("measured by make eval")
		return
	}
	for _, year := range []bool{false, true} {
		var pool, shipped score
		for seed := range uint64(*seeds) {
			v := newVillage(t, seed+101, 5000)
			v.yearOnly = year
			set := v.registrations(fmt.Sprintf("French %d year only %v", seed+101, year))
			m := Estimate(set.rows, tresse.Model{})
			clusters := Group(set.rows, m, nil)
			s := judge(set.truth, clusters)
			pool.add(s)
			shipped.add(judge(set.truth, Group(set.rows, tresse.Model{}, nil)))
			t.Logf("%-26s %v", set.name, s)
			t.Logf("%-26s %s", "", asked(set, m, clusters, s.persons))
		}
		t.Logf("%-26s %v", "French, pooled", pool)
		t.Logf("%-26s %v", "  shipped model alone", shipped)
	}
	sets := []measured{febrl(t, "dataset1.csv"), febrl(t, "dataset2.csv"), febrl(t, "dataset3.csv"), fake1000(t), historical(t)}
	for _, set := range sets {
		m := Estimate(set.rows, tresse.Model{})
		clusters := Group(set.rows, m, nil)
		s := judge(set.truth, clusters)
		t.Logf("%-26s %v", set.name, s)
		t.Logf("%-26s %s", "", asked(set, m, clusters, s.persons))
		t.Logf("%-26s %v", "  shipped model alone", judge(set.truth, Group(set.rows, tresse.Model{}, nil)))
		t.Logf("%-26s %v", "  year of birth only", judge(set.truth, Group(yearly(set.rows), Estimate(yearly(set.rows), tresse.Model{}), nil)))
	}
}

func (s *score) add(o score) {
	s.good += o.good
	s.wrong += o.wrong
	s.missed += o.missed
	s.mixed += o.mixed
	s.persons += o.persons
}

// yearly keeps the year of birth only.
func yearly(rows []Row) []Row {
	kept := slices.Clone(rows)
	for i := range kept {
		if b := birth(kept[i].Person.BirthDate); b.year != 0 {
			kept[i].Person.BirthDate = fmt.Sprintf("%04d", b.year)
		}
	}
	return kept
}
