package people

import (
	"slices"
	"strings"
	"unicode"
)

// A name is a person's name as it is compared: folded words.
type name struct {
	given []string // first names, in order
	last  []string // words of the usual name and, after it, of the birth name
	birth int      // how many of last, at the end, are of the birth name
	// whole: first and last could not be told apart with confidence.
	whole bool
	// more are further words of a full name written beside first and last.
	more []string
}

// longestName bounds what is read of a name, in bytes.
const longestName = 200

// nameOf reads the name of a person. Placeholders, titles and names of
// organisations leave it empty.
func nameOf(first, last, full, birth string) name {
	var n name
	switch {
	case first != "" || last != "":
		n.given = words(first)
		n.last, birth = surname(last, birth)
		if len(n.given) == 0 && len(n.last) > 1 && strings.TrimSpace(first) == "" {
			n = split(last)
		}
		if full != "" {
			for _, w := range words(full) {
				if len(w) > 2 && !slices.Contains(n.given, w) && !slices.Contains(n.last, w) {
					n.more = append(n.more, w)
				}
			}
		}
	case full != "":
		n = split(full)
		if usual, born, ok := maiden(full); ok {
			n, birth = married(usual, born)
		}
	}
	if birth != "" {
		b := words(birth)
		n.last = append(n.last, b...)
		n.birth = len(b)
	}
	if bodies(n) {
		return name{}
	}
	return n
}

// surname reads a usual name, and the birth name written into it.
func surname(usual, birth string) (words_ []string, birthName string) {
	if before, after, ok := maiden(usual); ok {
		usual = before
		if birth == "" {
			birth = after
		}
	}
	return words(usual), birth
}

// married reads the two names around "née" or "épouse": the first names stand
// with one of them, mostly that which is written first.
func married(usual, born string) (n name, birth string) {
	n = split(usual)
	if len(n.last) > 0 || len(words(born)) < 2 {
		return n, born
	}
	other := split(born)
	return name{given: other.given, last: words(usual), whole: other.whole}, strings.Join(other.last, " ")
}

// maiden cuts "A née B" and "B ép. A".
func maiden(s string) (usual, birth string, ok bool) {
	lower := strings.ToLower(s)
	for _, mark := range []string{" née ", " né ", " nee ", "(née ", "(nee ", " born "} {
		if i := strings.Index(lower, mark); i >= 0 && len(lower) == len(s) {
			return s[:i], strings.TrimRight(s[i+len(mark):], ") "), true
		}
	}
	for _, mark := range []string{" épouse ", " ép. ", " ep. ", " ép ", " ep ", " épse ", " epouse ", " epse ", " vve ", " veuve "} {
		if i := strings.Index(lower, mark); i >= 0 && len(lower) == len(s) {
			return s[i+len(mark):], s[:i], true
		}
	}
	return "", "", false
}

// words folds the words of a name, without titles, remarks in brackets and
// placeholders.
func words(s string) []string {
	if len(s) > longestName {
		s = strings.ToValidUTF8(s[:longestName], "")
	}
	if i := strings.IndexByte(s, '('); i > 0 {
		s = s[:i]
	}
	all := strings.Fields(fold(s))
	if len(all) == 0 || hollow(all) {
		return nil
	}
	kept := all[:0]
	for i, w := range all {
		if title(w) && len(all) > 1 && i == 0 {
			continue
		}
		if w == "st" {
			w = "saint"
		}
		if w == "ste" {
			w = "sainte"
		}
		if w = letters(w); w != "" {
			kept = append(kept, w)
		}
	}
	return kept
}

// letters drops the digits of a word.
func letters(w string) string {
	if strings.IndexFunc(w, unicode.IsDigit) < 0 {
		return w
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, w)
}

// hollow reports words that are all placeholders or digits, or one letter over
// and over.
func hollow(all []string) bool {
	for _, w := range all {
		if l := letters(w); l != "" && !placeholder(l) && !(len(l) > 2 && strings.Count(l, l[:1]) == len(l)) {
			return false
		}
	}
	return true
}

// bodies reports the name of an organisation: it holds a word that only such
// names hold, and is not simply a first name with a last name like it.
func bodies(n name) bool {
	hits := 0
	for _, w := range append(append([]string(nil), n.given...), n.last...) {
		if organisation(w) {
			hits++
		}
	}
	if hits == 0 {
		return false
	}
	known := len(n.given) > 0 && french().rank[n.given[0]] > 0
	return hits > 1 || !known
}

// split tells the first names of a full name from the last: a comma, capitals,
// then known first names; else the first word is the first name.
func split(full string) name {
	if last, first, ok := strings.Cut(full, ","); ok && !strings.Contains(first, ",") {
		if g := words(first); len(g) > 0 && len(g) <= 3 {
			return name{given: g, last: words(last)}
		}
	}
	all := words(full)
	if len(all) < 2 {
		if len(all) == 1 && capitals(full) && french().rank[all[0]] == 0 {
			return name{last: all}
		}
		return name{given: all}
	}
	if given, last := byCapitals(full); len(given) > 0 && len(last) > 0 {
		return name{given: given, last: last}
	}
	return byKnown(full, all)
}

// capitals reports a word written in capitals; initials, "J-P", are none.
func capitals(word string) bool {
	row, longest := 0, 0
	for _, r := range word {
		switch {
		case unicode.IsLower(r):
			return false
		case unicode.IsUpper(r):
			row++
			longest = max(longest, row)
		default:
			row = 0
		}
	}
	return longest > 1
}

// byCapitals sorts words written in capitals from the others.
func byCapitals(full string) (given, last []string) {
	var g, l []string
	for _, w := range strings.Fields(full) {
		if capitals(w) {
			l = append(l, w)
		} else {
			g = append(g, w)
		}
	}
	// Particles written small before a last name in capitals belong to it.
	for len(g) > 1 && len(l) > 0 && particle(fold(g[len(g)-1])) {
		l = append([]string{g[len(g)-1]}, l...)
		g = g[:len(g)-1]
	}
	return words(strings.Join(g, " ")), words(strings.Join(l, " "))
}

// byKnown places the cut by the list of first names, hyphens holding compound
// names together.
func byKnown(full string, all []string) name {
	rank := french().rank
	first, end := all[0], all[len(all)-1]
	head := 1
	if w := strings.Fields(full); len(w) > 1 {
		if h := len(words(w[0])); h > 1 && h < len(all) {
			head = h // "Jean-Pierre Durand"
		}
	}
	if rank[first] == 0 && rank[end] > 0 && rank[end] < 2000 && (len(first) > 1 || particle(first)) {
		tail := 1
		w := strings.Fields(full)
		if h := len(words(w[len(w)-1])); h > 1 && h < len(all) {
			tail = h
		}
		return name{given: all[len(all)-tail:], last: all[:len(all)-tail], whole: true}
	}
	if len(all) > 2 && head == 1 && leads(first) && rank[first] == 0 && !strings.HasPrefix(all[1], "hadj") {
		return name{given: all[len(all)-1:], last: all[:len(all)-1], whole: true}
	}
	// "Marie Anne Durand": more known first names, none of them the last word.
	for head < len(all)-1 && rank[all[head]] > 0 && rank[all[head]] < 400 && !particle(all[head]) {
		head++
	}
	return name{given: all[:head], last: all[head:], whole: true}
}

// leads reports a particle that no first name begins with: "Le Gloanec Atef" is
// written last name first.
func leads(word string) bool {
	switch word {
	case "le", "la", "de", "du", "des", "d", "da", "dos", "do", "el", "al", "ait", "ould", "von":
		return true
	}
	return false
}
