package people

// A keyring holds the keys of many faces in one piece.
type keyring struct {
	all  []key
	from []int32 // where those of each face begin, and after the last where they end
	n    []uint8 // how many of them are held
}

// keysOf returns the keys of all faces.
func keysOf(all []*face) keyring {
	const batch = 4096
	lists := make([][]key, min(batch, len(all)))
	r := keyring{all: make([]key, 0, 3*len(all)), from: make([]int32, 1, len(all)+1), n: make([]uint8, 0, len(all))}
	for at := 0; at < len(all); at += batch {
		part := all[at:min(at+batch, len(all))]
		shared(len(part), func(i int) { lists[i] = part[i].keys() })
		for i := range part {
			r.all = append(r.all, lists[i]...)
			r.from = append(r.from, int32(len(r.all)))
			r.n = append(r.n, uint8(len(lists[i])))
		}
	}
	return r
}

// of returns the keys held of a face, in order.
func (r *keyring) of(face int32) []key {
	from := r.from[face]
	return r.all[from : from+int32(r.n[face])]
}

// clear lets go of all keys; those that were held may be added again, in order.
func (r *keyring) clear() { clear(r.n) }

func (r *keyring) add(face int32, k key) {
	r.all[r.from[face]+int32(r.n[face])] = k
	r.n[face]++
}
