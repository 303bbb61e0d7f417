package sheet

import (
	"strings"

	"tresse"
)

// A seat is what a row says of a registration's fate.
type seat struct {
	status tresse.BookingStatus
	by     string // who cancelled
}

// Who cancelled, in the words of tresse.Booking.
const (
	byPerson    = "person"
	byStructure = "structure"
	byUnknown   = "unknown"
)

// readStatus reads a status in words; ok is false for words that are not known.
func readStatus(text string) (seat, bool) {
	w := words(text)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(w, p) {
				return true
			}
		}
		return false
	}
	switch {
	case w == "":
		return seat{}, true
	case has("annul", "cancel", "desist", "desinscri"):
		return seat{tresse.SeatCancelled, cancelledBy(w)}, true
	case has("non excuse", "injustifi", "non justifi"):
		return seat{status: tresse.Absent}, true
	case has("excus", "a prevenu"):
		return seat{status: tresse.Excused}, true
	case has("non honore", "lapin", "no show", "noshow", "pas venu", "n est pas venu", "non venu", "absen", "non presen"), w == "a":
		return seat{status: tresse.Absent}, true
	case has("presen", "honore", "venu", "a participe", "attended", "came", "realise", "effectue"), w == "p", w == "vu", w == "seen":
		return seat{status: tresse.Attended}, true
	case has("inscri", "confirm", "a venir", "a renseigner", "prevu", "reserv", "valid", "booked", "registered", "scheduled", "indetermine", "preciser", "planifi"),
		w == "ok", w == "oui", w == "yes", w == "unknown":
		return seat{status: tresse.Booked}, true
	}
	return seat{}, false
}

func cancelledBy(w string) string {
	for _, p := range []string{"usager", "personne", "beneficiaire", "participant", "desist", "by user", "by attendee"} {
		if strings.Contains(w, p) {
			return byPerson
		}
	}
	for _, p := range []string{"service", "structure", "organisat", "agent", "professionnel", "mediat", "animat", "lieu", "by host"} {
		if strings.Contains(w, p) {
			return byStructure
		}
	}
	return byUnknown
}

// ticked reads a box: yes, no, or neither.
func ticked(text string) (yes, no bool) {
	if s := strings.TrimSpace(text); s == "✓" || s == "✔" || s == "☑" || s == "✅" || s == "☒" {
		return true, false
	} else if s == "☐" || s == "✗" || s == "✘" || s == "❌" {
		return false, true
	}
	switch words(text) {
	case "x", "xx", "v", "o", "oui", "1", "vrai", "true", "yes", "y", "ok":
		return true, false
	case "n", "non", "0", "faux", "false", "no":
		return false, true
	}
	return false, false
}

// readTick reads a cell under « Présent(e) », « Absent(e) », « Excusé(e) » or
// « Annulé »: a tick, or the word itself.
func readTick(r role, text string) (seat, bool) {
	if strings.TrimSpace(text) == "" {
		return seat{}, true
	}
	yes, no := ticked(text)
	switch {
	case yes:
		switch r {
		case rolePresent:
			return seat{status: tresse.Attended}, true
		case roleAbsent:
			return seat{status: tresse.Absent}, true
		case roleExcused:
			return seat{status: tresse.Excused}, true
		}
		return seat{tresse.SeatCancelled, byUnknown}, true
	case no && r == rolePresent:
		return seat{status: tresse.Absent}, true
	case no:
		return seat{}, true
	}
	return readStatus(text)
}

// stronger keeps of two things that a row says the one that says more: a row
// with « excusé » ticked and « absent » too is excused.
func stronger(a, b seat) seat {
	rank := func(s seat) int {
		switch s.status {
		case tresse.SeatCancelled:
			return 5
		case tresse.Excused:
			return 4
		case tresse.Attended:
			return 3
		case tresse.Absent:
			return 2
		case tresse.Booked:
			return 1
		}
		return 0
	}
	if rank(b) > rank(a) {
		return b
	}
	return a
}
