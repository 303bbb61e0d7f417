package ical

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold writes a text for comparing: lower case, no accents, everything but
// letters and digits one blank.
func fold(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// says reports whether a folded text holds a folded phrase, as words. The last
// word may go on ("réunion" finds "réunions"), unless it is so short that it
// would be found anywhere ("CE").
func says(text, phrase string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], phrase)
		if i < 0 {
			return false
		}
		at += i
		end := at + len(phrase)
		begins := at == 0 || text[at-1] == ' '
		ends := end == len(text) || text[end] == ' ' || len(phrase) > 3
		if begins && ends {
			return true
		}
		at++
	}
}

func saysAny(text string, phrases ...string) bool {
	for _, phrase := range phrases {
		if says(text, phrase) {
			return true
		}
	}
	return false
}
