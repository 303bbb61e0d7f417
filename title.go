package tresse

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Many platforms have no field for a status, and where there is one many
// organisers write "[ANNULÉ]" into the title all the same; Outlook's published
// feeds say a cancellation in no other way. This is the one place that reads it,
// for every connector alike.

// ReadTitle takes the words that say a status off both ends of a title, and
// tells the gravest status they say; "" for none. A title that says nothing else
// is left as it is. Reading a title that was read changes nothing.
func ReadTitle(title string) (bare string, said Status) {
	rest, status := strings.TrimSpace(title), Status("")
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
		rest = strings.TrimSpace(title)
	}
	return rest, status
}

// graver is the one of two statuses that keeps more people from coming.
func graver(a, b Status) Status {
	rank := map[Status]int{Full: 1, Postponed: 2, Cancelled: 3}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

// statusWord is what one word says of a session.
func statusWord(word string) Status {
	switch unaccented(word) {
	case "annule", "annulee", "annules", "annulees", "annulation", "cancelled", "canceled":
		return Cancelled
	case "reporte", "reportee", "reportes", "reportees", "report", "postponed":
		return Postponed
	case "complet", "complete", "complets", "completes", "sold":
		return Full
	}
	return ""
}

// front reads a status at the head of a title: in brackets, before a separator,
// or in capitals before a title that is not.
func front(title string) (string, Status) {
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
	rest = further(said, rest)
	after := strings.TrimLeftFunc(rest, ornament)
	switch next, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(rest, unicode.IsSpace)); {
	case after == "" || separator(next):
		return after, said
	case capitals(word) && (said == Cancelled || !capitals(after)):
		return after, said
	}
	return title, ""
}

// further goes past what still belongs to a status: "REPORTÉ AU 12 MAI : …",
// "Canceled event: …", "Sold out – …".
func further(said Status, rest string) string {
	folded := unaccented(rest)
	for _, word := range []string{" event", " out"} {
		if strings.HasPrefix(folded, word) && len(folded) == len(rest) {
			return rest[len(word):]
		}
	}
	if said != Postponed || !strings.HasPrefix(folded, " au ") {
		return rest
	}
	for i, r := range rest {
		if i > longestDelay {
			break
		}
		if r == ':' || (r == '-' || r == '–' || r == '—') && i > 0 && rest[i-1] == ' ' {
			return rest[i:]
		}
	}
	return rest
}

// longestDelay bounds, in bytes, how long a new date after "REPORTÉ AU" may be.
const longestDelay = 40

// back reads a status at the tail of a title: in brackets, or after a separator
// and in capitals, or after a dash that stands free.
func back(title string) (string, Status) {
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
	free := before != bare[:at+size] && strings.ContainsRune("-–—", mark) && strings.HasSuffix(before, " "+string(mark))
	if said := statusWord(word); said != "" && separator(mark) && (capitals(word) || free) {
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
func bracketSays(inside string) Status {
	words := strings.FieldsFunc(inside, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) })
	if len(words) == 0 {
		return ""
	}
	said := statusWord(words[0])
	if said == Full && len(words) > 1 {
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

// capitals: letters, and all of them capitals.
func capitals(text string) bool {
	letters := false
	for _, r := range text {
		if unicode.IsLower(r) {
			return false
		}
		letters = letters || unicode.IsLetter(r)
	}
	return letters
}

// unaccented is a word in lower case without the accents that French has, so
// that "ANNULÉ", "Annulé" and "ANNULE" are one word.
func unaccented(word string) string {
	return strings.Map(func(r rune) rune {
		switch r = unicode.ToLower(r); r {
		case 'à', 'â', 'ä':
			return 'a'
		case 'é', 'è', 'ê', 'ë':
			return 'e'
		case 'î', 'ï':
			return 'i'
		case 'ô', 'ö':
			return 'o'
		case 'ù', 'û', 'ü':
			return 'u'
		case 'ç':
			return 'c'
		}
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, word)
}
