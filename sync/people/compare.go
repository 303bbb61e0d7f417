package people

import (
	"slices"
	"strings"
)

// compareGiven says how far the first names of a and b agree.
func compareGiven(a, b *face) level {
	l := givenLevel(a.given, b.given, a.g, b.g)
	if l >= near && (len(a.others()) > 0 && slices.Contains(a.others(), b.given[0]) || len(b.others()) > 0 && slices.Contains(b.others(), a.given[0])) {
		return variant
	}
	return l
}

func givenLevel(a, b []string, ja, jb string) level {
	if ja == "" || jb == "" {
		return missing
	}
	if ja == jb {
		return exact
	}
	if initials(a, b, ja, jb) || initials(b, a, jb, ja) {
		return initial
	}
	lex := french()
	if lex.related(ja, jb) {
		return variant
	}
	if lv := compound(a, b, lex); lv != missing {
		return lv
	}
	best := alike(ja, jb, lex)
	if len(a) > 1 || len(b) > 1 {
		if lv := alike(a[0], b[0], lex); lv != near && len(a) != len(b) {
			best = min(best, lv) // "Jen Pierre", "Jean"
		}
	}
	return best
}

// initials reports a that holds the first letters of b only.
func initials(a, b []string, ja, jb string) bool {
	if len(a) == 1 && len(ja) == 1 {
		return ja[0] == jb[0]
	}
	if len(b) < 2 || len(ja) != len(b) || len(a) > 1 && len(a) != len(ja) {
		return false
	}
	for i, w := range b {
		if w[0] != ja[i] {
			return false
		}
	}
	return true
}

// compound compares first names of several words: more given names are no
// contradiction, but other second halves of a compound name are.
func compound(a, b []string, lex *lexicon) level {
	if len(a) == 1 && len(b) == 1 {
		return missing
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	matched := 0
	for _, w := range a {
		for _, v := range b {
			if w == v && len(w) > 1 || len(w) > 2 && lex.related(w, v) {
				matched++
				break
			}
		}
	}
	switch {
	case matched == len(a) && len(a) == 1 && len(b) == 2 && (b[0] == "jean" || b[0] == "marie") && a[0] != b[0]:
		return near // Jean-Pierre is called Jean, but Pierre is his brother
	case matched == len(a):
		return variant
	case matched > 0:
		return near
	}
	return missing
}

// halfOf reports a that is the first half of b, a compound name of which the
// first half says little: Jean-Pierre is called Jean, and so is his father.
func halfOf(a, b []string) bool {
	return len(a) == 1 && len(b) == 2 && a[0] == b[0] && (a[0] == "jean" || a[0] == "marie")
}

// alike compares two first names letter by letter.
func alike(a, b string, lex *lexicon) level {
	if a == b {
		return exact
	}
	if lex.related(a, b) {
		return variant
	}
	size := max(len(a), len(b))
	limit := 1
	if size >= 8 || min(len(a), len(b)) >= 5 && a[0] == b[0] && !(known(a, lex) && known(b, lex)) {
		limit = 2
	}
	close := size >= 3 && edits(a, b, limit) <= limit
	if !close && len(a) >= 3 && len(b) >= 3 && a[0] == b[0] {
		close = skeleton(a) == skeleton(b) && edits(a, b, 3) <= 3 ||
			strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
	}
	if !close {
		return other
	}
	if size < 5 || known(a, lex) && known(b, lex) {
		return near
	}
	return typo
}

// known reports a first name common enough to be somebody else's.
func known(w string, lex *lexicon) bool {
	rank := lex.rank[w]
	return rank > 0 && rank < 2500 || lex.from[w] > 0
}

// compareLast says how far the last names of a and b agree; usual and birth
// names may each stand for the other.
func compareLast(a, b *face) level {
	if a.l == "" || b.l == "" {
		return missing
	}
	if a.l == b.l {
		return exact
	}
	if a.core == b.core || prefixed(a.l, b.core) || prefixed(b.l, a.core) || oneWord(a.last, b.last) {
		return variant
	}
	if resembles(a.l, b.l) || resembles(a.core, b.core) {
		return typo
	}
	if (len(a.last) > 1) != (len(b.last) > 1) {
		for _, w := range a.last {
			for _, v := range b.last {
				if len(w) > 4 && len(v) > 4 && resembles(w, v) {
					return typo
				}
			}
		}
	}
	return other
}

// prefixed reports joined = particle + core, "elamrani" and "amrani".
func prefixed(joined, core string) bool {
	return len(core) >= 3 && len(joined) > len(core) && strings.HasSuffix(joined, core) && particle(joined[:len(joined)-len(core)])
}

// oneWord reports a word in common, where one of the two says nothing more than
// that: "Durand-Petit" and "Petit", not "Silva Gomes" and "Silva Pinto".
func oneWord(a, b []string) bool {
	common, onlyA := shares(a, b)
	_, onlyB := shares(b, a)
	return common && !(onlyA && onlyB)
}

// shares reports whether a and b have a word in common, and whether a has
// others; particles do not count.
func shares(a, b []string) (common, others bool) {
	for _, w := range a {
		switch {
		case len(w) < 3 || particle(w):
		case slices.Contains(b, w):
			common = true
		default:
			others = true
		}
	}
	return common, others
}

// resembles reports two last names that a slip or the ear can mix up.
func resembles(a, b string) bool {
	size := max(len(a), len(b))
	switch {
	case size < 4:
		return false
	case size < 7:
		if edits(a, b, 1) <= 1 {
			return true
		}
	default:
		if edits(a, b, 2) <= 2 {
			return true
		}
	}
	return size >= 5 && min(len(a), len(b)) >= 4 && a[0] == b[0] && skeleton(a) == skeleton(b) && edits(a, b, 3) <= 3
}
