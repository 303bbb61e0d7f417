//go:build unix

package store

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"tresse"
)

// A process that commits, compacts, renames and rebuilds is killed sixty times
// at moments nobody chose. Each time the store opens, all of it is in order, and
// it holds the last commit that was told, or the one after it: whole.
func TestKilledAtAnyMoment(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tresse.db")
	r := rand.New(rand.NewPCG(5, 6))
	var last uint64
	for i := range 60 {
		told := killed(t, command("commits", path), r)
		s, err := Open(path, options())
		if err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		verified(t, s)
		n := must(s.Round())(t).Number
		if n < max(told, last) || n > max(told, last)+1 {
			t.Errorf("kill %d: commit %d was told, %d is there", i, told, n)
		}
		last = n
		checkWhole(t, s, n)
		same(t, "beside", beside(t, path), []string(nil))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			t.Fatalf("after kill %d", i)
		}
	}
	t.Logf("%d commits in 60 lives", last)
}

// killed starts the process, lets it tell a few commits and kills it a moment
// later; it returns the last commit that it told.
func killed(t *testing.T, cmd *exec.Cmd, r *rand.Rand) uint64 {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var told uint64
	for range r.IntN(12) {
		if !lines.Scan() {
			break
		}
		told, _ = strconv.ParseUint(lines.Text(), 10, 64)
	}
	time.Sleep(time.Duration(r.IntN(20_000)) * time.Microsecond) // the moment is any
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		told, _ = strconv.ParseUint(lines.Text(), 10, 64)
	}
	_ = cmd.Wait()
	return told
}

// checkWhole checks that all of commit n is there and nothing of any other. The
// source may have been renamed after it.
func checkWhole(t *testing.T, s *Store, n uint64) {
	t.Helper()
	if n == 0 {
		return
	}
	title := strconv.FormatUint(n, 10)
	listings := must(s.ListingsAfter("", 999))(t)
	bookings := must(s.BookingsAfter("", 999))(t)
	sessions := must(s.Sessions(ViewSessions, Window{}))(t)
	states := must(s.Sources())(t)
	same(t, "sizes", []int{len(listings), len(bookings), len(sessions), len(states)}, []int{wholeSize, wholeSize, wholeSize, 1})
	if t.Failed() {
		return
	}
	if states[0].Name != whole(n) && states[0].Name != whole(n+1) {
		t.Errorf("the source is named %s after commit %d", states[0].Name, n)
	}
	for i := range wholeSize {
		got := []string{listings[i].Title, bookings[i].Person.LastName, sessions[i].Title, listings[i].Ref.Source(), bookings[i].Listing.Source(), fmt.Sprint(states[0].Failures)}
		same(t, "content", got, []string{title, title, title, states[0].Name, states[0].Name, title})
	}
	for _, p := range must(s.AllPublished(tresse.Public))(t) {
		same(t, "sequence", p.Sequence, int64(n))
	}
}
