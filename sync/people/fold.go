package people

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold returns s in lower case without marks, ligatures opened, every run of
// what is neither letter nor digit turned into one blank. It is for keys and
// comparison; what was written is kept beside it.
func fold(s string) string {
	if ascii(s) {
		return foldASCII(s)
	}
	var b strings.Builder
	blank := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if blank && b.Len() > 0 {
				b.WriteByte(' ')
			}
			blank = false
			b.WriteString(open(unicode.ToLower(r)))
		default:
			blank = true
		}
	}
	return b.String()
}

// open spells out the letters that Unicode does not decompose.
func open(r rune) string {
	switch r {
	case 'œ':
		return "oe"
	case 'æ':
		return "ae"
	case 'ß':
		return "ss"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'ı':
		return "i"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	}
	return string(r)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func foldASCII(s string) string {
	b := make([]byte, 0, len(s))
	blank := false
	for i := range len(s) {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			blank = true
			continue
		}
		if blank && len(b) > 0 {
			b = append(b, ' ')
		}
		blank = false
		b = append(b, c)
	}
	return string(b)
}
