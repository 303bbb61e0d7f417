package people

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresse"
)

func row(ref string, p tresse.Person) Row {
	return Row{Ref: tresse.Ref(ref), First: tresse.Sight{Round: 1}, Person: p}
}

// clusters returns the refs of each person.
func clusters(rows []Row, m tresse.Model, ds ...tresse.Decision) [][]string {
	var all [][]string
	for _, c := range Group(rows, m, ds) {
		var one []string
		for _, i := range c {
			one = append(one, rows[i].Ref.External())
		}
		all = append(all, one)
	}
	return all
}

func TestGroupSameContactSameFirstName(t *testing.T) {
	rows := []Row{
		row("s/4", tresse.Person{FullName: "PETIT Awa", Phones: []string{"06.12.34.56.78"}}),
		row("s/1", tresse.Person{FirstName: "Awa", LastName: "Petit", Phones: []string{"+33 6 12 34 56 78"}, Emails: []string{"Awa.Petit@orange.fr"}}),
		row("s/2", tresse.Person{FirstName: "Awa", LastName: "Petit", Emails: []string{"awa.petit@orange.fr "}}),
		row("s/3", tresse.Person{FirstName: "Moussa", LastName: "Petit", Phones: []string{"06 12 34 56 78"}}),
	}
	want := [][]string{{"1", "2", "4"}, {"3"}}
	if d := cmp.Diff(want, clusters(rows, tresse.Model{})); d != "" {
		t.Error(d)
	}
}

func TestGroupKeepsRelayedContactsApart(t *testing.T) {
	rows := []Row{
		row("s/1", tresse.Person{FirstName: "Awa", LastName: "Petit", Phones: []string{"06 12 34 56 78"}}),
		row("s/2", tresse.Person{FirstName: "Awa", LastName: "Durand", Phones: []string{"06 12 34 56 78"}}),
	}
	rows[1].Relayed = true
	if got := clusters(rows, tresse.Model{}); len(got) != 2 {
		t.Errorf("a relayed contact joined two people: %v", got)
	}
}

func TestGroupFollowsDecisions(t *testing.T) {
	rows := []Row{
		row("s/1", tresse.Person{FirstName: "Awa", LastName: "Petit", Phones: []string{"06 12 34 56 78"}}),
		row("s/2", tresse.Person{FirstName: "Awa", LastName: "Petit", Phones: []string{"06 12 34 56 78"}}),
		row("s/3", tresse.Person{FirstName: "Zoé", LastName: "Le Gall"}),
	}
	apart := tresse.Decision{Number: 1, Verb: tresse.DecideDifferent, Subject: tresse.AboutPeople, A: "s/1", B: "s/2"}
	same := tresse.Decision{Number: 2, Verb: tresse.DecideSame, Subject: tresse.AboutPeople, A: "s/2", B: "s/3"}
	want := [][]string{{"1"}, {"2", "3"}}
	if d := cmp.Diff(want, clusters(rows, tresse.Model{}, apart, same)); d != "" {
		t.Error(d)
	}
}

func TestNobody(t *testing.T) {
	for _, p := range []tresse.Person{
		{}, {FullName: "X"}, {FirstName: "SNP", LastName: "SNP"}, {FullName: "test"}, {FirstName: "."},
		{FullName: "Mission Locale"}, {LastName: "CCAS DE VILLEURBANNE"}, {FullName: "Place réservée"},
	} {
		if !Nobody(&Row{Person: p}) {
			t.Errorf("%+v was taken for somebody", p)
		}
	}
	for _, p := range []tresse.Person{
		{FirstName: "Awa"}, {FullName: "DURAND"}, {Phones: []string{"0612345678"}}, {FullName: "Rose Laville"},
		{FirstName: "Aimé", LastName: "Test"},
	} {
		if Nobody(&Row{Person: p}) {
			t.Errorf("%+v was taken for nobody", p)
		}
	}
}

func TestBuild(t *testing.T) {
	b := Build([]Row{
		row("s/1", tresse.Person{FullName: "LE GOFF jean pierre", Phones: []string{"0612345678"}}),
		row("s/2", tresse.Person{FirstName: "Jean-Pierre", LastName: "LE GOFF", Emails: []string{"JP@x.FR"}, BirthDate: "1950"}),
		row("s/3", tresse.Person{FirstName: "jean-pierre", LastName: "le goff", BirthDate: "1950-03-02"}),
	})
	want := tresse.Beneficiary{
		Aliases: []tresse.ID{}, FirstName: "Jean-Pierre", LastName: "Le Goff", BirthDate: "1950-03-02",
		Spellings: []string{"Jean-Pierre LE GOFF", "LE GOFF jean pierre", "jean-pierre le goff"},
		Emails:    []string{"jp@x.fr"}, Phones: []string{"+33612345678"}, Refuses: []string{}, Refs: []tresse.Ref{},
	}
	if d := cmp.Diff(want, b); d != "" {
		t.Error(d)
	}
}

func TestPhones(t *testing.T) {
	for cell, want := range map[string][]string{
		"06 12 34 56 78": {"+33612345678"}, "0033612345678": {"+33612345678"}, "+33 (0)6 12 34 56 78": {"+33612345678"},
		"612345678": {"+33612345678"}, "06-12-34-56-78 / 04 78 00 00 00": {"+33612345678", "+33478000000"},
		"06.12.34.56.78 (mère)": {"+33612345678"}, "0692 12 34 56": {"+262692123456"}, "+32 470 12 34 56": {"+32470123456"},
		"15": nil, "pas de téléphone": nil,
	} {
		if d := cmp.Diff(want, phones(cell)); d != "" {
			t.Errorf("%q: %s", cell, d)
		}
	}
}

// A human writes "Jean-Pierre Le Goff", whatever was typed.
func TestWrittenAsAHumanWould(t *testing.T) {
	for typed, want := range map[string]string{
		"LE GOFF jean pierre":    "Jean-Pierre Le Goff",
		"BENALI mohamed":         "Mohamed Benali",
		"D'ALMEIDA FRANÇOIS":     "François D'Almeida",
		"Anne Laure de la Roche": "Anne-Laure de La Roche",
		"Mme SOW Aminata":        "Aminata Sow",
	} {
		b := Build([]Row{row("s/1", tresse.Person{FullName: typed})})
		if got := b.FirstName + " " + b.LastName; got != want {
			t.Errorf("%q is shown as %q, want %q", typed, got, want)
		}
	}
	b := Build([]Row{row("s/1", tresse.Person{FirstName: "Chloe", LastName: "DASILVA"}), row("s/2", tresse.Person{FirstName: "Chloé", LastName: "Da Silva"})})
	if b.FirstName+" "+b.LastName != "Chloé Da Silva" {
		t.Errorf("shown as %s %s", b.FirstName, b.LastName)
	}
}
