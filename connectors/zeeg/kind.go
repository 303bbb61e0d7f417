package zeeg

import (
	"strings"

	"tresse"
)

// kindOr tells what an event is. Zeeg says how many people share it and not
// what it is: one person's is an appointment, also where several hosts hold it
// or take turns. Of a group event the title may say that it is a permanence;
// else it is what the source's session_kind says, else a workshop.
func (e *event) kindOr(usual tresse.Kind) tresse.Kind {
	switch {
	case !e.isShared():
		return tresse.Appointment
	case tresse.KindSaid(e.Title) == tresse.DropIn:
		return tresse.DropIn
	case usual != "":
		return usual
	}
	return tresse.Workshop
}

// isGroup reports whether Zeeg's own type is that of group events.
func (e *event) isGroup() bool { return strings.EqualFold(strings.TrimSpace(e.Type), "GROUP") }

// isShared reports whether people who do not know each other sit in the event.
// Only GROUP says so; the types that may go either way (COLLECTIVE, FLEXI, and
// what is not documented) are told by their capacity, and without one are taken
// for appointments, which are never published.
func (e *event) isShared() bool {
	switch strings.ToUpper(strings.TrimSpace(e.Type)) {
	case "GROUP":
		return true
	case "ONE_ON_ONE", "ROUND_ROBIN":
		return false
	}
	return e.Max > 1
}
