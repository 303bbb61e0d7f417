package people

import (
	"slices"
	"strings"
)

// A name in a text is a first name with a last name beside it, in either order,
// with at most one more word between (a second first name).
const (
	longestText = 300 // bytes of a text in which names are looked for
	lastWords   = 3   // of a last name ("de la Tour")
)

// NamesIn returns the blocks under which the people are found whose name may
// stand in a text, each once, in order. Named says who of them it is.
func NamesIn(text string) []uint64 {
	var blocks []uint64
	eachName(text, func(first, last string) bool {
		if f, l := skeleton(first), skeleton(last); f != "" && l != "" {
			blocks = append(blocks, uint64(keyOf("n", min(f, l), max(f, l))))
		}
		return false
	})
	slices.Sort(blocks)
	return slices.Compact(blocks)
}

// Named reports whether the text holds the first and last name of r, whatever
// their order, case and accents.
func Named(text string, r *Row) bool {
	f := faceOf(r)
	if len(f.given) == 0 || f.l == "" {
		return false
	}
	found := false
	eachName(text, func(first, last string) bool {
		found = first == f.given[0] && (last == f.l || last == f.core && f.core != "") || first == f.g && last == f.l
		return found
	})
	return found
}

// eachName calls do for each pair of words, or groups of them, that may be a
// first and a last name, until it returns true.
func eachName(text string, do func(first, last string) bool) {
	if len(text) > longestText {
		text = text[:longestText]
	}
	all := strings.Fields(fold(strings.ToValidUTF8(text, " ")))
	for i := range all {
		for n := 1; n <= lastWords && i+n <= len(all); n++ {
			last := strings.Join(all[i:i+n], "")
			for _, at := range []int{i - 1, i - 2, i + n, i + n + 1} {
				if at >= 0 && at < len(all) && len(all[at]) > 1 && len(last) > 1 && do(all[at], last) {
					return
				}
			}
			for _, at := range []int{i - 2, i + n} { // "Jean-Pierre": folded to two words
				if at >= 0 && at+1 < len(all) && do(all[at]+all[at+1], last) {
					return
				}
			}
		}
	}
}
