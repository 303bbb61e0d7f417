package openagenda

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold is text in lower case and without accents, so that "ANNULÉ", "Annulé"
// and "ANNULE" are one word.
func fold(text string) string {
	plain := true
	for i := range len(text) {
		plain = plain && text[i] < 0x80
	}
	if plain {
		return strings.ToLower(text)
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(text) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// tokens are the words of a folded text: "rendez-vous" is two.
func tokens(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
