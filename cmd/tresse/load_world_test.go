//go:build linux

package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"tresse/connectors/openagenda/openagendatest"
	"tresse/connectors/zeeg/zeegtest"
)

// A world is three platforms that change together. Everything in it bears the
// number of the last change, so that each answer tells which world it shows:
// the calendar has one workshop more each time and all its titles another
// number, all drop-ins of the agenda another title, and one more person booked.
type world struct {
	shown  atomic.Int64 // the change that the platforms show, or are about to
	synced atomic.Int64 // no answer may show an older one
	asked  atomic.Int64 // how often the calendar was read

	calendar   atomic.Pointer[[]byte]
	openagenda *openagendatest.Server
	zeeg       *zeegtest.Server
	events     []string // at Zeeg
	config     string   // the [[source]] blocks
}

// What there is before the first change.
const (
	worldWorkshops = 30
	worldDropIns   = 10
	worldEvents    = 6 // with one booking each
)

func newWorld(t *testing.T) *world {
	w := &world{openagenda: openagendatest.New(time.Now), zeeg: zeegtest.New(time.Now)}
	w.openagenda.AddAgenda(openagendatest.Agenda{UID: 1, Title: "Permanences"})
	for i := range worldDropIns {
		begin := worldDay(i, 13)
		w.openagenda.Put(1, openagendatest.Event{
			UID: int64(100 + i), Title: dropIn(i, 0), Location: openagendatest.Amandiers(),
			Timings: []openagendatest.Timing{{Begin: begin, End: begin.Add(time.Hour)}},
		})
	}
	page := w.zeeg.AddPage(zeegtest.Page{Title: "Inscription", Type: zeegtest.Group, Minutes: 60, Capacity: 10_000})
	for i := range worldEvents {
		w.events = append(w.events, w.zeeg.AddEvent(zeegtest.Event{Page: page, Title: fmt.Sprintf("Inscription %d", i), Start: worldDay(i, 17)}))
		w.zeeg.Book(w.events[i], booker(-i))
	}
	w.write(0)
	// Each platform has a host of its own, so that none waits for another's turn.
	at := [...]string{
		platform(t, "127.0.0.2", http.HandlerFunc(w.serveCalendar)), platform(t, "127.0.0.3", w.openagenda), platform(t, "127.0.0.4", w.zeeg),
	}
	w.config = fmt.Sprintf(`
[[source]]
name = "calendrier"
kind = "ical"
url = "%s/agenda.ics"
public = true
every = "1 day"

[[source]]
name = "agenda"
kind = "openagenda"
url = "%s/v2"
key = %q
agendas = [1]
public = true
every = "1 day"

[[source]]
name = "rendezvous"
kind = "zeeg"
url = "%s/v2"
token = %q
scope = "all"
horizon = "14d"
every = "1 day"
`, at[0], at[1], openagendatest.Key, at[2], zeegtest.Token)
	return w
}

// platform serves on a loopback address until the test ends.
func platform(t *testing.T, host string, h http.Handler) string {
	t.Helper()
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: h}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	return "http://" + l.Addr().String()
}

// worldDay is an hour of one of the days to come.
func worldDay(n, hour int) time.Time {
	return time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 2+n).Add(time.Duration(hour) * time.Hour)
}

func dropIn(i int, change int64) string { return fmt.Sprintf("Permanence %d (v%d)", i, change) }

// booker is somebody who resembles nobody else.
func booker(n int) zeegtest.Invitee {
	letters := []byte("aaaaa")
	for i, rest := len(letters)-1, n+1000; rest > 0; i, rest = i-1, rest/26 {
		letters[i] += byte(rest % 26)
	}
	return zeegtest.Invitee{Name: fmt.Sprintf("Zoé Quelconque%s", letters), Email: fmt.Sprintf("%s@exemple.fr", letters)}
}

// change brings the next change to all platforms.
func (w *world) change() int64 {
	n := w.shown.Add(1)
	w.write(n)
	for i := range worldDropIns {
		w.openagenda.Edit(int64(100+i), func(e *openagendatest.Event) { e.Title = dropIn(i, n) })
	}
	w.zeeg.Book(w.events[int(n)%len(w.events)], booker(int(n)))
	return n
}

// write makes the calendar of a change.
func (w *world) write(change int64) {
	var b bytes.Buffer
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//exemple//agenda//fr\r\n")
	for i := range worldWorkshops + int(change) {
		fmt.Fprintf(&b, "BEGIN:VEVENT\r\nUID:w%d@exemple.fr\r\nDTSTAMP:20261101T080000Z\r\nDTSTART:%s\r\nDURATION:PT1H\r\nSUMMARY:Atelier %d (v%d)\r\nLOCATION:Médiathèque\r\nEND:VEVENT\r\n",
			i, worldDay(i%300, 6+i/300).Format("20060102T150405Z"), i, change)
	}
	b.WriteString("END:VCALENDAR\r\n")
	body := b.Bytes()
	w.calendar.Store(&body)
}

func (w *world) serveCalendar(rw http.ResponseWriter, _ *http.Request) {
	w.asked.Add(1)
	rw.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	_, _ = rw.Write(*w.calendar.Load())
}
