package openagenda

import (
	"slices"
	"strings"

	"tresse"
)

// Words that tell what a session is, folded, and in the order in which they
// count: a workshop that prepares for an interview is a workshop, a permanence
// by appointment is a permanence.
var (
	forWorkshop    = []string{"atelier", "ateliers"}
	forDropIn      = []string{"permanence", "permanences", "accueil libre", "acces libre", "sans rendez vous", "sans rdv"}
	forAppointment = []string{"rdv", "rdvs", "rendez vous", "entretien", "entretiens", "accompagnement individuel"}
)

// kindOf reads what a session is from its title, then from its keywords; usual
// where neither says. A keyword makes an appointment only where it says nothing
// else: "entretien d'embauche" is a subject.
func kindOf(title string, keywords []string, usual tresse.Kind) tresse.Kind {
	text := spaced(title)
	switch {
	case holdsAny(text, forWorkshop):
		return tresse.Workshop
	case holdsAny(text, forDropIn):
		return tresse.DropIn
	case holdsAny(text, forAppointment):
		return tresse.Appointment
	}
	for _, k := range keywords {
		switch text := spaced(k); {
		case holdsAny(text, forWorkshop):
			return tresse.Workshop
		case holdsAny(text, forDropIn):
			return tresse.DropIn
		case slices.Contains(forAppointment, strings.TrimSpace(text)):
			return tresse.Appointment
		}
	}
	return usual
}

// spaced is a text as folded words with a blank on either side.
func spaced(text string) string { return " " + strings.Join(tokens(fold(text)), " ") + " " }

func holdsAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, " "+w+" ") })
}
