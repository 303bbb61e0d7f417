package tresse

import (
	"strings"
	"testing"
)

func TestReadTitle(t *testing.T) {
	for in, want := range map[string]struct {
		title  string
		status Status
	}{
		"Atelier":                         {"Atelier", ""},
		"Annulé : Atelier":                {"Atelier", Cancelled},
		"Annulé\u00a0: Atelier":           {"Atelier", Cancelled},
		"Annule\u0301 : Atelier":          {"Atelier", Cancelled}, // decomposed
		"ANNULÉE - Permanence":            {"Permanence", Cancelled},
		"Canceled: Atelier":               {"Atelier", Cancelled},
		"Cancelled – Atelier":             {"Atelier", Cancelled},
		"[ANNULÉ] Atelier":                {"Atelier", Cancelled},
		"(annulé) Atelier":                {"Atelier", Cancelled},
		"Atelier [Annulé]":                {"Atelier", Cancelled},
		"Atelier - ANNULÉ":                {"Atelier", Cancelled},
		"ANNULÉ ! Atelier":                {"Atelier", Cancelled},
		"Reporté : Atelier":               {"Atelier", Postponed},
		"Atelier (reportée)":              {"Atelier", Postponed},
		"[COMPLET] Atelier":               {"Atelier", Full},
		"COMPLET - Atelier":               {"Atelier", Full},
		"Atelier – complet":               {"Atelier", Full},
		"[COMPLET] Annulé : Atelier":      {"Atelier", Cancelled},
		"Annulé : [COMPLET] Atelier":      {"Atelier", Cancelled},
		"Annulé":                          {"Annulé", Cancelled}, // no name for a session: it is none
		"REPORTÉ AU 12 MAI : Atelier":     {"Atelier", Postponed},
		"Reporté au 3/12 - Atelier":       {"Atelier", Postponed},
		"Sold out – Atelier":              {"Atelier", Full},
		"Canceled event: Atelier":         {"Atelier", Cancelled},
		"⚠️ ANNULÉ ⚠️ Atelier":            {"Atelier", Cancelled},
		"Report de crédit : comprendre":   {"Report de crédit : comprendre", ""},
		"Atelier – Complet’Emploi":        {"Atelier – Complet’Emploi", ""},
		"Annuler un abonnement":           {"Annuler un abonnement", ""},
		"Dossier complet : mode d'emploi": {"Dossier complet : mode d'emploi", ""},
		"Le guide complet":                {"Le guide complet", ""},
		"Reportage : la radio":            {"Reportage : la radio", ""},
	} {
		title, status := ReadTitle(in)
		if title != want.title || status != want.status {
			t.Errorf("%q reads %q, %q, want %q, %q", in, title, status, want.title, want.status)
		}
	}
}

// FuzzTitle: cleaning a title is done once, and takes nothing but what stands
// at its ends.
func FuzzTitle(f *testing.F) {
	for _, s := range []string{"[ANNULÉ] Atelier", "COMPLET !! [annulé] Atelier - REPORTÉ", "((annulé))", "]", "Annulé", "** **"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, title string) {
		title = strings.TrimSpace(title)
		rest, status := ReadTitle(title)
		if !strings.Contains(title, rest) {
			t.Errorf("%q became %q", title, rest)
		}
		if status == "" && rest != title {
			t.Errorf("%q became %q without a status", title, rest)
		}
		if again, _ := ReadTitle(rest); again != rest && rest != title {
			t.Errorf("%q became %q, and then %q", title, rest, again)
		}
		if title != "" && rest == "" {
			t.Errorf("nothing left of %q", title)
		}
	})
}
