package sessions

import (
	"slices"

	"tresse"
)

// nearest leaves out what other tresses pass on of a listing that is also read
// nearer to where it comes from: it can say nothing else but what is older.
func nearest(standing []*tresse.ListingFact) []*tresse.ListingFact {
	least := map[tresse.ID]int{}
	for _, f := range standing {
		if n, known := least[f.ID]; !known || len(f.Via) < n {
			least[f.ID] = len(f.Via)
		}
	}
	return slices.DeleteFunc(standing, func(f *tresse.ListingFact) bool { return len(f.Via) > least[f.ID] })
}
