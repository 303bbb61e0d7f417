//go:build linux

package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Two hundred clients poll feeds and lists while the platforms change and the
// daemon is killed and started anew: every answer is right, whole and no older
// than what a sync had brought; connections fail around a kill alone. Once the
// crowd has gone nothing is left of it.
//
// TRESSE_LOAD=60s has it last, with the program as it is built for people.
func TestLoad(t *testing.T) {
	long, _ := time.ParseDuration(os.Getenv("TRESSE_LOAD"))
	people, leisure, kills, syncs := 200, 200*time.Millisecond, 3, 2
	switch {
	case long > 0:
		leisure = 50 * time.Millisecond
		built(t)
	case testing.Short(): // with the race detector, that is
		people, kills, syncs = 20, 1, 1
	}
	h := newHouseUnderLoad(t, people)
	leave := h.crowd.start(leisure)
	began := time.Now()
	for n := 0; n < kills || time.Since(began) < long*2/3; n++ {
		h.sync()
		h.crowded()
		h.sync()
		h.killWhileItReads()
	}
	h.crowded()
	leave()
	h.tell("with kills", began)

	h.sync() // and so each feed was made once
	rest := h.gauge("go_goroutines")
	leave = h.crowd.start(leisure)
	began = time.Now()
	h.sync()
	h.crowded()
	early := anon(h.t, h.daemon)
	for n := 0; n < syncs || time.Since(began) < long/3; n++ {
		h.sync()
		h.crowded()
	}
	late := anon(h.t, h.daemon)
	leave()
	h.tell("without", began)
	h.daemon.await("back to as many goroutines as before", func() bool { return h.gauge("go_goroutines") <= rest+5 })
	t.Logf("RssAnon %d MB early, %d MB late; %v goroutines before, %v after", early>>20, late>>20, rest, h.gauge("go_goroutines"))
	if late > 2*early {
		t.Errorf("memory grew from %d to %d bytes", early, late)
	}
	h.end()
}

// A houseUnderLoad is the daemon, what it reads and who reads it.
type houseUnderLoad struct {
	t      *testing.T
	dir    string
	world  *world
	crowd  *crowd
	daemon *process
}

func newHouseUnderLoad(t *testing.T, people int) *houseUnderLoad {
	h := &houseUnderLoad{t: t, dir: t.TempDir(), world: newWorld(t)}
	listen := quietPort(t)
	writeIn(t, h.dir, "tresse.toml", fmt.Sprintf("[web]\nlisten = %q\npublic_feed = true\n", listen)+h.world.config)
	h.command("sync")
	h.crowd = newCrowd(t, h.world, "http://"+listen+"/", people)
	h.crowd.feed, _ = h.access("--feed")
	h.crowd.token, _ = h.access("--api")
	gone, id := h.access("--feed")
	h.crowd.gone = gone
	h.command("token", "revoke", id)
	h.daemon = startServe(t, h.dir)
	return h
}

// quietPort is free, and none that the system gives to who connects: else a
// client that asks while the daemon is away could find itself.
func quietPort(t testing.TB) string {
	for range 1000 {
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(20_000+rand.IntN(12_000)))
		if l, err := net.Listen("tcp", address); err == nil {
			l.Close()
			return address
		}
	}
	t.Fatal("no port is free")
	return ""
}

// command runs one command to a good end.
func (h *houseUnderLoad) command(args ...string) string {
	h.t.Helper()
	code, out, errs := typedIn(h.t, h.dir, args...)
	if code != 0 {
		h.t.Fatalf("%v: %d %s%s", args, code, out, errs)
	}
	return out
}

func (h *houseUnderLoad) access(kind string) (secret, id string) {
	h.t.Helper()
	var shown struct{ ID, Address, Token string }
	if err := json.Unmarshal([]byte(h.command("token", "new", kind, "--json")), &shown); err != nil {
		h.t.Fatal(err)
	}
	return cmp.Or(shown.Token, strings.TrimSuffix(filepath.Base(shown.Address), ".ics")), shown.ID
}

// sync has the platforms change and the daemon read them. Once everybody can see
// it, nobody may see what was before.
func (h *houseUnderLoad) sync() {
	h.t.Helper()
	n := h.world.change()
	h.command("sync")
	h.seen(n)
}

// seen waits until each answer shows a change.
func (h *houseUnderLoad) seen(n int64) {
	h.t.Helper()
	v := visitor{crowd: h.crowd, have: map[string]kept{}}
	for _, q := range h.crowd.questions() {
		var err error
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
			if err = v.ask(q, n); err == nil {
				break
			}
			if time.Now().After(deadline) {
				h.t.Fatalf("change %d is never seen: %v", n, err)
			}
		}
	}
	h.world.synced.Store(n)
}

// crowded waits until each client had some answers more.
func (h *houseUnderLoad) crowded() {
	h.t.Helper()
	enough := h.crowd.answers.Load() + 2*int64(h.crowd.clients)
	h.daemon.await("many answers", func() bool { return h.crowd.answers.Load() >= enough || h.crowd.wrong.Load() > 0 })
}

// killWhileItReads ends the process at some moment of a sync, and starts it
// anew.
func (h *houseUnderLoad) killWhileItReads() {
	h.t.Helper()
	h.world.change()
	asked := h.world.asked.Load()
	under := start(h.t, h.dir, nil, "sync")
	h.daemon.await("reads", func() bool { return h.world.asked.Load() > asked })
	time.Sleep(rand.N(40 * time.Millisecond)) // any moment will do
	h.crowd.epoch.Add(1)
	h.daemon.signal(syscall.SIGKILL)
	h.daemon.wait()
	under.wait()
	h.daemon = startServe(h.t, h.dir)
	h.crowd.epoch.Add(1)
}

// tell logs what the crowd saw, and begins to count anew.
func (h *houseUnderLoad) tell(what string, began time.Time) {
	c := h.crowd
	took := time.Since(began)
	answers := c.answers.Swap(0)
	h.t.Logf("%s: change %d, %d answers in %.1f s (%.0f a second), %d of them 304, %d connections lost, %d times 503, %d wrong", what, h.world.shown.Load(),
		answers, took.Seconds(), float64(answers)/took.Seconds(), c.unchanged.Swap(0), c.away.Swap(0), c.unavailable.Swap(0), c.wrong.Load())
}

// gauge reads one of the daemon's metrics.
func (h *houseUnderLoad) gauge(name string) float64 {
	for line := range strings.Lines(get(h.crowd.page + "metrics")) {
		if value, found := strings.CutPrefix(line, name+" "); found {
			v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				h.t.Fatal(err)
			}
			return v
		}
	}
	h.t.Fatalf("no metric %s", name)
	return 0
}

// end: what is there is sound once the daemon has stopped.
func (h *houseUnderLoad) end() {
	h.daemon.signal(syscall.SIGTERM)
	if code := h.daemon.wait(); code != 0 {
		h.t.Errorf("exit code %d: %s", code, h.daemon.said())
	}
	h.command("verify")
	h.command("rebuild", "--check")
}
