package sheet

import (
	"regexp"
	"strings"
)

var (
	scientific  = regexp.MustCompile(`^(\d)[.,]?(\d*)e\+?(\d{1,2})$`)
	betweenTwo  = regexp.MustCompile(`\s*(?:[;,|\n\r]|\bou\b|\bet\b|\bor\b)\s*`)
	wordsAround = regexp.MustCompile(`(?i)\b(?:tél|tel|port|portable|fixe|mobile|dom|domicile|perso|pro)\b[.: ]*`)
)

// phones reads the numbers of a cell. Of a number that Excel keeps as such, the 0
// in front is put back; where so many digits were rounded away that it no longer
// is one (« 6.12E+08 »), lost says so. none: the cell says that there is none.
func phones(text string) (all []string, lost, none bool) {
	if w := words(text); w == "pas de telephone" || w == "aucun" || w == "sans telephone" || w == "pas de tel" || w == "sans" || w == "none" || w == "no phone" {
		return nil, false, true
	}
	for _, one := range numbers(text) {
		one = tidy(wordsAround.ReplaceAllString(one, ""))
		if one == "" {
			continue
		}
		if m := scientific.FindStringSubmatch(strings.ToLower(one)); m != nil {
			whole, ok := unrounded(m[1]+m[2], m[3])
			if !ok {
				lost = true
				continue
			}
			one = whole
		}
		if number := mended(one); number != "" {
			all = append(all, number)
		}
	}
	return all, lost, false
}

// numbers cuts a cell between numbers. A slash is between two where there are
// digits for two: « 06/39/98/00/01 » is one.
func numbers(text string) []string {
	var all []string
	if scientific.MatchString(strings.ToLower(strings.TrimSpace(text))) { // its comma is a point
		return []string{text}
	}
	for _, one := range betweenTwo.Split(strings.TrimSpace(text), -1) {
		if strings.Contains(one, "/") && len(onlyDigits(one)) > 15 {
			all = append(all, strings.Split(one, "/")...)
		} else {
			all = append(all, one)
		}
	}
	return all
}

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// unrounded writes a number out whose digits are all there.
func unrounded(digits, exponent string) (string, bool) {
	places := 0
	for _, c := range exponent {
		places = places*10 + int(c-'0')
	}
	if places+1 != len(strings.TrimRight(digits, "0")) && places+1 != len(digits) || places > 14 {
		return "", false
	}
	return (digits + "00000000000000")[:places+1], true
}

// mended is a number as a telephone takes it: 612345678 lost its 0, 33612345678
// its plus. Anything without digits is no number.
func mended(text string) string {
	text = strings.TrimSuffix(strings.TrimSuffix(text, ".0"), ",0")
	digits := onlyDigits(text)
	if len(digits) < 6 || len(digits) > 17 {
		return ""
	}
	bare := !strings.HasPrefix(text, "+") && !strings.HasPrefix(text, "(+")
	switch {
	case bare && len(digits) == 9 && digits[0] != '0':
		return "0" + digits
	case bare && len(digits) == 11 && strings.HasPrefix(digits, "33"):
		return "+" + digits
	}
	return text
}
