package publish

import (
	"strings"
	"time"

	"tresse"
)

// Seats says who is registered in a session, in few words: for the mediator's
// own calendar, where the structure asked for it.
type Seats struct {
	Names   []string  // "Amina B.", in order
	Changed time.Time // when a seat last changed
}

// seat adds the names to the mediator's own entry. LAST-MODIFIED moves on to the
// last change of a seat, which the record of what was told knows nothing of.
func (e *entry) seat(a tresse.Audience, seats Seats) {
	if a != tresse.Own || len(seats.Names) == 0 {
		return
	}
	names := make([]string, 0, len(seats.Names))
	for _, name := range first(seats.Names) {
		names = append(names, cut(oneLine(clean(name)), maxShort))
	}
	if len(seats.Names) > len(names) {
		names = append(names, "…")
	}
	var f lines
	f.say("Inscriptions", strings.Join(names, ", "))
	e.facts = append(f, e.facts...)
	e.since(seats.Changed)
}

// since keeps LAST-MODIFIED from lying before what the entry shows.
func (e *entry) since(at time.Time) {
	if at = at.UTC().Truncate(time.Second).Add(time.Second); at.After(e.shown) {
		e.shown = at
	}
}
