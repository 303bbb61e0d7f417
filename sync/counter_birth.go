package syncer

import (
	"errors"
	"strings"
	"time"
)

// BirthDate reads a date of birth as people write it: 1985-07-20, 20/07/1985, or
// the year alone; with yearOnly no more than that is kept.
func BirthDate(text string, yearOnly bool) (string, error) {
	if text = strings.TrimSpace(text); text == "" {
		return "", nil
	}
	for _, layout := range []string{time.DateOnly, "02/01/2006", "2/1/2006", "02.01.2006", "2006"} {
		t, err := time.Parse(layout, text)
		switch {
		case err != nil || t.Year() < 1890 || t.Year() > 2200:
		case layout == "2006" || yearOnly:
			return t.Format("2006"), nil
		default:
			return t.Format(time.DateOnly), nil
		}
	}
	return "", errors.New("not a date of birth")
}
