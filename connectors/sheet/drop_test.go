package sheet

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/httpx"
)

// reading is a connector over a folder, with what its pulls gave.
func reading(t *testing.T, o Options, env connectors.Env) *connector {
	t.Helper()
	if err := o.check(); err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	env.Name, env.Zone, env.Log = "excel", zone, zerolog.Nop()
	env.Now = func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }
	env.Secret = func(s string) string { return keyOf("secret" + s) }
	return newConnector(o, env, httpx.Options{})
}

// all is what a pull emits.
type all struct {
	connectors.Batch
	connectors.Outcome
	err error
}

func pullAll(c *connector, from connectors.Cursor) all {
	var a all
	a.Outcome, a.err = c.Pull(context.Background(), from, func(b connectors.Batch) error {
		a.Listings, a.Bookings, a.Contacts = append(a.Listings, b.Listings...), append(a.Bookings, b.Bookings...), append(a.Contacts, b.Contacts...)
		a.Batch.Rejected = append(a.Batch.Rejected, b.Rejected...)
		return nil
	})
	return a
}

func TestTakenFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tresse.db.files", "excel")
	c := reading(t, Options{}, connectors.Env{Files: dir})
	if a := pullAll(c, nil); a.err != nil || len(a.Bookings) > 0 {
		t.Errorf("before any file: %v", a.err)
	}
	const row = "Nom;Prénom;Atelier;Date\nDupont;Marie;Mails;12/11/2026\n"
	for range 2 { // the same name takes the place of the one before
		if _, err := c.Take(`C:\Dossier de Marie Dupont\Inscriptions Marie Dupont.csv`, []byte(row)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Take("autre.csv", []byte(strings.Replace(row, "Marie", "Paul", 1))); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil || info.Mode().Perm() != 0o600 || strings.Contains(f.Name(), "upont") {
			t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
		}
	}
	a := pullAll(c, nil)
	if a.err != nil || len(a.Bookings) != 2 || len(a.Coverage) != 4 {
		t.Errorf("%+v", a)
	}
	for name, body := range map[string]string{"lettre.docx": row, "page.csv": "<html></html>", "vide.xlsx": ""} {
		if _, err := c.Take(name, []byte(body)); tresse.TroubleOf(err) != tresse.TroubleRefused || tresse.AdviceOf(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := reading(t, Options{Path: "a.csv"}, connectors.Env{Files: dir}).Take("a.csv", []byte(row)); tresse.TroubleOf(err) != tresse.TroubleRefused {
		t.Errorf("a source with a path takes a file: %v", err)
	}
}

// TestSeveralFiles: each stands for itself.
func TestSeveralFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, body string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const head = "ID;Nom;Prénom;Atelier;Date\n"
	write("octobre.csv", head+"1;Dupont;Marie;Mails;12/11/2026\n")
	write("novembre.csv", head+"1;Martin;Paul;Mails;12/11/2026\nA7;Le Gall;Zoé;Mails;13/11/2026\n")
	write("~$octobre.csv", "verrou")
	write("lisez-moi.pdf", "rien")
	c := reading(t, Options{Path: dir}, connectors.Env{})
	a := pullAll(c, nil)
	refs := map[tresse.Ref]string{}
	for _, b := range a.Bookings {
		refs[b.Ref] = b.Person.LastName
	}
	if a.err != nil || len(refs) != 3 || refs["excel/A7"] != "Le Gall" {
		t.Fatalf("%v: %v", a.err, refs)
	}
	if b := pullAll(c, a.Cursor); !b.Unchanged {
		t.Errorf("nothing changed, and it was read again")
	}
	write("octobre.csv", "\x00\x01")
	b := pullAll(c, a.Cursor)
	if b.err != nil || len(b.Bookings) != 2 || len(b.Coverage) != 2 || len(b.Batch.Rejected) != 1 || len(b.Notices) == 0 {
		t.Errorf("one cannot be read: %+v", b)
	}
	if err := os.Remove(filepath.Join(dir, "octobre.csv")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		b = pullAll(c, b.Cursor)
		vanished := 0
		for _, cover := range b.Coverage {
			if cover.Vanished {
				vanished++
			}
		}
		if b.err != nil || vanished != 1 || b.Unchanged {
			t.Errorf("one vanished: %+v", b)
		}
	}
	if err := os.Remove(filepath.Join(dir, "novembre.csv")); err != nil {
		t.Fatal(err)
	}
	if b := pullAll(c, b.Cursor); tresse.TroubleOf(b.err) != tresse.TroubleNotFound || len(b.Coverage) > 0 {
		t.Errorf("all vanished: %+v", b)
	}
}
