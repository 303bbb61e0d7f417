//go:build linux

package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tresse/connectors/zeeg/zeegtest"
)

// Start to first answer, and memory, of a daemon over 100,000 bookings. The
// program is the one that is built for people. TRESSE_BENCH_DIR keeps the folder
// for bench/serve.sh, which sends wrk there.
func BenchmarkServed100k(b *testing.B) {
	dir := os.Getenv("TRESSE_BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	page := manyBookings(b, dir)
	built(b)
	var first, most time.Duration
	var quiet, read int64
	for b.Loop() {
		began := time.Now()
		p := startServe(b, dir)
		for get(page+"healthz") == "" {
		}
		first += time.Since(began)
		quiet = max(quiet, anon(b, p))
		b.StopTimer()
		began = time.Now()
		if len(get(page+"feed/public.ics")) < 100_000 {
			b.Fatal("no feed worth measuring")
		}
		most += time.Since(began)
		readAll(b, dir, page)
		read = max(read, anon(b, p))
		p.signal(syscall.SIGTERM)
		p.wait()
		b.StartTimer()
	}
	b.ReportMetric(float64(first.Milliseconds())/float64(b.N), "ms-to-healthz")
	b.ReportMetric(float64(most.Milliseconds())/float64(b.N), "ms-more-to-feed")
	b.ReportMetric(float64(quiet)/1e6, "MB-RssAnon-at-start")
	b.ReportMetric(float64(read)/1e6, "MB-RssAnon-served")
}

// readAll reads all there is to read, some of it many times.
func readAll(b *testing.B, dir, page string) {
	code, token, errs := typedIn(b, dir, "token", "new", "--api", "--label", "mesure")
	if code != 0 {
		b.Fatal(errs)
	}
	for range 100 {
		get(page + "feed/public.ics")
		get(page)
	}
	for _, list := range []string{"sources", "sessions", "registrations", "beneficiaries", "beneficiaries?search=ma", "sessions?kind=atelier"} {
		r, err := http.NewRequest(http.MethodGet, page+"api/v1/"+list, nil)
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(token))
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			b.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK || n < 100 {
			b.Fatalf("%s: %s, %d bytes, %v", list, answer.Status, n, err)
		}
		answer.Body.Close()
	}
}

// manyBookings fills a store in dir, where there is none yet, and returns the
// address that is configured there.
func manyBookings(b *testing.B, dir string) (page string) {
	listen := quietPort(b)
	page = "http://" + listen + "/"
	web := fmt.Sprintf("[web]\nlisten = %q\npublic_feed = true\n\n", listen)
	source := "[[source]]\nname = \"rendezvous\"\nkind = \"zeeg\"\nurl = \"%s/v2\"\ntoken = %q\nscope = \"all\"\npublic = true\nevery = \"7 days\"\n"
	if _, err := os.Stat(filepath.Join(dir, "tresse.db")); err != nil {
		now := time.Now().UTC().Truncate(24 * time.Hour)
		stand := zeegtest.New(time.Now)
		stand.Fill(zeegtest.Filling{Events: 40_000, Bookings: 100_000, From: now.AddDate(0, 0, -80), Days: 400})
		server := httptest.NewServer(stand)
		a, _ := openedIn(b, dir, web+fmt.Sprintf(source, server.URL, zeegtest.Token))
		round(b, a)
		a.close()
		server.Close()
	}
	writeIn(b, dir, "tresse.toml", web+fmt.Sprintf(source, "http://127.0.0.1:1", zeegtest.Token))
	return page
}

// built puts the program as it is built for people on the PATH.
func built(t testing.TB) {
	dir := t.TempDir()
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", filepath.Join(dir, "tresse"), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// anon is the memory that a process has to itself (proc_pid_status(5)).
func anon(t testing.TB, p *process) int64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var kB int64
		if n, _ := fmt.Sscanf(lines.Text(), "RssAnon: %d kB", &kB); n == 1 {
			return kB << 10
		}
	}
	t.Fatal("no RssAnon")
	return 0
}
