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
	return server.URL + "/agenda.ics"
}

// opened is the program over one calendar and a new store.
func opened(b *testing.B, url string) (*app, []syncer.Source) {
	dir := b.TempDir()
	path := filepath.Join(dir, "tresse.toml")
	text := fmt.Sprintf("[[source]]\nname = \"agenda\"\nkind = \"ical\"\nurl = %q\nhorizon = \"3650d\"\n", url)
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
	b.Cleanup(a.close)
	return a, sources
}

func round(b *testing.B, a *app) syncer.Report {
	r, err := a.engine.Round(context.Background(), syncer.RoundOptions{})
	if err != nil || r.Failed() {
		b.Fatal(err, r)
	}
	return r
}

// The bars of 50,000 listings are ratios of these (docs/performance.md).
func BenchmarkCalendar50k(b *testing.B) {
	const n = 50_000
	b.Run("read", func(b *testing.B) { // fetch, parse, throw away
		_, sources := opened(b, calendarOf(b, n, false))
		for b.Loop() {
			if _, err := sources[0].Connector.Pull(context.Background(), nil, func(connectors.Batch) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("first", func(b *testing.B) {
		url := calendarOf(b, n, false)
		for b.Loop() {
			b.StopTimer()
			a, _ := opened(b, url)
			b.StartTimer()
			if r := round(b, a); r.Sessions != n {
				b.Fatalf("%d sessions", r.Sessions)
			}
			b.StopTimer()
			a.close()
			b.StartTimer()
		}
	})
	for name, restamp := range map[string]bool{"unchanged": false, "restamped": true} {
		b.Run(name, func(b *testing.B) {
			a, _ := opened(b, calendarOf(b, n, restamp))
			round(b, a)
			for b.Loop() {
				round(b, a)
			}
			w := a.store.LastCommit()
			if w.Facts+w.Views > 0 {
				b.Fatalf("nothing changed, and %+v was written", w)
			}
			b.ReportMetric(float64(w.Bytes), "bytes-written")
		})
	}
}
