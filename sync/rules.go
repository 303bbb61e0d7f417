package syncer

import (
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
