package tresse

import (
	"slices"
	"strings"
	"unicode"
)

// Words that tell what a session is, in the order in which they count: a
// workshop that prepares for an interview is a workshop, a permanence by
// appointment is a permanence.
var kindWords = []struct {
	kind  Kind
	words []string
}{
	{Workshop, []string{"atelier", "ateliers"}},
	{DropIn, []string{"permanence", "permanences", "accueil libre", "acces libre", "sans rendez vous", "sans rdv"}},
	{Appointment, []string{
		"rdv", "rdvs", "rendez vous", "entretien", "entretiens", "accompagnement individuel", "accompagnements individuels", "suivi individuel",
	}},
}

// Subjects that one can learn about without their being what the session is.
var notKinds = []string{
	"prendre rendez vous sur", "prendre un rendez vous sur", "prendre rdv sur", "prendre un rdv sur", "prendre rendez vous en ligne", "prendre rdv en ligne",
	"prendre ses rendez vous", "prise de rendez vous", "prise de rdv", "rendez vous medical", "rendez vous medicaux",
	"les rendez vous", "rendez vous du", "rendez vous des", "rendez vous numeriques",
	"entretien d embauche", "entretiens d embauche", "entretien professionnel", "entretien de son", "entretien de sa", "entretien de l", "entretien du",
}

// KindSaid is what a title or a keyword says that a session is, "" where it
// does not say.
func KindSaid(text string) Kind {
	words := spaced(text)
	for _, subject := range notKinds {
		words = strings.ReplaceAll(words, " "+subject+" ", "  ")
	}
	for _, k := range kindWords {
		if slices.ContainsFunc(k.words, func(w string) bool { return strings.Contains(words, " "+w+" ") }) {
			return k.kind
		}
	}
	return ""
}

// ParseKind reads a kind in either language; ok is false where it is none.
func ParseKind(text string) (kind Kind, ok bool) {
	switch strings.TrimSpace(spaced(text)) {
	case "workshop", "atelier":
		return Workshop, true
	case "drop in", "permanence":
		return DropIn, true
	case "appointment", "rendez vous", "rdv":
		return Appointment, true
	case "other", "autre":
		return OtherKind, true
	}
	return "", false
}

// spaced is a text as unaccented words with a blank on either side.
func spaced(text string) string {
	words := strings.FieldsFunc(unaccented(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return " " + strings.Join(words, " ") + " "
}
