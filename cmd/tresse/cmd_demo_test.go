package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tresse"
	"tresse/cmd/tresse/demo"
	"tresse/store"
	syncer "tresse/sync"
	"tresse/sync/publish"
)

// typed runs one command line and returns what it wrote.
func typed(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, streams{strings.NewReader(""), &o, &e})
	return code, o.String(), e.String()
}

func TestDemoOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "essai")
	code, out, errs := typed(t, "demo", "--once", "--data", dir)
	if code != exitOK || errs != "" {
		t.Fatalf("exit %d\n%s%s", code, out, errs)
	}
	for _, want := range []string{"agenda ", "rendezvous ", "ville ", "collegue ", "rdv ", "à 5 endroits", "une seule fiche", "CCAS de Vénissieux, 8 places", "Yanis Benhamou, par Samira Benhamou", dir} {
		if !strings.Contains(out, want) {
			t.Errorf("nothing said of %q:\n%s", want, out)
		}
	}
	files := demoFiles(t, dir)
	checkDemoLists(t, files)
	for _, name := range []string{demoFeed, demoPublicFeed} {
		if findings := publish.Lint(files[name]); len(findings) > 0 {
			t.Errorf("%s: %s", name, strings.Join(findings, "\n"))
		}
	}
	for name, body := range files {
		checkAddresses(t, name, body)
	}
	if strings.Contains(string(files[demoPublicFeed]), "Accompagnement") {
		t.Error("an appointment stands in the public feed")
	}
	for _, args := range [][]string{{"verify"}, {"rebuild", "--check"}, {"sessions"}} {
		if code, out, errs := typed(t, append([]string{"--config", filepath.Join(dir, "tresse.toml")}, args...)...); code != exitOK {
			t.Errorf("%v: exit %d\n%s%s", args, code, out, errs)
		}
	}
}

// demoFiles reads what the demonstration wrote as text, and sees that nobody else can.
func demoFiles(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, name := range []string{
		demoFeed, demoPublicFeed, "seances.json", "inscriptions.json", "personnes.json", "seances.csv", "inscriptions.csv", "personnes.csv",
		"seances.xlsx", "inscriptions.xlsx", "personnes.xlsx", "tresse.toml",
	} {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("%s has mode %o", name, mode)
		}
		if files[name], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func checkDemoLists(t *testing.T, files map[string][]byte) {
	t.Helper()
	var sessions []struct {
		Refs   []tresse.Ref
		Kind   tresse.Kind
		Status tresse.Status
	}
	var seats []struct{ Status tresse.BookingStatus }
	var people []struct{ Registrations int }
	for name, into := range map[string]any{"seances.json": &sessions, "inscriptions.json": &seats, "personnes.json": &people} {
		if err := json.Unmarshal(files[name], into); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if len(sessions) < 60 || len(seats) < 80 || len(people) < 40 || len(people) >= len(seats) {
		t.Errorf("%d sessions, %d registrations, %d people", len(sessions), len(seats), len(people))
	}
	kinds, statuses, braided := map[tresse.Kind]int{}, map[tresse.Status]int{}, 0
	for _, s := range sessions {
		kinds[s.Kind]++
		statuses[s.Status]++
		if len(sourcesOf(s.Refs)) > 1 {
			braided++
		}
	}
	if braided < 6 {
		t.Errorf("%d sessions have listings of several sources", braided)
	}
	for _, k := range []tresse.Kind{tresse.Workshop, tresse.DropIn, tresse.Appointment} {
		if kinds[k] < 10 {
			t.Errorf("%d sessions of kind %s", kinds[k], k)
		}
	}
	for _, s := range []tresse.Status{tresse.Full, tresse.Postponed, tresse.MovedOnline, tresse.Cancelled} {
		if statuses[s] == 0 {
			t.Errorf("no session is %s", s)
		}
	}
}

// address finds the host of web addresses and of e-mails.
var address = regexp.MustCompile(`https?://([A-Za-z0-9.-]+)(?::\d+)?(/[^\s"\\;,]*)?|[\w.+-]@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)`)

// ourEvents are the pages that the connector makes of invented numbers.
var ourEvents = regexp.MustCompile(`^/agendas/735102\d\d/events/\d+$`)

// checkAddresses sees that nothing leads to somebody real.
func checkAddresses(t *testing.T, name string, body []byte) {
	t.Helper()
	text := strings.ReplaceAll(string(body), "\r\n ", "")
	for _, found := range address.FindAllStringSubmatch(text, -1) {
		host := found[1] + found[3]
		switch {
		case host == "127.0.0.1", host == "openagenda.com" && ourEvents.MatchString(found[2]):
		case strings.HasSuffix("."+host, ".example.org"), strings.HasSuffix("."+host, ".exemple.fr"), host == "example.fr":
		default:
			t.Errorf("%s leads to %s", name, found[0])
		}
	}
}

// A demonstration on the same day, over the same data, changes nothing.
func TestDemoAgain(t *testing.T) {
	dir := t.TempDir()
	if code, _, errs := typed(t, "demo", "--once", "--data", dir); code != exitOK {
		t.Fatal(code, errs)
	}
	before := demoFiles(t, dir)
	code, out, errs := typed(t, "demo", "--once", "--data", dir)
	if code != exitOK {
		t.Fatal(code, errs)
	}
	if strings.Contains(out, "~1") || !strings.Contains(out, "+0 ~0 −0") {
		t.Errorf("the second time:\n%s", out)
	}
	after := demoFiles(t, dir)
	for name := range before {
		if name != "tresse.toml" && !strings.HasSuffix(name, ".xlsx") && !bytes.Equal(before[name], after[name]) {
			t.Errorf("%s is another file", name)
		}
	}
}

// Reading again brings nothing, unless something happened; then it is seen.
func TestDemoGoesOn(t *testing.T) {
	stage, err := demo.Start(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	defer stage.Close()
	dir := t.TempDir()
	a := &app{streams: streams{strings.NewReader(""), io.Discard, io.Discard}}
	defer a.close()
	if err := a.openDemo(dir, "", stage); err != nil {
		t.Fatal(err)
	}
	round := func(full bool) (changes int) {
		t.Helper()
		report, err := a.engine.Round(t.Context(), syncer.RoundOptions{Full: full})
		if err != nil || report.Failed() {
			t.Fatalf("%v %+v", err, report)
		}
		for _, s := range report.Sources {
			for _, c := range []syncer.Counts{s.Listings, s.Bookings} {
				changes += c.Added + c.Changed + c.Withdrawn
			}
		}
		return changes
	}
	if n := round(true); n < 200 {
		t.Errorf("the first round brought %d facts", n)
	}
	if n := round(false); n != 0 {
		t.Errorf("nothing happened, and the second round brought %d changes", n)
	}
	for range 8 {
		said := stage.Happen()
		if round(false) == 0 {
			t.Errorf("not seen: %s", said)
		}
	}
	if n := round(false); n != 0 {
		t.Errorf("after all that a quiet round brought %d changes", n)
	}
	if err := a.writeDemo(dir); err != nil {
		t.Fatal(err)
	}
	for name, body := range demoFiles(t, dir) {
		if strings.HasSuffix(name, ".ics") && len(publish.Lint(body)) > 0 {
			t.Errorf("%s: %s", name, publish.Lint(body))
		}
	}
	n, err := a.store.Count()
	if err != nil || n.Sessions < 60 {
		t.Errorf("%d sessions, %v", n.Sessions, err)
	}
	list, err := a.store.Sessions("sessions", store.Window{})
	if err != nil || len(list) != n.Sessions {
		t.Errorf("%d of %d sessions, %v", len(list), n.Sessions, err)
	}
}

func TestDemoLeavesRealDataAlone(t *testing.T) {
	for _, name := range []string{"tresse.toml", demoData} {
		dir := t.TempDir()
		mine := filepath.Join(dir, name)
		if err := os.WriteFile(mine, []byte("à moi"), 0o600); err != nil {
			t.Fatal(err)
		}
		code, _, errs := typed(t, "demo", "--once", "--data", dir)
		if code != exitFailed || !strings.Contains(errs, "--data") {
			t.Errorf("%s there: exit %d, %s", name, code, errs)
		}
		if text, err := os.ReadFile(mine); err != nil || string(text) != "à moi" {
			t.Errorf("%s is now %q, %v", name, text, err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	}
}

// A watcher calls back once when a text has been written.
type watcher struct {
	bytes.Buffer
	text string
	then func(written string)
}

func (w *watcher) Write(b []byte) (int, error) {
	n, err := w.Buffer.Write(b)
	if w.then != nil && strings.Contains(w.String(), w.text) {
		then := w.then
		w.then = nil
		then(w.String())
	}
	return n, err
}

// Without --once the demonstration serves what the daemon would until Ctrl-C,
// which is no failure, and takes its folder away.
func TestDemoEndsWithCtrlC(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	var folder string
	out := &watcher{text: "Ctrl-C", then: func(written string) {
		defer interrupt()
		folder = regexp.MustCompile(`Écrit dans (.*) :`).FindStringSubmatch(written)[1]
		checkServed(t, written)
		if code, said, errs := typed(t, "--config", filepath.Join(folder, "tresse.toml"), "sources"); code != exitOK || !strings.Contains(said, "rendezvous") {
			t.Errorf("a command meanwhile: %d %s%s", code, said, errs)
		}
	}}
	var errs bytes.Buffer
	if code := run(ctx, []string{"demo", "--listen", "127.0.0.1:0"}, streams{strings.NewReader(""), out, &errs}); code != exitOK || errs.Len() > 0 {
		t.Fatalf("exit %d\n%s%s", code, out, &errs)
	}
	if folder == "" {
		t.Fatalf("no folder named:\n%s", out)
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Errorf("the provisional folder is still there: %v", err)
	}
}

// checkServed follows each address that was shown.
func checkServed(t *testing.T, written string) {
	t.Helper()
	addresses := regexp.MustCompile(`http://\S+`).FindAllString(written, -1)
	token := regexp.MustCompile(`Bearer (\S+)'`).FindStringSubmatch(written)
	if len(addresses) != 4 || token == nil {
		t.Fatalf("four addresses and a token are to be shown:\n%s", written)
	}
	get := func(address string, header ...string) (*http.Response, []byte) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(header); i += 2 {
			request.Header.Set(header[i], header[i+1])
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode >= http.StatusBadRequest {
			t.Errorf("%s: %s, %v", address, answer.Status, err)
		}
		return answer, body
	}
	if _, body := get(addresses[0]); !strings.Contains(string(body), "Séances à venir") {
		t.Errorf("the page: %s", body)
	}
	for _, feed := range addresses[1:3] {
		answer, body := get(feed)
		if findings := publish.Lint(body); len(findings) > 0 {
			t.Errorf("%s: %v", feed, findings)
		}
		if again, _ := get(feed, "If-None-Match", answer.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("with its ETag: %s", again.Status)
		}
	}
	var list struct{ Total int }
	if _, body := get(addresses[3], "Authorization", "Bearer "+token[1]); json.Unmarshal(body, &list) != nil || list.Total < 60 {
		t.Errorf("the API: %s", body)
	}
}

func TestDemoListen(t *testing.T) {
	code, _, errs := typed(t, "demo", "--listen", "nulle part")
	if code != exitFailed || !strings.Contains(errs, "--listen") {
		t.Errorf("exit %d, %s", code, errs)
	}
	taken, err := demoListen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if second, err := demoListen(taken.Addr().String()); err == nil {
		second.Close()
		t.Error("an address that is in use was given twice")
	}
}
