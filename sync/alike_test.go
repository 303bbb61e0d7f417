package syncer

import (
	"slices"
	"testing"
	"time"

	"tresse"
	"tresse/store"
	"tresse/sync/sessions"
)

// workshop is a listing of the kind that two platforms have of one workshop.
func workshop(p *platform, external, title string, at time.Time) tresse.Listing {
	l := *p.list(external, title, at, 2*time.Hour)
	l.Kind, l.Place = tresse.Workshop, tresse.Place{Name: "Médiathèque des Platanes", City: "Vénissieux"}
	p.put(l)
	return l
}

// with opens the house again with places of a known size.
func (h *house) with(rooms ...sessions.Room) {
	h.t.Helper()
	var err error
	if h.engine, err = New(h.store, Options{Sources: h.conf, Zone: paris(h.t), Now: h.clock, Rooms: rooms}); err != nil {
		h.t.Fatal(err)
	}
	h.check()
}

var tuesday = time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC)

// Booked at two platforms is one seat; what was said last holds, and that they
// disagree is shown.
func TestOneSeat(t *testing.T) {
	a, b := newPlatform("agenda"), newPlatform("zeeg")
	workshop(a, "1", "Atelier : créer son CV", tuesday)
	workshop(b, "7", "Créer son CV", tuesday)
	a.book("1", "1/x", "Aminata", "aminata@exemple.fr")
	b.book("7", "7/x", "Aminata", "aminata@exemple.fr")
	h := newHouse(t, a, b)
	h.sync()
	if s := h.one(); s.Taken != 1 || len(s.Refs) != 2 {
		t.Fatalf("%d seats, refs %v", s.Taken, s.Refs)
	}
	seats := h.seats(h.one().ID)
	if len(seats) != 1 || len(seats[0].Refs) != 2 || len(seats[0].Conflicts) != 0 {
		t.Fatalf("%+v", seats)
	}
	x := b.bookings["zeeg/7/x"]
	x.Status, x.CancelledAt = tresse.SeatCancelled, h.now.Add(time.Second)
	b.bookings[x.Ref] = x
	h.sync()
	seats = h.seats(h.one().ID)
	if len(seats) != 1 || seats[0].Status != tresse.SeatCancelled || len(seats[0].Conflicts) != 1 || seats[0].Conflicts[0].Values[0].Source != "zeeg" {
		t.Fatalf("cancelled last: %+v", seats)
	}
	y := a.bookings["agenda/1/x"]
	y.BookedAt = h.now.Add(time.Hour)
	a.bookings[y.Ref] = y
	h.sync()
	if seats = h.seats(h.one().ID); seats[0].Status != tresse.Booked || h.one().Taken != 1 {
		t.Fatalf("booked again since: %+v", seats)
	}
}

// Seats are counted over all doors, and capacity is the room's, else one
// platform's, never a sum.
func TestCapacityIsTheRooms(t *testing.T) {
	a, b := newPlatform("zeeg"), newPlatform("rdv")
	x := workshop(a, "1", "Atelier tablette", tuesday)
	x.Capacity, x.Taken = 6, 3
	a.put(x)
	y := workshop(b, "7", "Tablette", tuesday)
	y.Capacity, y.Taken = 4, 2
	b.put(y)
	a.book("1", "1/x", "Aminata", "aminata@exemple.fr")
	h := newHouse(t, a, b)
	h.sync()
	if s := h.one(); s.Capacity != 6 || s.Taken != 5 {
		t.Fatalf("%d of %d", s.Taken, s.Capacity)
	}
	h.with(sessions.Room{Name: "médiathèque des platanes", Capacity: 12})
	if s := h.one(); s.Capacity != 12 {
		t.Fatalf("in a room for twelve: %d", s.Capacity)
	}
	h.with()
	if s := h.one(); s.Capacity != 6 {
		t.Fatalf("no more said of the room: %d", s.Capacity)
	}
}

// An appointment in a permanence is part of it and counted there; a corrected
// kind holds for later dates, and undoing it brings all back.
func TestKindsAreDecided(t *testing.T) {
	a, b := newPlatform("agenda"), newPlatform("zeeg")
	for i, id := range []string{"p1", "p2", "p3"} {
		l := workshop(a, id, "Aide numérique", tuesday.AddDate(0, 0, 7*i))
		l.Kind, l.Parent = tresse.OtherKind, "p"
		a.put(l)
		m := workshop(b, id, "Aide aux démarches", tuesday.AddDate(0, 0, 7*i).Add(30*time.Minute))
		m.Kind, m.End, m.Capacity = tresse.Appointment, tresse.At(m.Start.Add(30*time.Minute)), 1
		b.put(m)
	}
	h := newHouse(t, a, b)
	h.sync()
	inside := func() (n, taken int) {
		for _, s := range h.sessions() {
			if s.PartOf != "" {
				n++
			}
			if s.Kind == tresse.DropIn {
				taken += s.Taken
			}
		}
		return n, taken
	}
	if n, _ := inside(); n != 0 {
		t.Fatalf("%d appointments in what is no permanence", n)
	}
	second, _, err := h.store.Session("sessions", tresse.NewID(tresse.KeyOwn("agenda", "p2")))
	if err != nil {
		t.Fatal(err)
	}
	d, err := h.engine.DecideKind(second.ID, tresse.DropIn, "")
	if err != nil {
		t.Fatal(err)
	}
	h.check()
	if n, taken := inside(); n != 2 || taken != 2 {
		t.Fatalf("the second date and the third: %d inside, %d taken", n, taken)
	}
	if _, err := h.engine.DecideKind(second.ID, tresse.Workshop, ""); tresse.TroubleOf(err) != tresse.TroubleRefused {
		t.Errorf("decided twice: %v", err)
	}
	l := workshop(a, "p4", "Aide numérique", tuesday.AddDate(0, 0, 28))
	l.Parent = "p"
	a.put(l)
	h.sync()
	if s, _, _ := h.store.Session("sessions", l.ID); s.Kind != tresse.DropIn {
		t.Errorf("a date that came since is %s", s.Kind)
	}
	if _, err := h.engine.Undo(d.Number, ""); err != nil {
		t.Fatal(err)
	}
	h.check()
	if n, _ := inside(); n != 0 {
		t.Fatalf("%d inside after all", n)
	}
}

// Moved at one platform and not yet at the other it stays one session, under its
// id, with a higher number, and says that they disagree.
func TestMovedAtOnePlatform(t *testing.T) {
	a, b := newPlatform("agenda"), newPlatform("zeeg")
	x := workshop(a, "1", "Atelier : créer son CV", tuesday)
	workshop(b, "7", "Créer son CV", tuesday)
	h := newHouse(t, a, b)
	h.sync()
	before := h.one()
	told := func() int64 {
		all, err := h.store.AllPublished(tresse.Team)
		if err != nil || len(all) == 0 {
			t.Fatal(err)
		}
		return all[0].Sequence
	}
	was := told()
	x.Start, x.End = tresse.At(tuesday.Add(3*time.Hour)), tresse.At(tuesday.Add(5*time.Hour))
	a.put(x)
	h.sync()
	after := h.one()
	if after.ID != before.ID || !after.Start.Same(x.Start) || told() <= was {
		t.Fatalf("%s at %s, %d after %d", after.ID, after.Start, told(), was)
	}
	if !slices.ContainsFunc(after.Conflicts, func(c tresse.Conflict) bool { return c.Field == "start" && c.Values[0].Source == "agenda" }) {
		t.Errorf("conflicts %+v", after.Conflicts)
	}
	a.drop("1")
	h.sync()
	if s := h.one(); s.Status == tresse.Withdrawn || len(s.Conflicts) == 0 {
		t.Errorf("gone at one platform: %s, %+v", s.Status, s.Conflicts)
	}
}

// However many séances, somebody's place in a parcours is one inscription; and
// each séance attended is one presence.
func TestOneInscriptionInAParcours(t *testing.T) {
	a := newPlatform("zeeg")
	for i, n := range []string{"1/3", "2/3", "3/3"} {
		workshop(a, n[:1], "Créer son CV – séance "+n, tuesday.AddDate(0, 0, 7*i))
		a.book(n[:1], n[:1]+"/x", "Aminata", "aminata@exemple.fr")
	}
	x := a.bookings["zeeg/1/x"]
	x.Status = tresse.Attended
	a.bookings[x.Ref] = x
	h := newHouse(t, a)
	h.sync()
	for i, s := range h.sessions() {
		if s.Programme == nil || s.Programme.Index != i+1 || s.Programme.Of != 3 || s.Programme.Title != "Créer son CV" {
			t.Fatalf("%s: %+v", s.Title, s.Programme)
		}
	}
	people, err := h.store.Beneficiaries()
	if err != nil || len(people) != 1 || people[0].Registrations != 1 || people[0].Attended != 1 {
		t.Fatalf("%+v %v", people, err)
	}
	list := h.sessions()
	if _, err := h.engine.DecideAlone([]tresse.ID{list[2].ID}, ""); err != nil {
		t.Fatal(err)
	}
	h.check()
	if people, _ = h.store.Beneficiaries(); people[0].Registrations != 2 {
		t.Errorf("with one séance by itself: %d inscriptions", people[0].Registrations)
	}
}

// What is taken off a session stays off, until that is undone; and both words
// tell why.
func TestSplitASession(t *testing.T) {
	a, b := newPlatform("agenda"), newPlatform("zeeg")
	workshop(a, "1", "Atelier : créer son CV", tuesday)
	workshop(b, "7", "Créer son CV", tuesday)
	h := newHouse(t, a, b)
	h.sync()
	s := h.one()
	if why, err := h.engine.WhySessions(s.ID, s.Aliases[0]); err != nil || len(why) < 3 {
		t.Fatalf("%+v %v", why, err)
	}
	d, err := h.engine.SplitSession(s.ID, []string{"zeeg/7"}, "")
	if err != nil {
		t.Fatal(err)
	}
	h.sync()
	if n := len(h.sessions()); n != 2 {
		t.Fatalf("%d sessions", n)
	}
	if q, err := h.engine.SessionDuplicates(); err != nil || len(q) != 0 {
		t.Errorf("asked again: %+v %v", q, err)
	}
	if _, err := h.engine.Undo(d.Number, ""); err != nil {
		t.Fatal(err)
	}
	h.check()
	h.one()
}

// What is likely is asked, and not done.
func TestLikelySessionsAreAsked(t *testing.T) {
	a, b := newPlatform("agenda"), newPlatform("zeeg")
	workshop(a, "1", "Atelier numérique", tuesday)
	workshop(b, "7", "Découvrir la tablette", tuesday)
	h := newHouse(t, a, b)
	h.sync()
	q, err := h.engine.SessionDuplicates()
	if err != nil || len(q) != 1 || len(h.sessions()) != 2 || q[0].Score <= 0 || len(q[0].Reasons) == 0 {
		t.Fatalf("%+v %v", q, err)
	}
	if _, err := h.engine.Decide(tresse.DecideSame, tresse.AboutSessions, "agenda/1", "zeeg/7", ""); err != nil {
		t.Fatal(err)
	}
	h.check()
	h.one()
}

// An index made by an earlier version lacks what this one looks for: a rebuild
// makes it again.
func TestRebuildMakesTheIndexAgain(t *testing.T) {
	a, b := newPlatform("agenda"), newPlatform("zeeg")
	workshop(a, "1", "Atelier : créer son CV", tuesday)
	workshop(b, "7", "Créer son CV", tuesday)
	h := newHouse(t, a, b)
	h.sync()
	facts, err := h.store.Listings([]tresse.Ref{"agenda/1", "zeeg/7"})
	if err != nil {
		t.Fatal(err)
	}
	var c store.Commit
	for i := range facts {
		for _, block := range h.engine.rules.Blocks(&facts[i]) {
			c.Unindex = append(c.Unindex, store.IndexEntry{Kind: store.Listings, Block: block, Ref: facts[i].Ref})
		}
	}
	if err := h.store.Commit(c); err != nil {
		t.Fatal(err)
	}
	found := func() int {
		refs, err := h.store.Blocked(store.Listings, h.engine.rules.Blocks(&facts[0]))
		if err != nil {
			t.Fatal(err)
		}
		return len(refs)
	}
	if n := found(); n != 0 {
		t.Fatalf("%d are still found", n)
	}
	if err := h.engine.Rebuild(); err != nil {
		t.Fatal(err)
	}
	if n := found(); n != 2 {
		t.Errorf("%d are found on that day", n)
	}
	h.check()
	h.one()
}
