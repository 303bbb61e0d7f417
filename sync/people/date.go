package people

import "strconv"

// A date is a birth date as it is compared. The zero date is unknown.
type date struct {
	year, month, day int16
	full             bool // month and day are known: not a year alone, not presumed
}

// birth reads 2006-01-02 and 2006; other separators and a text without any are
// understood. 1 January and 31 December are what clerks write when only the
// year is known: they count as the year.
func birth(s string) date {
	var d [8]byte
	n := 0
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			if n == 8 {
				return date{}
			}
			d[n] = c
			n++
		case c == '-' || c == '/' || c == '.' || c == ' ':
		default:
			return date{}
		}
	}
	number := func(part []byte) (v int16) {
		for _, c := range part {
			v = v*10 + int16(c-'0')
		}
		return v
	}
	if n != 4 && n != 8 || number(d[:4]) == 0 {
		return date{}
	}
	b := date{year: number(d[:4])}
	if n == 4 {
		return b
	}
	b.month, b.day = number(d[4:6]), number(d[6:8])
	b.full = b.month != 0 && b.day != 0 &&
		!(b.month == 1 && b.day == 1) && !(b.month == 12 && b.day == 31)
	return b
}

// text returns the date, or its year where that is all that is known.
func (d date) text() string {
	year := strconv.Itoa(int(d.year))
	if !d.full {
		return year
	}
	return year + "-" + strconv.Itoa(int(d.month)) + "-" + strconv.Itoa(int(d.day))
}
