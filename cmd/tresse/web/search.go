package web

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"tresse"
)

// Search returns what tells whether somebody is meant by a text: every word of
// it is found in their names, however they were written, e-mails or phones, case and accents ignored. A
// phone may be given as it is dialled in France.
func Search(text string) func(*tresse.Beneficiary) bool {
	words := strings.Fields(bare(text))
	return func(b *tresse.Beneficiary) bool {
		all := bare(strings.Join(append(append([]string{b.FirstName, b.LastName, b.BirthName}, b.Emails...), append(b.Phones, b.Spellings...)...), " "))
		for _, word := range words {
			if !strings.Contains(all, word) && !strings.Contains(all, national(word)) {
				return false
			}
		}
		return true
	}
}

// national is how a phone typed with its leading zero ends in E.164.
func national(word string) string {
	if len(word) == 10 && word[0] == '0' {
		return word[1:]
	}
	return word
}

// bare returns text in lower case without accents, its signs in place.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
}
