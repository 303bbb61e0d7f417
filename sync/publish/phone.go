package publish

import (
	"strings"
	"unicode"
)

// number says what kind of telephone number stands at a place in a text.
type number int

const (
	noNumber number = iota
	landline
	mobile // French mobiles, and all numbers of other countries
)

// dialled is a run of digits as somebody may have written a number.
type dialled struct {
	plus   bool
	digits []byte
	ends   []int // where each digit ends in the text
}

// maxDigits is the longest number (E.164) with "00" and "(0)".
const maxDigits = 18

// phoneAt tells which number begins at text[i], and where it ends.
func phoneAt(text []rune, i int) (int, number) {
	if !isPlus(text[i]) {
		_, before := digitAt(text, i-1)
		if _, starts := digitAt(text, i); !starts || before || i > 0 && isPlus(text[i-1]) {
			return i, noNumber
		}
	}
	d := dial(text, i)
	if n := d.mobile(text, i); n > 0 {
		return d.ends[n-1], mobile
	}
	if n := d.landline(); n > 0 && !d.hidesMobile(text, i, n) {
		return d.ends[n-1], landline
	}
	return i, noNumber
}

// dial reads digits from text[i] on, across what people put between them.
func dial(text []rune, i int) (d dialled) {
	if isPlus(text[i]) {
		d.plus = true
		i++
		for i < len(text) && separates(text[i]) {
			i++
		}
	}
	for gap := 0; i < len(text) && len(d.digits) < maxDigits; i++ {
		if c, ok := digitAt(text, i); ok {
			d.digits = append(d.digits, c)
			d.ends = append(d.ends, i+1)
			gap = 0
			continue
		}
		if gap++; len(d.digits) == 0 || gap > 3 || !separates(text[i]) {
			break
		}
	}
	return d
}

// mobile returns how many of the digits are a mobile number, 0 if none.
func (d *dialled) mobile(text []rune, start int) int {
	s := string(d.digits)
	prefix, rest := d.country(s)
	if prefix < 0 {
		return d.foreign(s)
	}
	if !strings.HasPrefix(rest, "6") && !strings.HasPrefix(rest, "7") {
		return 0
	}
	n := prefix + 9
	if len(s) < n || d.goesOn(n) || prefix == 1 && d.isDate(text, start) {
		return 0
	}
	return n
}

// country takes the French prefix off: 0, +33, 33, 0033, +33 (0). It returns
// the length of the prefix, -1 for a number that is not French.
func (d *dialled) country(s string) (int, string) {
	switch {
	case d.plus && !strings.HasPrefix(s, "33"), !d.plus && s == "":
		return -1, ""
	case d.plus, strings.HasPrefix(s, "33"):
		return trunk(s, 2)
	case strings.HasPrefix(s, "0033"):
		return trunk(s, 4)
	case strings.HasPrefix(s, "00"), !strings.HasPrefix(s, "0"):
		return -1, ""
	}
	return 1, s[1:]
}

// trunk also skips the 0 that people leave behind a country code.
func trunk(s string, code int) (int, string) {
	if strings.HasPrefix(s[code:], "0") {
		code++
	}
	return code, s[code:]
}

// foreign returns the length of a number of another country: nothing in it
// tells a mobile from a landline, so all of them are one.
func (d *dialled) foreign(s string) int {
	international := d.plus && len(s) >= 8 ||
		len(s) >= 11 && strings.HasPrefix(s, "00") && s[2] != '0'
	if !international || strings.HasPrefix(s, "33") {
		return 0
	}
	return len(s)
}

// goesOn reports whether a digit follows the first n without anything between:
// then they are part of something longer, an identifier.
func (d *dialled) goesOn(n int) bool {
	return len(d.ends) > n && d.ends[n] == d.ends[n-1]+1
}

// isDate tells 06/07/2026 14:30 from a number: day, month and year with one
// separator that people do write in dates.
func (d *dialled) isDate(text []rune, start int) bool {
	if start+10 > len(text) {
		return false
	}
	t := text[start:]
	if t[2] != t[5] || !strings.ContainsRune("/.-", t[2]) || d.ends[7] != start+10 {
		return false
	}
	month, century := string(t[3:5]), string(t[6:8])
	return month >= "01" && month <= "12" && (century == "19" || century == "20")
}

// landline returns how many of the digits are a French landline, 0 if none.
func (d *dialled) landline() int {
	s := string(d.digits)
	prefix, rest := d.country(s)
	if prefix < 0 || rest == "" || !strings.Contains("1234589", rest[:1]) {
		return 0
	}
	n := prefix + 9
	if len(s) < n || d.goesOn(n) {
		return 0
	}
	return n
}

// hidesMobile reports whether the digits of a landline are better read as a
// mobile number behind something else ("le 01 06 12 34 56 78").
func (d *dialled) hidesMobile(text []rune, start, n int) bool {
	if len(d.digits) <= n {
		return false
	}
	for i := start + 1; i < d.ends[n-1]; i++ {
		if _, digit := digitAt(text, i); !digit {
			continue
		}
		if _, before := digitAt(text, i-1); before {
			continue
		}
		inner := dial(text, i)
		if m := inner.mobile(text, i); m > 0 && len(inner.digits) == m {
			return true
		}
	}
	return false
}

// digitAt reads a digit; the letter O beside a digit is a zero that somebody
// mistyped.
func digitAt(text []rune, i int) (byte, bool) {
	if i < 0 || i >= len(text) {
		return 0, false
	}
	if c, ok := digit(text[i]); ok {
		return c, true
	}
	if text[i] != 'O' && text[i] != 'o' || i+1 == len(text) || i > 0 && unicode.IsLetter(text[i-1]) {
		return 0, false
	}
	_, ok := digit(text[i+1])
	return '0', ok
}

func digit(r rune) (byte, bool) {
	switch {
	case r >= '0' && r <= '9':
		return byte(r), true
	case r >= '０' && r <= '９':
		return byte('0' + r - '０'), true
	case r >= '٠' && r <= '٩':
		return byte('0' + r - '٠'), true
	}
	return 0, false
}

func isPlus(r rune) bool { return r == '+' || r == '＋' }

// separates reports whether people put r between the digits of a number.
func separates(r rune) bool {
	switch r {
	case ' ', '\n', '.', '-', '/', '_', '(', ')', '·', '•', '−', 0xa0, 0x202f:
		return true
	}
	return r >= 0x2000 && r <= 0x2015
}
