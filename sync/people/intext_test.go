package people

import (
	"slices"
	"testing"

	"tresse"
)

func TestNamed(t *testing.T) {
	for _, c := range []struct {
		text   string
		person tresse.Person
		want   bool
	}{
		{"RDV Marie Dupont", tresse.Person{FullName: "Marie Dupont"}, true},
		{"rdv DUPONT Marie (CAF)", tresse.Person{FirstName: "Marie", LastName: "Dupont"}, true},
		{"Accompagnement de Marie-Claire Dupont", tresse.Person{FirstName: "Marie-Claire", LastName: "Dupont"}, true},
		{"Accompagnement de Marie Claire Dupont", tresse.Person{FirstName: "Marie", LastName: "Dupont"}, true},
		{"Suivi Hélène Le Goff", tresse.Person{FullName: "helene LE GOFF"}, true},
		{"Jean de la Tour : CV", tresse.Person{FirstName: "Jean", LastName: "de La Tour"}, true},
		{"Point avec Amina, puis Benali Amina", tresse.Person{FirstName: "Amina", LastName: "Benali"}, true},
		{"Atelier Marie", tresse.Person{FullName: "Marie Dupont"}, false},
		{"Atelier rue Dupont", tresse.Person{FullName: "Marie Dupont"}, false},
		{"Marie présente le café Dupont", tresse.Person{FullName: "Marie Dupont"}, false},
		{"Marie Dupond", tresse.Person{FullName: "Marie Dupont"}, false},
		{"Atelier mails", tresse.Person{FirstName: "Atelier"}, false},
		{"Atelier mails", tresse.Person{}, false},
	} {
		r := Row{Person: c.person}
		if got := Named(c.text, &r); got != c.want {
			t.Errorf("%q holds %v: %v", c.text, c.person, got)
		}
		if c.want && !slices.ContainsFunc(LookOf(&r).Blocks, func(b uint64) bool { return slices.Contains(NamesIn(c.text), b) }) {
			t.Errorf("%q: %v is not found by it", c.text, c.person)
		}
	}
}
