package rdvsp

import (
	"fmt"
	"time"

	"tresse"
)

// forms are those in which the platform writes a moment: Ruby's own
// ("2022-01-01 08:00:00 +0100", or UTC as a zone), and RFC 3339, which a release
// may bring (sheet §6). Fractions of a second are read too.
var forms = [...]string{"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 UTC", time.RFC3339, "2006-01-02 15:04:05 -07:00"}

// instant reads a date and time that says its zone.
func instant(s string) (tresse.Time, error) {
	for _, form := range forms {
		t, err := time.Parse(form, s)
		if err == nil && t.Year() >= 1 && t.Year() <= 9999 {
			return tresse.At(t), nil
		}
	}
	return tresse.Time{}, fmt.Errorf("not a date and time with a zone")
}

// stamp writes a bound of a window for a request: with its zone, so that no
// setting of the platform's matters.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// birthDate reads a date of birth; that of 1 January 1900 stands for an unknown
// one (sheet §6), and so does any before. With year, only the year is kept.
func birthDate(s string, year bool) (date string, ok bool) {
	t, err := time.Parse(time.DateOnly, s)
	switch {
	case err != nil || t.Year() > 9999:
		return "", false
	case t.Year() <= 1900:
		return "", true
	case year:
		return t.Format("2006"), true
	}
	return t.Format(time.DateOnly), true
}

// minor reports whether somebody born on that day is under 18 at a moment.
func minor(born string, at time.Time) bool {
	t, err := time.Parse(time.DateOnly, born)
	return err == nil && t.Year() > 1900 && at.Before(t.AddDate(18, 0, 0))
}
