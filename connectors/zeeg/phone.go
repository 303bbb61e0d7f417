package zeeg

import (
	"regexp"
	"slices"
	"strings"
)

// Zeeg gives a telephone number only as the answer to a question of the page
// (sheet §5). What a question asks for is told by its words, and what was
// answered by its shape: a number is kept as it was written.

// An ask is what a question asks for.
type ask int

const (
	noPhone     ask = iota
	frenchPhone     // "votre numéro": only what can be nothing but a telephone number
	anyPhone        // "votre téléphone"
)

// asked reads a question. One that asks for somebody else's number gives none:
// it would make two people look like one.
func asked(question string) ask {
	q := fold(question)
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(q, w) })
	}
	switch {
	case has("proche", "personne a prevenir", "personne a contacter", "contact d'urgence", "conseiller", "referent", "prescripteur", "accompagnant", "tuteur", "curateur", "parent", "travailleur social", "assistante sociale"):
		return noPhone
	case has("telephone", "portable", "mobile", "phone"), abbreviated.MatchString(q):
		return anyPhone
	case has("numero"):
		return frenchPhone
	}
	return noPhone
}

// asks remembers what was read of a question: a page asks everybody the same.
type asks map[string]ask

// mostAsks bounds what is remembered of a platform's texts.
const mostAsks = 1000

func (known asks) of(question string) ask {
	what, met := known[question]
	if !met {
		what = asked(question)
		if len(known) < mostAsks && len(question) < 500 {
			known[question] = what
		}
	}
	return what
}

var (
	abbreviated = regexp.MustCompile(`(^|[^a-z])(tel|gsm)([^a-z]|$)`)
	// dialled is what a number is written with: + at its head, digits, spaces,
	// dots, hyphens, brackets, slashes.
	dialled   = regexp.MustCompile(`\+?[\d(][\d\s\x{00a0}\x{202f}.\-–‑()/]*\d`)
	separator = regexp.MustCompile(`\s/\s|[,;\n]|\s(?:ou|et|or)\s`)
	someDate  = regexp.MustCompile(`^\d{1,2}\D\d{1,2}\D(19|20)\d\d$`)
)

// addPhones adds the numbers found in an answer that are not there yet.
func addPhones(phones []string, answer string, what ask) []string {
	if what == noPhone {
		return phones
	}
	if len(phones) == 0 && isPlain(answer) {
		return []string{answer}
	}
	for _, part := range separator.Split(answer, -1) {
		for _, number := range numbers(part) {
			same := func(p string) bool { return digits(p) == digits(number) }
			if plausible(number, what) && !slices.ContainsFunc(phones, same) {
				phones = append(phones, number)
			}
		}
	}
	return phones
}

// isPlain reports whether an answer is a French number and nothing else, as most
// are.
func isPlain(answer string) bool {
	n := 0
	for i := range len(answer) {
		switch c := answer[i]; {
		case c >= '0' && c <= '9':
			n++
		case c != ' ' && c != '.' && c != '-' || n == 0:
			return false
		}
	}
	return n == 10 && answer[0] == '0' && answer[1] != '0' && answer[len(answer)-1] >= '0'
}

// numbers returns the runs of a text; two joined by a slash come apart.
func numbers(part string) []string {
	var all []string
	for _, found := range dialled.FindAllString(part, -1) {
		if len(digits(found)) > 15 {
			all = append(all, strings.Split(found, "/")...)
			continue
		}
		all = append(all, found)
	}
	return all
}

// plausible judges a number by its length. Without a prefix only the lengths
// in use are taken: 6 and 8 in the Pacific, 9 where the first zero is missing,
// 11 and more with a country's code.
func plausible(number string, what ask) bool {
	d := digits(number)
	n := len(d)
	switch {
	case someDate.MatchString(number):
		return false
	case strings.HasPrefix(number, "+"), strings.HasPrefix(d, "00"):
		return n >= 8 && n <= 15
	case strings.HasPrefix(d, "0"):
		return n == 10 || what == anyPhone && n >= 8 && n <= 12
	}
	return what == anyPhone && n >= 6 && n <= 13 && n != 7 && n != 10
}

// fewestDigits is what the shortest number has.
const fewestDigits = 6

// isOnlyPhone reports whether a text is a telephone number and nothing else.
func isOnlyPhone(s string) bool {
	return dialled.FindString(s) == s && plausible(s, frenchPhone)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
