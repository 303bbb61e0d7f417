package ical

import "tresse"

// kindOf tells from a title what a session is, "" where it does not say. Both
// are folded.
func kindOf(title string) tresse.Kind {
	switch {
	case saysAny(title, "atelier"):
		return tresse.Workshop
	case saysAny(title, "permanence", "accueil libre", "acces libre", "sans rendez vous", "sans rdv"):
		return tresse.DropIn
	case saysAny(title, "rdv", "rendez vous", "entretien", "accompagnement individuel"):
		return tresse.Appointment
	}
	return ""
}

// kind asks the title, then the categories, then the configuration.
func (m *mapper) kind(title string, tags []string) tresse.Kind {
	if k := kindOf(fold(title)); k != "" {
		return k
	}
	for _, tag := range tags {
		if k := kindOf(fold(tag)); k != "" {
			return k
		}
	}
	if m.usual != "" {
		return m.usual
	}
	return tresse.OtherKind
}
