package web

import (
	"fmt"
	"time"

	"tresse"
)

// dayName writes a day as people say it: "mardi 1er décembre 2026".
func dayName(t time.Time) string {
	days := [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	months := [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
	number := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		number = "1er"
	}
	return fmt.Sprintf("%s %s %s %d", days[t.Weekday()], number, months[t.Month()-1], t.Year())
}

// hour writes the time of day with the no-break spaces that French wants; "" for
// what lasts all day.
func hour(t tresse.Time, zone *time.Location) string {
	if t.Day {
		return ""
	}
	return t.In(zone).Format("15\u00a0h\u00a004")
}
