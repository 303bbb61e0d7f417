package tresse

import "testing"

func TestKindSaid(t *testing.T) {
	for in, want := range map[string]Kind{
		"Ateliers numériques":                         Workshop,
		"Atelier sans rendez-vous":                    Workshop,
		"ATELIER : préparer son entretien d’embauche": Workshop,
		"PERMANENCE":                       DropIn,
		"Permanence sur rendez-vous":       DropIn,
		"Accueil libre":                    DropIn,
		"Sans RDV":                         DropIn,
		"RDV Mme X":                        Appointment,
		"Rendez-vous":                      Appointment,
		"Accompagnement individuel":        Appointment,
		"Entretien":                        Appointment,
		"Prendre rendez-vous sur Doctolib": "",
		"Prendre RDV avec un conseiller":   Appointment,
		"Réussir son entretien d’embauche": "",
		"Les rendez-vous numériques de la médiathèque": "",
		"Café numérique": "",
		"Patelier":       "",
		"Rendez-vous : prendre rendez-vous en ligne": Appointment,
	} {
		if got := KindSaid(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

func TestParseKind(t *testing.T) {
	for in, want := range map[string]Kind{"Atelier": Workshop, "drop_in": DropIn, "RDV": Appointment, "rendez-vous": Appointment, "autre": OtherKind} {
		if got, ok := ParseKind(in); !ok || got != want {
			t.Errorf("%q is %q", in, got)
		}
	}
	if _, ok := ParseKind("fête"); ok {
		t.Error("fête is a kind")
	}
}
