//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A process is a tresse serve of its own.
type process struct {
	*command
	t   testing.TB
	dir string

	mu  sync.Mutex
	log bytes.Buffer // guarded by mu
}

func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.Write(b)
}

func (p *process) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

// startServe starts a daemon in dir and waits until it is ready.
func startServe(t testing.TB, dir string, env ...string) *process {
	t.Helper()
	p := &process{t: t, dir: dir}
	p.command = &command{cmd: exec.Command("tresse", "serve")}
	p.cmd.Dir, p.cmd.Env = dir, append(os.Environ(), env...)
	p.cmd.Stdout, p.cmd.Stderr = p, p
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill() })
	p.await("ready", func() bool { return strings.Contains(p.said(), "en marche") })
	return p
}

// await waits until something has come about.
func (p *process) await(what string, yes func() bool) {
	p.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !yes(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			p.t.Fatalf("never %s: %s", what, p.said())
		}
	}
}

func (p *process) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// typedIn runs a command in the folder of the daemon.
func typedIn(t testing.TB, dir string, args ...string) (int, string, string) {
	t.Helper()
	c := start(t, dir, nil, args...)
	code := c.wait()
	return code, c.out.String(), c.err.String()
}

func writeIn(t testing.TB, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

const quiet = "[web]\nlisten = \"127.0.0.1:0\"\n"

func icalSource(name, where string) string {
	return fmt.Sprintf("\n[[source]]\nname = %q\nkind = \"ical\"\n%s\nevery = \"1 day\"\nhorizon = \"36500d\"\n", name, where)
}

func states(t *testing.T, dir string) map[string]map[string]any {
	t.Helper()
	code, out, errs := typedIn(t, dir, "sources", "--format", "json")
	var list []map[string]any
	if err := json.Unmarshal([]byte(out), &list); err != nil || code != 0 {
		t.Fatalf("sources: %d %v %s%s", code, err, out, errs)
	}
	m := map[string]map[string]any{}
	for _, s := range list {
		m[s["name"].(string)] = s
	}
	return m
}

// Killed outright, a daemon leaves its lock file and its socket; neither is in
// anybody's way.
func TestAfterKill(t *testing.T) {
	dir := t.TempDir()
	writeAgenda(t, dir, 50, "")
	writeIn(t, dir, "tresse.toml", quiet+icalSource("agenda", `path = "agenda.ics"`))
	for range 3 {
		p := startServe(t, dir)
		p.await("read", func() bool { return states(t, dir)["agenda"]["listings"] == 50.0 })
		code, _, errs := typedIn(t, dir, "serve")
		if code != 1 || !strings.Contains(errs, fmt.Sprint(p.cmd.Process.Pid)) {
			t.Errorf("a second daemon: %d %s, the first is %d", code, errs, p.cmd.Process.Pid)
		}
		p.signal(syscall.SIGKILL)
		p.wait()
		for _, left := range []string{"tresse.db.lock", "tresse.db.sock"} {
			if _, err := os.Lstat(filepath.Join(dir, left)); err != nil {
				t.Errorf("the kill left no %s: nothing is seen by this test", left)
			}
		}
		if code, out, errs := typedIn(t, dir, "verify"); code != 0 {
			t.Errorf("verify: %d %s%s", code, out, errs)
		}
		if n := states(t, dir)["agenda"]["listings"]; n != 50.0 {
			t.Errorf("%v listings after the kill", n)
		}
	}
}

// hanging is a platform that takes a request and never answers, until released.
func hanging(t *testing.T) (url string, asked, release chan struct{}) {
	asked, release = make(chan struct{}, 10), make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		select {
		case <-release:
			io.WriteString(w, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//fr\r\nBEGIN:VEVENT\r\nUID:z@x\r\nDTSTAMP:20261101T080000Z\r\nDTSTART:20270301T080000Z\r\nSUMMARY:Tard\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s.URL + "/agenda.ics", asked, release
}

// Told to stop while a platform hangs, the daemon ends within five seconds;
// what was read is there, and the source that hung counts no failure.
func TestStopsWhileAPlatformHangs(t *testing.T) {
	dir := t.TempDir()
	url, asked, _ := hanging(t)
	writeAgenda(t, dir, 50, "")
	writeIn(t, dir, "tresse.toml", quiet+icalSource("agenda", `path = "agenda.ics"`)+icalSource("muette", fmt.Sprintf("url = %q", url)))
	p := startServe(t, dir)
	<-asked
	p.await("read", func() bool { return states(t, dir)["agenda"]["listings"] == 50.0 })
	waiting := start(t, dir, nil, "sync", "muette") // a command that waits for its turn ends, too
	p.signal(syscall.SIGTERM)
	told := time.Now()
	if code := p.wait(); code != 0 {
		t.Errorf("exit code %d: %s", code, p.said())
	}
	if took := time.Since(told); took > 5*time.Second {
		t.Errorf("it took %v to stop", took)
	}
	_ = waiting.cmd.Process.Signal(os.Interrupt)
	waiting.wait()
	after := states(t, dir)
	if after["agenda"]["listings"] != 50.0 || after["muette"]["failures"] != 0.0 || after["muette"]["last_success"] != nil {
		t.Errorf("afterwards: %v", after)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "tresse.db.*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// SIGHUP has the configuration read again. A broken one is told, and changes
// nothing; one for which a restart is needed says so.
func TestHangup(t *testing.T) {
	dir := t.TempDir()
	writeAgenda(t, dir, 50, "")
	one := icalSource("agenda", `path = "agenda.ics"`)
	writeIn(t, dir, "tresse.toml", quiet+one)
	p := startServe(t, dir)
	p.await("read", func() bool { return states(t, dir)["agenda"]["listings"] == 50.0 })

	writeIn(t, dir, "tresse.toml", quiet+strings.Replace(one, "every", "evry", 1))
	p.signal(syscall.SIGHUP)
	p.await("told of the mistake", func() bool { return strings.Contains(p.said(), "evry") })

	writeIn(t, dir, "tresse.toml", "data = \"autre.db\"\n"+quiet+one)
	if code, _, errs := typedIn(t, dir, "--config", "ancien.toml", "reload"); code != 2 || !strings.Contains(errs, "ancien.toml") {
		t.Errorf("%d %s", code, errs)
	}
	p.signal(syscall.SIGHUP)
	p.await("told that a restart is needed", func() bool { return strings.Contains(p.said(), "relancez-le") })

	writeIn(t, dir, "tresse.toml", quiet+one+icalSource("seconde", `path = "autre.ics"`))
	writeIn(t, dir, "autre.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//fr\r\nBEGIN:VEVENT\r\nUID:z@x\r\nDTSTAMP:20261101T080000Z\r\nDTSTART:20280301T080000Z\r\nSUMMARY:Autre\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
	p.signal(syscall.SIGHUP)
	p.await("the new source is read", func() bool { return states(t, dir)["seconde"]["listings"] == 1.0 })
	if n := states(t, dir)["agenda"]["listings"]; n != 50.0 {
		t.Errorf("%v listings of the first source", n)
	}

	writeIn(t, dir, "tresse.toml", quiet+one)
	if code, out, errs := typedIn(t, dir, "reload"); code != 0 {
		t.Errorf("reload: %d %s%s", code, out, errs)
	}
	if s := states(t, dir)["seconde"]["state"]; s != "removed" {
		t.Errorf("a source that left is %v", s)
	}
	p.signal(syscall.SIGTERM)
	if code := p.wait(); code != 0 {
		t.Errorf("exit code %d: %s", code, p.said())
	}
}

// A sync that takes its time answers the commands of others meanwhile.
func TestSyncAnswersWhileItReads(t *testing.T) {
	dir := t.TempDir()
	url, asked, release := hanging(t)
	writeAgenda(t, dir, 50, "")
	writeIn(t, dir, "tresse.toml", quiet+icalSource("agenda", `path = "agenda.ics"`)+icalSource("lente", fmt.Sprintf("url = %q", url)))
	slow := start(t, dir, nil, "sync")
	<-asked
	for deadline := time.Now().Add(30 * time.Second); states(t, dir)["agenda"]["listings"] != 50.0; {
		if time.Now().After(deadline) {
			t.Fatal("what is read is not seen")
		}
	}
	if code, _, errs := typedIn(t, dir, "serve"); code != 1 || !strings.Contains(errs, fmt.Sprint(slow.cmd.Process.Pid)) {
		t.Errorf("serve: %d %s", code, errs)
	}
	if code, out, errs := typedIn(t, dir, "sync", "agenda"); code != 0 {
		t.Errorf("a second sync: %d %s%s", code, out, errs)
	}
	close(release)
	if code := slow.wait(); code != 0 {
		t.Errorf("the first sync: %d %s%s", code, slow.out.String(), slow.err.String())
	}
	if n := states(t, dir)["lente"]["listings"]; n != 1.0 {
		t.Errorf("%v listings of the slow source", n)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "tresse.db.*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Ctrl-C on a command that the daemon runs calls it off, as it would here.
func TestInterruptTravels(t *testing.T) {
	dir := t.TempDir()
	url, asked, _ := hanging(t)
	writeIn(t, dir, "tresse.toml", quiet+icalSource("lente", fmt.Sprintf("url = %q\ndisabled = true", url)))
	p := startServe(t, dir)
	writeIn(t, dir, "tresse.toml", quiet+icalSource("lente", fmt.Sprintf("url = %q", url)))
	check := start(t, dir, nil, "check")
	<-asked
	if err := check.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := check.wait(); code != 1 {
		t.Errorf("exit code %d, %s%s", code, check.out.String(), check.err.String())
	}
	if code, _, errs := typedIn(t, dir, "sources"); code != 0 {
		t.Errorf("afterwards: %d %s, %s", code, errs, p.said())
	}
}

// What is served can be had, moves with the configuration, and an address that
// is taken is told.
func TestServedOverHTTP(t *testing.T) {
	dir := t.TempDir()
	writeAgenda(t, dir, 50, "")
	agenda := icalSource("agenda", "path = \"agenda.ics\"\npublic = true")
	writeIn(t, dir, "tresse.toml", "[web]\nlisten = \"127.0.0.1:0\"\npublic_feed = true\n"+agenda)
	p := startServe(t, dir)
	page := regexp.MustCompile(`http://\S+/`).FindString(p.said())
	p.await("the feed shows the agenda", func() bool { return strings.Count(get(page+"feed/public.ics"), "BEGIN:VEVENT") > 0 })
	if body := get(page + "healthz"); !strings.Contains(body, `"agenda"`) {
		t.Errorf("healthz: %s", body)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	writeIn(t, dir, "tresse.toml", fmt.Sprintf("[web]\nlisten = %q\n", taken.Addr())+agenda)
	if code, _, errs := typedIn(t, dir, "reload"); code != 1 || !strings.Contains(errs, "pas libre") {
		t.Errorf("an address that is taken: %d %s", code, errs)
	}
	if body := get(page + "healthz"); body == "" {
		t.Error("what was served is no more")
	}
	p.signal(syscall.SIGTERM)
	if code := p.wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if code, _, errs := typedIn(t, dir, "serve"); code != 1 || !strings.Contains(errs, "pas libre") {
		t.Errorf("an address that is taken, at the start: %d %s", code, errs)
	}
}

func get(address string) string {
	r, err := http.Get(address)
	if err != nil {
		return ""
	}
	defer r.Body.Close()
	b, _ := io.ReadAll(r.Body)
	return string(b)
}

// systemd is told when the daemon is ready, that it lives, and that it stops.
func TestSystemd(t *testing.T) {
	dir := t.TempDir()
	folder, err := os.MkdirTemp("", "nt") // short enough for a socket
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "n")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	heard := make(chan string, 1000)
	go func() {
		b := make([]byte, 100)
		for {
			n, err := l.Read(b)
			if err != nil {
				return
			}
			heard <- string(b[:n])
		}
	}()
	writeIn(t, dir, "tresse.toml", quiet)
	p := startServe(t, dir, "NOTIFY_SOCKET="+path, "WATCHDOG_USEC=200000")
	seen := map[string]int{}
	for seen["WATCHDOG=1"] < 3 {
		seen[<-heard]++
	}
	p.signal(syscall.SIGTERM)
	p.wait()
	for seen["STOPPING=1"] == 0 {
		seen[<-heard]++
	}
	if seen["READY=1"] != 1 || len(seen) != 3 {
		t.Errorf("told %v", seen)
	}
}

func TestWatchdogTime(t *testing.T) {
	for _, c := range []struct {
		usec, pid string
		want      time.Duration
	}{
		{"30000000", "", 30 * time.Second}, {"30000000", "7", 30 * time.Second}, {"30000000", "8", 0},
		{"", "", 0}, {"0", "", 0}, {"-1", "", 0}, {"jamais", "", 0}, {"9223372036854775807", "", 0},
	} {
		env := map[string]string{"WATCHDOG_USEC": c.usec, "WATCHDOG_PID": c.pid}
		if got := watchdogTime(func(k string) string { return env[k] }, 7); got != c.want {
			t.Errorf("%q for %q: %v, want %v", c.usec, c.pid, got, c.want)
		}
	}
}
