package openagenda

import (
	"slices"
	"strings"

	"tresse"
)

// kindOf reads what a session is from its title, then from its keywords; usual
// where neither says. The first word counts: "Permanence : aide à l'atelier vélo"
// is a permanence. A workshop that prepares for an interview is a workshop, so
// what makes an appointment counts only where nothing else is said.
func kindOf(title string, keywords []string, usual tresse.Kind) tresse.Kind {
	words := tokens(fold(title))
	if kind := collective(words); kind != "" {
		return kind
	}
	if meeting(words) {
		return tresse.Appointment
	}
	for _, k := range keywords {
		words := tokens(fold(k))
		// A keyword must be the word itself: "entretien d'embauche" is a subject.
		if len(words) > 2 {
			continue
		}
		if kind := collective(words); kind != "" && (len(words) == 1 || words[0] == "accueil") {
			return kind
		}
		if joined := strings.Join(words, " "); joined == "rdv" || joined == "rendez vous" {
			return tresse.Appointment
		}
	}
	return usual
}

// collective is the kind of a session for several, "" for none.
func collective(words []string) tresse.Kind {
	for i, w := range words {
		switch w {
		case "atelier", "ateliers":
			return tresse.Workshop
		case "permanence", "permanences":
			return tresse.DropIn
		case "accueil":
			if i+1 < len(words) && words[i+1] == "libre" {
				return tresse.DropIn
			}
		}
	}
	return ""
}

// meeting: somebody is received alone.
func meeting(words []string) bool {
	if slices.Contains(words, "rdv") || slices.Contains(words, "rdvs") || slices.Contains(words, "entretien") || slices.Contains(words, "entretiens") {
		return true
	}
	at := slices.Index(words, "rendez")
	return at >= 0 && at+1 < len(words) && words[at+1] == "vous"
}
