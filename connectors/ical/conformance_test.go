package ical

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
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
