package people

import (
	"fmt"
	"testing"

	"tresse"
)

func TestSweep(t *testing.T) {
	if !*evaluate {
		t.Skip()
	}
	sets := []measured{febrl(t, "dataset3.csv"), fake1000(t), historical(t)}
	for seed := range uint64(4) {
		sets = append(sets, newVillage(t, seed+31, 5000).registrations("French"))
	}
	pool := map[string]*score{}
	for _, set := range sets {
		m := Estimate(set.rows, tresse.Model{})
		for _, v := range [][2]float64{{0, 2.5}, {0, 3.25}, {0, 4}, {0.5, 2.5}, {0.5, 3}, {0.5, 3.75}} {
			m.Weights["same"], m.Weights["alone"] = v[0], v[1]
			s := judge(set.truth, Group(set.rows, m, nil))
			k := fmt.Sprint(set.name, v)
			if pool[k] == nil {
				pool[k] = &score{}
			}
			pool[k].add(s)
			fmt.Println(k, *pool[k])
		}
	}
}
