package sheet

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
	cloudPassword = "mot-de-passe-0123"
	cloudPath     = "remote.php/dav/files/moi/partage-0123456789"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata/cases")

const (
	onePage = "a table is one document: there are no pages, totals or cursors in it"
	onDisk  = "a file is read from the disk: nothing answers, and nothing changes it on its way"
)

func TestConformance(t *testing.T) {
	s := overHTTP("/inscriptions.csv")
	s.Cases, s.Update = "testdata/cases/*.*", *update
	s.Replay = func(body []byte) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(body) })
	}
	s.Exceptions = map[string]string{"pages": onePage}
	conformance.Run(t, s)
}

func TestConformanceOfAFolder(t *testing.T) {
	s := overHTTP("/")
	s.Exceptions = map[string]string{"pages": onePage, "cases": "TestConformance reads them all"}
	conformance.Run(t, s)
}

// overHTTP is a ledger in a cloud.
func overHTTP(file string) conformance.Subject {
	s := subject()
	s.Config = func(address string) string {
		return fmt.Sprintf("url = %q\nuser = \"moi\"\npassword = %q", address+"/"+cloudPath+file, cloudPassword)
	}
	s.Secrets = []string{cloudPassword, cloudPath}
	s.Stand = func(func() time.Time) conformance.Standin {
		k := &ledger{}
		st := k.standin(func() {})
		st.Handler = k
		return st
	}
	s.Wire = conformance.CSV{}
	s.Through = []string{"Atelier", "Lieu", "Animateur", "Nom", "Prénom", "Tél.", "E-mail", "Code postal", "Ville", "Prescripteur", "Inscrit par"}
	s.Identity = []string{"ID", "rdv_id"}
	return s
}

func TestConformanceOfAFile(t *testing.T) { onDiskAs(t, "inscriptions%d.csv", (*ledger).csv) }

func TestConformanceOfAWorkbook(t *testing.T) { onDiskAs(t, "inscriptions%d.xlsx", (*ledger).xlsx) }

func onDiskAs(t *testing.T, name string, body func(*ledger) []byte) {
	s := subject()
	s.Config = func(address string) string { return fmt.Sprintf("path = %q", address) }
	dir := t.TempDir()
	files := 0
	s.Stand = func(func() time.Time) conformance.Standin {
		files++
		path := filepath.Join(dir, fmt.Sprintf(name, files))
		k := &ledger{}
		write := func() {
			if err := os.WriteFile(path, body(k), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		write()
		st := k.standin(write)
		st.Address = path
		return st
	}
	s.Exceptions = map[string]string{
		"pages": onePage, "http": onDisk, "body": onDisk, "fields": onDisk, "cases": "TestConformance reads them all",
		"ask/probe in trouble": onDisk, "ask/confirm": onDisk, "ask/read": onDisk, "when/cancelled in a page": onDisk,
	}
	conformance.Run(t, s)
}

func subject() conformance.Subject {
	return conformance.Subject{
		Info: Info(),
		New: func(decode func(any) error, env connectors.Env, h conformance.Haste) (connectors.Connector, error) {
			return openSource(decode, env, httpx.Options{MinWait: h.MinWait, MaxWait: h.MaxWait, Attempt: h.Attempt, MaxBody: h.MaxBody})
		},
	}
}
