package publish

import (
	"regexp"
	"strings"
)

// What the public feed shows in place of what is nobody's business.
const (
	maskedEmail = "(e-mail masqué)"
	maskedPhone = "(numéro masqué)"
	maskedLink  = "(lien masqué)"
)

// mask takes e-mail addresses, mobile numbers and secret links out of a text
// for the public feed (ical.md §2, rule 9). A landline is a structure's and
// stays.
func mask(s string) string {
	s = clean(s)
	if strings.ContainsAny(s, "\u00ad\u200b\u2060") {
		// Unseen characters inside an address would hide it from what follows.
		s = strings.NewReplacer("\u00ad", "", "\u200b", "", "\u2060", "").Replace(s)
	}
	return maskPhones(maskEmails(maskLinks(s)))
}

func maskEmails(s string) string {
	if !strings.ContainsAny(s, "@＠﹫%([{") && !strings.Contains(s, "arobase") {
		return s
	}
	return emailPattern.ReplaceAllString(s, maskedEmail)
}

// hidesPerson reports whether s holds an e-mail address or a mobile number.
func hidesPerson(s string) bool { return maskPhones(maskEmails(s)) != s }

// emailPattern finds addresses as people write them: with blanks around the
// at-sign, "(at)", "[arobase]", "(point)" or percent-encoded. A domain needs its
// dot, so that "Cyb@rcentre" keeps its name.
var emailPattern = regexp.MustCompile(`(?i)(?:mailto:)?["\p{L}\p{N}._%+'&=~-]+` +
	`(?: ?[@＠﹫] ?|%40| ?[(\[{] ?(?:at|arobase|@) ?[)\]}] ?| arobase )` +
	`[\p{L}\p{N}-]+(?:(?:\.| ?[(\[{] ?(?:dot|point|\.) ?[)\]}] ?)[\p{L}\p{N}-]+)+`)

func maskPhones(s string) string {
	if !manyDigits(s) {
		return s
	}
	text := []rune(s)
	out := make([]rune, 0, len(text))
	for i := 0; i < len(text); {
		switch end, number := phoneAt(text, i); number {
		case mobile:
			out = append(out, []rune(maskedPhone)...)
			i = end
		case landline:
			out = append(out, text[i:end]...)
			i = end
		default:
			out = append(out, text[i])
			i++
		}
	}
	return string(out)
}

// manyDigits is a quick look: no number has less than eight digits, of which
// some may have been typed as the letter O.
func manyDigits(s string) bool {
	n := 0
	for _, r := range s {
		if _, ok := digit(r); ok || r == 'O' || r == 'o' {
			n++
		}
	}
	return n >= 8
}
