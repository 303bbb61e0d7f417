package people

import (
	"fmt"
	"os"
	"sort"
	"testing"

	"tresse"
)

func TestDbg(t *testing.T) {
	which := os.Getenv("SET")
	var set measured
	switch which {
	case "fake":
		set = fake1000(t)
	case "febrl":
		set = febrl(t, "dataset3.csv")
	case "hist":
		set = historical(t)
	default:
		set = newVillage(t, 1, 5000).registrations("F")
	}
	m := Estimate(set.rows, tresse.Model{})
	if os.Getenv("W") != "" {
		var ks []string
		for k := range m.Weights {
			ks = append(ks, k)
		}
		sort.Strings(ks)
		for _, k := range ks {
			if v := m.Weights[k]; k[0] != 's' {
				fmt.Printf("%s %.5f\n", k, v)
			}
		}
	}
	s := newScale(m)
	all, of := faces(set.rows)
	c := newCensus(s, all, of)
	cl := Group(set.rows, m, nil)
	inC := make([]int, len(set.rows))
	for i, one := range cl {
		for _, r := range one {
			inC[r] = i
		}
	}
	show := func(i, j int) {
		var w weighing
		s.weigh(&w, all[of[i]], all[of[j]], c.crowd)
		fmt.Printf("  %+v rel=%v\n  %+v rel=%v\n   bits %.1f one %.1f house %.1f str %.1f crowd %v clash %v pieces %d\n    ", set.rows[i].Person, set.rows[i].Relayed, set.rows[j].Person, set.rows[j].Relayed, w.bits, w.one, w.house, w.strangers, w.crowd, w.clash, w.pieces)
		for _, it := range w.items[:w.n] {
			n := it.trait
			if it.field < fixed {
				n = it.field.String()
			}
			fmt.Printf(" %s:%v(%.1f/%.1f/%.1f)", n, it.level, it.one, it.house, it.strangers)
		}
		fmt.Println()
	}
	nw := 0
	hist := map[string]int{}
	byT := map[string][]int{}
	for i, t := range set.truth {
		byT[t] = append(byT[t], i)
	}
	wrong := map[string]int{}
	for _, one := range cl {
		for x, i := range one {
			for _, j := range one[:x] {
				if set.truth[i] != set.truth[j] {
					if nw%2 == 0 && nw < 400 {
						fmt.Println("WRONG")
						show(i, j)
					}
					nw++
					var w weighing
					s.weigh(&w, all[of[i]], all[of[j]], c.crowd)
					wrong[fmt.Sprintf("direct=%v given=%v crowd=%v", w.bits >= s.same, w.given, w.crowd)]++
				}
			}
		}
	}
	nm := 0
	for _, rows := range byT {
		for x, i := range rows {
			for _, j := range rows[:x] {
				if inC[i] == inC[j] {
					continue
				}
				var w weighing
				s.weigh(&w, all[of[i]], all[of[j]], c.crowd)
				k := "link"
				if w.bits < s.same {
					k = "nolink"
				}
				if first(c.keys[of[i]], c.keys[of[j]]) == 0 {
					k += " unblocked"
				}
				hist[fmt.Sprintf("%s given=%v crowd=%v clash=%v", k, w.given, w.crowd >= 0, w.clash)]++
				nm++
			}
		}
	}
	ids := make([]string, 0)
	for k := range byT {
		ids = append(ids, k)
	}
	sort.Strings(ids)
	n := 0
	for _, id := range ids {
		rows := byT[id]
		for x, i := range rows {
			for _, j := range rows[:x] {
				if inC[i] != inC[j] {
					n++
					if n%max(1, nm/25) == 0 {
						fmt.Println("MISSED")
						show(i, j)
					}
				}
			}
		}
	}
	pr := func(m map[string]int) {
		var ks []string
		for k := range m {
			ks = append(ks, k)
		}
		sort.Slice(ks, func(i, j int) bool { return m[ks[i]] > m[ks[j]] })
		for _, k := range ks[:min(len(ks), 22)] {
			fmt.Println(m[k], k)
		}
	}
	pr(hist)
	fmt.Println("---wrong", nw)
	pr(wrong)
	fmt.Println(judge(set.truth, cl))
}
