package people

// A Look is how a row is found in an index of all rows: Profile stands for all
// that is compared of it, Blocks are the numbers under which that is looked up.
// Rows of one Profile have the same Blocks; two rows that share none, and that
// no decision joins, are never one person. Blocks are few (three a booking on
// the whole, twenty at most). Both hold no name. A row without Blocks is a
// person by itself, and need not be in an index.
type Look struct {
	Profile uint64
	Blocks  []uint64
}

// LookOf returns what r looks like.
func LookOf(r *Row) Look { return faceOf(r).look() }

func (f *face) look() Look {
	keys := f.keys()
	l := Look{Profile: f.digest, Blocks: make([]uint64, len(keys))}
	for i, k := range keys {
		l.Blocks[i] = uint64(k)
	}
	return l
}
