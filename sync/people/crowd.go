package people

import (
	"cmp"
	"slices"
)

// namesOn counts the different first names among faces that share a contact;
// spellings of one name count once.
func namesOn(sharing []*face) int {
	sorted := slices.Clone(sharing)
	slices.SortFunc(sorted, func(a, b *face) int {
		return cmp.Or(cmp.Compare(a.g, b.g), cmp.Compare(a.l, b.l), cmp.Compare(a.digest, b.digest))
	})
	var distinct []*face
	for _, f := range sorted {
		if f.g != "" && !slices.ContainsFunc(distinct, func(d *face) bool { return oneName(d, f) }) {
			distinct = append(distinct, f)
		}
	}
	return len(distinct)
}

// oneName reports first names that may be one person's.
func oneName(a, b *face) bool {
	if l := compareGiven(a, b); l != other && l != near {
		return true
	}
	g, _ := crosswise(a, b)
	return g != missing
}
