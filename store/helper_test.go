package store

import (
	"fmt"
	"os"
	"strconv"

	"tresse"
)

// helper does one job in a process of its own and returns its exit code.
func helper(job, path string) int {
	switch job {
	case "open":
		s, err := Open(path, options())
		if err == nil {
			_ = s.Close()
		}
		fmt.Println(tresse.AdviceOf(err))
		return 0
	case "commits":
		return commitForEver(path)
	case "fill":
		return fillUp(path)
	}
	fmt.Fprintln(os.Stderr, "no such job:", job)
	return 2
}

// commitForEver commits, compacts, renames and rebuilds until it is killed. What
// commit n puts says n everywhere.
func commitForEver(path string) int {
	s, err := Open(path, options())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	r, err := s.Round()
	source := whole
	if err == nil && r.Number%7 == 4 { // killed before the renaming, or after it
		err = s.RenameSource(source(r.Number), source(r.Number+1))
	}
	for n := r.Number + 1; err == nil; n++ {
		if err = s.Commit(wholeCommit(source(n), n)); err != nil {
			break
		}
		fmt.Println(n)
		switch n % 7 {
		case 2:
			err = s.Compact()
		case 4:
			err = s.RenameSource(source(n), source(n+1))
		case 6:
			err = rebuildWhole(s, n)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// whole is the name that the source has when commit n is made: it changes after
// every commit that leaves 4 when divided by 7.
func whole(n uint64) string { return "s" + strconv.FormatUint((n+2)/7, 10) }

const wholeSize = 25

// wholeCommit puts a listing, a booking and a session for each of a few numbers.
func wholeCommit(source string, n uint64) Commit {
	c := Commit{Round: &Round{n, false}, Sources: []tresse.SourceState{{Name: source, Listings: wholeSize, Bookings: wholeSize, Failures: int(n)}}}
	for i := range wholeSize {
		l := listing(source, i)
		l.Title = strconv.FormatUint(n, 10)
		b := booking(l.Ref, 1)
		b.Person.LastName = l.Title
		c.Listings, c.Bookings = append(c.Listings, l), append(c.Bookings, b)
		c.Views.PutSessions = append(c.Views.PutSessions, wholeSession(i, n, l.Ref))
		c.Published = append(c.Published, tresse.Published{Audience: tresse.Public, UID: c.Views.PutSessions[i].ID, Sequence: int64(n), Modified: noon})
	}
	return c
}

func wholeSession(i int, n uint64, ref tresse.Ref) tresse.Session {
	x := at(fmt.Sprint(i), tresse.At(noon))
	x.Title, x.Refs = strconv.FormatUint(n, 10), []tresse.Ref{ref}
	return x
}

func rebuildWhole(s *Store, n uint64) error {
	g, err := s.BeginGeneration()
	if err != nil {
		return err
	}
	for i := range wholeSize {
		l := listing(whole(n), i)
		if err := g.Put(ViewChange{PutSessions: []tresse.Session{wholeSession(i, n, l.Ref)}}); err != nil {
			return err
		}
	}
	return g.Finish(nil, nil)
}
