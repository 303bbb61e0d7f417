package store

import (
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"tresse"
)

func generation(t testing.TB, s *Store) *Generation {
	t.Helper()
	g, err := s.BeginGeneration()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func bucketsOf(t testing.TB, s *Store) int {
	t.Helper()
	n := 0
	err := s.view(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, _ *bbolt.Bucket) error {
			if strings.HasPrefix(string(name), "views.") {
				n++
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAGenerationIsSeenWhenItIsFinished(t *testing.T) {
	s := newStore(t)
	a, b := at("a", tresse.At(noon)), at("b", tresse.At(noon))
	mustCommit(t, s, Commit{Views: ViewChange{PutSessions: []tresse.Session{a}}})
	g := generation(t, s)
	if _, err := s.BeginGeneration(); tresse.TroubleOf(err) != tresse.TroubleRefused {
		t.Errorf("two rebuilds at once: %v", err)
	}
	for _, x := range []tresse.Session{b, a} {
		if err := g.Put(ViewChange{PutSessions: []tresse.Session{x}}); err != nil {
			t.Fatal(err)
		}
	}
	same(t, "not yet", ids(must(s.Sessions(ViewSessions, Window{}))(t)), []tresse.ID{a.ID})
	diffs := must(s.Diff(g))(t)
	if len(diffs) != 2 { // the session and its way
		t.Errorf("differences: %q", diffs)
	}
	for _, d := range diffs {
		if strings.Contains(d, string(b.ID)) || !strings.Contains(d, "only in the rebuilt views") {
			t.Errorf("difference: %q", d)
		}
	}
	model := tresse.Model{Number: 2, At: noon}
	told := tresse.Published{Audience: tresse.Own, UID: b.ID, Sequence: 5, Modified: noon}
	if err := g.Finish([]tresse.Published{told}, &model); err != nil {
		t.Fatal(err)
	}
	same(t, "now", len(must(s.Sessions(ViewSessions, Window{}))(t)), 2)
	same(t, "counts", must(s.Count())(t).Sessions, 2)
	same(t, "model", must(s.Model())(t), model)
	same(t, "published", must(s.AllPublished(tresse.Own))(t), []tresse.Published{told})
	same(t, "one set of views", bucketsOf(t, s), 1)
	if err := g.Put(ViewChange{PutSessions: []tresse.Session{a}}); tresse.TroubleOf(err) != tresse.TroubleRefused {
		t.Errorf("put after the end: %v", err)
	}
	verified(t, s)
}

func TestAnAbandonedGenerationLeavesNothing(t *testing.T) {
	s := newStore(t)
	a := at("a", tresse.At(noon))
	mustCommit(t, s, Commit{Views: ViewChange{PutSessions: []tresse.Session{a}}})
	g := generation(t, s)
	if err := g.Put(ViewChange{PutSessions: []tresse.Session{a}}); err != nil {
		t.Fatal(err)
	}
	same(t, "the same views", must(s.Diff(g))(t), []string(nil))
	if err := g.Abandon(); err != nil {
		t.Fatal(err)
	}
	if err := g.Abandon(); err != nil {
		t.Error("twice: ", err)
	}
	same(t, "one set of views", bucketsOf(t, s), 1)
	if _, err := s.Diff(g); err == nil {
		t.Error("an abandoned rebuild was compared")
	}
	generation(t, s) // and is left behind, as by a crash
	same(t, "two", bucketsOf(t, s), 2)
	s = reopened(t, s)
	same(t, "dropped by Open", bucketsOf(t, s), 1)
	same(t, "still there", len(must(s.Sessions(ViewSessions, Window{}))(t)), 1)
}

func TestAGenerationThatMissesAChangeIsRefused(t *testing.T) {
	s := newStore(t)
	g := generation(t, s)
	mustCommit(t, s, Commit{Listings: []tresse.ListingFact{listing("agenda", 1)}})
	if err := g.Finish(nil, nil); tresse.TroubleOf(err) != tresse.TroubleRefused {
		t.Errorf("%v", err)
	}
	if err := g.Abandon(); err != nil {
		t.Fatal(err)
	}
	g = generation(t, s)
	mustCommit(t, s, Commit{Sources: []tresse.SourceState{{Name: "agenda", LastTry: noon}}})
	if err := g.Finish(nil, nil); err != nil {
		t.Errorf("a source's state is no input of the views: %v", err)
	}
}

func TestDiffTellsTwentyAtMost(t *testing.T) {
	s := newStore(t)
	var c ViewChange
	for i := range 60 {
		l := listing("agenda", i)
		c.PutSessions = append(c.PutSessions, session(&l))
	}
	mustCommit(t, s, Commit{Views: c})
	g := generation(t, s)
	same(t, "missing", len(must(s.Diff(g))(t)), 20)
	for i := range c.PutSessions {
		c.PutSessions[i].Title += " !"
	}
	if err := g.Put(c); err != nil {
		t.Fatal(err)
	}
	diffs := must(s.Diff(g))(t)
	same(t, "differing", len(diffs), 20)
	if !strings.HasSuffix(diffs[0], ": differs") {
		t.Error(diffs[0])
	}
}
