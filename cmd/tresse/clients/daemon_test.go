package clients

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// A daemon is `tresse serve` as people run it, with one source.
type daemon struct {
	t            *testing.T
	program, dir string
}

// startDaemon builds and starts tresse, and returns the address on which it
// listens.
func startDaemon(t *testing.T, source string) (*daemon, string) {
	t.Helper()
	d := &daemon{t: t, dir: t.TempDir()}
	d.program = filepath.Join(d.dir, "tresse")
	run(t, "go", "build", "-o", d.program, "tresse/cmd/tresse")
	config := "[web]\nlisten = \"127.0.0.1:0\"\n[[source]]\nname = \"agenda\"\nkind = \"ical\"\nurl = \"" + source + "\"\nevery = \"1 day\"\n"
	if err := os.WriteFile(filepath.Join(d.dir, "tresse.toml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	said := &log{}
	c := exec.Command(d.program, "serve")
	c.Dir, c.Stdout, c.Stderr = d.dir, said, said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(os.Interrupt)
		_ = c.Wait()
	})
	var address string
	await(t, "the daemon listens", time.Minute, func() bool {
		address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(said.text())
		return address != ""
	})
	return d, address
}

// tresse runs a command through the daemon.
func (d *daemon) tresse(args ...string) []byte {
	d.t.Helper()
	c := exec.Command(d.program, args...)
	c.Dir = d.dir
	var complaints bytes.Buffer
	c.Stderr = &complaints
	out, err := c.Output()
	if err != nil {
		d.t.Fatalf("tresse %s: %v\n%s", strings.Join(args, " "), err, complaints.String())
	}
	return out
}

// feed makes an address of a calendar and returns its path.
func (d *daemon) feed() string {
	d.t.Helper()
	var made struct{ Address string }
	if err := json.Unmarshal(d.tresse("token", "new", "--feed", "--label", "essai", "--json"), &made); err != nil {
		d.t.Fatal(err)
	}
	u, err := url.Parse(made.Address)
	if err != nil {
		d.t.Fatal(err)
	}
	return u.Path
}

// A session is what tresse itself says of one.
type session struct {
	ID, Title, Start, End, Status string
	AllDay                        bool `json:"all_day"`
	Refs                          []string
}

func (d *daemon) sessions() []session {
	d.t.Helper()
	var list []session
	if err := json.Unmarshal(d.tresse("sessions", "--format", "json"), &list); err != nil {
		d.t.Fatal(err)
	}
	return list
}

// A watcher stands before the daemon and notes who was given what.
type watcher struct {
	mu    sync.Mutex
	given map[string][]int // status codes by the client's name; guarded by mu
}

func watch(t *testing.T, address string) (*watcher, string) {
	behind, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	w := &watcher{given: map[string][]int{}}
	proxy := httputil.NewSingleHostReverseProxy(behind)
	proxy.ModifyResponse = func(r *http.Response) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, name := range []string{"Thunderbird", "vdirsyncer"} {
			if strings.Contains(r.Request.UserAgent(), name) {
				w.given[name] = append(w.given[name], r.StatusCode)
			}
		}
		return nil
	}
	s := httptest.NewServer(proxy)
	t.Cleanup(s.Close)
	return w, s.URL
}

func (w *watcher) to(name string) []int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]int(nil), w.given[name]...)
}

// log collects what a program says.
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

// await waits until something has come about.
func await(t *testing.T, what string, patience time.Duration, yes func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !yes(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}

// run runs a program and returns what it prints.
func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	return runWith(t, nil, nil, name, args...)
}

func runWith(t *testing.T, stdin []byte, env []string, name string, args ...string) []byte {
	t.Helper()
	c := exec.Command(name, args...)
	c.Stdin, c.Env = bytes.NewReader(stdin), append(os.Environ(), env...)
	var complaints bytes.Buffer
	c.Stderr = &complaints
	out, err := c.Output()
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w\n%s", name, err, complaints.String()))
	}
	return out
}
