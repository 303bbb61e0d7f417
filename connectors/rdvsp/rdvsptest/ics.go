package rdvsptest

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// CalendarPath is the address of the agent's calendar feed: a secret (sheet §10).
const CalendarPath = "/calendrier/camille-roussel-0b7f5c1e-2f4d-4c1b-9a6e-1c2d3e4f5a6b.ics"

// calendar is the agent's feed: no name of anybody who comes, and a DTSTAMP that
// moves at each download.
func (s *Server) calendar(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != CalendarPath {
		http.NotFound(w, r)
		return
	}
	now := s.now()
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	for _, head := range []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:icalendar-ruby", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
		"X-WR-CALNAME:Camille ROUSSEL sur RDV Service Public",
		"BEGIN:VTIMEZONE", "TZID:Europe/Paris",
		"BEGIN:DAYLIGHT", "DTSTART:20260329T030000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "TZNAME:CEST", "END:DAYLIGHT",
		"BEGIN:STANDARD", "DTSTART:20261025T020000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "TZNAME:CET", "END:STANDARD",
		"END:VTIMEZONE",
	} {
		line("%s", head)
	}
	all := s.RDVs()
	for i := len(all) - 1; i >= 0; i-- { // the latest first
		x := &all[i]
		if x.Start.Before(now.AddDate(0, -1, 0)) {
			continue
		}
		line("BEGIN:VEVENT")
		line("DTSTAMP:%s", now.UTC().Format("20060102T150405Z"))
		line("UID:%s", x.UUID)
		line("DTSTART;TZID=Europe/Paris:%s", local(x.Start))
		line("DTEND;TZID=Europe/Paris:%s", local(x.End))
		line("DESCRIPTION:https://rdv.example.org/admin/organisations/%d/rdvs/%d", x.Organisation, x.ID)
		if where := x.where(); where != "" {
			line("LOCATION:%s", escaped(where))
		}
		line("STATUS:%s", x.feedStatus(now))
		line("SUMMARY:%s", escaped(x.summary()))
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	_, _ = w.Write([]byte(b.String()))
}

func local(t time.Time) string { return t.In(paris()).Format("20060102T150405") }

func escaped(text string) string {
	return strings.NewReplacer(`\`, `\\`, ",", `\,`, ";", `\;`, "\n", `\n`).Replace(text)
}

func (r *RDV) feedStatus(now time.Time) string {
	if status := r.status(now); status == Excused || status == Revoked {
		return "CANCELLED"
	}
	return "CONFIRMED"
}

// summary has the seats taken of a workshop, and nobody's name.
func (r *RDV) summary() string {
	switch {
	case !r.Motif.Collective:
		return r.Motif.Name
	case r.Capacity > 0:
		return fmt.Sprintf("%s : %s (%d/%d)", r.Motif.Name, r.Name, r.taken(), r.Capacity)
	}
	return fmt.Sprintf("%s : %s (%d)", r.Motif.Name, r.Name, r.taken())
}

// where is the place, the town of a home, or the label for phone.
func (r *RDV) where() string {
	switch {
	case r.Lieu != nil:
		return r.Lieu.Name + " (" + r.Lieu.Address + ")"
	case r.Motif.LocationType == ByPhone:
		return "RDV téléphonique"
	}
	return ""
}
