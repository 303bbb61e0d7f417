package publish

import (
	"fmt"
	"time"

	"tresse"
)

// When says in French when something is, on the clock of zone: "jeudi 26
// novembre 2026 à 14:00"; of a whole day, the day.
func When(t tresse.Time, zone *time.Location) string {
	at := t.In(zone)
	day := at.Day()
	ordinal := fmt.Sprint(day)
	if day == 1 {
		ordinal = "1er"
	}
	text := fmt.Sprintf("%s %s %s %d", weekday(at.Weekday()), ordinal, month(at.Month()), at.Year())
	if t.Day {
		return text
	}
	return text + at.Format(" à 15:04")
}

func weekday(d time.Weekday) string {
	return [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}[d]
}

func month(m time.Month) string {
	return [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}[m-1]
}
