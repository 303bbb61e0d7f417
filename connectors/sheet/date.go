package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A day is a day of the calendar, with the time that stood beside it, if any.
type day struct {
	year, month, day int
	clock            clock     // of the same cell
	instant          time.Time // where the cell says its offset
}

var (
	isoDate    = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]+(.*))?$`)
	french     = regexp.MustCompile(`^(\d{1,2})(?: ?[/.\-] ?| )(\d{1,2})(?: ?[/.\-] ?| )(\d{4}|\d{2})(?:[ ,t]+(.*))?$`)
	withMonth  = regexp.MustCompile(`^(\d{1,2})(?:er|st|nd|rd|th)?[ .\-]*([a-z]+)[ .,\-]*(\d{4}|\d{2})(?:[ ,]+(.*))?$`)
	english    = regexp.MustCompile(`^([a-z]+)[ .]*(\d{1,2})(?:st|nd|rd|th)?[ ,]+(\d{4})(?:[ ,]+(.*))?$`)
	weekday    = regexp.MustCompile(`^(?:le |on )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday|lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)(?:[., ]+|$)`)
	fourDigits = regexp.MustCompile(`\d{4}`)
	compact    = regexp.MustCompile(`^(?:19|20)\d{6}$`)
)

// months by the beginnings of their names, in French and English.
var months = []struct {
	begins string
	number int
}{
	{"janv", 1}, {"jan", 1}, {"fevr", 2}, {"fev", 2}, {"feb", 2}, {"mars", 3}, {"mar", 3}, {"avr", 4}, {"apr", 4}, {"mai", 5}, {"may", 5},
	{"juin", 6}, {"jun", 6}, {"juil", 7}, {"jul", 7}, {"aout", 8}, {"aug", 8}, {"sept", 9}, {"sep", 9}, {"oct", 10}, {"nov", 11}, {"dec", 12},
}

// month returns the number of a month that is written out or cut short.
func month(word string) int {
	if len(word) < 3 || len(word) > 9 {
		return 0
	}
	for _, m := range months {
		if strings.HasPrefix(word, m.begins) {
			return m.number
		}
	}
	return 0
}

// readDay reads a date as people and programs write them: day first, as in
// French; ISO; with the month in letters; or as Excel counts days.
func readDay(text string, from1904 bool) (day, bool) {
	text = fold(text)
	if n, ok := decimal(text); ok && !compact.MatchString(text) {
		return fromSerial(n, from1904)
	}
	if t, err := time.Parse(time.RFC3339, strings.ToUpper(text)); err == nil {
		y, m, d := t.Date()
		return day{year: y, month: int(m), day: d, instant: t, clock: clock{hour: t.Hour(), minute: t.Minute(), known: true}}, true
	}
	if compact.MatchString(text) {
		return valid(text[:4], text[4:6], text[6:], "")
	}
	text = weekday.ReplaceAllString(text, "")
	text = strings.TrimPrefix(text, "le ")
	if m := isoDate.FindStringSubmatch(text); m != nil {
		return valid(m[1], m[2], m[3], m[4])
	}
	if m := french.FindStringSubmatch(text); m != nil {
		return valid(m[3], m[2], m[1], m[4])
	}
	if m := withMonth.FindStringSubmatch(text); m != nil && month(m[2]) > 0 {
		return valid(m[3], strconv.Itoa(month(m[2])), m[1], m[4])
	}
	if m := english.FindStringSubmatch(text); m != nil && month(m[1]) > 0 {
		return valid(m[3], strconv.Itoa(month(m[1])), m[2], m[4])
	}
	return day{}, false
}

// valid makes a day that the calendar has. What stands behind it must be a time.
func valid(year, month, d, rest string) (day, bool) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	n, _ := strconv.Atoi(d)
	if len(year) == 2 {
		y += 2000
	}
	t := time.Date(y, time.Month(m), n, 0, 0, 0, 0, time.UTC)
	if y < 1800 || y > 2200 || t.Day() != n || int(t.Month()) != m {
		return day{}, false
	}
	out := day{year: y, month: m, day: n}
	if rest = strings.TrimSpace(rest); rest != "" {
		begin, _, ok := readClock(rest)
		if !ok {
			return day{}, false
		}
		out.clock = begin
	}
	return out, true
}

// The serial numbers that are taken for the date of a session: 1954 to 2119. A
// year, a count or a telephone number is none of them.
const (
	firstSerial = 20_000
	lastSerial  = 80_000
	macShift    = 1462 // days between the two beginnings of Excel's calendars
)

// fromSerial reads the days that Excel counts, from 1900 (with a 29 February
// that there never was) or from 1904, and the part of the day behind the point.
func fromSerial(n float64, from1904 bool) (day, bool) {
	if from1904 {
		n += macShift
	}
	if n < firstSerial || n > lastSerial {
		return day{}, false
	}
	return serialDay(n), true
}

func serialDay(n float64) day {
	whole := math.Floor(n)
	part := n - whole
	minutes := int(math.Round(part * 24 * 60))
	t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(whole)).Add(time.Duration(minutes) * time.Minute)
	out := day{year: t.Year(), month: int(t.Month()), day: t.Day()}
	if part > 1e-9 {
		out.clock = clock{hour: t.Hour(), minute: t.Minute(), known: true}
	}
	return out
}

// decimal reads a number as a cell holds it, with a point or a comma.
func decimal(text string) (float64, bool) {
	if text == "" || len(text) > 30 || strings.Trim(text, "0123456789.,e+-") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	return n, err == nil && !math.IsInf(n, 0)
}

// readBirth reads a date of birth as 2006-01-02, or 2006 where only a year is
// given. Two digits of a year are the last such year that has been.
func readBirth(text string, from1904 bool, now time.Time) string {
	text = fold(text)
	if n, ok := decimal(text); ok && !compact.MatchString(text) {
		if n == math.Trunc(n) && n >= 1880 && n <= float64(now.Year()) {
			return strconv.Itoa(int(n))
		}
		if from1904 {
			n += macShift
		}
		if n < 1 || n > lastSerial || n < 61 { // before 1 March 1900 Excel miscounts
			return ""
		}
		return birth(serialDay(n), now)
	}
	d, ok := readDay(text, from1904)
	if !ok {
		return ""
	}
	if d.year > now.Year() && shortYear(text) {
		d.year -= 100
	}
	return birth(d, now)
}

// shortYear reports whether a date that was read gave its year in two digits.
func shortYear(text string) bool {
	return !fourDigits.MatchString(text)
}

// birth refuses what cannot be: 1900 is what forms hold where nothing is known.
func birth(d day, now time.Time) string {
	t := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
	if d.year <= 1900 || t.After(now) {
		return ""
	}
	return t.Format(time.DateOnly)
}
