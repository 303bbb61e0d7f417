package people

// edits returns the number of letters to change, insert, drop or swap with
// their neighbour to turn a into b (optimal string alignment), or limit+1 where
// it is more than limit. A kept library takes three times as long and
// allocates: this is called for most pairs.
func edits(a, b string, limit int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > limit {
		return limit + 1
	}
	if len(a) == 0 {
		return len(b)
	}
	if len(b) > longestWord {
		return limit + 1
	}
	return aligned(a, b, limit)
}

// longestWord bounds what is compared letter by letter.
const longestWord = 63

// aligned fills the table of edits row by row; a is the shorter.
func aligned(a, b string, limit int) int {
	var rows [3][longestWord + 1]uint8
	older, old, now := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		old[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		now[0] = uint8(i)
		best := now[0]
		for j := 1; j <= len(b); j++ {
			d := old[j-1]
			if a[i-1] != b[j-1] {
				d = min(d, old[j], now[j-1]) + 1
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d = min(d, older[j-2]+1)
				}
			}
			now[j] = d
			best = min(best, d)
		}
		if int(best) > limit {
			return limit + 1
		}
		older, old, now = old, now, older
	}
	return int(old[len(b)])
}

// slip reports two texts of digits that differ by one slip of the fingers: a
// digit changed, lost, added, or swapped with its neighbour.
func slip(a, b string) bool { return a != b && edits(a, b, 1) == 1 }
