package store

import (
	"testing"
	"time"

	"tresse"
)

func ids(sessions []tresse.Session) []tresse.ID {
	var ids []tresse.ID
	for _, x := range sessions {
		ids = append(ids, x.ID)
	}
	return ids
}

func id(text string) tresse.ID { return tresse.NewID(text) }

func at(name string, start tresse.Time) tresse.Session {
	return tresse.Session{ID: id(name), Title: name, Start: start, End: tresse.At(start.Add(time.Hour)), Status: tresse.Scheduled, Updated: noon}
}

func TestSessionsByWindow(t *testing.T) {
	s := newStore(t)
	hour := func(h int) tresse.Time { return tresse.At(noon.Add(time.Duration(h) * time.Hour)) }
	early, first, second, late := at("early", hour(-1)), at("first", hour(0)), at("second", hour(1)), at("late", hour(2))
	old := at("old", tresse.At(time.Date(1955, 1, 1, 0, 0, 0, 0, time.UTC)))
	mustCommit(t, s, Commit{Views: ViewChange{PutSessions: []tresse.Session{late, second, old, first, early}, PutPublic: []tresse.Session{first}}})
	for name, c := range map[string]struct {
		w    Window
		want []tresse.ID
	}{
		"all":       {Window{}, []tresse.ID{old.ID, early.ID, first.ID, second.ID, late.ID}},
		"half open": {Window{noon, noon.Add(2 * time.Hour)}, []tresse.ID{first.ID, second.ID}},
		"from":      {Window{From: noon.Add(time.Second)}, []tresse.ID{second.ID, late.ID}},
		"to":        {Window{To: noon}, []tresse.ID{old.ID, early.ID}},
		"empty":     {Window{noon, noon}, nil},
	} {
		same(t, name, ids(must(s.Sessions(ViewSessions, c.w))(t)), c.want)
	}
	same(t, "public", must(s.Sessions(ViewPublic, Window{}))(t), []tresse.Session{first})
	if _, err := s.Sessions("private", Window{}); err == nil {
		t.Error("a view that does not exist was read")
	}
}

// A day begins at midnight where the window is asked from: 22 November in Fort-
// de-France is not yet over when it is the 23rd in UTC.
func TestADayLiesInTheWindowOfItsZone(t *testing.T) {
	s := newStore(t)
	day := func(d int) tresse.Session {
		return at("jour", tresse.OnDay(time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC)))
	}
	three := []tresse.Session{day(21), day(22), day(23)}
	for i := range three {
		three[i].ID = id(three[i].Start.Stamp())
	}
	mustCommit(t, s, Commit{Views: ViewChange{PutSessions: three}})
	for _, zone := range []string{"America/Martinique", "Europe/Paris", "Indian/Reunion", "Pacific/Auckland", "Pacific/Pago_Pago"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		w := Window{time.Date(2026, 11, 22, 0, 0, 0, 0, loc), time.Date(2026, 11, 23, 0, 0, 0, 0, loc)}
		same(t, zone, ids(must(s.Sessions(ViewSessions, w))(t)), []tresse.ID{three[1].ID})
		same(t, zone+", to", ids(must(s.Sessions(ViewSessions, Window{To: w.To}))(t)), []tresse.ID{three[0].ID, three[1].ID})
	}
}

func TestASessionAnswersToItsAliases(t *testing.T) {
	s := newStore(t)
	a, b := at("a", tresse.At(noon)), at("b", tresse.At(noon))
	a.Aliases = []tresse.ID{id("x"), id("y")}
	mustCommit(t, s, Commit{Views: ViewChange{PutSessions: []tresse.Session{a, b}}})
	for _, name := range []string{"a", "x", "y"} {
		got, ok, err := s.Session(ViewSessions, id(name))
		if err != nil || !ok {
			t.Fatal(name, ok, err)
		}
		same(t, name, got, a)
	}
	if _, ok, err := s.Session(ViewPublic, a.ID); ok || err != nil {
		t.Error("the public view answers for the other", err)
	}
	if _, ok, err := s.Session(ViewSessions, "../etc/passwd"); ok || err != nil {
		t.Error("an id that is none was found", err)
	}
	if _, ok, _ := s.Session(ViewSessions, "6BA7B810-9DAD-11D1-80B4-00C04FD430C8"); ok {
		t.Error("an unknown id was found")
	}
	got := must(s.SessionsByID(ViewSessions, []tresse.ID{id("y"), id("nobody"), b.ID, a.ID, id("x")}))(t)
	same(t, "each once, in order", ids(got), []tresse.ID{a.ID, b.ID})

	// The listing behind x and then a itself move over to b.
	a.Aliases, b.Aliases = []tresse.ID{id("y")}, []tresse.ID{id("x")}
	mustCommit(t, s, Commit{Views: ViewChange{PutSessions: []tresse.Session{b, a}}})
	got = must(s.SessionsByID(ViewSessions, []tresse.ID{id("x")}))(t)
	same(t, "x moved", ids(got), []tresse.ID{b.ID})
	b.Aliases = []tresse.ID{id("x"), id("y"), a.ID}
	mustCommit(t, s, Commit{Views: ViewChange{DropSessions: []tresse.ID{a.ID}, PutSessions: []tresse.Session{b}}})
	got = must(s.SessionsByID(ViewSessions, []tresse.ID{id("y"), a.ID}))(t)
	same(t, "all to b", ids(got), []tresse.ID{b.ID})
	verified(t, s)
}

func TestADroppedViewLeavesNothing(t *testing.T) {
	s := newStore(t)
	empty := waysIn(t, s)
	a := at("a", tresse.At(noon))
	a.Aliases = []tresse.ID{id("x")}
	r := tresse.Registration{ID: id("r"), Session: a.ID, Beneficiary: id("p"), Status: tresse.Booked, Seats: 1}
	p := tresse.Beneficiary{ID: id("p"), Aliases: []tresse.ID{id("q")}, FirstName: "Zoé", FirstSeen: noon, LastSeen: noon}
	c := ViewChange{PutSessions: []tresse.Session{a}, PutPublic: []tresse.Session{a}, PutRegistrations: []tresse.Registration{r}, PutBeneficiaries: []tresse.Beneficiary{p}}
	mustCommit(t, s, Commit{Views: c})
	same(t, "counts", must(s.Count())(t), Counts{1, 1, 1, 1})
	if n := waysIn(t, s); n != empty+7 {
		t.Errorf("%d ways to four views", n)
	}
	a.Start = tresse.At(noon.Add(time.Hour))
	mustCommit(t, s, Commit{Views: ViewChange{PutSessions: []tresse.Session{a}}})
	same(t, "moved", must(s.Sessions(ViewSessions, Window{To: a.Start.Time}))(t), []tresse.Session(nil))
	mustCommit(t, s, Commit{Views: ViewChange{DropSessions: []tresse.ID{a.ID, a.ID, id("nobody")}, DropPublic: []tresse.ID{a.ID}, DropRegistrations: []tresse.ID{r.ID}, DropBeneficiaries: []tresse.ID{p.ID}}})
	same(t, "counts", must(s.Count())(t), Counts{})
	if n := waysIn(t, s); n != empty {
		t.Errorf("%d ways lead nowhere", n-empty)
	}
}

func TestAViewDroppedAndPutInOneCommitIsThere(t *testing.T) {
	s := newStore(t)
	a := at("a", tresse.At(noon))
	mustCommit(t, s, Commit{Views: ViewChange{PutSessions: []tresse.Session{a}}})
	mustCommit(t, s, Commit{Views: ViewChange{DropSessions: []tresse.ID{a.ID}, PutSessions: []tresse.Session{a}}})
	same(t, "there", must(s.Sessions(ViewSessions, Window{}))(t), []tresse.Session{a})
	same(t, "counted", must(s.Count())(t).Sessions, 1)
}

func TestRegistrationsByEnd(t *testing.T) {
	s := newStore(t)
	a, b := at("a", tresse.At(noon)), at("b", tresse.At(noon))
	a.Aliases = []tresse.ID{id("x")}
	p := tresse.Beneficiary{ID: id("p"), Aliases: []tresse.ID{id("q")}}
	reg := func(name string, session, person tresse.ID) tresse.Registration {
		return tresse.Registration{ID: id(name), Session: session, Beneficiary: person, Status: tresse.Booked, Seats: 1}
	}
	rs := []tresse.Registration{reg("1", a.ID, p.ID), reg("2", b.ID, p.ID), reg("3", a.ID, id("other"))}
	mustCommit(t, s, Commit{Views: ViewChange{PutSessions: []tresse.Session{a, b}, PutBeneficiaries: []tresse.Beneficiary{p}, PutRegistrations: rs}})
	count := func(all []tresse.Registration) map[tresse.ID]bool {
		m := map[tresse.ID]bool{}
		for _, r := range all {
			m[r.ID] = true
		}
		return m
	}
	of := must(s.RegistrationsOfSessions([]tresse.ID{id("x"), a.ID}))(t)
	same(t, "of a session, by its alias, once", count(of), map[tresse.ID]bool{rs[0].ID: true, rs[2].ID: true})
	same(t, "each once", len(of), 2)
	same(t, "of a person by an alias", count(must(s.RegistrationsOfBeneficiaries([]tresse.ID{id("q")}))(t)), map[tresse.ID]bool{rs[0].ID: true, rs[1].ID: true})
	same(t, "of a person not stored", count(must(s.RegistrationsOfBeneficiaries([]tresse.ID{id("other")}))(t)), map[tresse.ID]bool{rs[2].ID: true})
	same(t, "by id", must(s.RegistrationsByID([]tresse.ID{rs[2].ID, rs[0].ID}))(t), []tresse.Registration{rs[2], rs[0]})
	same(t, "all", len(must(s.Registrations())(t)), 3)
	one, ok, err := s.Beneficiary(id("q"))
	if err != nil || !ok || one.ID != p.ID {
		t.Error(one.ID, ok, err)
	}
	same(t, "everybody", must(s.Beneficiaries())(t), []tresse.Beneficiary{p})
}

func TestAnIDThatIsNoneIsRefusedWhole(t *testing.T) {
	s := newStore(t)
	l := listing("agenda", 1)
	err := s.Commit(Commit{Listings: []tresse.ListingFact{l}, Views: ViewChange{PutSessions: []tresse.Session{{ID: "séance-1", Start: l.Start}}}})
	if tresse.TroubleOf(err) != tresse.TroubleRefused {
		t.Errorf("%v", err)
	}
	same(t, "nothing landed", must(s.ListingsAfter("", 9))(t), []tresse.ListingFact(nil))
}
