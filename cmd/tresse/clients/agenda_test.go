package clients

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"
)

// An agenda is the platform that tresse reads: a calendar that changes.
type agenda struct {
	mu     sync.Mutex
	events map[string]*event // guarded by mu
	stamp  time.Time
}

// An event is one VEVENT of the agenda. With day, it takes whole days.
type event struct {
	title, place string
	start        time.Time
	lasts        time.Duration
	day          bool
	cancelled    bool
}

// newAgenda has a workshop on most days of the coming weeks, and events around
// both changes of the clock and across them.
func newAgenda(t *testing.T, now time.Time) *agenda {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	a := &agenda{events: map[string]*event{}, stamp: now}
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, paris)
	for i := range 40 {
		day := today.AddDate(0, 0, 2+i)
		a.events[fmt.Sprintf("jour-%02d", i)] = &event{
			title: fmt.Sprintf("Atelier nº %d : créer, trier, « sauvegarder » ; l’été, l’œuvre, 100 %% accentué, et bien plus long qu’une ligne de 75 octets", i),
			place: "Médiathèque Jean-Prévost, 2 rue de l’Exemple\\, Vénissieux",
			start: time.Date(day.Year(), day.Month(), day.Day(), 14, 0, 0, 0, paris), lasts: 90 * time.Minute,
		}
	}
	for i, change := range clockChanges(now, paris) {
		night := time.Date(change.Year(), change.Month(), change.Day(), 0, 0, 0, 0, paris)
		for hour := range 6 { // in steps of real time: the hour that comes twice, twice
			a.events[fmt.Sprintf("nuit-%d-%d", i, hour)] = &event{title: fmt.Sprintf("Nuit %d du numérique, heure %d", i, hour), start: night.Add(time.Duration(hour)*time.Hour + 30*time.Minute), lasts: time.Hour}
		}
		a.events[fmt.Sprintf("travers-%d", i)] = &event{title: "Nuit blanche", start: night.Add(-2 * time.Hour), lasts: 10 * time.Hour}
		a.events[fmt.Sprintf("fermeture-%d", i)] = &event{title: "Fermeture", start: night.AddDate(0, 0, -1), lasts: 72 * time.Hour, day: true}
		a.events[fmt.Sprintf("matin-%d", i)] = &event{title: "Permanence", start: time.Date(change.Year(), change.Month(), change.Day(), 9, 0, 0, 0, paris), lasts: 3 * time.Hour}
	}
	return a
}

// clockChanges returns the two next nights in which the clocks change.
func clockChanges(now time.Time, zone *time.Location) []time.Time {
	var found []time.Time
	_, before := now.In(zone).Zone()
	for h := 1; len(found) < 2; h++ {
		at := now.Add(time.Duration(h) * time.Hour).In(zone)
		if _, offset := at.Zone(); offset != before {
			found, before = append(found, at), offset
		}
	}
	return found
}

// changes are ten things that happen to an agenda, one between two syncs.
var changes = []func(a *agenda){
	func(a *agenda) { a.events["jour-03"].start = a.events["jour-03"].start.Add(2 * time.Hour) },
	func(a *agenda) { a.events["jour-04"].title = "Atelier renommé" },
	func(a *agenda) { a.events["jour-05"].cancelled = true },
	func(a *agenda) { delete(a.events, "jour-06") },
	func(a *agenda) {
		e := *a.events["jour-07"]
		e.title, e.start = "Atelier ajouté", e.start.Add(-4*time.Hour)
		a.events["neuf"] = &e
	},
	func(a *agenda) { a.events["jour-08"].place = "Maison des projets" },
	func(a *agenda) { a.events["jour-05"].cancelled = false },
	func(a *agenda) { a.events["jour-09"].lasts = 4 * time.Hour },
	func(a *agenda) {
		e := a.events["fermeture-0"]
		e.start = e.start.AddDate(0, 0, -1)
	},
	func(a *agenda) {
		a.events["jour-10"].cancelled = true
		a.events["jour-11"].start = a.events["jour-11"].start.AddDate(0, 0, 1)
	},
}

func (a *agenda) change(i int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stamp = a.stamp.Add(time.Minute)
	changes[i](a)
}

// serve gives the agenda an address.
func (a *agenda) serve(t *testing.T) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
		io.WriteString(w, a.text())
	}))
	t.Cleanup(s.Close)
	return s.URL + "/agenda.ics"
}

func (a *agenda) text() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//exemple//agenda//FR\r\n")
	names := make([]string, 0, len(a.events))
	for name := range a.events {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		b.WriteString(a.events[name].text(name, a.stamp))
	}
	b.WriteString("END:VCALENDAR\r\n")
	return b.String()
}

func (e *event) text(name string, stamp time.Time) string {
	const utc = "20060102T150405Z"
	start := "DTSTART:" + e.start.UTC().Format(utc)
	end := "DTEND:" + e.start.Add(e.lasts).UTC().Format(utc)
	if e.day {
		start = "DTSTART;VALUE=DATE:" + e.start.Format("20060102")
		end = "DTEND;VALUE=DATE:" + e.start.AddDate(0, 0, int(e.lasts/(24*time.Hour))).Format("20060102")
	}
	status := "CONFIRMED"
	if e.cancelled {
		status = "CANCELLED"
	}
	return strings.Join([]string{"BEGIN:VEVENT", "UID:" + name + "@exemple.fr", "DTSTAMP:" + stamp.UTC().Format(utc), start, end,
		"SUMMARY:" + strings.ReplaceAll(strings.ReplaceAll(e.title, ";", `\;`), ",", `\,`), "LOCATION:" + e.place, "STATUS:" + status, "END:VEVENT", ""}, "\r\n")
}
