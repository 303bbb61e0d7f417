package openagenda

import (
	"strings"

	"tresse"
)

// kindOf reads what a session is from its title, then from its keywords; usual
// where neither says. A keyword makes an appointment only where it says nothing
// else: "entretien d'embauche" is a subject.
func kindOf(title string, keywords []string, usual tresse.Kind) tresse.Kind {
	if k := tresse.KindSaid(title); k != "" {
		return k
	}
	for _, word := range keywords {
		k := tresse.KindSaid(word)
		if k == tresse.Appointment && len(strings.Fields(word)) > 2 {
			continue
		}
		if k != "" {
			return k
		}
	}
	return usual
}
