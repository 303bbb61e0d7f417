package zeeg

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAsked(t *testing.T) {
	for question, want := range map[string]ask{
		"Votre numéro de téléphone": anyPhone, "TELEPHONE PORTABLE": anyPhone, "N° de tél. :": anyPhone, "Your phone number": anyPhone,
		"Te\u0301le\u0301phone": anyPhone, "Mobile": anyPhone, "Numéro": frenchPhone, "Votre numéro d’allocataire": frenchPhone,
		"Quel est votre besoin ?": noPhone, "Hôtel": noPhone, "Téléphone d’une personne à prévenir en cas d’urgence": noPhone,
		"Téléphone de votre conseiller": noPhone, "Contact d’urgence (téléphone)": noPhone, "": noPhone,
		"Votre téléphone, pour vous prévenir en cas d’urgence": anyPhone,
	} {
		if got := asked(question); got != want {
			t.Errorf("%q: %d, want %d", question, got, want)
		}
	}
}

func TestAddPhones(t *testing.T) {
	for answer, want := range map[string][]string{
		"06 39 98 12 34":                     {"06 39 98 12 34"},
		"0639981234":                         {"0639981234"},
		"+33 6 39 98 12 34":                  {"+33 6 39 98 12 34"},
		"+33 (0)6 39 98 12 34":               {"+33 (0)6 39 98 12 34"},
		"(0033) 6 39 98 12 34":               {"(0033) 6 39 98 12 34"},
		"06-39-98-12-34":                     {"06-39-98-12-34"},
		"06/39/98/12/34":                     {"06/39/98/12/34"},
		"06\u202f39\u202f98\u202f12\u202f34": {"06\u202f39\u202f98\u202f12\u202f34"},
		"c'est le 06 39 98 12 34.":           {"06 39 98 12 34"},
		"0639981234/0199001122":              {"0639981234", "0199001122"},
		"06 39 98 12 34 ou 01 99 00 11 22":   {"06 39 98 12 34", "01 99 00 11 22"},
		"06 39 98 12 34, 06.39.98.12.34":     {"06 39 98 12 34"},
		"639981234":                          {"639981234"},
		"33639981234":                        {"33639981234"},
		"87 12 34 56":                        {"87 12 34 56"},
		"12/05/2015":                         nil,
		"12.05.1960":                         nil,
		"1234567":                            nil,
		"aucun":                              nil,
		"":                                   nil,
		"06 39":                              nil,
		"+":                                  nil,
		"1234567890123456789012345678901":    nil,
	} {
		if diff := cmp.Diff(want, addPhones(nil, answer, anyPhone)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", answer, diff)
		}
	}
	for answer, want := range map[string][]string{
		"06 39 98 12 34": {"06 39 98 12 34"}, "+32 470 12 34 56": {"+32 470 12 34 56"},
		"639981234": nil, "87123456": nil, "123456": nil, "00123": nil,
	} {
		if diff := cmp.Diff(want, addPhones(nil, answer, frenchPhone)); diff != "" {
			t.Errorf("only a number is asked for: %q (-want +got):\n%s", answer, diff)
		}
	}
}
