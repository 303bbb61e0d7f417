package ical

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tresse/connectors"
	"tresse/connectors/conformance"
	"tresse/connectors/httpx"
)

const (
	secretPath = "private-0123456789abcdef"
	secretKey  = "cle-secrete-0123"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata/cases")

const onePage = "a calendar is one document: there are no pages, totals or cursors in it"

func TestConformance(t *testing.T) {
	s := subject()
	s.Config = func(address string) string {
		return fmt.Sprintf("url = %q", address+"/calendar/"+secretPath+"/basic.ics?key="+secretKey)
	}
	s.Required, s.Secrets = []string{"url"}, []string{secretPath, secretKey}
	s.Stand = func(now func() time.Time) conformance.Standin {
		a := &almanac{now: now}
		st := a.standin(func() {})
		st.Handler = a
		return st
	}
	s.Wire = conformance.ICal{}
	s.Through = []string{
		"SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "URL", "CONFERENCE", "ORGANIZER;CN",
		"DTSTART;TZID", "DTEND;TZID", // in a notice, where nobody knows the zone
	}
	s.Identity = []string{"UID"}
	s.Cases, s.Update = "testdata/cases/*.ics", *update
	s.Replay = func(body []byte) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(body) })
	}
	s.Exceptions = map[string]string{"pages": onePage}
	conformance.Run(t, s)
}

func TestConformanceOfAFile(t *testing.T) {
	s := subject()
	s.Config = func(address string) string { return fmt.Sprintf("path = %q", address) }
	dir := t.TempDir()
	files := 0
	s.Stand = func(now func() time.Time) conformance.Standin {
		files++
		path := filepath.Join(dir, fmt.Sprintf("agenda%d.ics", files))
		a := &almanac{now: now}
		write := func() {
			if err := os.WriteFile(path, []byte(a.body()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		write()
		st := a.standin(write)
		st.Address = path
		return st
	}
	onDisk := "a file is read from the disk: nothing answers, and nothing changes it on its way"
	s.Exceptions = map[string]string{
		"pages": onePage, "http": onDisk, "body": onDisk, "fields": onDisk, "ask": onDisk, "cases": "TestConformance reads them all",
		"when/cancelled in a page": onDisk,
	}
	conformance.Run(t, s)
}

func subject() conformance.Subject {
	return conformance.Subject{
		Info: Info(),
		New: func(decode func(any) error, env connectors.Env, h conformance.Haste) (connectors.Connector, error) {
			return open(decode, env, httpx.Options{MinWait: h.MinWait, MaxWait: h.MaxWait, Attempt: h.Attempt})
		},
	}
}

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
				a.events, a.uids = append(a.events[:n:n], a.events[n+1:]...), append(a.uids[:n:n], a.uids[n+1:]...)
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
