package publish

import (
	"strings"
	"unicode/utf8"
)

// clean returns s as a calendar or a list may hold it: valid UTF-8, LF between
// lines, and nothing that cannot be seen but steers the reader — control
// characters, byte order marks, noncharacters, overrides of the writing
// direction. Bad bytes become U+FFFD, tabs become blanks.
func clean(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i, r := range s {
		switch {
		case r == '\n' && i > 0 && s[i-1] == '\r':
		case breaksLine(r):
			b.WriteByte('\n')
		case r == '\t':
			b.WriteByte(' ')
		case !unseen(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isClean(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' && c != '\n' || c == 0x7f {
			return false
		}
		if c < utf8.RuneSelf {
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || breaksLine(r) || unseen(r) {
			return false
		}
		i += size - 1
	}
	return true
}

// breaksLine reports whether some reader ends a line at r: Python's splitlines
// knows all of these.
func breaksLine(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

func unseen(r rune) bool {
	switch {
	case r < ' ', r >= 0x7f && r < 0xa0, r == 0xfeff:
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef
}

// oneLine returns s, cleaned, on one line.
func oneLine(s string) string {
	s = strings.TrimSpace(clean(s))
	if !strings.Contains(s, "\n") {
		return s
	}
	lines := strings.Split(s, "\n")
	kept := lines[:0]
	for _, line := range lines {
		if line = strings.Trim(line, " "); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, " ")
}

// cut returns at most limit runes of s, ended at a word with an ellipsis; a
// negative limit leaves s whole.
func cut(s string, limit int) string {
	if limit < 0 || utf8.RuneCountInString(s) <= limit {
		return s
	}
	if limit == 0 {
		return ""
	}
	end := 0
	for range limit - 1 {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	if space := strings.LastIndexAny(s[:end], " \n"); space > end/2 {
		end = space
	}
	return strings.TrimRight(s[:end], " \n") + "…"
}
