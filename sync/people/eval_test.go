package people

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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

func TestEval(t *testing.T) {
	if !*evaluate {
		t.Skip("measured with -eval")
	}
	var french []measured
	for seed := range uint64(2) {
		french = append(french, newVillage(t, seed+1, 5000).registrations(fmt.Sprintf("French %d", seed+1)))
	}
	for _, set := range append(french, febrl(t, "dataset1.csv"), febrl(t, "dataset2.csv"), febrl(t, "dataset3.csv"), fake1000(t), historical(t)) {
		begin := time.Now()
		shippedModel := judge(set.truth, Group(set.rows, tresse.Model{}, nil))
		mid := time.Now()
		m := Estimate(set.rows, tresse.Model{})
		learned := judge(set.truth, Group(set.rows, m, nil))
		t.Logf("%-16s shipped %v (%v)", set.name, shippedModel, mid.Sub(begin).Round(time.Millisecond))
		t.Logf("%-16s learned %v (%v)", set.name, learned, time.Since(mid).Round(time.Millisecond))
	}
}
