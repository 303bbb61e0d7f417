package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresse/cmd/tresse/demo"
	"tresse/connectors/httpx"
	syncer "tresse/sync"
)

// desk is a folder with a configuration of the demonstration's platforms, read
// once: people, doubles and all.
type desk struct {
	t    *testing.T
	dir  string
	data []byte // of the store after the first sync
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	stage, err := demo.Start(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stage.Close)
	d := &desk{t: t, dir: t.TempDir()}
	text := "[web]\nlisten = \"127.0.0.1:0\"\n\n" + strings.ReplaceAll(stage.Config(), "[[source]]", "[[source]]\nevery = \"1 day\"")
	d.write("tresse.toml", text)
	t.Chdir(d.dir)
	d.firstSync()
	if d.data, err = os.ReadFile("tresse.db"); err != nil {
		t.Fatal(err)
	}
	return d
}

// firstSync reads all without sparing the platforms, which are in this process.
func (d *desk) firstSync() {
	d.t.Helper()
	a := &app{streams: streams{out: io.Discard, err: io.Discard}}
	defer a.close()
	sources, err := a.loadFile("tresse.toml", httpx.NewPacer(math.Inf(1), 1))
	if err == nil {
		err = a.openStore(sources)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	if r, err := a.engine.Round(d.t.Context(), syncer.RoundOptions{}); err != nil || r.Failed() {
		d.t.Fatalf("first sync: %v %+v", err, r)
	}
}

func (d *desk) write(name, text string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, name), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) run(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(d.t.Context(), args, streams{strings.NewReader(""), &o, &e})
	return code, o.String(), e.String()
}

// reset puts the data back as they were after the first sync.
func (d *desk) reset() {
	d.t.Helper()
	d.write("tresse.db", string(d.data))
}

// ids returns those of a list.
func (d *desk) ids(list string) []string {
	d.t.Helper()
	_, out, errs := d.run(list, "--format", "json")
	var all []struct{ ID string }
	if err := json.Unmarshal([]byte(out), &all); err != nil || len(all) < 3 {
		d.t.Fatalf("%s: %d entries, %v, %s", list, len(all), err, errs)
	}
	ids := make([]string, len(all))
	for i := range all {
		ids[i] = all[i].ID
	}
	return ids
}

// serving runs a daemon in this process until the test or stop ends it.
func serving(t *testing.T, args ...string) (stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	var errs bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append([]string{"--log-level", "error", "serve"}, args...), streams{strings.NewReader(""), w, &errs})
		w.Close()
	}()
	ready := make([]byte, 1)
	if _, err := io.ReadFull(r, ready); err != nil {
		t.Fatalf("the daemon did not start: %d %s", <-code, errs.String())
	}
	go io.Copy(io.Discard, r)
	stop = func() int {
		cancel()
		c := <-code
		code <- c
		return c
	}
	t.Cleanup(func() { stop() })
	return stop
}

// told is what a command gave: its exit code, what it printed, the files it
// wrote.
type told struct {
	Code     int
	Out, Err string
	Files    map[string]string
}

// moving is what differs from one run to the next: times, durations, how much a
// platform's answer weighed.
var moving = []struct {
	pattern *regexp.Regexp
	by      string
}{
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)`), "TIME"},
	{regexp.MustCompile(`\d\d/\d\d/\d{4} \d\d:\d\d(:\d\d)?`), "TIME"},
	{regexp.MustCompile(`(DTSTAMP|LAST-MODIFIED|CREATED):\S+`), "$1:TIME"},
	{regexp.MustCompile(`SEQUENCE:\d+`), "SEQUENCE:N"},
	{regexp.MustCompile(`"(duration_ms|bytes|requests)": \d+`), `"$1": N`},
	{regexp.MustCompile(`(?m)^\{"level":.*\n`), ""}, // the daemon keeps its own log
}

func still(text string) string {
	for _, m := range moving {
		text = m.pattern.ReplaceAllString(text, m.by)
	}
	return text
}

func (d *desk) say(args []string) told {
	d.t.Helper()
	code, out, errs := d.run(args...)
	s := told{Code: code, Out: still(out), Err: still(errs), Files: map[string]string{}}
	for _, name := range []string{"out.csv", "out.json", "out.xlsx", "out.ics", "copy.db", "copy.age"} {
		b, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		os.Remove(name)
		s.Files[name] = "written"
		if strings.HasSuffix(name, ".csv") || strings.HasSuffix(name, ".json") || strings.HasSuffix(name, ".ics") {
			s.Files[name] = still(string(b))
		}
	}
	return s
}

// Each command does the same with and without a daemon: what it prints, what it
// writes, how it exits.
func TestEachCommandBothWays(t *testing.T) {
	d := newDesk(t)
	people, sessions := d.ids("beneficiaries"), d.ids("sessions")
	commands := [][]string{
		{"check"}, {"check", "--json"},
		{"sync", "ville"}, {"sync", "--json", "--full", "collegue"}, {"sync", "inconnue"}, {"sync", "--bogus"}, {"sync"},
		{"sources"}, {"sources", "--format", "json"}, {"sources", "surplus"},
		{"sessions"}, {"sessions", "--format", "json", "--kind", "atelier"}, {"sessions", "--kind", "fête"}, {"sessions", "--from", "jamais"},
		{"sessions", "--format", "csv", "-o", "out.csv"}, {"sessions", "--format", "xlsx", "--output=out.xlsx"}, {"sessions", "--format", "xlsx"},
		{"sessions", "-o", "no/such/folder/out.csv"},
		{"registrations"}, {"registrations", "--session", sessions[0]}, {"registrations", "--session", "rien"},
		{"beneficiaries", "--format", "csv"}, {"beneficiaries", "--search", "a", "--format", "json", "-oout.json"},
		{"feed"}, {"feed", "--public", "-o", "out.ics"}, {"feed", "--from", "2026-12-01"}, {"feed", "--session", "inconnu"},
		{"same", people[0], people[1]}, {"same", people[0], sessions[0]}, {"same", people[0]}, {"same", "x", "y"},
		{"different", sessions[0], sessions[1]}, {"decisions"}, {"decisions", "--format", "json"},
		{"duplicates"}, {"duplicates", "--format", "json"}, {"duplicates", "--format", "csv", "-o", "out.csv"},
		{"why", people[0], people[1]}, {"why", people[3], people[4], "--format", "json"}, {"why", people[0], sessions[0]}, {"why", people[0]},
		{"split", people[5], "rien"}, {"split", people[5]}, {"split", "x", "y"}, {"split", people[5], "rien", "--to", sessions[0]},
		{"decisions", "--automatic"}, {"decisions", "--automatic", "--days", "0"}, {"decisions", "--automatic", "--format", "json", "-o", "out.json"},
		{"duplicates", "--sessions"}, {"duplicates", "--sessions", "--format", "json"}, {"why", sessions[0], sessions[1]}, {"why", sessions[0], people[0]},
		{"kind", sessions[3], "permanence"}, {"kind", sessions[3], "atelier"}, {"kind", sessions[3], "fête"}, {"kind", people[0], "atelier"},
		{"programme"}, {"programme", "--format", "json"}, {"programme", sessions[5], sessions[6], "--title", "Essai"}, {"programme", "--none", sessions[6]},
		{"programme", sessions[5]}, {"split", sessions[0], "rien/rien"},
		{"undo", "2"}, {"undo", "2"}, {"undo", "deux"}, {"decisions", "--format", "csv"},
		{"connect", "agenda"}, {"connect", "inconnue"}, {"connect"},
		{"release", "agenda"}, {"release", "inconnue"},
		{"forget", people[2], "--dry-run"}, {"forget", people[2]}, {"forget", people[2]}, {"forget"}, {"forget", "--source", "agenda"},
		{"add"}, {"add", "--session", sessions[0]}, {"add", "--session", "x"}, {"add", "--title", "Dossier"}, {"add", "--session", sessions[0], "--via", "voisine"},
		{"add", "--title", "Dossier de retraite", "--date", "2027-03-04", "--start", "14h", "--duration", "1h30", "--place", "Bureau 2", "--first-name", "Ana", "--last-name", "Pereira", "--phone", "06 39 98 09 09", "--key", "1"},
		{"add", "--title", "Dossier de retraite", "--date", "2027-03-04", "--start", "14h", "--duration", "1h30", "--place", "Bureau 2", "--first-name", "Ana", "--last-name", "Pereira", "--phone", "06 39 98 09 09", "--key", "1", "--format", "json"},
		{"add", "--title", "Groupe", "--date", "2027-03-05", "--start", "14:00", "--seats", "8", "--prescriber", "CCAS", "--referent", "Mme Roy", "--key", "2", "--format", "csv", "-o", "out.csv"},
		{"registrations", "--from", "2027-03-01", "--format", "json"}, {"prescribers"}, {"prescribers", "--format", "json"},
		{"prescribers", "add", "CCAS de Vénissieux", "--alias", "CCAS", "--domain", "ccas.example.org"}, {"prescribers", "add", "."}, {"prescribers", "--format", "csv"},
		{"cancel", sessions[0]}, {"cancel", "x"}, {"cancel", people[0]}, {"cancel", people[0], "--by", "voisine"}, {"correct", people[0], "--city", "Lyon"}, {"correct", sessions[0], "--title", "x"},
		{"hooks"}, {"hooks", "inconnue"}, {"hooks", "agenda"}, {"hooks", "rendezvous"}, {"hooks", "rendezvous", "--renew", "--remove"},
		{"rebuild", "--check"}, {"rebuild"}, {"rebuild", "--check", "--reestimate"}, {"rebuild", "--reestimate"}, {"verify"},
		{"backup", "copy.db"}, {"backup", "no/such/folder/copy.db"}, {"backup"},
		{"backup", "--recipient", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", "copy.age"}, {"backup", "--recipient", "age1non", "copy.age"},
		{"help", "sync"}, {"sessions", "--help"}, {"nonsense"}, {"init", "--yes"},
	}
	// What nobody thought of above: every other command, as it is.
	for _, cmd := range (&app{}).root().Commands() {
		known := slices.ContainsFunc(commands, func(c []string) bool { return c[0] == cmd.Name() })
		if !known && !slices.Contains([]string{"serve", "demo", "restore", "reload"}, cmd.Name()) {
			commands = append(commands, []string{cmd.Name()})
			for _, sub := range cmd.Commands() {
				commands = append(commands, []string{cmd.Name(), sub.Name()})
			}
		}
	}
	d.reset()
	alone := make([]told, len(commands))
	for i, c := range commands {
		alone[i] = d.say(c)
	}
	d.reset()
	stop := serving(t)
	for i, c := range commands {
		if diff := cmp.Diff(alone[i], d.say(c)); diff != "" {
			t.Errorf("tresse %s: without (-) and with (+) a daemon:\n%s", strings.Join(c, " "), diff)
		}
	}
	if code := stop(); code != 0 {
		t.Errorf("the daemon ended with %d", code)
	}
	left, _ := filepath.Glob("*")
	if !slices.Equal(left, []string{"tresse.db", "tresse.toml"}) {
		t.Errorf("left behind: %v", left)
	}
	if code, out, errs := d.run("rebuild", "--check"); code != 0 {
		t.Errorf("afterwards: %d %s%s", code, out, errs)
	}
}

// Paths of the command line are those of where it was typed, not the daemon's.
func TestPathsAreTheClients(t *testing.T) {
	d := newDesk(t)
	serving(t)
	elsewhere := t.TempDir()
	t.Chdir(elsewhere)
	conf := filepath.Join(d.dir, "tresse.toml")
	for _, c := range [][]string{{"sessions", "-o", "liste.txt"}, {"backup", "copie.db"}} {
		if code, out, errs := d.run(append([]string{"--config", conf}, c...)...); code != 0 {
			t.Errorf("%v: %d %s%s", c, code, out, errs)
		}
	}
	for _, name := range []string{"liste.txt", "copie.db"} {
		info, err := os.Stat(filepath.Join(elsewhere, name))
		if err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
			t.Errorf("%s: %v %v", name, info, err)
		}
		if _, err := os.Stat(filepath.Join(d.dir, name)); !os.IsNotExist(err) {
			t.Errorf("%s lies beside the data", name)
		}
	}
}

// A daemon's answer writes only what the command line names.
func TestOnlyNamedFiles(t *testing.T) {
	written := ""
	n := named{[]string{"sessions", "-o", "a.csv", "--output=b.csv", "-oc.csv"}, func(name string, _ func(io.Writer) error) error { written = name; return nil }}
	for name, want := range map[string]bool{"a.csv": true, "b.csv": true, "c.csv": true, "d.csv": false, "": false, "/etc/passwd": false} {
		written = ""
		if err := n.file(name, nil); (err == nil) != want || (written == name) != (want && name != "") && name != "" {
			t.Errorf("%q: %v, written %q", name, err, written)
		}
	}
}

// What is refused while a daemon runs says so, and changes nothing.
func TestRefusedWhileServing(t *testing.T) {
	d := newDesk(t)
	d.write("copie.db", string(d.data))
	serving(t)
	code, _, errs := d.run("restore", "--force", "copie.db")
	if code != 1 || !strings.Contains(errs, "Arrêtez-le") {
		t.Errorf("restore: %d %s", code, errs)
	}
	code, _, errs = d.run("serve")
	if code != 1 || !strings.Contains(errs, "processus") || !strings.Contains(errs, "tient déjà") {
		t.Errorf("a second daemon: %d %s", code, errs)
	}
	if code, out, _ := d.run("reload"); code != 0 || !strings.Contains(out, "relue") {
		t.Errorf("reload: %d %s", code, out)
	}
	if code, _, errs := d.run("verify"); code != 0 {
		t.Errorf("verify: %d %s", code, errs)
	}
}

// Without a daemon there is nothing to reload.
func TestNothingToReload(t *testing.T) {
	d := newDesk(t)
	if code, _, errs := d.run("reload"); code != 1 || !strings.Contains(errs, "aucun") {
		t.Errorf("%d %s", code, errs)
	}
}

// The first run: no file anywhere, loopback, data in the user's own folder, and
// commands reach it. A file that is named and missing is a mistake.
func TestFirstRun(t *testing.T) {
	home, dir := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("TRESSE_CONFIG", "")
	t.Chdir(dir)
	d := &desk{t: t, dir: dir}
	if code, _, errs := d.run("--config", "absent.toml", "serve"); code != 2 || !strings.Contains(errs, "absent.toml") {
		t.Errorf("--config absent.toml: %d %s", code, errs)
	}
	if _, err := os.Stat("/etc/tresse/tresse.toml"); err == nil {
		t.Log("this machine has a configuration of its own")
		return
	}
	if code, _, _ := d.run("sources"); code != 2 {
		t.Errorf("sources without configuration: %d", code)
	}
	stop := serving(t, "--listen", "127.0.0.1:0")
	if code, out, errs := d.run("sources", "--format", "json"); code != 0 || strings.TrimSpace(out) != "[]" {
		t.Errorf("sources: %d %s%s", code, out, errs)
	}
	stop()
	var left []string
	filepath.WalkDir(dir, func(path string, e fs.DirEntry, _ error) error {
		if path != dir {
			left = append(left, path)
		}
		return nil
	})
	if len(left) > 0 {
		t.Errorf("in the current folder: %v", left)
	}
}
