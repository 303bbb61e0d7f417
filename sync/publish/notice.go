package publish

import (
	"time"

	"github.com/emersion/go-ical"

	"tresse"
)

// A Notice is what one audience sees of a session, in words, for a page: what a
// feed says of it and not a word more.
type Notice struct {
	ID         tresse.ID
	Start, End tresse.Time // both days, or both instants; the end is exclusive and later
	Title      string      // says so where the session is cancelled or postponed
	Lead       string      // "Complet.", "Se tient en ligne."; mostly empty
	Location   string
	URL        string // http or https; "" where there is none that the audience may follow
	Off        bool   // it does not take place as announced
}

// Notices puts sessions into words, in the order given. Those that the audience
// does not see, or that have no date, are left out. named is as in Feed.
func Notices(a tresse.Audience, sessions []tresse.Session, zone *time.Location, named func(string) time.Time) []Notice {
	list := make([]Notice, 0, len(sessions))
	for i := range sessions {
		e, seen := see(a, &sessions[i], zone)
		if !seen || e.start.IsZero() {
			continue
		}
		e.unname(a, &sessions[i], named)
		list = append(list, Notice{
			ID: e.uid, Start: e.start, End: e.end, Title: e.summary, Lead: e.lead, Location: e.location, URL: e.url,
			Off: e.status != ical.EventConfirmed,
		})
	}
	return list
}
