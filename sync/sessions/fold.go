package sessions

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold writes a text for comparing: lower case, no accents, ligatures opened,
// each run of what is neither letter nor digit (emoji, dashes, brackets) one
// blank.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	put := func(text string) {
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteString(text)
	}
	if !ascii(s) {
		s = norm.NFKD.String(s)
	}
	for _, r := range s {
		switch {
		case r < 0x80 && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9'):
			put(string(r))
		case r >= 'A' && r <= 'Z':
			put(string(r + 'a' - 'A'))
		case unicode.Is(unicode.Mn, r):
		case r == 'œ' || r == 'Œ':
			put("oe")
		case r == 'æ' || r == 'Æ':
			put("ae")
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			put(string(unicode.ToLower(r)))
		default:
			gap = true
		}
	}
	return b.String()
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// kindred reports whether two words are of one stem: nettoyer and nettoyage,
// installer and installation.
func kindred(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n >= 6 && len(a)-n <= 6 && len(b)-n <= 6 || n >= 5 && len(a)-n <= 2 && len(b)-n <= 2
}

// slip reports whether two words are one with a slip of the pen: one letter
// wrong, missing, too many or two swapped, in words long enough to tell. Digits
// are never slips.
func slip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 5 || len(b)-len(a) > 1 || strings.ContainsAny(a+b, "0123456789") {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if i == 0 {
		return false
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	return i == len(a) || a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
