package people

import (
	"fmt"
	"testing"

	"tresse"
)

// others are sets whose makers know nothing of the rules. The canton's were
// used for choosing; the rest gated changes.
func others(t *testing.T, seeds int) (sets []measured) {
	for seed := range uint64(seeds) {
		sets = append(sets, febrlLike(t, 400+seed, febrlStyle{persons: 5000, most: 1, fields: 4}))
		sets = append(sets, febrlLike(t, 500+seed, febrlStyle{persons: 2000, most: 5, fields: 9}))
		sets = append(sets, splinkLike(t, 600+seed, 250), splinkLike(t, 700+seed, 3000))
		sets = append(sets, newCanton(t, 800+seed, 4000).registrations(fmt.Sprintf("canton %d", 800+seed)))
	}
	return sets
}

func TestOthers(t *testing.T) {
	if !*evaluate {
		t.Log("measured by make eval")
		return
	}
	for _, set := range others(t, 2) {
		m := Estimate(set.rows, tresse.Model{})
		clusters := Group(set.rows, m, nil)
		s := judge(set.truth, clusters)
		t.Logf("%-20s %6d rows %v", set.name, len(set.rows), s)
		t.Logf("%-20s %s", "", asked(set, m, clusters, s.persons))
		t.Logf("%-20s %v", "  shipped", judge(set.truth, Group(set.rows, tresse.Model{}, nil)))
		y := yearly(set.rows)
		t.Logf("%-20s %v", "  year only", judge(set.truth, Group(y, Estimate(y, tresse.Model{}), nil)))
	}
}
