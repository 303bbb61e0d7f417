//go:build unix

package store

import (
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"tresse"
)

// limit is how large a file may grow in the job fill.
const limit = 3 << 20

// A commit that finds no room is told so, and nothing is lost: what was there is
// there, and goes on once there is room.
func TestAFullDisk(t *testing.T) {
	s := newStore(t)
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	out, err := command("fill", path).Output()
	if err != nil || strings.TrimSpace(string(out)) != "plein" {
		t.Fatalf("%v: %s", err, out)
	}
	checkFilled(t, path)
}

func checkFilled(t *testing.T, path string) {
	t.Helper()
	s, err := Open(path, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	verified(t, s)
	n := must(s.Round())(t).Number
	if n < 2 {
		t.Fatalf("only %d commits landed", n)
	}
	same(t, "listings", len(must(s.ListingsAfter("", 1<<20))(t)), int(n)*50)
	mustCommit(t, s, fillCommit(n+1))
	verified(t, s)
}

// fillCommit puts fifty listings that are nowhere yet.
func fillCommit(n uint64) Commit {
	c := Commit{Round: &Round{n, false}}
	for i := range 50 {
		l := listing("agenda", int(n)*50+i)
		l.Description = strings.Repeat("longue ", 100)
		c.Listings = append(c.Listings, l)
	}
	return c
}

// fillUp commits until there is no more room, and then checks that it can still
// read, that a second try is told the same, and that a smaller change still
// lands or is told too.
func fillUp(path string) int {
	signal.Ignore(syscall.SIGXFSZ)
	if os.Getenv("STORE_TEST_UNLIMITED") == "" {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			fmt.Println(err)
			return 1
		}
	}
	s, err := Open(path, options())
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer s.Close()
	n := uint64(0)
	for err == nil {
		n++
		err = s.Commit(fillCommit(n))
	}
	again := s.Commit(fillCommit(n))
	for _, err := range []error{err, again} {
		if tresse.TroubleOf(err) != tresse.TroubleStore || !strings.Contains(tresse.AdviceOf(err), "Le disque est plein") {
			fmt.Printf("%v, %q\n", err, tresse.AdviceOf(err))
			return 1
		}
	}
	facts, err := s.ListingsAfter("", 1<<20)
	r, err2 := s.Round()
	if err != nil || err2 != nil || len(facts) != int(r.Number)*50 || r.Number != n-1 {
		fmt.Println(len(facts), r, err, err2)
		return 1
	}
	fmt.Println("plein")
	return 0
}
