//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Killed at random moments of a sync, the store is sound each time, and the
// sync that is let end ends as if none had been interrupted.
//
// TRESSE_KILLS=500 kills as often as that; what is usual is enough to see each
// commit of a sync cut short a few times.
func TestKilledAtAnyMoment(t *testing.T) {
	kills, _ := strconv.Atoi(os.Getenv("TRESSE_KILLS"))
	switch {
	case kills > 0:
	case testing.Short():
		kills = 15
	default:
		kills = 40
	}
	dir := t.TempDir()
	writeAgenda(t, dir, 6000, "")
	whole := sessionsIn(t, dir, "whole.db")
	r := rand.New(rand.NewPCG(7, 11))
	configFor(t, dir, "killed.db")
	began := time.Now()
	start(t, dir, nil, "--config", "killed.db.toml", "sync").wait()
	length := time.Since(began) // a little more than what is killed below, which changes a seventh
	interrupted := 0
	for i := range kills {
		// Each try changes something, so that there is always something to lose.
		writeAgenda(t, dir, 6000, fmt.Sprintf(" (%d)", i%3))
		c := start(t, dir, nil, "--config", "killed.db.toml", "sync", "--full")
		time.AfterFunc(time.Duration(r.Int64N(int64(length))), func() { c.cmd.Process.Kill() })
		if c.wait() == -1 {
			interrupted++
		}
		if i%10 == 9 {
			verify(t, dir, "killed.db")
		}
	}
	t.Logf("%d of %d syncs were killed under way", interrupted, kills)
	if interrupted < kills/10 || interrupted == kills {
		t.Errorf("%d of %d syncs were killed under way: too few or all, nothing is seen by that", interrupted, kills)
	}
	verify(t, dir, "killed.db")
	writeAgenda(t, dir, 6000, "")
	if got := sessionsIn(t, dir, "killed.db"); got != whole {
		t.Error("the sync that was let end differs from one that was never interrupted")
	}
	if c := start(t, dir, nil, "--config", "killed.db.toml", "rebuild", "--check"); c.wait() != 0 {
		t.Errorf("rebuilt differs from grown: %s", c.out.String())
	}
}

// On a full disk a sync stops with a sentence, and what was stored is there.
func TestFullDisk(t *testing.T) {
	small := t.TempDir()
	if err := syscall.Mount("tmpfs", small, "tmpfs", 0, "size=3m"); err != nil {
		t.Logf("no small disk can be made here (%v): the store's own test limits the file instead", err)
		return
	}
	t.Cleanup(func() { syscall.Unmount(small, syscall.MNT_DETACH) })
	dir := t.TempDir()
	writeAgenda(t, dir, 100, "")
	db := filepath.Join(small, "full.db")
	configAt(t, dir, "full.db", db)
	if code := start(t, dir, nil, "--config", "full.db.toml", "sync").wait(); code != 0 {
		t.Fatalf("the small agenda: exit code %d", code)
	}
	writeAgenda(t, dir, 20000, "")
	c := start(t, dir, nil, "--config", "full.db.toml", "sync", "--json")
	if code := c.wait(); code == 0 || !strings.Contains(c.out.String()+c.err.String(), "plein") {
		t.Errorf("on a full disk: exit code %d, %s%s", code, c.out.String(), c.err.String())
	}
	var told roundJSON
	if err := json.Unmarshal(c.out.Bytes(), &told); err != nil || len(told.Sources) != 1 {
		t.Fatalf("the report: %v %s", err, c.out.String())
	}
	if err := syscall.Mount("tmpfs", small, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
		t.Fatal(err) // verify works on a copy, which needs room
	}
	verify(t, dir, "full.db")
	list := start(t, dir, nil, "--config", "full.db.toml", "sessions", "--format", "json")
	list.wait()
	var sessions []any
	if err := json.Unmarshal(list.out.Bytes(), &sessions); err != nil || len(sessions) < 100 {
		t.Errorf("%d sessions are left of what was stored, %v", len(sessions), err)
	}
	if added := told.Sources[0].Listings.Added; len(sessions) != 100+added {
		t.Errorf("%d listings are told as added to 100, and %d sessions are there", added, len(sessions))
	}
}

// command is tresse running as a process of its own.
type command struct {
	cmd      *exec.Cmd
	out, err bytes.Buffer
}

func start(t testing.TB, dir string, env []string, args ...string) *command {
	t.Helper()
	c := &command{cmd: exec.Command("tresse", args...)} // TestMain put it on the PATH
	c.cmd.Dir, c.cmd.Env = dir, append(os.Environ(), env...)
	c.cmd.Stdout, c.cmd.Stderr = &c.out, &c.err
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// wait returns the exit code, -1 after a kill.
func (c *command) wait() int {
	err := c.cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return 0
}

func configFor(t *testing.T, dir, db string) { configAt(t, dir, db, db) }

func configAt(t *testing.T, dir, name, db string) {
	t.Helper()
	text := fmt.Sprintf("data = %q\n[[source]]\nname = \"agenda\"\nkind = \"ical\"\npath = \"agenda.ics\"\nhorizon = \"36500d\"\n", db)
	if err := os.WriteFile(filepath.Join(dir, name+".toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// writeAgenda writes a calendar of n workshops, the titles of some of which end
// in suffix.
func writeAgenda(t *testing.T, dir string, n int, suffix string) {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//exemple//agenda//fr\r\n")
	first := time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)
	for i := range n {
		title := fmt.Sprintf("Atelier %d", i)
		if i%7 == 0 {
			title += suffix
		}
		at := first.Add(time.Duration(i) * time.Hour).Format("20060102T150405Z")
		fmt.Fprintf(&b, "BEGIN:VEVENT\r\nUID:a%06d@exemple.fr\r\nDTSTAMP:20261101T080000Z\r\nDTSTART:%s\r\nDURATION:PT1H\r\nSUMMARY:%s\r\nLOCATION:Médiathèque\r\nEND:VEVENT\r\n", i, at, title)
	}
	b.WriteString("END:VCALENDAR\r\n")
	path := filepath.Join(dir, "agenda.ics")
	if err := os.WriteFile(path+".new", b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

func verify(t *testing.T, dir, db string) {
	t.Helper()
	if c := start(t, dir, nil, "--config", db+".toml", "verify"); c.wait() != 0 {
		t.Fatalf("verify: %s%s", c.out.String(), c.err.String())
	}
}

// sessionsIn syncs to the end and returns all sessions, less the times at which
// tresse learned of them.
func sessionsIn(t *testing.T, dir, db string) string {
	t.Helper()
	configFor(t, dir, db)
	if c := start(t, dir, nil, "--config", db+".toml", "sync"); c.wait() != 0 {
		t.Fatalf("sync: %s%s", c.out.String(), c.err.String())
	}
	c := start(t, dir, nil, "--config", db+".toml", "sessions", "--format", "json")
	if code := c.wait(); code != 0 {
		t.Fatalf("sessions: exit code %d, %s", code, c.err.String())
	}
	var list []map[string]any
	if err := json.Unmarshal(c.out.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		delete(s, "updated")
	}
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
