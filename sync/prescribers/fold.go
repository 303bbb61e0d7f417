package prescribers

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// small are the words that stand between the others and tell nothing.
var small = []string{"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"}

// Fold returns what an organisation's name is compared by: its words without
// case, marks and small words; letters set apart by dots are one word
// ("C.C.A.S."). "" where it holds no letter.
func Fold(name string) string {
	var words []string
	for _, field := range strings.FieldsFunc(norm.NFKD.String(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && r != '.'
	}) {
		for _, w := range parts(field) {
			w = strings.Map(func(r rune) rune {
				if unicode.Is(unicode.Mn, r) || r == '.' {
					return -1
				}
				return unicode.ToLower(r)
			}, w)
			if w != "" && !slices.Contains(small, w) {
				words = append(words, w)
			}
		}
	}
	return strings.Join(words, " ")
}

// parts cuts a word at its dots, but for letters that stand alone between them.
func parts(field string) []string {
	all := strings.Split(field, ".")
	single := !slices.ContainsFunc(all, func(s string) bool { return len([]rune(norm.NFC.String(s))) > 1 })
	if single {
		return []string{field}
	}
	return all
}

// Domain returns the domain of an e-mail address, or of what is written as one,
// in lower case; "" where there is none.
func Domain(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if at := strings.LastIndexByte(text, '@'); at >= 0 {
		text = text[at+1:]
	}
	if !strings.Contains(text, ".") || strings.ContainsAny(text, " /<>,;") || strings.HasPrefix(text, ".") || strings.HasSuffix(text, ".") {
		return ""
	}
	return text
}
