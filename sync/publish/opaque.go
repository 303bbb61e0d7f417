package publish

import (
	"regexp"
	"strings"
	"unicode"
)

// uuidPattern finds a UUID anywhere in a piece.
var uuidPattern = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// opaque reports whether a piece of an address is random rather than made of
// words and numbers: "atelier-cv-2026" is not, "x7Gh29Kd" is.
func opaque(piece string) bool {
	if len(piece) >= 36 && uuidPattern.MatchString(piece) {
		return true
	}
	all := look(piece)
	if all.size >= 14 && all.turns >= 6 && all.digits > 0 && all.upper > 0 && all.lower > 0 {
		return true
	}
	for _, run := range strings.FieldsFunc(piece, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if look(run).random() {
			return true
		}
	}
	return false
}

// A texture counts what a piece of text is made of.
type texture struct {
	size, digits, upper, lower int
	hexa                       bool // nothing but hexadecimal digits
	turns                      int  // changes between digits, capitals and small letters
	mixes                      int  // changes between digits and letters
}

func look(s string) texture {
	t := texture{hexa: true}
	const digit, capital, small = 1, 2, 3
	last := 0
	for _, r := range s {
		class := 0
		switch {
		case unicode.IsDigit(r):
			class = digit
			t.digits++
		case unicode.IsUpper(r):
			class = capital
			t.upper++
		case unicode.IsLetter(r):
			class = small
			t.lower++
		default:
			continue
		}
		t.size++
		t.hexa = t.hexa && strings.ContainsRune("0123456789abcdefABCDEF", r)
		if last != 0 && class != last {
			t.turns++
			if class == digit || last == digit {
				t.mixes++
			}
		}
		last = class
	}
	return t
}

// random judges one run of letters and digits. Words with a number behind them
// ("atelier20261020") stay.
func (t texture) random() bool {
	letters := t.upper + t.lower
	switch {
	case letters == 0:
		return t.digits >= 16
	case t.hexa && t.digits > 0 && t.size >= 12:
		return true
	case t.digits == 0:
		return t.size >= 32 || t.lower == 0 && t.size >= 20 ||
			t.size >= 12 && 4*t.upper >= t.size && 4*t.lower >= t.size
	}
	return t.size >= 8 && t.upper > 0 && t.lower > 0 && t.mixes >= 2 ||
		t.size >= 12 && t.mixes >= 3 ||
		t.size >= 20 && (t.mixes > 1 || t.digits > 8)
}
