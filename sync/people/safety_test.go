package people

import (
	"fmt"
	"testing"

	"tresse"
)

func safe(n int, first, last, mail, phone, born string) Row {
	p := tresse.Person{FirstName: first, LastName: last, BirthDate: born}
	if mail != "" {
		p.Emails = []string{mail}
	}
	if phone != "" {
		p.Phones = []string{phone}
	}
	return Row{Ref: tresse.NewRef("zeeg", fmt.Sprint(n)), First: tresse.Sight{Round: uint64(n)}, Person: p}
}

// What must never be decided without a human, and what need not be asked, by
// the shipped Model.
func TestSafety(t *testing.T) {
	a := safe(1, "Aminata", "Sow", "aminata@exemple.fr", "06 39 98 12 34", "")
	for _, c := range []struct {
		name string
		a, b Row
		one  bool
	}{
		{"same e-mail in capitals", a, safe(2, "AMINATA", "SOW", "Aminata@Exemple.fr ", "", ""), true},
		{"same phone in another writing", a, safe(2, "aminata", "SOW", "", "+33 6 39 98 12 34", ""), true},
		{"a name beside the last name", a, safe(2, "Aminata", "Sow-Diop", "aminata@exemple.fr", "", ""), true},
		{"no contact in common", a, safe(2, "Aminata", "Sow", "sow@exemple.fr", "", ""), false},
		{"another first name on the contact", a, safe(2, "Ibrahima", "Sow", "aminata@exemple.fr", "06 39 98 12 34", ""), false},
		{"no name", a, safe(2, "", "", "aminata@exemple.fr", "", ""), false},
		{"father and son of one name", safe(1, "Jean", "Roy", "roy@exemple.fr", "", "1950-03-04"), safe(2, "Jean", "Roy", "roy@exemple.fr", "", "1980-07-12"), false},
		{"another last name on a contact", safe(1, "Marie", "Roy", "accueil@exemple.fr", "", ""), safe(2, "Marie", "Diallo", "accueil@exemple.fr", "", ""), false},
		{"first and last name in one cell", a, Row{Ref: "zeeg/9", First: tresse.Sight{Round: 9}, Person: tresse.Person{FullName: "SOW Aminata", Emails: []string{"aminata@exemple.fr"}}}, true},
		{"a relayed contact", a, Row{Ref: "zeeg/9", First: tresse.Sight{Round: 9}, Relayed: true, Person: tresse.Person{FullName: "SOW Aminata", Emails: []string{"aminata@exemple.fr"}}}, false},
	} {
		if groups := Group([]Row{c.a, c.b}, tresse.Model{}, nil); (len(groups) == 1) != c.one {
			t.Errorf("%s: one person %v, want %v", c.name, len(groups) == 1, c.one)
		}
	}
}

// A decision about one booking holds for all that say the same, also for those
// that come after it.
func TestDecisionHoldsForWhatSaysTheSame(t *testing.T) {
	rows := []Row{
		safe(1, "Jean", "Kervadec", "", "06 39 98 12 34", ""), safe(2, "Jean", "Kervadec", "", "06 39 98 12 34", ""),
		safe(3, "Jean", "Kervadek", "", "06 39 98 12 34", ""), safe(4, "Jean", "Kervadek", "", "06 39 98 12 34", ""),
	}
	if got := Group(rows, tresse.Model{}, nil); len(got) != 1 {
		t.Fatalf("%d people before", len(got))
	}
	split := tresse.Decision{Number: 1, Verb: tresse.DecideSplit, Subject: tresse.AboutPeople, Off: []tresse.Ref{"zeeg/3"}, From: []tresse.Ref{"zeeg/1"}}
	got := fmt.Sprint(Group(rows, tresse.Model{}, []tresse.Decision{split}))
	if got != "[[0 1] [2 3]]" {
		t.Errorf("after the split: %s", got)
	}
}
