package sessions

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"tresse"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func fact(source, external string, round uint64, keys ...string) tresse.ListingFact {
	own := tresse.KeyOwn(source, external)
	return tresse.ListingFact{
		Listing: tresse.Listing{
			Ref: tresse.NewRef(source, external), ID: tresse.NewID(own), Keys: append([]string{own}, keys...), Title: "Atelier selon " + source,
			Start: tresse.At(noon), End: tresse.At(noon.Add(time.Hour)),
		},
		Track: tresse.Track{First: tresse.Sight{Round: round}, State: tresse.Live, Changed: noon},
	}
}

func groups(list []tresse.Session) [][]tresse.Ref {
	var all [][]tresse.Ref
	for _, s := range list {
		all = append(all, s.Refs)
	}
	return all
}

func TestIdentityJoins(t *testing.T) {
	facts := []tresse.ListingFact{fact("a", "1", 1, "uid|x"), fact("b", "1", 2, "uid|x"), fact("c", "1", 3, "uid|y")}
	facts[2].Title = "Réunion de quartier"
	list := Group(facts, NewRules(Trust{"b": 0, "a": 1, "c": 2}, nil, nil))
	if got, want := groups(list), [][]tresse.Ref{{"a/1", "b/1"}, {"c/1"}}; !reflect.DeepEqual(got, want) {
		t.Fatalf("groups %v, want %v", got, want)
	}
	s := list[0]
	if s.ID != facts[0].ID || !reflect.DeepEqual(s.Aliases, []tresse.ID{facts[1].ID}) {
		t.Errorf("id %s, aliases %v", s.ID, s.Aliases)
	}
	if s.Title != "Atelier selon b" {
		t.Errorf("title %q: the more trusted source speaks", s.Title)
	}
}

func TestTheOrderHandedInDoesNotMatter(t *testing.T) {
	var facts []tresse.ListingFact
	for i := range 12 {
		f := fact(string(rune('a'+i%3)), string(rune('0'+i)), uint64(i/4), "uid|"+string(rune('p'+i%5)))
		facts = append(facts, f)
	}
	decisions := []tresse.Decision{
		{Number: 1, Verb: tresse.DecideDifferent, Subject: tresse.AboutSessions, A: facts[0].Ref, B: facts[5].Ref},
		{Number: 2, Verb: tresse.DecideSame, Subject: tresse.AboutSessions, A: facts[1].Ref, B: facts[2].Ref},
	}
	want := Group(append([]tresse.ListingFact{}, facts...), NewRules(Trust{"a": 0, "b": 1}, decisions, nil))
	r := rand.New(rand.NewPCG(1, 1))
	for range 50 {
		r.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
		if got := Group(append([]tresse.ListingFact{}, facts...), NewRules(Trust{"a": 0, "b": 1}, decisions, nil)); !reflect.DeepEqual(got, want) {
			t.Fatalf("another order gives %v, not %v", groups(got), groups(want))
		}
	}
}

func TestWhoSpeaks(t *testing.T) {
	live, gone, past := fact("a", "1", 1, "uid|x"), fact("b", "1", 1, "uid|x"), fact("c", "1", 1, "uid|x")
	gone.State, past.State = tresse.Gone, tresse.Archived
	trust := Trust{"b": 0, "a": 1, "c": 2}
	for _, c := range []struct {
		name   string
		facts  []tresse.ListingFact
		status tresse.Status
		title  string
		past   bool
	}{
		{"one stands", []tresse.ListingFact{live, gone}, tresse.Scheduled, "Atelier selon a", false},
		{"none stands", []tresse.ListingFact{gone}, tresse.Withdrawn, "Atelier selon b", false},
		{"had its time", []tresse.ListingFact{past, gone}, tresse.Scheduled, "Atelier selon c", true},
	} {
		s := Group(c.facts, NewRules(trust, nil, nil))[0]
		if s.Status != c.status || s.Title != c.title || s.Archived != c.past {
			t.Errorf("%s: %s, %q, archived %v", c.name, s.Status, s.Title, s.Archived)
		}
	}
	dead, again := fact("a", "1", 1, "slot|x"), fact("a", "2", 2, "slot|x")
	dead.Status = tresse.Cancelled
	if s := Group([]tresse.ListingFact{dead, again}, NewRules(trust, nil, nil))[0]; s.Status != tresse.Scheduled {
		t.Errorf("cancelled and booked anew in one slot: %s", s.Status)
	}
}

func TestDisagreementIsShown(t *testing.T) {
	a, b := fact("a", "1", 1, "uid|x"), fact("b", "1", 2, "uid|x")
	b.Start, b.Status, b.Place.Name, a.Place.Name = tresse.At(noon.Add(time.Hour)), tresse.Cancelled, "Salle 2", "Salle 1"
	b.End = a.End
	s := Group([]tresse.ListingFact{a, b}, NewRules(Trust{"a": 0, "b": 1}, nil, nil))[0]
	var fields []string
	for _, c := range s.Conflicts {
		fields = append(fields, c.Field)
		if c.Values[0].Source != "a" {
			t.Errorf("%s: the value shown does not come first: %+v", c.Field, c.Values)
		}
	}
	if !reflect.DeepEqual(fields, []string{"start", "place", "status"}) {
		t.Errorf("conflicts over %v", fields)
	}
}

func TestSupersededJoinsItsSuccessor(t *testing.T) {
	old, now := fact("a", "s@1", 1), fact("a", "s@2", 2)
	old.State = tresse.Superseded
	now.MovedFrom = []tresse.Move{{Ref: old.Ref, Start: old.Start}}
	list := Group([]tresse.ListingFact{now, old}, NewRules(nil, nil, nil))
	if len(list) != 1 || list[0].ID != old.ID || !reflect.DeepEqual(list[0].Refs, []tresse.Ref{"a/s@2"}) {
		t.Errorf("%+v", list)
	}
}
