package people

import "strings"

// compareBorn says how far two birth dates agree, and as which field: whole
// dates, or years where one is no more than that.
func compareBorn(a, b date) (field, level) {
	if a.year == 0 || b.year == 0 {
		return fBorn, missing
	}
	if !a.full || !b.full {
		switch {
		case a.year == b.year:
			return fYear, exact
		case oneDigit(a.year, b.year):
			return fYear, typo
		}
		return fYear, other
	}
	y, m, d := a.year == b.year, a.month == b.month, a.day == b.day
	switch {
	case y && m && d:
		return fBorn, exact
	case y && a.month == b.day && a.day == b.month,
		y && m && oneDigit(a.day, b.day), y && d && oneDigit(a.month, b.month), m && d && oneDigit(a.year, b.year):
		return fBorn, typo
	case y && m || y && d || m && d:
		return fBorn, near
	}
	return fBorn, other
}

// oneDigit reports two numbers that differ in one digit, or in two neighbours
// swapped.
func oneDigit(a, b int16) bool {
	n := 0
	x, y := a, b
	for range 4 {
		if x%10 != y%10 {
			n++
		}
		x, y = x/10, y/10
	}
	if n == 2 {
		for p := int16(1); p <= 100; p *= 10 {
			u, v := a/p%10, a/p/10%10
			if a-u*p-v*p*10+v*p+u*p*10 == b {
				return true
			}
		}
	}
	return n == 1
}

// compareMails returns the best level of agreement between two lists, and the
// mailbox agreed on. An address near another is evidence only where the
// likeness is not the name's.
func compareMails(a, b *face) (level, string) {
	if len(a.mails) == 0 || len(b.mails) == 0 {
		return missing, ""
	}
	best := other
	for i := range a.mails {
		for j := range b.mails {
			x, y := &a.mails[i], &b.mails[j]
			if x.key == y.key {
				return exact, x.key
			}
			best = min(best, mailLevel(x, y, a, b))
		}
	}
	return best, ""
}

func mailLevel(x, y *mail, a, b *face) level {
	if x.local() == y.local() {
		if edits(x.domain(), y.domain(), 2) <= 2 && x.domain()[0] == y.domain()[0] {
			return typo
		}
		if len(x.local()) >= 6 && !carries(x.local(), a) && !carries(x.local(), b) {
			return variant
		}
		return other
	}
	if x.domain() == y.domain() && len(x.local()) >= 7 && edits(x.local(), y.local(), 1) <= 1 {
		if carries(x.local(), a) || carries(y.local(), b) || carries(x.local(), b) || carries(y.local(), a) {
			return near
		}
		return typo
	}
	return other
}

// carries reports a local part that repeats the name.
func carries(local string, f *face) bool {
	return len(f.g) >= 3 && strings.Contains(local, f.g) || len(f.core) >= 3 && strings.Contains(local, f.core) ||
		len(f.given) > 0 && len(f.given[0]) >= 3 && strings.Contains(local, f.given[0])
}

func comparePhones(a, b *face) (level, string) {
	if len(a.phones) == 0 || len(b.phones) == 0 {
		return missing, ""
	}
	best := other
	for _, x := range a.phones {
		for _, y := range b.phones {
			if x == y {
				return exact, x
			}
			if len(x) == len(y) && slip(x, y) {
				best = typo
			}
		}
	}
	return best, ""
}

func comparePostcodes(a, b string) level {
	switch {
	case a == "" || b == "":
		return missing
	case a == b:
		return exact
	case slip(a, b):
		return typo
	case len(a) >= 4 && len(b) >= 4 && a[:2] == b[:2]:
		return near
	}
	return other
}

// compareWords compares cities and further attributes.
func compareWords(a, b string) level {
	switch {
	case a == "" || b == "":
		return missing
	case a == b:
		return exact
	}
	size := max(len(a), len(b))
	limit := size / 5
	if limit > 0 && edits(a, b, min(limit, 4)) <= min(limit, 4) {
		return typo
	}
	if size >= 6 && overlap(a, b) {
		return near
	}
	return other
}

// overlap reports that half or more of the words are the same.
func overlap(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	n := 0
	for _, w := range x {
		for _, v := range y {
			if w == v {
				n++
				break
			}
		}
	}
	return n > 0 && 2*n >= max(len(x), len(y))
}

func compareIdentifiers(a, b string) level {
	switch {
	case a == b:
		return exact
	case slip(a, b):
		return typo
	}
	return other
}
