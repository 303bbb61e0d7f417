package sessions

import "tresse"

// Blocks returns the texts under which a listing must be indexed: listings that
// share none, and no decision, are never one session. They are its keys, and
// the refs whose place it took.
func Blocks(f *tresse.ListingFact) []string {
	blocks := make([]string, 0, len(f.Keys)+len(f.MovedFrom)+1)
	blocks = append(blocks, f.Keys...)
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
