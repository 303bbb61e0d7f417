package people

// skeleton returns the consonants of a folded word as they sound to a French
// ear, at most eight of them, so that most spellings of one name share it. The
// first letter is kept as a vowel where it is one.
func skeleton(w string) string {
	var out [8]byte
	n := 0
	for i := 0; i < len(w) && n < len(out); i++ {
		c := w[i]
		next := byte(0)
		if i+1 < len(w) {
			next = w[i+1]
		}
		s := sound(c, next)
		if s == 0 {
			if i == 0 && c != 'h' {
				s = 'a'
			} else {
				continue
			}
		}
		if n > 0 && out[n-1] == s && (i == 0 || w[i-1] == c || sound(w[i-1], c) == s) {
			continue
		}
		out[n] = s
		n++
	}
	return string(out[:n])
}

// sound maps a letter to the class of its sound; 0 for vowels and what is mute.
func sound(c, next byte) byte {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y', 'h', ' ':
		return 0
	case 'p':
		if next == 'h' {
			return 'f'
		}
		return 'p'
	case 'c':
		if next == 'e' || next == 'i' || next == 'y' || next == 'h' {
			return 's'
		}
		return 'k'
	case 'k', 'q':
		return 'k'
	case 's', 'z', 'x':
		return 's'
	case 'g':
		if next == 'e' || next == 'i' || next == 'y' {
			return 'j'
		}
		return 'g'
	case 'd':
		if next == 'j' {
			return 0
		}
		return 'd'
	case 'w':
		return 'v'
	}
	if c < 'a' || c > 'z' {
		return '?'
	}
	return c
}
