package people

// An interner keeps one text of each that it is shown: a million faces have
// some ten thousand names and a few hundred towns.
type interner map[string]string

// mostInterned bounds what is remembered; what comes later keeps its own text.
const mostInterned = 200_000

func (in interner) one(s string) string {
	if s == "" {
		return ""
	}
	if had, ok := in[s]; ok {
		return had
	}
	if len(in) < mostInterned {
		in[s] = s
	}
	return s
}

func (in interner) face(f *face) {
	for _, words := range [][]string{f.given, f.last} {
		for i, w := range words {
			words[i] = in.one(w)
		}
	}
	f.city, f.postcode = in.one(f.city), in.one(f.postcode)
	same := f.core == f.l
	f.g, f.l = in.one(f.g), in.one(f.l)
	if f.core = in.one(f.core); same {
		f.core = f.l
	}
}
