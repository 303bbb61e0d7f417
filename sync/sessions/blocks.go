package sessions

import (
	"slices"

	"tresse"
)

// Blocks returns the texts under which a listing must be indexed: listings that
// share none, and no decision, are never one session. They are its keys, its id
// (under which it comes back from another tresse), and the refs whose place it
// took.
func Blocks(f *tresse.ListingFact) []string {
	blocks := make([]string, 0, len(f.Keys)+len(f.MovedFrom)+2)
	blocks = append(blocks, f.Keys...)
	if own := tresse.KeyTresse(f.ID); !slices.Contains(blocks, own) {
		blocks = append(blocks, own)
	}
	for _, m := range f.MovedFrom {
		if m.Ref != f.Ref {
			blocks = append(blocks, took(m.Ref))
		}
	}
	if f.State == tresse.Superseded {
		blocks = append(blocks, took(f.Ref))
	}
	return blocks
}

func took(ref tresse.Ref) string { return "moved|" + string(ref) }
