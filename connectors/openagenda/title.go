package openagenda

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tresse"
)

// The status of an event is a field that an agenda may not use; many organisers
// write "[ANNULÉ]" into the title instead (sheet §4.4).

// cleaned takes the words that say a status off both ends of a title, and tells
// the gravest status they say; "" for none. A title that says nothing else is
// left as it is.
func cleaned(title string) (string, tresse.Status) {
	rest, status := title, tresse.Status("")
	for range 4 {
		shorter, said := front(rest)
		if said == "" {
			shorter, said = back(rest)
		}
		if said == "" {
			break
		}
		rest, status = shorter, graver(status, said)
	}
	if rest == "" {
		rest = title
	}
	return rest, status
}

// graver is the one of two statuses that keeps more people from coming.
func graver(a, b tresse.Status) tresse.Status {
	rank := map[tresse.Status]int{tresse.Full: 1, tresse.Postponed: 2, tresse.Cancelled: 3}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

// statusWord is what one word says of a session.
func statusWord(word string) tresse.Status {
	switch fold(word) {
	case "annule", "annulee", "annules", "annulees", "annulation":
		return tresse.Cancelled
	case "reporte", "reportee", "reportes", "reportees", "report":
		return tresse.Postponed
	case "complet", "complete", "complets", "completes":
		return tresse.Full
	}
	return ""
}

// front reads a status at the head of a title: in brackets, before a separator,
// or in capitals before a title that is not.
func front(title string) (string, tresse.Status) {
	bare := strings.TrimLeftFunc(title, ornament)
	if inside, rest, ok := bracketed(bare); ok {
		if said := bracketSays(inside); said != "" {
			return strings.TrimLeftFunc(rest, ornament), said
		}
		return title, ""
	}
	end := strings.IndexFunc(bare, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) })
	if end <= 0 {
		if end < 0 {
			return "", statusWord(bare)
		}
		return title, ""
	}
	word, rest := bare[:end], bare[end:]
	said := statusWord(word)
	if said == "" {
		return title, ""
	}
	after := strings.TrimLeftFunc(rest, ornament)
	switch next, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(rest, unicode.IsSpace)); {
	case after == "" || separator(next):
		return after, said
	case upper(word) && (said == tresse.Cancelled || !upper(after)):
		return after, said
	}
	return title, ""
}

// back reads a status at the tail of a title: in brackets, or after a separator
// and in capitals.
func back(title string) (string, tresse.Status) {
	bare := strings.TrimRightFunc(title, ornament)
	last, size := utf8.DecodeLastRuneInString(bare)
	if opening := bracketOf(last); opening != 0 {
		if at := strings.LastIndexFunc(bare, func(r rune) bool { return r == opening }); at > 0 {
			if said := bracketSays(bare[at+utf8.RuneLen(opening) : len(bare)-size]); said != "" {
				return strings.TrimRightFunc(bare[:at], ornament), said
			}
		}
		return title, ""
	}
	at := strings.LastIndexFunc(bare, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) })
	if at <= 0 {
		return title, ""
	}
	_, size = utf8.DecodeRuneInString(bare[at:])
	word := bare[at+size:]
	before := strings.TrimRightFunc(bare[:at+size], unicode.IsSpace)
	mark, _ := utf8.DecodeLastRuneInString(before)
	if said := statusWord(word); said != "" && upper(word) && separator(mark) {
		return strings.TrimRightFunc(before, ornament), said
	}
	return title, ""
}

// bracketed splits "[inside] rest".
func bracketed(text string) (inside, rest string, ok bool) {
	first, size := utf8.DecodeRuneInString(text)
	var closing rune
	for _, c := range []rune{']', ')', '}', '】'} {
		if bracketOf(c) == first {
			closing = c
		}
	}
	if closing == 0 {
		return "", "", false
	}
	inside, rest, ok = strings.Cut(text[size:], string(closing))
	return inside, rest, ok
}

// bracketOf is the opening of a closing bracket, 0 for other runes.
func bracketOf(closing rune) rune {
	switch closing {
	case ']':
		return '['
	case ')':
		return '('
	case '}':
		return '{'
	case '】':
		return '【'
	}
	return 0
}

// bracketSays: "annulé pour cause de neige" and "reporté au 12 mai" say a
// status, "complète le premier niveau" does not.
func bracketSays(inside string) tresse.Status {
	words := strings.FieldsFunc(inside, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) })
	if len(words) == 0 {
		return ""
	}
	said := statusWord(words[0])
	if said == tresse.Full && len(words) > 1 {
		return ""
	}
	return said
}

// separator stands between a status and a title.
func separator(r rune) bool { return strings.ContainsRune("-–—−:!|/*•·.,;>~", r) }

// filler is what is dropped with a status.
func filler(r rune) bool { return unicode.IsSpace(r) || separator(r) || unicode.IsSymbol(r) }

// ornament may stand before a status: "*** ANNULÉ ***", a warning sign.
func ornament(r rune) bool {
	return filler(r) || unicode.Is(unicode.Mn, r) || r == '\u200d' || r == '\ufe0f' || r == '#'
}

// upper: letters, and all of them capitals.
func upper(text string) bool {
	letters := false
	for _, r := range text {
		if unicode.IsLower(r) {
			return false
		}
		letters = letters || unicode.IsLetter(r)
	}
	return letters
}
