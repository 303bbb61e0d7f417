package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tresse/connectors"
	"tresse/connectors/httpx"
	"tresse/connectors/openagenda/openagendatest"
	"tresse/connectors/rdvsp/rdvsptest"
	"tresse/connectors/zeeg/zeegtest"
	syncer "tresse/sync"
)

// calendarOf serves n workshops; with restamp, every request gets another
// DTSTAMP, as Google's does.
func calendarOf(b *testing.B, n int, restamp bool) string {
	var text bytes.Buffer
	text.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//exemple//agenda//fr\r\n")
	first := time.Now().UTC().AddDate(0, 0, -300).Truncate(time.Hour)
	for i := range n {
		at := first.Add(time.Duration(i*17) * time.Minute).Format("20060102T150405Z")
		fmt.Fprintf(&text, "BEGIN:VEVENT\r\nUID:%08x@exemple.fr\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:%s\r\nDURATION:PT2H\r\nSUMMARY:Atelier n° %d : prendre en main sa tablette\r\n"+
			"DESCRIPTION:Venez avec votre appareil\\, chargé.\r\nLOCATION:Médiathèque Lucie Aubrac\\, 69200 Vénissieux\r\nURL:https://exemple.fr/a/%d\r\nEND:VEVENT\r\n", uint32(i)*2654435761, at, i, i)
	}
	text.WriteString("END:VCALENDAR\r\n")
	requests := 0
	body := text.Bytes()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if requests++; restamp || requests == 1 {
			stamp := fmt.Appendf(nil, "DTSTAMP:20261101T%06dZ", requests)
			for rest := body; ; {
				i := bytes.Index(rest, []byte("DTSTAMP:"))
				if i < 0 {
					break
				}
				copy(rest[i:], stamp)
				rest = rest[i+len(stamp):]
			}
		}
		w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
		w.Write(body)
	}))
	b.Cleanup(server.Close)
	return fmt.Sprintf("[[source]]\nname = \"agenda\"\nkind = \"ical\"\nurl = %q\nhorizon = \"3650d\"\n", server.URL+"/agenda.ics")
}

// opened is the program over one source and a new store.
func opened(b *testing.B, text string) (*app, []syncer.Source) {
	a, sources := openedIn(b, b.TempDir(), text)
	b.Cleanup(a.close)
	return a, sources
}

// openedIn is opened in a folder; its caller closes.
func openedIn(b *testing.B, dir, text string) (*app, []syncer.Source) {
	path := filepath.Join(dir, "tresse.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	a := &app{streams: streams{strings.NewReader(""), &bytes.Buffer{}, &bytes.Buffer{}}, logLevel: "disabled"}
	if err := a.startLog(); err != nil {
		b.Fatal(err)
	}
	sources, err := a.loadFile(path, httpx.NewPacer(1e9, 1e9))
	if err != nil {
		b.Fatal(err)
	}
	if err := a.openStore(sources); err != nil {
		b.Fatal(err)
	}
	return a, sources
}

func round(b *testing.B, a *app) syncer.Report {
	r, err := a.engine.Round(context.Background(), syncer.RoundOptions{})
	if err != nil || r.Failed() {
		b.Fatal(err, r)
	}
	return r
}

// The bars of 50,000 listings are ratios of these (docs/performance.md). Run with
// GOMEMLIMIT=off: the stand-ins live in this process, and the program's wish for
// memory is for itself alone.
func BenchmarkCalendar50k(b *testing.B) {
	text := calendarOf(b, 50_000, false)
	b.Run("read", func(b *testing.B) { reading(b, text) })
	b.Run("first", func(b *testing.B) { first(b, text) })
	b.Run("unchanged", func(b *testing.B) { again(b, text) })
	b.Run("restamped", func(b *testing.B) { again(b, calendarOf(b, 50_000, true)) })
}

// 20,000 events of OpenAgenda have 50,000 timings.
func BenchmarkOpenAgenda20k(b *testing.B) {
	now := time.Now().UTC().Truncate(24 * time.Hour)
	stand := openagendatest.New(time.Now)
	stand.AddAgenda(openagendatest.Agenda{UID: 1, Title: "Ateliers"})
	stand.Fill(openagendatest.Filling{Agenda: 1, Events: 20_000, From: now.AddDate(0, 0, -100), Days: 400, Updated: now.Add(-time.Hour)})
	stand.Warm(1)
	server := httptest.NewServer(stand)
	b.Cleanup(server.Close)
	text := fmt.Sprintf("[[source]]\nname = \"agenda\"\nkind = \"openagenda\"\nurl = \"%s/v2\"\nkey = %q\nagendas = [1]\n", server.URL, openagendatest.Key)
	b.Run("read", func(b *testing.B) { reading(b, text) })
	b.Run("first", func(b *testing.B) { first(b, text) })
	b.Run("unchanged", func(b *testing.B) { again(b, text) })
}

// 100,000 bookings of Zeeg; the size of the file is told.
func BenchmarkZeeg100k(b *testing.B) {
	now := time.Now().UTC().Truncate(24 * time.Hour)
	stand := zeegtest.New(time.Now)
	stand.Fill(zeegtest.Filling{Events: 40_000, Bookings: 100_000, From: now.AddDate(0, 0, -80), Days: 400})
	server := httptest.NewServer(stand)
	b.Cleanup(server.Close)
	text := fmt.Sprintf("[[source]]\nname = \"rendezvous\"\nkind = \"zeeg\"\nurl = \"%s/v2\"\ntoken = %q\nscope = \"all\"\n", server.URL, zeegtest.Token)
	b.Run("read", func(b *testing.B) { reading(b, text) })
	b.Run("first", func(b *testing.B) { first(b, text) })
}

// A window of 10,000 appointments of RDV Service Public, with 20,000 people.
func BenchmarkRDV10k(b *testing.B) {
	now := time.Now().UTC().Truncate(24 * time.Hour)
	stand := rdvsptest.New(time.Now)
	stand.Set(func(m *rdvsptest.Modes) { m.KeepRefresh = true })
	stand.Fill(rdvsptest.Filling{RDVs: 10_000, From: now.AddDate(0, 0, -380), Days: 760})
	server := httptest.NewServer(stand)
	b.Cleanup(server.Close)
	text := fmt.Sprintf("[[source]]\nname = \"rdv\"\nkind = \"rdvsp\"\nurl = %q\nclient_id = %q\nclient_secret = %q\nrefresh_token = %q\n",
		server.URL, rdvsptest.ClientID, rdvsptest.ClientSecret, stand.Consent())
	b.Run("read", func(b *testing.B) { reading(b, text) })
	b.Run("first", func(b *testing.B) { first(b, text) })
	b.Run("unchanged", func(b *testing.B) { again(b, text) })
}

// reading fetches, parses and throws away.
func reading(b *testing.B, text string) {
	_, sources := opened(b, text)
	for b.Loop() {
		if _, err := sources[0].Connector.Pull(context.Background(), nil, func(connectors.Batch) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

// first syncs into a new store, and tells how large it is then.
func first(b *testing.B, text string) {
	for b.Loop() {
		b.StopTimer()
		a, _ := opened(b, text)
		b.StartTimer()
		r := round(b, a)
		b.StopTimer()
		info, err := os.Stat(a.config.Data)
		if err != nil || r.Sessions < 1000 {
			b.Fatal(err, r)
		}
		b.ReportMetric(float64(info.Size())/1e6, "MB-file")
		a.close()
		b.StartTimer()
	}
}

// again syncs what did not change.
func again(b *testing.B, text string) {
	a, _ := opened(b, text)
	round(b, a)
	for b.Loop() {
		round(b, a)
	}
	w := a.store.LastCommit()
	if w.Facts+w.Views > 0 {
		b.Fatalf("nothing changed, and %+v was written", w)
	}
	b.ReportMetric(float64(w.Bytes), "bytes-written")
}
