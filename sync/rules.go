package syncer

import (
	"fmt"

	"tresse"
	"tresse/sync/sessions"
)

// decideSessions puts decisions about sessions in force. The engine's lock is
// held.
func (e *Engine) decideSessions(force []tresse.Decision) {
	e.force = force
	e.rules = sessions.NewRules(e.trust, force, e.rooms)
}

// oneToOne reports whether a listing is an appointment, by the mediator's word
// where there is one.
func (e *Engine) oneToOne(f *tresse.ListingFact) bool {
	kind, _ := e.rules.Kind(f)
	return kind == tresse.Appointment
}

// roomsRule is what the configuration says of places, as the store remembers it:
// the capacity of a session follows from it. Nothing where it says nothing.
func (e *Engine) roomsRule() []byte {
	var b []byte
	for _, room := range e.rooms {
		b = fmt.Appendf(b, "%q %d\n", room.Name, room.Capacity)
	}
	return b
}
