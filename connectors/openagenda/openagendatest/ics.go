package openagendatest

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// exportICS is the calendar of an agenda: one VEVENT per published timing, its
// uid the event's and the begin in UTC (sheet §7).
func (s *Server) exportICS(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.agendaOf(r)
	if a == nil {
		refuse(w, http.StatusNotFound, "agenda not found", nil)
		return
	}
	var b strings.Builder
	line := func(text string, values ...any) { b.WriteString(fold(fmt.Sprintf(text, values...)) + "\r\n") }
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//%s//agenda//fr", strings.ReplaceAll(a.Slug, "-", ""))
	line("METHOD:PUBLISH")
	line("X-WR-CALNAME:%s", escape(a.Title))
	line("X-WR-CALDESC:%s", escape(a.Description))
	line("X-WR-RELCALID:%d", a.UID)
	for _, e := range a.published() {
		for _, t := range e.event.Timings {
			s.vevent(line, e.event, t)
		}
	}
	line("END:VCALENDAR")
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Write([]byte(b.String()))
}

func (s *Server) vevent(line func(string, ...any), e *stored, t Timing) {
	const utc = "20060102T150405Z"
	address := fmt.Sprintf("https://openagenda.com/events/%d_%s", e.UID, e.Slug)
	line("BEGIN:VEVENT")
	line("UID:%d//%s", e.UID, t.Begin.UTC().Format(utc))
	line("DTSTART:%s", t.Begin.UTC().Format(utc))
	line("DTEND:%s", t.End.UTC().Format(utc))
	line("SUMMARY:%s", escape(e.Title))
	line("DESCRIPTION:%s - Voir plus: %s", escape(e.Description), address)
	line("URL:%s", address)
	if e.Location != nil {
		line("LOCATION:%s - %s", escape(e.Location.Name), escape(e.Location.Address))
		line("GEO:%f;%f", e.Location.Latitude, e.Location.Longitude)
	}
	line("STATUS:CONFIRMED")
	line("DTSTAMP:%s", s.now().UTC().Format(utc))
	line("END:VEVENT")
}

func (a *agenda) published() []*entry {
	var list []*entry
	for _, e := range a.entries {
		if e.live() && e.state == Published {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b *entry) int { return cmp.Compare(a.event.UID, b.event.UID) })
	return list
}

func escape(text string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(text)
}

// fold breaks a line at 75 octets, never inside a rune.
func fold(text string) string {
	var b strings.Builder
	room := 75
	for _, r := range text {
		if n := len(string(r)); n > room {
			b.WriteString("\r\n ")
			room = 74 - n
		} else {
			room -= n
		}
		b.WriteRune(r)
	}
	return b.String()
}
