package demo

import (
	"fmt"
	"strings"
	"time"
)

// An entry is one VEVENT of a feed.
type entry struct {
	uid, title, text, place, url string
	status                       string // CONFIRMED where empty
	class                        string
	free                         bool // TRANSP:TRANSPARENT
	start                        time.Time
	length                       time.Duration
	days                         int // it lasts all day, for so many
	rule                         string
	except                       []time.Time
	instead                      time.Time // of this instance of the series
	sequence                     int
	modified                     time.Time
}

// A program is how one writes its calendars.
type program struct {
	head []string
	utc  bool // times in UTC; otherwise with TZID and its VTIMEZONE
	live bool // DTSTAMP is the time of the request
	bare bool // neither SEQUENCE nor LAST-MODIFIED
}

const (
	utcForm  = "20060102T150405Z"
	wallForm = "20060102T150405"
	dayForm  = "20060102"
)

// vtimezone is Europe/Paris, as Google and RDV Service Public write it.
const vtimezone = "BEGIN:VTIMEZONE\nTZID:Europe/Paris\nX-LIC-LOCATION:Europe/Paris\n" +
	"BEGIN:DAYLIGHT\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nTZNAME:CEST\nDTSTART:19700329T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT\n" +
	"BEGIN:STANDARD\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nTZNAME:CET\nDTSTART:19701025T030000\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\n" +
	"END:VTIMEZONE"

// A page is a calendar while it is written.
type page struct {
	strings.Builder
	program program
	now     time.Time
}

// calendar writes a feed as it is asked for at now.
func (p program) calendar(entries []entry, now time.Time) []byte {
	w := page{program: p, now: now}
	w.line("BEGIN:VCALENDAR")
	w.line("VERSION:2.0")
	for _, head := range p.head {
		w.line(head)
	}
	if !p.utc {
		for l := range strings.SplitSeq(vtimezone, "\n") {
			w.line(l)
		}
	}
	for i := range entries {
		w.entry(&entries[i])
	}
	w.line("END:VCALENDAR")
	return []byte(w.String())
}

func (w *page) entry(e *entry) {
	w.line("BEGIN:VEVENT")
	w.when(e)
	stamp := e.modified
	if w.program.live {
		stamp = w.now
	}
	w.line("DTSTAMP:" + stamp.UTC().Format(utcForm))
	w.line("UID:" + e.uid)
	w.text("SUMMARY", e.title)
	w.text("DESCRIPTION", e.text)
	w.text("LOCATION", e.place)
	w.text("URL", e.url)
	w.text("CLASS", e.class)
	if !w.program.bare {
		w.line(fmt.Sprintf("SEQUENCE:%d", e.sequence))
		w.line("LAST-MODIFIED:" + e.modified.UTC().Format(utcForm))
	}
	if e.free {
		w.line("TRANSP:TRANSPARENT")
	}
	w.line("STATUS:" + orConfirmed(e.status))
	w.line("END:VEVENT")
}

func orConfirmed(status string) string {
	if status == "" {
		return "CONFIRMED"
	}
	return status
}

func (w *page) when(e *entry) {
	if e.days > 0 {
		w.line("DTSTART;VALUE=DATE:" + e.start.Format(dayForm))
		w.line("DTEND;VALUE=DATE:" + e.start.AddDate(0, 0, e.days).Format(dayForm))
		return
	}
	w.line("DTSTART" + w.time(e.start))
	w.line("DTEND" + w.time(e.start.Add(e.length)))
	if e.rule != "" {
		w.line("RRULE:" + e.rule)
	}
	for _, t := range e.except {
		w.line("EXDATE" + w.time(t))
	}
	if !e.instead.IsZero() {
		w.line("RECURRENCE-ID" + w.time(e.instead))
	}
}

func (w *page) time(t time.Time) string {
	if w.program.utc {
		return ":" + t.UTC().Format(utcForm)
	}
	return ";TZID=Europe/Paris:" + t.Format(wallForm)
}

// text writes a value of type TEXT (RFC 5545 3.3.11); an address has nothing to
// be escaped. An empty one is left out.
func (w *page) text(name, value string) {
	if value == "" {
		return
	}
	w.line(name + ":" + strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(value))
}

// line folds at 75 octets, never inside a character (RFC 5545 3.1).
func (w *page) line(text string) {
	room := 75
	for _, r := range text {
		n := len(string(r))
		if n > room {
			w.WriteString("\r\n ")
			room = 74
		}
		w.WriteRune(r)
		room -= n
	}
	w.WriteString("\r\n")
}
