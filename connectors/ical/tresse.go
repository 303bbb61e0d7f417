package ical

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tresse"
)

// Another tresse says in its feed more than calendar programs need (see
// via.go of sync/publish): whose it is, through which tresses a session came,
// and how far a feed goes that was shortened. And it puts into words what they
// have no property for; here the words become fields again, so that a session
// is the same however often it is passed on.

// maxHops bounds the way of a session. Structures that read one another are few.
const maxHops = 16

// via returns the way of an event to here; nil where it did not come from a
// tresse that says its name.
func (m *mapper) via(e *Event) []tresse.ID {
	if m.maker != ourselves || m.from == "" {
		return nil
	}
	var way []tresse.ID
	for text := range strings.SplitSeq(e.text("X-TRESSE-VIA"), ",") {
		if id, err := tresse.ParseID(strings.TrimSpace(text)); err == nil && len(way) <= maxHops {
			way = append(way, id)
		}
	}
	return append(way, m.from)
}

// isEcho: what went out from here and comes back says nothing new, and would
// speak on when its source has fallen silent. What has gone through too many
// hands has gone round somewhere.
func (m *mapper) isEcho(e *Event) bool {
	way := m.via(e)
	return len(way) > maxHops || m.self != "" && slices.Contains(way, m.self)
}

// until is the start from which a shortened feed says nothing; zero for others.
func (m *mapper) until(c *Calendar) time.Time {
	if m.maker != ourselves {
		return time.Time{}
	}
	at, _ := time.Parse("20060102T150405Z", c.Until)
	return at
}

// readOurs reads what an event of a tresse feed says in words.
func (m *mapper) readOurs(l *tresse.Listing, e *Event) {
	l.Via = m.via(e)
	readLead(l)
	m.readKind(l)
	readFacts(l)
	if l.Place.Name == "En ligne" && l.Place.Address == "" && l.Place.City == "" {
		l.Place.Name = ""
	}
	if l.URL == l.OnlineURL || slices.Contains(l.BookingURLs, l.URL) {
		l.URL = ""
	}
}

// readLead takes off the words with which a description opens because calendar
// programs have no status for them.
func readLead(l *tresse.Listing) {
	for lead, status := range map[string]tresse.Status{"Complet.": tresse.Full, "Se tient en ligne.": tresse.MovedOnline} {
		rest, ok := strings.CutPrefix(l.Description, lead)
		if ok && l.Status == "" && (rest == "" || strings.HasPrefix(rest, "\n")) {
			l.Status, l.Description = status, strings.TrimSpace(rest)
			return
		}
	}
}

// readKind takes the kind, which stands first, out of the categories. Nothing
// is guessed from the title of a session whose kind its own tresse knows.
func (m *mapper) readKind(l *tresse.Listing) {
	if m.from != "" {
		l.Kind = tresse.OtherKind
	}
	if len(l.Tags) == 0 {
		return
	}
	kind, ok := map[string]tresse.Kind{"Atelier": tresse.Workshop, "Permanence": tresse.DropIn, "Rendez-vous": tresse.Appointment}[l.Tags[0]]
	if ok {
		l.Kind, l.Tags = kind, l.Tags[1:]
	}
}

// factLine is a line below a description: seats, hosts, or a heading with what
// it says behind a no-break space and a colon.
var (
	seatsLine = regexp.MustCompile(`^(\d{1,6})(?:/(\d{1,6}))? inscrits?$`)
	factLine  = regexp.MustCompile(`^([^:\x{a0}]{1,60})[\x{a0} ]: (.+)$`)
)

// readFacts reads the lines below the description, which are a paragraph of
// their own, and takes off those that it knows.
func readFacts(l *tresse.Listing) {
	text, block := "", l.Description
	if at := strings.LastIndex(l.Description, "\n\n"); at >= 0 {
		text, block = l.Description[:at], l.Description[at+2:]
	}
	var rest []string
	for line := range strings.SplitSeq(block, "\n") {
		if !readFact(l, line) {
			rest = append(rest, line)
		}
	}
	l.Description = strings.TrimSpace(text + "\n\n" + strings.Join(rest, "\n"))
}

func readFact(l *tresse.Listing, line string) bool {
	if seats := seatsLine.FindStringSubmatch(line); seats != nil {
		l.Taken, _ = strconv.Atoi(seats[1])
		l.Capacity, _ = strconv.Atoi(seats[2])
		return true
	}
	said := factLine.FindStringSubmatch(line)
	if said == nil {
		return false
	}
	link := webAddress(said[2])
	switch said[1] {
	case "Niveau":
		l.Level = said[2]
	case "Inscription":
		if link == "" {
			return false
		}
		l.BookingURLs = append(l.BookingURLs, link)
	case "En ligne":
		if link == "" {
			return false
		}
		l.OnlineURL = link
	case "En savoir plus":
		if link == "" {
			return false
		}
		l.URL = link
	case "Les sources ne disent pas la même chose":
	default:
		return false
	}
	return true
}
