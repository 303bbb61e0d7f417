package web

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold returns text in lower case without accents, ligatures opened, and one
// blank for whatever is neither letter nor digit: "Saint-Étienne" and
// "saint etienne" are one place.
func fold(text string) string {
	var b strings.Builder
	blank := false
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			blank = true
			continue
		}
		if blank && b.Len() > 0 {
			b.WriteByte(' ')
		}
		blank = false
		switch r = unicode.ToLower(r); r {
		case 'œ':
			b.WriteString("oe")
		case 'æ':
			b.WriteString("ae")
		case 'ß':
			b.WriteString("ss")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
