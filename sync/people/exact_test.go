package people

import (
	"fmt"
	"reflect"
	"testing"

	"tresse"
)

func exactTestRow(n int, first, last, mail, phone, born string) Row {
	return Row{
		Ref: tresse.NewRef("zeeg", fmt.Sprint(n)), First: tresse.Sight{Round: uint64(n)},
		Person: tresse.Person{FirstName: first, LastName: last, Emails: []string{mail}, Phones: []string{phone}, BirthDate: born},
	}
}

func TestExactRule(t *testing.T) {
	a := exactTestRow(1, "Aminata", "Sow", "aminata@exemple.fr", "06 39 98 12 34", "")
	for _, c := range []struct {
		name string
		b    Row
		one  bool
	}{
		{"same e-mail in capitals", exactTestRow(2, "AMINATA", "SOW", "Aminata@Exemple.fr ", "", ""), true},
		{"same phone in another writing", exactTestRow(2, "aminata", "", "", "+33 6 39 98 12 34", ""), true},
		{"a name beside the last name", exactTestRow(2, "Aminata", "Sow-Diop", "aminata@exemple.fr", "", ""), true},
		{"no contact in common", exactTestRow(2, "Aminata", "Sow", "sow@exemple.fr", "", ""), false},
		{"another first name on the contact", exactTestRow(2, "Ibrahima", "Sow", "aminata@exemple.fr", "06 39 98 12 34", ""), false},
		{"another last name on the contact", exactTestRow(2, "Aminata", "Diallo", "aminata@exemple.fr", "", ""), false},
		{"no name", exactTestRow(2, "", "", "aminata@exemple.fr", "", ""), false},
	} {
		groups := GroupExactly([]Row{a, c.b}, nil)
		if one := len(groups) == 1; one != c.one {
			t.Errorf("%s: one person %v, want %v", c.name, one, c.one)
		}
		shares := false
		for _, x := range ExactBlocks(&a) {
			for _, y := range ExactBlocks(&c.b) {
				shares = shares || x == y
			}
		}
		if len(groups) == 1 && !shares {
			t.Errorf("%s: one person, but the index would not bring the rows together", c.name)
		}
	}
	full := Row{Ref: "zeeg/9", First: tresse.Sight{Round: 9}, Person: tresse.Person{FullName: "SOW Aminata", Emails: []string{"aminata@exemple.fr"}}}
	if groups := GroupExactly([]Row{a, full}, nil); len(groups) != 1 {
		t.Errorf("first and last name in one cell: %v", groups)
	}
	relayed := exactTestRow(2, "Aminata", "Sow", "aminata@exemple.fr", "", "")
	relayed.Relayed = true
	if groups := GroupExactly([]Row{a, relayed}, nil); len(groups) != 2 {
		t.Error("a relayed contact is taken for evidence")
	}
	x, y := exactTestRow(1, "Jean", "Roy", "roy@exemple.fr", "", "1950-03-04"), exactTestRow(2, "Jean", "Roy", "roy@exemple.fr", "", "1980-03-04")
	if groups := GroupExactly([]Row{x, y}, nil); len(groups) != 2 {
		t.Error("father and son of one name are one person")
	}
}

func TestExactDecisions(t *testing.T) {
	rows := []Row{
		exactTestRow(1, "Léa", "Roy", "lea@exemple.fr", "", ""), exactTestRow(2, "Lea", "Roy", "lea@exemple.fr", "", ""), exactTestRow(3, "Zoé", "Roy", "zoe@exemple.fr", "", ""),
	}
	for _, c := range []struct {
		decisions []tresse.Decision
		want      [][]int
	}{
		{nil, [][]int{{0, 1}, {2}}},
		{[]tresse.Decision{{Number: 1, Verb: tresse.DecideDifferent, A: "zeeg/1", B: "zeeg/2"}}, [][]int{{0}, {1}, {2}}},
		{[]tresse.Decision{{Number: 1, Verb: tresse.DecideSame, A: "zeeg/1", B: "zeeg/3"}}, [][]int{{0, 1, 2}}},
		{[]tresse.Decision{{Number: 1, Verb: tresse.DecideSame, A: "zeeg/1", B: "zeeg/3"}, {Number: 2, Verb: tresse.DecideDifferent, A: "zeeg/2", B: "zeeg/3"}}, [][]int{{0, 2}, {1}}},
	} {
		if got := GroupExactly(rows, c.decisions); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v gives %v, want %v", c.decisions, got, c.want)
		}
	}
}

// A prescriber's address under five thousand bookings is no trouble.
func TestExactCrowd(t *testing.T) {
	var rows []Row
	for i := range 5000 {
		rows = append(rows, exactTestRow(i+1, "Mohamed", fmt.Sprintf("Nom%c%c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676), "ccas@exemple.fr", "", ""))
	}
	if groups := GroupExactly(rows, nil); len(groups) < 5 {
		t.Errorf("%d people of 5,000", len(groups))
	}
}
