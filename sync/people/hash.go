package people

// sum returns a number that stands for parts, the same on every machine (FNV-1a,
// 64 bits): an index of them holds nobody's name.
func sum(parts ...string) uint64 {
	h := uint64(14695981039346656037)
	for _, p := range parts {
		for i := range len(p) {
			h = (h ^ uint64(p[i])) * 1099511628211
		}
		h = (h ^ 0xff) * 1099511628211
	}
	return h
}
