package people

import (
	"strings"
	"testing"

	"tresse"
)

// Twins, and parent and child of one name, on one phone, and a row without
// birth date: nobody is merged, the mediator is asked.
func TestTornIsAsked(t *testing.T) {
	for name, rows := range map[string][]Row{
		"parent and child": {
			row("s/1", tresse.Person{FirstName: "Jean", LastName: "Kervadec", BirthDate: "1950-03-12", Phones: []string{"0612345678"}}),
			row("s/2", tresse.Person{FirstName: "Jean", LastName: "Kervadec", BirthDate: "1984-07-25", Phones: []string{"0612345678"}}),
			row("s/3", tresse.Person{FullName: "KERVADEC Jean", Phones: []string{"0612345678"}}),
		},
		"twins": {
			row("s/1", tresse.Person{FirstName: "Marion", LastName: "Kervadec", BirthDate: "2010-03-12", Phones: []string{"0612345678"}}),
			row("s/2", tresse.Person{FirstName: "Marine", LastName: "Kervadec", Phones: []string{"0612345678"}}),
		},
	} {
		if got := clusters(rows, tresse.Model{}); len(got) != len(rows) {
			t.Errorf("%s: merged: %v", name, got)
		}
		if len(Questions(rows, tresse.Model{}, nil)) == 0 {
			t.Errorf("%s: nobody is asked", name)
		}
	}
}

func TestQuestionsFollowDecisions(t *testing.T) {
	rows := []Row{
		row("s/1", tresse.Person{FirstName: "Marion", LastName: "Kervadec", Phones: []string{"0612345678"}}),
		row("s/2", tresse.Person{FirstName: "Marine", LastName: "Kervadec", Phones: []string{"0612345678"}}),
	}
	apart := tresse.Decision{Number: 1, Verb: tresse.DecideDifferent, Subject: tresse.AboutPeople, A: "s/1", B: "s/2"}
	if got := Questions(rows, tresse.Model{}, []tresse.Decision{apart}); len(got) != 0 {
		t.Errorf("asked again: %+v", got)
	}
	rows[0].Person.BirthDate, rows[1].Person.BirthDate = "1950-03-12", "1984-07-25"
	same := tresse.Decision{Number: 1, Verb: tresse.DecideSame, Subject: tresse.AboutPeople, A: "s/1", B: "s/2"}
	got := Questions(rows, tresse.Model{}, []tresse.Decision{same})
	if len(got) != 1 || got[0].Doubt != 1 {
		t.Errorf("a doubtful decision does not come back: %+v", got)
	}
}

// Two spellings on two platforms of one session are found, one person or a
// question.
func TestTwoSpellings(t *testing.T) {
	for _, pair := range [][2]tresse.Person{
		{{FullName: "Mohamed El Amrani", Emails: []string{"m.elamrani@free.fr"}}, {FirstName: "Mohammed", LastName: "Elamrani", Emails: []string{"m.elamrani@free.fr"}}},
		{{FullName: "LE GOFF Jean-Pierre", Phones: []string{"0612345678"}}, {FullName: "Jean Pierre Legoff", Phones: []string{"06 12 34 56 78"}}},
		{{FirstName: "Kévin", LastName: "Durand", Phones: []string{"0612345678"}}, {FirstName: "Durand", LastName: "Kevin", Phones: []string{"0612345678"}}},
		{{FirstName: "Aïcha", LastName: "Benali", BirthDate: "1980-05-06", Phones: []string{"0612345678"}}, {FirstName: "Aicha", LastName: "Ben Ali", BirthDate: "1980-06-05", Emails: []string{"ab@x.fr"}}},
		{{FirstName: "Françoise", LastName: "Martin", BirthName: "Petit", Phones: []string{"0612345678"}}, {FullName: "PETIT Francoise", Phones: []string{"612345678"}}},
	} {
		rows := []Row{row("zeeg/1", pair[0]), row("excel/1", pair[1])}
		if len(clusters(rows, tresse.Model{})) == 2 && len(Questions(rows, tresse.Model{}, nil)) == 0 {
			t.Errorf("not found: %+v", pair)
		}
	}
}

func TestWhySpeaksFrench(t *testing.T) {
	a := []Row{row("s/1", tresse.Person{FirstName: "Awa", LastName: "Petit", BirthDate: "1980-05-06", Phones: []string{"0612345678"}})}
	b := []Row{row("s/2", tresse.Person{FirstName: "Awa", LastName: "Petit", BirthDate: "1991-02-03", Phones: []string{"0612345678"}})}
	var said []string
	for _, r := range Why(a, b, newIndex(), tresse.Model{}) {
		said = append(said, r.Text)
		if r.Field == "phone" && r.Weight <= 0 || r.Field == "birth_date" && r.Weight >= 0 {
			t.Errorf("%+v weighs the wrong way", r)
		}
	}
	all := strings.Join(said, ", ")
	for _, want := range []string{"même prénom", "même téléphone", "dates de naissance différentes"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not said: %s", want, all)
		}
	}
}

// Two platforms hold a booking each in one session, under two spellings and
// without a contact in common: asked. Two of one platform are two people.
func TestOneSessionTwoSpellings(t *testing.T) {
	a := row("zeeg/1", tresse.Person{FullName: "Aminatta SOW", Emails: []string{"a.sow@exemple.fr"}})
	b := row("excel/1", tresse.Person{FirstName: "Aminata", LastName: "Sow", Phones: []string{"06 39 98 12 34"}})
	a.Session, b.Session, a.Listing, b.Listing = "s1", "s1", "zeeg/e", "excel/r"
	got := Questions([]Row{a, b}, tresse.Model{}, nil)
	if len(got) != 1 || got[0].Score < 0 {
		t.Fatalf("%+v", got)
	}
	said := ""
	for _, r := range got[0].Reasons {
		said += r.Text + "; "
	}
	if !strings.Contains(said, "inscrits à la même séance par deux plateformes") {
		t.Error(said)
	}
	b.Session = "s2"
	if far := Questions([]Row{a, b}, tresse.Model{}, nil); len(far) != 0 && far[0].Score >= got[0].Score {
		t.Errorf("in two sessions: %+v", far)
	}
}

// A decision comes back where somebody came since who can only be one of the
// two.
func TestDoubtByAThird(t *testing.T) {
	rows := []Row{
		row("s/1", tresse.Person{FirstName: "Jean", LastName: "Kervadec", Phones: []string{"06 39 98 12 34"}}),
		row("s/2", tresse.Person{FirstName: "Jean", LastName: "Kervadec", BirthDate: "1950-03-12", Emails: []string{"jk@exemple.fr"}}),
		row("s/3", tresse.Person{FirstName: "Jean", LastName: "Kervadec", BirthDate: "1984-07-25", Phones: []string{"06 39 98 12 34"}}),
	}
	same := tresse.Decision{Number: 7, Verb: tresse.DecideSame, Subject: tresse.AboutPeople, A: "s/1", B: "s/2"}
	before := Questions(rows[:2], tresse.Model{}, []tresse.Decision{same})
	after := Questions(rows, tresse.Model{}, []tresse.Decision{same})
	if len(before) != 0 || len(after) == 0 || after[0].Doubt != 7 {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

func TestJoinedTellsTheLeastSureFirst(t *testing.T) {
	rows := []Row{
		row("s/1", tresse.Person{FirstName: "Awa", LastName: "Petit", Phones: []string{"06 39 98 12 34"}}),
		row("s/2", tresse.Person{FirstName: "Awa", LastName: "Petit", Phones: []string{"06 39 98 12 34"}, Emails: []string{"awa@exemple.fr"}}),
		row("s/3", tresse.Person{FirstName: "Hawa", LastName: "Petit", Emails: []string{"awa@exemple.fr"}}),
	}
	got := Joined(rows, func(r *Row) bool { return r.Ref != "s/1" }, newIndex(), tresse.Model{}, nil)
	if len(got) != 2 || got[0].Ref != "s/3" || got[0].Margin > got[1].Margin || len(got[0].Reasons) == 0 {
		t.Errorf("%+v", got)
	}
}

// Names that changed places are told once.
func TestSwappedNamesAreToldOnce(t *testing.T) {
	a := []Row{row("s/1", tresse.Person{FirstName: "Kévin", LastName: "Durand", Phones: []string{"06 39 98 12 34"}})}
	b := []Row{row("s/2", tresse.Person{FirstName: "Durand", LastName: "Kevin", Phones: []string{"06 39 98 12 34"}})}
	n := 0
	for _, r := range Why(a, b, newIndex(), tresse.Model{}) {
		if r.Text == "prénom et nom intervertis" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("told %d times", n)
	}
}
