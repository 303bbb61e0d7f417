package sheet

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold writes a text in lower case, without accents, with one plain space
// between words and plain apostrophes and hyphens.
func fold(s string) string {
	if plainASCII(s) {
		return strings.Join(strings.Fields(strings.ToLower(s)), " ")
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '’' || r == 'ʼ':
			b.WriteByte('\'')
		case unicode.Is(unicode.Pd, r):
			b.WriteByte('-')
		case r == 'œ':
			b.WriteString("oe")
		default:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// words are the letters and digits of a folded text, one plain space between
// what anything else sets apart. Endings in brackets that only bend a word go:
// "Présent(e)" and "usager(s)" are "present" and "usager".
func words(s string) string {
	s = endings.Replace(fold(s))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

var endings = strings.NewReplacer("(e)", "", "(s)", "", "(es)", "", "(e)s", "", "(e)(s)", "", "(le)", "", "(ne)", "", "·e·s", "", "·e", "", ".e.s", "")

// tidy is a cell as it is kept: no control characters, one blank between words,
// and nothing where people write a dash for nothing.
func tidy(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' || r == '\u200b' }), " ")
	switch s {
	case "-", "–", "—", "--", "/", "N/A", "n/a", "#N/A", "#REF!", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#DIV/0!", "NULL":
		return ""
	}
	return s
}

// clip bounds a text in bytes, between letters.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xc0 == 0x80 {
		most--
	}
	return s[:most]
}
