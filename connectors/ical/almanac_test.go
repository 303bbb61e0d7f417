package ical

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"tresse/connectors/conformance"
)

// An almanac is a calendar that somebody keeps.
type almanac struct {
	now func() time.Time

	mu     sync.Mutex
	made   int
	events []conformance.Item
	uids   []string
}

// standin has changed called after each change.
func (a *almanac) standin(changed func()) conformance.Standin {
	return conformance.Standin{
		Add: func(i conformance.Item) []string {
			a.mu.Lock()
			a.made++
			uid := fmt.Sprintf("%d@almanach.example", a.made)
			a.events, a.uids = append(a.events, i), append(a.uids, uid)
			a.mu.Unlock()
			changed()
			return []string{uid}
		},
		Change: func(uid, title string) { a.edit(uid, func(n int) { a.events[n].Title = title }); changed() },
		Remove: func(uid string) {
			a.edit(uid, func(n int) {
				a.events, a.uids = slices.Delete(a.events, n, n+1), slices.Delete(a.uids, n, n+1)
			})
			changed()
		},
		Empty: func() { a.mu.Lock(); a.events, a.uids = nil, nil; a.mu.Unlock(); changed() },
	}
}

func (a *almanac) edit(uid string, do func(n int)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for n := range a.uids {
		if a.uids[n] == uid {
			do(n)
			return
		}
	}
}

func (a *almanac) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := a.body()
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256([]byte(body))))
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(body))
}

// body writes the calendar. Of two times that look alike in Paris the later one
// is written in UTC, as programs do.
func (a *almanac) body() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	when := func(name string, t time.Time) string {
		local := t.In(zone).Format("20060102T150405")
		if t.Add(-time.Hour).In(zone).Format("20060102T150405") == local {
			return name + ":" + t.UTC().Format("20060102T150405Z")
		}
		return name + ";TZID=Europe/Paris:" + local
	}
	text := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Almanach//FR\r\nMETHOD:PUBLISH\r\nX-WR-CALNAME:Ateliers\r\n"
	for n, e := range a.events {
		text += strings.Join([]string{
			"BEGIN:VEVENT", "UID:" + a.uids[n], "DTSTAMP:" + a.now().UTC().Format("20060102T150405Z"), "CREATED:20260901T080000Z",
			when("DTSTART", e.Start), when("DTEND", e.End), "SUMMARY:" + e.Title, "DESCRIPTION:Pas à pas.",
			"LOCATION:Médiathèque", "GEO:45.697;4.886", "CATEGORIES:numérique", "STATUS:CONFIRMED", "CLASS:PUBLIC", "TRANSP:OPAQUE", "SEQUENCE:1",
			"URL:https://almanach.example/1", "CONFERENCE:https://visio.example/1", "ORGANIZER;CN=Médiation:mailto:mediation@example.fr",
			"ATTENDEE;CN=" + e.Person.Last + ":mailto:" + e.Person.Email, "COMMENT:" + e.Person.Last, "CONTACT:" + e.Person.Phone, "RESOURCES:ordinateur",
			"END:VEVENT", "",
		}, "\r\n")
	}
	return text + "END:VCALENDAR\r\n"
}
