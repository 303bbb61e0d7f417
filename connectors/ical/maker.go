package ical

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"tresse"
)

// A maker is a program whose feeds mean more than the standard says.
type maker int

const (
	anyone    maker = iota
	ourselves       // tresse: a UID is the session's UUID, for ever
	rdv             // RDV Service Public: a UID is the appointment's uuid
)

// makerOf tells who made a calendar. RDV Service Public says its brand in the
// calendar's name ("… sur RDV Service Public").
func makerOf(c *Calendar) maker {
	switch {
	case strings.HasPrefix(strings.ToLower(c.ProdID), "-//tresse//"):
		return ourselves
	case says(fold(c.Name), "sur rdv"):
		return rdv
	}
	return anyone
}

// holdsRDV reports whether bare UUIDs in a calendar may be appointments of RDV
// Service Public: it writes the PRODID of its library, as others do, whose UUIDs
// meet nobody's.
func holdsRDV(c *Calendar) bool {
	return makerOf(c) == rdv || strings.Contains(strings.ToLower(c.ProdID), "icalendar-ruby")
}

// openagendaUID is a UID of OpenAgenda's export: that of the event and the begin.
var openagendaUID = regexp.MustCompile(`^(\d{1,18})//(\d{8}T\d{6}Z)$`)

// openagendaKey returns the key that the OpenAgenda connector gives the timing
// behind a UID of OpenAgenda's own export, "" for other UIDs.
func openagendaKey(uid string) string {
	parts := openagendaUID.FindStringSubmatch(uid)
	if parts == nil {
		return ""
	}
	event, err := strconv.ParseInt(parts[1], 10, 64)
	begin, err2 := time.Parse("20060102T150405Z", parts[2])
	if err != nil || err2 != nil {
		return ""
	}
	return tresse.KeyOpenAgenda(event, begin)
}

// parentOf returns what a listing belongs to: the UID, or the event behind the
// UIDs that OpenAgenda gives to its timings, so that one whose time was
// corrected is known again.
func parentOf(uid string) string {
	if parts := openagendaUID.FindStringSubmatch(uid); parts != nil {
		return parts[1]
	}
	return safeUID(uid)
}

// A workshop of RDV Service Public ends its title in the seats taken and, where
// they are bounded, the seats there are: "Ateliers : Mails (3/8)". An individual
// appointment's title is its motif alone.
var rdvSeats = regexp.MustCompile(`\s*\((\d{1,4})(?:\s*/\s*(\d{1,4}))?\)\s*$`)

// readRDV takes the seats off a title of RDV Service Public, and the page of the
// appointment out of the description, which holds nothing else.
func readRDV(l *tresse.Listing) {
	if page := webAddress(l.Description); page != "" && l.URL == "" {
		l.URL, l.Description = page, ""
	}
	seats := rdvSeats.FindStringSubmatch(l.Title)
	if seats == nil {
		l.Kind = tresse.Appointment
		return
	}
	l.Title = strings.TrimSuffix(l.Title, seats[0])
	l.Taken, _ = strconv.Atoi(seats[1])
	l.Capacity, _ = strconv.Atoi(seats[2])
	if l.Kind == "" || l.Kind == tresse.OtherKind || l.Kind == tresse.Appointment {
		l.Kind = tresse.Workshop
	}
}
