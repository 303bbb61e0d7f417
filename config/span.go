package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"tresse"
)

// A Span is a length of time as people write it: "15m", "1h30", "400d",
// "12 months", "12 mois". Months and days are those of the calendar.
type Span struct {
	Months int
	Days   int
	Clock  time.Duration
}

// Duration is the span as a fixed length: a day has 24 hours, a month is the
// twelfth of 365 days.
func (s Span) Duration() time.Duration {
	const day = 24 * time.Hour
	return time.Duration(s.Months)*365*day/12 + time.Duration(s.Days)*day + s.Clock
}

// Before returns the instant that lies the span before t, by the calendar of
// t's zone; the 31st less a month is the last of that month.
func (s Span) Before(t time.Time) time.Time {
	back := t.AddDate(0, -s.Months, 0)
	if over := back.Day(); over != t.Day() {
		back = back.AddDate(0, 0, -over)
	}
	return back.AddDate(0, 0, -s.Days).Add(-s.Clock)
}

// String writes the span in French: « 12 mois », « 1 an », « 90 jours ».
func (s Span) String() string {
	var parts []string
	add := func(n int, one, many string) {
		if n == 1 {
			parts = append(parts, "1 "+one)
		} else if n > 1 {
			parts = append(parts, strconv.Itoa(n)+" "+many)
		}
	}
	add(s.Months, "mois", "mois")
	add(s.Days, "jour", "jours")
	add(int(s.Clock/time.Hour), "heure", "heures")
	add(int(s.Clock%time.Hour/time.Minute), "minute", "minutes")
	add(int(s.Clock%time.Minute/time.Second), "seconde", "secondes")
	if parts == nil {
		return "0 seconde"
	}
	return strings.Join(parts, " ")
}

// UnmarshalText is ParseSpan.
func (s *Span) UnmarshalText(text []byte) error {
	read, err := ParseSpan(string(text))
	if err == nil {
		*s = read
	}
	return err
}

// ParseSpan reads a length of time: numbers with units, in French or English,
// short or long, as many as wanted ("1 an 6 mois", "1h30m"). Hours, minutes and
// seconds may have decimals. At most 100 years. The error is a *tresse.Error
// with advice.
func ParseSpan(text string) (Span, error) {
	var s Span
	rest := spanSpaces.Replace(strings.TrimSpace(text))
	if rest == "" {
		return s, spanError(text, "elle est vide")
	}
	previous := ""
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		number, unit, after := cutSpan(rest)
		if number == "" {
			return Span{}, spanError(text, "un nombre doit précéder chaque unité")
		}
		if unit == "" && previous == "h" && after == "" {
			unit = "min" // 1h30
		}
		known, ok := spanUnits[strings.ToLower(unit)]
		if !ok || unit == "M" {
			return Span{}, spanError(text, unitAdvice(unit))
		}
		if why := s.add(number, known); why != "" {
			return Span{}, spanError(text, why)
		}
		previous, rest = known, after
	}
	return s, nil
}

// spanSpaces makes plain spaces of those that French typography puts before
// units.
var spanSpaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\t", " ")

// spanUnits holds each spelling, in lower case, with the unit it means.
var spanUnits = map[string]string{
	"s": "s", "sec": "s", "seconde": "s", "secondes": "s", "second": "s", "seconds": "s",
	"m": "min", "min": "min", "mn": "min", "minute": "min", "minutes": "min",
	"h": "h", "heure": "h", "heures": "h", "hour": "h", "hours": "h",
	"d": "d", "j": "d", "jour": "d", "jours": "d", "day": "d", "days": "d",
	"w": "w", "sem": "w", "semaine": "w", "semaines": "w", "week": "w", "weeks": "w",
	"mo": "mo", "mois": "mo", "month": "mo", "months": "mo",
	"y": "y", "a": "y", "an": "y", "ans": "y", "année": "y", "années": "y", "annee": "y", "annees": "y", "year": "y", "years": "y",
}

// cutSpan takes a number and its unit off the front.
func cutSpan(text string) (number, unit, after string) {
	end := strings.IndexFunc(text, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != ',' })
	if end < 0 {
		return text, "", ""
	}
	number, text = text[:end], strings.TrimSpace(text[end:])
	end = strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(text)
	}
	return number, text[:end], text[end:]
}

// add adds a number of units; it returns what is wrong, in French.
func (s *Span) add(number, unit string) string {
	value, err := strconv.ParseFloat(strings.Replace(number, ",", ".", 1), 64)
	if err != nil {
		return french("« %s » n'est pas un nombre", shown(number))
	}
	const years = 100
	most := map[string]float64{"s": years * 366 * 86400, "min": years * 366 * 1440, "h": years * 366 * 24, "d": years * 366, "w": years * 53, "mo": years * 12, "y": years}
	if value > most[unit] {
		return "elle dépasse 100 ans"
	}
	if clock, ok := map[string]time.Duration{"s": time.Second, "min": time.Minute, "h": time.Hour}[unit]; ok {
		s.Clock += time.Duration(value * float64(clock))
	} else if value != float64(int(value)) {
		return french("les jours, semaines, mois et années s'écrivent en nombres entiers")
	}
	switch n := int(value); unit {
	case "d":
		s.Days += n
	case "w":
		s.Days += 7 * n
	case "mo":
		s.Months += n
	case "y":
		s.Months += 12 * n
	}
	if 31*s.Months+s.Days+int(s.Clock/(24*time.Hour)) > years*372 {
		return "elle dépasse 100 ans"
	}
	return ""
}

func unitAdvice(unit string) string {
	switch unit {
	case "":
		return french("il manque l'unité")
	case "M":
		return french("« M » peut se lire minutes ou mois")
	}
	return french("l'unité « %s » est inconnue", shown(unit))
}

func spanError(text, why string) error {
	return &tresse.Error{
		Trouble: tresse.TroubleConfig,
		Err:     fmt.Errorf("config: not a duration: %q", shown(text)),
		Advice:  french("la durée « %s » n'est pas comprise : %s ; écrivez par exemple « 15m », « 1h30 », « 400d » ou « 12 mois »", shown(text), why),
	}
}
