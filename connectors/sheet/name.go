package sheet

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"tresse"
)

var civility = regexp.MustCompile(`(?i)^(?:m\.|mr\.?|mme\.?|mlle\.?|melle|monsieur|madame|mademoiselle|mrs\.?|ms\.?) +`)

// readName puts a name that stands in one cell into a person. First and last are
// told apart where the cell does it itself: by capitals (« DUPONT Marie »), by a
// comma, or by a heading that says the order of two words. Else the name stays
// whole.
func readName(p *tresse.Person, text string, heading *columnOf) {
	text = civility.ReplaceAllString(tidy(text), "")
	if last, first, ok := strings.Cut(text, ","); ok && strings.TrimSpace(last) != "" && strings.TrimSpace(first) != "" {
		p.LastName, p.FirstName = strings.TrimSpace(last), strings.TrimSpace(first)
		return
	}
	parts := strings.Fields(text)
	if last, first := byCapitals(parts); last != "" {
		p.LastName, p.FirstName = last, first
		return
	}
	w := words(heading.heading)
	if len(parts) == 2 && strings.Contains(w, "nom") && strings.Contains(w, "prenom") {
		p.LastName, p.FirstName = parts[0], parts[1]
		if heading.reverse {
			p.LastName, p.FirstName = parts[1], parts[0]
		}
		return
	}
	p.FullName = text
}

// byCapitals tells the last name by its capitals, in front or behind; "" where
// there are none, or nothing else.
func byCapitals(parts []string) (last, first string) {
	upper := 0
	for upper < len(parts) && capitals(parts[upper]) {
		upper++
	}
	if upper > 0 && upper < len(parts) && !slices.ContainsFunc(parts[upper:], capitals) {
		return strings.Join(parts[:upper], " "), strings.Join(parts[upper:], " ")
	}
	lower := 0
	for lower < len(parts) && !capitals(parts[lower]) {
		lower++
	}
	if lower > 0 && lower < len(parts) && !slices.ContainsFunc(parts[lower:], func(s string) bool { return !capitals(s) }) {
		return strings.Join(parts[lower:], " "), strings.Join(parts[:lower], " ")
	}
	return "", ""
}

// capitals reports whether a word is written in capitals throughout, and is more
// than an initial.
func capitals(word string) bool {
	n := 0
	for _, r := range word {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n > 1
}

// nameKey is a name as it names a row: its words, folded, in no order, so that a
// row stays itself when the order of names or the way of writing it changes.
func nameKey(p *tresse.Person) string {
	all := strings.Fields(words(p.FirstName + " " + p.LastName + " " + p.FullName))
	slices.Sort(all)
	return strings.Join(all, " ")
}
