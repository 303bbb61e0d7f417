package main

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"tresse"
)

// matching returns the people in whose names, e-mails or phones every word of
// the text is found, case and accents ignored.
func matching(list []tresse.Beneficiary, text string) []tresse.Beneficiary {
	words := strings.Fields(folded(text))
	return slices.DeleteFunc(list, func(b tresse.Beneficiary) bool {
		all := folded(strings.Join(append(append([]string{b.FirstName, b.LastName, b.BirthName}, b.Emails...), b.Phones...), " "))
		return slices.ContainsFunc(words, func(w string) bool {
			return !strings.Contains(all, w) && !strings.Contains(all, national(w))
		})
	})
}

// national is how a phone typed with its leading zero ends in E.164.
func national(word string) string {
	if len(word) == 10 && word[0] == '0' {
		return word[1:]
	}
	return word
}

func folded(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
}
