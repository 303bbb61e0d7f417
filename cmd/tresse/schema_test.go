package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"tresse"
	"tresse/store"
)

// keepSchema has TestKeepSchema write a data file of today's schema into
// testdata/schema, to be done once before the schema changes:
//
//	go test ./cmd/tresse -run TestKeepSchema -keep-schema 2
var keepSchema = flag.Int("keep-schema", 0, "write a data file of today's schema under this number")

const schemas = "testdata/schema"

// contents is all that a store tells through its own methods.
func contents(t *testing.T, s *store.Store) string {
	t.Helper()
	var b bytes.Buffer
	add := func(what string, v any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(what, err)
		}
		text, err := json.MarshalIndent(v, "", " ")
		if err != nil {
			t.Fatal(what, err)
		}
		fmt.Fprintf(&b, "== %s\n%s\n", what, text)
	}
	listings, err := s.ListingsAfter("", 1<<20)
	add("listings", listings, err)
	bookings, err := s.BookingsAfter("", 1<<20)
	add("bookings", bookings, err)
	contacts, err := s.ContactsAfter("", 1<<20)
	add("contacts", contacts, err)
	refs := make([]tresse.Ref, len(listings))
	for i := range listings {
		refs[i] = listings[i].Ref
	}
	seats, err := s.BookingsOf(refs)
	add("seats", seats, err)
	stubs, err := s.AllStubs()
	add("stubs", stubs, err)
	decisions, err := s.Decisions()
	add("decisions", decisions, err)
	sources, err := s.Sources()
	for i := range sources {
		marks, err := s.SourceMarks(store.Listings, sources[i].Name)
		add("marks of "+sources[i].Name, marks, err)
	}
	add("sources", sources, err)
	held, err := s.Held("")
	add("held", held, err)
	for _, a := range []tresse.Audience{tresse.Public, tresse.Team, tresse.Own} {
		told, err := s.AllPublished(a)
		add("published "+string(a), told, err)
	}
	accesses, err := s.Accesses()
	add("accesses", accesses, err)
	round, err := s.Round()
	add("round", round, err)
	for _, v := range []store.ViewName{store.ViewSessions, store.ViewPublic} {
		list, err := s.Sessions(v, store.Window{})
		add(string(v), list, err)
	}
	registrations, err := s.Registrations()
	add("registrations", registrations, err)
	beneficiaries, err := s.Beneficiaries()
	add("beneficiaries", beneficiaries, err)
	return b.String()
}

// TestKeepSchema writes a data file made of the demonstration's platforms, whose
// people are all invented, and of something of each kind that a mediator does.
func TestKeepSchema(t *testing.T) {
	if *keepSchema == 0 {
		t.Log("only with -keep-schema")
		return
	}
	into, err := filepath.Abs(schemas)
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t)
	d.reset()
	people, sessions := d.ids("beneficiaries"), d.ids("sessions")
	for _, c := range [][]string{
		{"same", people[0], people[1]}, {"different", people[3], people[4]}, {"same", sessions[0], sessions[1]}, {"different", sessions[2], sessions[3]},
		{"undo", "3"}, {"forget", people[2]}, {"token", "new", "--feed"}, {"token", "new", "--api"},
	} {
		if code, _, errs := d.run(c...); code != 0 {
			t.Fatal(c, errs)
		}
	}
	config, err := os.ReadFile("tresse.toml")
	if err != nil {
		t.Fatal(err)
	}
	config = regexp.MustCompile(`127\.0\.0\.1:[1-9]\d*`).ReplaceAll(config, []byte("127.0.0.1:1"))
	data, err := os.ReadFile("tresse.db")
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open("tresse.db", store.Options{AnyPlace: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for name, content := range map[string][]byte{"toml": config, "db.gz": zipped(t, data), "txt.gz": zipped(t, []byte(contents(t, s)))} {
		if err := os.WriteFile(filepath.Join(into, fmt.Sprintf("%d.%s", *keepSchema, name)), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func zipped(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(b)
	}
	if err = cmp.Or(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func unzipped(t *testing.T, name string) []byte {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Data files of every schema there ever was are opened with all the facts and
// records that they held, and so are backups of each put back. Their views are
// made by the rules of today.
func TestEverySchemaIsRead(t *testing.T) {
	files, err := filepath.Glob(schemas + "/*.db.gz")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(file, ".db.gz")
		config, err := os.ReadFile(name + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		data, want := unzipped(t, file), string(unzipped(t, name+".txt.gz"))
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Run("opened", func(t *testing.T) { openOld(t, config, data, want) })
			t.Run("restored", func(t *testing.T) { restoreOld(t, config, data, want) })
		})
	}
}

func openOld(t *testing.T, config, data []byte, want string) {
	d := &desk{t: t, dir: t.TempDir(), data: data}
	t.Chdir(d.dir)
	d.write("tresse.toml", string(config))
	d.reset()
	if code, out, errs := d.run("verify"); code != 0 {
		t.Errorf("verify before: %d %s%s", code, out, errs)
	}
	before := regexp.MustCompile("(?s)== sessions.*")
	if got := contentsOf(t, "tresse.db"); before.ReplaceAllString(got, "") != before.ReplaceAllString(want, "") {
		t.Errorf("held before (-) and now (+):\n%s", gocmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")))
	}
	if code, out, errs := d.run("rebuild", "--check"); code != 0 {
		t.Errorf("rebuild --check: %d %s%s", code, out, errs)
	}
	if code, out, errs := d.run("verify"); code != 0 {
		t.Errorf("verify: %d %s%s", code, out, errs)
	}
}

// restoreOld puts an old backup over a store of today in which somebody else was
// forgotten since.
func restoreOld(t *testing.T, config, data []byte, want string) {
	d := &desk{t: t, dir: t.TempDir(), data: data}
	t.Chdir(d.dir)
	d.write("tresse.toml", string(config))
	d.write("old.db", string(data))
	if code, out, errs := d.run("restore", "old.db"); code != 0 {
		t.Fatalf("restore: %d %s%s", code, out, errs)
	}
	before := regexp.MustCompile("(?s)== sources.*") // what the audiences were told moves on
	if got := contentsOf(t, "tresse.db"); before.ReplaceAllString(got, "") != before.ReplaceAllString(want, "") {
		t.Errorf("held before (-) and now (+):\n%s", gocmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")))
	}
	gone := d.ids("beneficiaries")[0]
	for _, c := range [][]string{{"verify"}, {"rebuild", "--check"}, {"forget", gone}, {"restore", "--force", "old.db"}, {"verify"}, {"rebuild", "--check"}} {
		if code, out, errs := d.run(c...); code != 0 {
			t.Fatalf("%v: %d %s%s", c, code, out, errs)
		}
	}
	if _, out, _ := d.run("beneficiaries", "--format", "json"); strings.Contains(out, gone) {
		t.Error("who was forgotten is back")
	}
}

func contentsOf(t *testing.T, name string) string {
	t.Helper()
	s, err := store.Open(name, store.Options{AnyPlace: true, Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	return contents(t, s)
}
