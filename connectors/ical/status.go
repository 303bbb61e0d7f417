package ical

import (
	"strings"

	"tresse"
)

// status reads STATUS, whose spelling varies, and METHOD:CANCEL of the calendar.
func (e *Event) status(method string) tresse.Status {
	said := e.word("STATUS")
	if strings.HasPrefix(said, "CANCEL") || strings.EqualFold(method, "CANCEL") {
		return tresse.Cancelled
	}
	return ""
}
