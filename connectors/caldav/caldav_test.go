package caldav

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/caldav/caldavtest"
	"tresse/connectors/conformance"
	"tresse/connectors/httpx"
)

// source makes a connector from a block of the configuration.
func source(t *testing.T, block string) connectors.Connector {
	t.Helper()
	c, err := open(func(into any) error {
		_, err := toml.Decode(block, into)
		return err
	}, connectors.Env{Name: "nuage", Zone: time.UTC, Now: time.Now, Horizon: 400 * 24 * time.Hour}, httpx.Options{Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func account(address string) string {
	return fmt.Sprintf("url = %q\nuser = %q\npassword = %q\n", address, caldavtest.User, caldavtest.Password)
}

func pull(t *testing.T, c connectors.Connector, from connectors.Cursor) (titles []string, out connectors.Outcome) {
	t.Helper()
	out, err := c.Pull(context.Background(), from, func(b connectors.Batch) error {
		for _, l := range b.Listings {
			titles = append(titles, l.Title)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return titles, out
}

func event(uid, title string) string {
	at := time.Now().Add(24 * time.Hour)
	return object(uid, conformance.Item{Title: title, Start: at, End: at.Add(time.Hour)}, at)
}

func serve(t *testing.T, s *caldavtest.Server) string {
	t.Helper()
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return h.URL
}

// An unchanged calendar costs one request, a changed one two.
func TestUnchanged(t *testing.T) {
	s := caldavtest.New()
	s.Put(part, "a.ics", event("a", "Atelier"))
	c := source(t, account(serve(t, s)+caldavtest.Path(part)))
	_, first := pull(t, c, nil)
	titles, second := pull(t, c, first.Cursor)
	if len(titles) > 0 || !second.Unchanged || second.Requests != 1 {
		t.Errorf("unchanged: %v %+v", titles, second)
	}
	s.Put(part, "b.ics", event("b", "Permanence"))
	titles, third := pull(t, c, second.Cursor)
	if len(titles) != 2 || third.Unchanged || third.Requests != 2 || len(third.Coverage) != 1 {
		t.Errorf("changed: %v %+v", titles, third)
	}
}

// A server without CTag and sync-token is read each time, and what it says is
// recognised by its bytes.
func TestWithoutTags(t *testing.T) {
	s := caldavtest.New()
	s.NoTags = true
	s.Put(part, "a.ics", event("a", "Atelier"))
	c := source(t, account(serve(t, s)+caldavtest.Path(part)))
	_, first := pull(t, c, nil)
	if _, second := pull(t, c, first.Cursor); !second.Unchanged || second.Requests != 2 {
		t.Errorf("%+v", second)
	}
}

// Objects that a query only names are asked for, a hundred at a time.
func TestNamedOnly(t *testing.T) {
	s := caldavtest.New()
	s.Bare = true
	for i := range 250 {
		s.Put(part, fmt.Sprintf("é %d&.ics", i), event(fmt.Sprintf("u%d", i), "Atelier"))
	}
	titles, out := pull(t, source(t, account(serve(t, s)+caldavtest.Path(part))), nil)
	if len(titles) != 250 || out.Requests != 5 {
		t.Errorf("%d listings in %d requests", len(titles), out.Requests)
	}
}

// The server's address is enough, and is searched once.
func TestFind(t *testing.T) {
	for _, below := range []string{"", "/", "/remote.php/dav/", "/remote.php/dav/calendars/" + caldavtest.User + "/"} {
		s := caldavtest.New()
		s.Put(part, "a.ics", event("a", "Atelier"))
		c := source(t, account(serve(t, s)+below))
		titles, first := pull(t, c, nil)
		if len(titles) != 1 {
			t.Errorf("%q: %v", below, titles)
			continue
		}
		if _, second := pull(t, c, first.Cursor); second.Requests != 1 || !second.Unchanged {
			t.Errorf("%q: searched again: %+v", below, second)
		}
	}
}

// Of several calendars the configuration names one.
func TestChoose(t *testing.T) {
	s := caldavtest.New()
	s.Put("personnel", "a.ics", event("a", "Dentiste"))
	s.Put("ateliers-2026", "b.ics", event("b", "Atelier"))
	s.Name("ateliers-2026", "Ateliers & permanences")
	address := serve(t, s)
	for _, name := range []string{"ateliers & permanences", "ateliers-2026"} {
		titles, _ := pull(t, source(t, account(address)+fmt.Sprintf("calendar = %q\n", name)), nil)
		if len(titles) != 1 || titles[0] != "Atelier" {
			t.Errorf("%s: %v", name, titles)
		}
	}
	for _, none := range []string{"", "calendar = \"Autre\"\n"} {
		_, err := source(t, account(address)+none).Pull(context.Background(), nil, func(connectors.Batch) error { return nil })
		if tresse.TroubleOf(err) != tresse.TroubleConfig || !strings.Contains(tresse.AdviceOf(err), "permanences") {
			t.Errorf("%v: %s", err, tresse.AdviceOf(err))
		}
	}
}

func TestMistakes(t *testing.T) {
	for block, want := range map[string]string{
		"":                                   "url",
		`url = "ftp://x.example/"`:           "url",
		`url = "https://moi:mdp@x.example/"`: "url",
		`url = "https://x.example/?a=b"`:     "url",
		"url = \"https://x.example\"\nuser=\"a\"":         "password",
		"url = \"https://x.example\"\nignore=[\"\"]":      "ignore",
		"url = \"https://x.example\"\ntimezone=\"Paris\"": "timezone",
	} {
		_, err := New(func(into any) error { _, err := toml.Decode(block, into); return err }, connectors.Env{Name: "nuage", Now: time.Now})
		if tresse.TroubleOf(err) != tresse.TroubleConfig || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", block, err)
		}
	}
}

// A real server: Radicale from Debian.
func TestRadicale(t *testing.T) {
	program, err := exec.LookPath("radicale")
	if err != nil {
		t.Skip("no radicale here (apt-get install radicale)")
	}
	dir := t.TempDir()
	folder := filepath.Join(dir, "collection-root", caldavtest.User, "agenda")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(".Radicale.props", `{"tag": "VCALENDAR", "D:displayname": "Ateliers"}`)
	write("a.ics", event("a", "Atelier : créer son CV"))
	write("b.ics", strings.Replace(event("b", "Permanence"), "END:VEVENT", "RRULE:FREQ=WEEKLY;COUNT=3\r\nEND:VEVENT", 1))
	if err := os.WriteFile(filepath.Join(dir, "users"), []byte(caldavtest.User+":"+caldavtest.Password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	address := startRadicale(t, program, dir)
	for _, below := range []string{"/", "/" + caldavtest.User + "/agenda/"} {
		c := source(t, account(address+below))
		titles, first := pull(t, c, nil)
		if len(titles) != 4 {
			t.Fatalf("%s: %v", below, titles)
		}
		if _, second := pull(t, c, first.Cursor); !second.Unchanged || second.Requests != 1 {
			t.Errorf("%s: unchanged: %+v", below, second)
		}
		write("c"+strings.ReplaceAll(below, "/", "-")+".ics", event("c"+below, "Autre"))
		titles, third := pull(t, c, first.Cursor)
		if len(titles) != 5 || third.Unchanged {
			t.Errorf("%s: changed: %v", below, titles)
		}
		if err := os.Remove(filepath.Join(folder, "c"+strings.ReplaceAll(below, "/", "-")+".ics")); err != nil {
			t.Fatal(err)
		}
	}
	_, err = source(t, strings.Replace(account(address+"/"), caldavtest.Password, "faux", 1)).Pull(context.Background(), nil, func(connectors.Batch) error { return nil })
	if tresse.TroubleOf(err) != tresse.TroubleConfig || strings.Contains(err.Error(), "faux") {
		t.Errorf("a wrong password: %v", err)
	}
}

func startRadicale(t *testing.T, program, dir string) string {
	t.Helper()
	said := &log{}
	c := exec.Command(program, "--config", "", "--hosts", "127.0.0.1:0", "--logging-level", "info", "--storage-filesystem-folder", dir,
		"--auth-type", "htpasswd", "--auth-htpasswd-filename", filepath.Join(dir, "users"), "--auth-htpasswd-encryption", "plain")
	c.Stdout, c.Stderr = said, said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	listening := regexp.MustCompile(`\[127\.0\.0\.1\]:([1-9]\d*)`)
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if at := listening.FindStringSubmatch(said.text()); at != nil {
			return "http://127.0.0.1:" + at[1]
		}
		if time.Now().After(deadline) {
			t.Fatalf("radicale never listens: %s", said.text())
		}
	}
}

type log struct {
	mu sync.Mutex
	b  bytes.Buffer // guarded by mu
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
