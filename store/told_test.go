package store

import (
	"testing"
	"time"

	"tresse"
)

func lasting(name string, from, to time.Time) tresse.Session {
	s := at(name, tresse.At(from))
	s.End = tresse.At(to)
	return s
}

func TestToldHoldsWhatStandsInTheWindow(t *testing.T) {
	s := newStore(t)
	hours := func(h int) time.Time { return noon.Add(time.Duration(h) * time.Hour) }
	over := lasting("over", hours(-400), hours(-200))
	long := lasting("long", hours(-4000), hours(3))
	now := lasting("now", hours(1), hours(2))
	endless := at("endless", tresse.At(hours(4)))
	after := lasting("after", hours(400), hours(401))
	told := tresse.Published{Audience: tresse.Team, UID: now.ID, Sequence: 7, Modified: noon}
	mustCommit(t, s, Commit{
		Views:     ViewChange{PutSessions: []tresse.Session{over, long, now, endless, after}},
		Published: []tresse.Published{told, {Audience: tresse.Public, UID: now.ID, Sequence: 1, Modified: noon}, {Audience: tresse.Team, UID: over.ID, Modified: noon}},
	})
	list, published, err := s.Told(ViewSessions, tresse.Team, Window{From: noon, To: hours(300)})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "sessions", ids(list), []tresse.ID{long.ID, now.ID, endless.ID})
	same(t, "published", published, map[tresse.ID]tresse.Published{now.ID: told})
	all, _, err := s.Told(ViewSessions, tresse.Team, Window{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "all of them", ids(all), []tresse.ID{long.ID, over.ID, now.ID, endless.ID, after.ID})
	if _, _, err := s.Told("beneficiaries", tresse.Own, Window{}); err == nil {
		t.Error("a view that is none was read")
	}
}
