package people

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresse"
)

// The same rows give the same Model, people and questions, byte for byte, in
// whatever order they are handed in and however often.
func TestNothingHangsOnOrder(t *testing.T) {
	for _, set := range []measured{
		newVillage(t, 5, 250).registrations("village"), newCanton(t, 6, 150).registrations("canton"), splinkLike(t, 7, 110),
	} {
		m := Estimate(set.rows, tresse.Model{})
		people := refs(gather(set.rows, Group(set.rows, m, nil)))
		questions := Questions(set.rows, m, nil)
		for turn := range uint64(2) {
			rows := append([]Row(nil), set.rows...)
			rand.New(rand.NewPCG(turn, 9)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			again := Estimate(rows, tresse.Model{})
			if d := cmp.Diff(m, again); d != "" {
				t.Fatalf("%s: another Model: %.300s", set.name, d)
			}
			if d := cmp.Diff(people, refs(gather(rows, Group(rows, again, nil)))); d != "" {
				t.Fatalf("%s: other people: %.300s", set.name, d)
			}
			if d := cmp.Diff(questions, Questions(rows, again, nil)); d != "" {
				t.Fatalf("%s: other questions: %.300s", set.name, d)
			}
		}
	}
}

func gather(rows []Row, clusters [][]int) (people [][]Row) {
	for _, one := range clusters {
		var list []Row
		for _, i := range one {
			list = append(list, rows[i])
		}
		people = append(people, list)
	}
	return people
}
