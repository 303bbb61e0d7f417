package syncer

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tresse"
	"tresse/store"
)

// add books at the counter; what grew must equal what would be rebuilt.
func (h *house) add(e Entry) Booked {
	h.t.Helper()
	h.now = h.now.Add(time.Minute)
	b, err := h.engine.Add(e)
	if err != nil {
		h.t.Fatalf("%v: %s", err, tresse.AdviceOf(err))
	}
	h.check()
	return b
}

func (h *house) refused(e Entry, word string) {
	h.t.Helper()
	_, err := h.engine.Add(e)
	if tresse.TroubleOf(err) != tresse.TroubleRefused || !strings.Contains(tresse.AdviceOf(err), word) {
		h.t.Fatalf("not refused with %q: %v, %s", word, err, tresse.AdviceOf(err))
	}
}

func named(first, last string, phones ...string) tresse.Person {
	return tresse.Person{FirstName: first, LastName: last, Phones: phones}
}

// workshopHouse has one workshop in two days, on one platform.
func workshopHouse(t *testing.T) (*house, *platform) {
	p := newPlatform("agenda")
	l := p.list("a", "Créer son CV", noon.Add(48*time.Hour), 2*time.Hour)
	l.Kind, l.Capacity = tresse.Workshop, 10
	p.put(*l)
	h := newHouse(t, p)
	h.sync()
	return h, p
}

var monday = tresse.At(noon.Add(24 * time.Hour))

// Somebody is booked into a session that there is, and everything follows.
func TestAddToASession(t *testing.T) {
	h, _ := workshopHouse(t)
	s := h.one()
	b := h.add(Entry{Key: "1", Session: s.ID, Person: named("Ana", "Pereira", "06 39 98 01 01"), Seats: 2})
	if b.Session.ID != s.ID || b.Session.Taken != 2 || b.Registration.Seats != 2 || b.Registration.Beneficiary == "" || b.Known || b.Again {
		t.Errorf("booked: %+v", b)
	}
	if who := h.people(); len(who) != 1 || who[0].FirstName != "Ana" || who[0].Phones[0] != "+33639980101" {
		t.Errorf("people: %+v", who)
	}
	if b.Ref.Source() != tresse.SourceCounter || strings.Contains(string(b.Ref), "Ana") {
		t.Errorf("ref: %s", b.Ref)
	}
	state := h.source(tresse.SourceCounter)
	if state.Health != tresse.HealthOK || state.Bookings != 1 || state.Place != -1 {
		t.Errorf("the counter as a source: %+v", state)
	}
	// The same request again writes nothing.
	round, _ := h.store.Round()
	again := h.add(Entry{Key: "1", Session: s.ID, Person: named("Ana", "Pereira", "06 39 98 01 01"), Seats: 2})
	if after, _ := h.store.Round(); !again.Again || again.Registration.ID != b.Registration.ID || after != round {
		t.Errorf("again: %+v", again)
	}
	// The same person booked once more is one registration.
	if twice := h.add(Entry{Key: "2", Session: s.ID, Person: named("Ana", "Pereira", "+33 6 39 98 01 01")}); !twice.Known || len(h.seats(s.ID)) != 1 {
		t.Errorf("twice: %+v", twice)
	}
	h.restart()
	h.check()
	h.sync()
	if s := h.one(); s.Taken != 2 || len(h.seats(s.ID)) != 1 {
		t.Errorf("after a restart and a poll: %+v", s)
	}
}

func TestAddANewSession(t *testing.T) {
	h := newHouse(t)
	b := h.add(Entry{Key: "1", New: &NewSession{Title: "Dossier de retraite", Start: monday, End: tresse.At(monday.Add(time.Hour)), Place: tresse.Place{Name: "Bureau 2"}}, Person: named("Ana", "Pereira")})
	s := h.one()
	if s.ID != b.Session.ID || s.Kind != tresse.Appointment || s.Place.Name != "Bureau 2" || s.Taken != 1 {
		t.Errorf("session: %+v", s)
	}
	told, err := h.store.Published(tresse.Own, []tresse.ID{s.ID})
	if err != nil || told[s.ID].Sequence == 0 {
		t.Errorf("published: %+v %v", told, err)
	}
	if public, err := h.store.Sessions("public", store.Window{}); err != nil || len(public) != 0 {
		t.Errorf("the public sees %d sessions, %v", len(public), err)
	}
	before := told[s.ID].Sequence
	h.now = h.now.Add(time.Hour)
	later := tresse.At(monday.Add(3 * time.Hour))
	moved, err := h.engine.CorrectSession(s.ID, SessionCorrection{Start: &later})
	h.check()
	told, _ = h.store.Published(tresse.Own, []tresse.ID{s.ID})
	if err != nil || moved.ID != s.ID || !moved.Start.Same(later) || moved.End.Sub(moved.Start.Time) != time.Hour || told[s.ID].Sequence <= before {
		t.Errorf("moved: %+v %v %+v", moved, err, told)
	}
	if f := h.booking(b.Ref); !f.Start.Same(later) {
		t.Errorf("the booking begins at %v", f.Start)
	}
	yes := true
	if off, err := h.engine.CorrectSession(s.ID, SessionCorrection{Cancelled: &yes}); err != nil || off.Status != tresse.Cancelled {
		t.Errorf("called off: %+v %v", off, err)
	}
	h.refused(Entry{Key: "2", Session: s.ID, Person: named("Léo", "Martin")}, "annulée")
}

// Eight seats are held, three take a name; one of them gives it back.
func TestAGroupTakesNames(t *testing.T) {
	h, _ := workshopHouse(t)
	s := h.one()
	ccas := tresse.Prescription{Organisation: "CCAS", Referent: "Mme Roy"}
	group := h.add(Entry{Key: "g", Session: s.ID, Seats: 8, Prescriber: ccas})
	if r := group.Registration; r.Seats != 8 || r.Beneficiary != "" || *r.Prescriber != ccas || group.Session.Taken != 8 || len(h.people()) != 0 {
		t.Fatalf("group: %+v", group)
	}
	var last Booked
	for i, first := range []string{"Ana", "Léo", "Inès"} {
		last = h.add(Entry{Key: first, Group: group.Registration.ID, Person: named(first, "Pereira")})
		if r := last.Registration; r.Beneficiary == "" || r.Seats != 1 || r.Prescriber == nil || r.Prescriber.Organisation != "CCAS" || last.Session.Taken != 8 {
			t.Errorf("%s: %+v, taken %d", first, r, last.Session.Taken)
		}
		if held := h.held(s.ID); held != 8-i-1 {
			t.Errorf("%d seats are held without a name", held)
		}
	}
	h.refused(Entry{Key: "x", Group: group.Registration.ID, Person: named("Zoé", "Martin"), Seats: 6}, "5 places")
	h.refused(Entry{Key: "y", Group: group.Registration.ID}, "nom")
	h.refused(Entry{Key: "z", Group: last.Registration.ID, Person: named("Zoé", "Martin")}, "groupe")
	if _, err := h.engine.CancelSeat(last.Registration.ID, "person"); err != nil || h.held(s.ID) != 6 || h.one().Taken != 8 {
		t.Errorf("given back: %v, held %d, taken %d", err, h.held(s.ID), h.one().Taken)
	}
	h.check()
	h.add(Entry{Key: "rest", Group: group.Registration.ID, Person: named("Zoé", "Martin"), Seats: 6})
	if h.held(s.ID) != 0 || h.one().Taken != 8 {
		t.Errorf("all named: held %d, taken %d", h.held(s.ID), h.one().Taken)
	}
	h.refused(Entry{Key: "more", Group: group.Registration.ID, Person: named("Eva", "Martin")}, "groupe")
}

// held counts the seats without a name.
func (h *house) held(session tresse.ID) int {
	n := 0
	for _, r := range h.seats(session) {
		if r.Beneficiary == "" {
			n += r.Seats
		}
	}
	return n
}

// A mother's number makes no two children one, nor her and them.
func TestSomebodyElseBooks(t *testing.T) {
	h, _ := workshopHouse(t)
	s := h.one()
	const mother = "06 39 98 01 01"
	h.add(Entry{Key: "1", Session: s.ID, Person: named("Léo", "Martin", mother), BookedBy: "Sophie Martin", Via: "parent"})
	h.add(Entry{Key: "2", Session: s.ID, Person: named("Léa", "Martin", mother), BookedBy: "Sophie Martin"})
	h.add(Entry{Key: "3", Session: s.ID, Person: named("Sophie", "Martin", mother)})
	if who := h.people(); len(who) != 3 {
		t.Errorf("people: %+v", who)
	}
	var via []string
	for _, r := range h.seats(s.ID) {
		via = append(via, r.BookedBy+"/"+r.ContactVia)
	}
	slices.Sort(via)
	if got := strings.Join(via, " "); got != "/ Sophie Martin/carer Sophie Martin/parent" {
		t.Errorf("via: %s", got)
	}
}

func TestCancelAndCorrect(t *testing.T) {
	h, p := workshopHouse(t)
	s := h.one()
	b := h.add(Entry{Key: "1", Session: s.ID, Person: named("Ana", "Perera", "06 39 98 01 01")})
	h.now = h.now.Add(time.Minute)
	last, phones := "Pereira", []string{"06 39 98 02 02"}
	fixed, err := h.engine.Correct(b.Registration.ID, Correction{LastName: &last, Phones: &phones})
	h.check()
	if who := h.people(); err != nil || fixed.Registration.ID != b.Registration.ID || len(who) != 1 || who[0].LastName != "Pereira" || !slices.Equal(who[0].Phones, []string{"+33639980202"}) {
		t.Errorf("corrected: %v %+v %+v", err, fixed, who)
	}
	off, err := h.engine.CancelSeat(b.Registration.ID, "structure")
	h.check()
	if r := off.Registration; err != nil || r.Status != tresse.SeatCancelled || r.CancelledBy != "structure" || r.CancelledAt.IsZero() || off.Session.Taken != 0 {
		t.Errorf("cancelled: %v %+v", err, off)
	}
	if _, err := h.engine.CancelSeat(b.Registration.ID, "voisin"); tresse.TroubleOf(err) != tresse.TroubleRefused {
		t.Errorf("by a neighbour: %v", err)
	}
	p.book("a", "a/1", "Léo", "leo@exemple.fr")
	h.sync()
	for _, r := range h.seats(s.ID) {
		if r.Refs[0].Source() == "agenda" {
			if _, err := h.engine.CancelSeat(r.ID, "person"); !strings.Contains(tresse.AdviceOf(err), "agenda") {
				t.Errorf("of a platform: %v", err)
			}
		}
	}
}

// A booking stays in its session whatever becomes of the listing it named.
func TestABookingStaysInItsSession(t *testing.T) {
	h, p := workshopHouse(t)
	b := h.add(Entry{Key: "1", Session: h.one().ID, Person: named("Ana", "Pereira")})
	l := p.listings["agenda/a"]
	l.Start, l.End = tresse.At(l.Start.Add(24*time.Hour)), tresse.At(l.End.Add(24*time.Hour))
	p.put(l)
	h.sync()
	if s := h.one(); len(h.seats(s.ID)) != 1 || !h.booking(b.Ref).Start.Same(l.Start) {
		t.Errorf("after a move: %+v", h.seats(s.ID))
	}
	// Gone from its platform: the session is cancelled, the seat is told still.
	p.drop("a")
	if _, err := h.engine.Release("agenda", false, ""); err != nil {
		t.Fatal(err)
	}
	h.sync()
	if f := h.booking(b.Ref); f.State != tresse.Live {
		t.Errorf("the booking is %s", f.State)
	}
	if s := h.one(); s.Status != tresse.Withdrawn || len(h.seats(s.ID)) != 1 {
		t.Errorf("session: %+v", s)
	}
}

// The source leaves and is forgotten: who was booked at the counter is not.
func TestASeatOutlivesItsSource(t *testing.T) {
	h, _ := workshopHouse(t)
	b := h.add(Entry{Key: "1", Session: h.one().ID, Person: named("Ana", "Pereira")})
	h.restart([]Source{}...)
	h.conf = nil
	h.restart()
	if _, err := h.engine.ForgetSource("agenda", false, ""); err != nil {
		t.Fatal(err)
	}
	h.check()
	s := h.one()
	if seats := h.seats(s.ID); s.Title != "Créer son CV" || len(seats) != 1 || seats[0].Refs[0] != b.Ref || len(h.people()) != 1 {
		t.Errorf("session %+v, seats %+v", s, seats)
	}
	if _, err := h.engine.Forget(h.people()[0].ID, false, ""); err != nil || len(h.people()) != 0 {
		t.Errorf("forgotten: %v %+v", err, h.people())
	}
	h.refused(Entry{Key: "1", Session: s.ID, Person: named("Ana", "Pereira")}, "effacée")
	if h.one().Taken != 1 {
		t.Errorf("the seat is not counted any more: %+v", h.one())
	}
}

func TestWhatTheCounterRefuses(t *testing.T) {
	h, _ := workshopHouse(t)
	s := h.one().ID
	ana := named("Ana", "Pereira")
	fresh := func(change func(*NewSession)) *NewSession {
		n := &NewSession{Title: "Dossier", Start: monday, End: tresse.At(monday.Add(time.Hour))}
		change(n)
		return n
	}
	for word, e := range map[string]Entry{
		"quelle séance":      {Person: ana},
		"une seule des":      {Session: s, New: fresh(func(*NewSession) {}), Person: ana},
		"Aucune séance":      {Session: tresse.NewID("none"), Person: ana},
		"Aucun groupe":       {Group: tresse.NewID("none"), Person: ana},
		"nom de la personne": {Session: s},
		"pas celui d’une":    {Session: s, Person: named("X", "test")},
		"places va":          {Session: s, Person: ana, Seats: 501},
		"--via":              {Session: s, Person: ana, Via: "voisine"},
		"e-mail":             {Session: s, Person: tresse.Person{FirstName: "Ana", LastName: "Pereira", Emails: []string{"ana"}}},
		"téléphone":          {Session: s, Person: named("Ana", "Pereira", "bientôt")},
		"sécurité sociale":   {Session: s, Person: named("Ana", "2 85 05 78 006 084 36")},
		"200 signes":         {Session: s, Person: named("Ana", strings.Repeat("a", 201))},
		"titre":              {New: fresh(func(n *NewSession) { n.Title = " " }), Person: ana},
		"--date":             {New: fresh(func(n *NewSession) { n.Start = tresse.Time{} }), Person: ana},
		"avant de commencer": {New: fresh(func(n *NewSession) { n.End = n.Start }), Person: ana},
		"un mois":            {New: fresh(func(n *NewSession) { n.End = tresse.At(n.Start.AddDate(0, 2, 0)) }), Person: ana},
	} {
		e.Key = "1"
		h.refused(e, word)
	}
	if len(h.people()) != 0 || len(h.sessions()) != 1 {
		t.Error("what was refused left something")
	}
}

// The list of prescribers: what is said is proposed, what is listed resolves.
func TestPrescribers(t *testing.T) {
	h, _ := workshopHouse(t)
	s := h.one().ID
	list := func() []tresse.Prescriber {
		l, err := Prescribers(h.store)
		if err != nil {
			t.Fatal(err)
		}
		return l.All
	}
	by := func(org string) tresse.Prescription { return tresse.Prescription{Organisation: org} }
	h.add(Entry{Key: "1", Session: s, Person: named("Ana", "Pereira"), Prescriber: by("C.C.A.S. Vénissieux")})
	h.add(Entry{Key: "2", Session: s, Person: named("Léo", "Martin"), Prescriber: tresse.Prescription{Organisation: "CCAS de Venissieux", Referent: "Mme Roy"}})
	h.add(Entry{Key: "3", Session: s, Person: named("Inès", "Bouzid"), Prescriber: by("Action sociale")})
	all := list()
	if len(all) != 2 || all[0].Listed || all[1].Registrations != 2 || !slices.Equal(all[1].Referents, []string{"Mme Roy"}) {
		t.Fatalf("proposals: %+v", all)
	}
	if _, err := h.engine.Decide(tresse.DecideSame, tresse.AboutSenders, all[0].Key, all[1].Key, ""); err != nil {
		t.Fatal(err)
	}
	if one := list(); len(one) != 1 || one[0].Registrations != 3 {
		t.Errorf("the same: %+v", one)
	}
	d, err := h.engine.Enlist(tresse.SenderEntry{Organisation: "CCAS de Vénissieux", Names: []string{"Action sociale"}, Domains: []string{"@ccas.example.org"}, Referents: []string{"M. Petit"}}, "")
	if err != nil {
		t.Fatal(err)
	}
	if one := list(); len(one) != 1 || !one[0].Listed || one[0].Organisation != "CCAS de Vénissieux" || len(one[0].Referents) != 2 {
		t.Errorf("on the list: %+v", one)
	}
	b := h.add(Entry{Key: "4", Session: s, Person: named("Eva", "Roy"), Prescriber: by("action  SOCIALE")})
	if p := b.Registration.Prescriber; p == nil || p.Organisation != "CCAS de Vénissieux" {
		t.Errorf("resolved: %+v", p)
	}
	mailed := tresse.Person{FirstName: "Tom", LastName: "Roy", Emails: []string{"accueil@CCAS.example.org"}}
	b = h.add(Entry{Key: "5", Session: s, Person: mailed, Via: "prescriber"})
	if p := b.Registration.Prescriber; p == nil || p.Organisation != "CCAS de Vénissieux" {
		t.Errorf("by its domain: %+v", p)
	}
	for _, n := range []uint64{d.Number, d.Number - 1} {
		if _, err := h.engine.Undo(n, ""); err != nil {
			t.Fatal(err)
		}
	}
	if two := list(); len(two) != 2 || two[0].Listed || two[1].Listed {
		t.Errorf("taken back: %+v", two)
	}
	for _, bad := range []tresse.SenderEntry{{}, {Organisation: " . "}, {Organisation: "CCAS", Domains: []string{"ccas"}}, {Organisation: "2 85 05 78 006 084 36"}} {
		if _, err := h.engine.Enlist(bad, ""); tresse.TroubleOf(err) != tresse.TroubleRefused {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if r, err := h.store.Verify(); err != nil || len(r.Problems) != 0 {
		t.Errorf("verify: %+v %v", r, err)
	}
}

// A listing that comes back under another id takes its bookings along; of two
// that were one session, a booking stays with the one it named.
func TestABookingFollowsItsListing(t *testing.T) {
	h, p := workshopHouse(t)
	other := p.list("b", "Créer son CV", noon.Add(48*time.Hour), 2*time.Hour)
	other.Kind, other.Keys = tresse.Workshop, append(other.Keys, p.listings["agenda/a"].Keys...)
	p.put(*other)
	h.sync()
	s := h.one()
	if len(s.Refs) != 2 {
		t.Fatalf("no session of two listings: %+v", s)
	}
	listing, err := h.store.Listings([]tresse.Ref{"agenda/b"})
	if err != nil {
		t.Fatal(err)
	}
	first := h.add(Entry{Key: "1", Session: s.ID, Person: named("Ana", "Pereira")})
	alias := h.add(Entry{Key: "2", Session: listing[0].ID, Person: named("Léo", "Martin")})
	if h.booking(first.Ref).Listing != "agenda/a" || h.booking(alias.Ref).Listing != "agenda/b" {
		t.Errorf("listings: %s, %s", h.booking(first.Ref).Listing, h.booking(alias.Ref).Listing)
	}
	if _, err := h.engine.Decide(tresse.DecideDifferent, tresse.AboutSessions, "agenda/a", "agenda/b", ""); err != nil {
		t.Fatal(err)
	}
	h.check()
	for _, s := range h.sessions() {
		if seats := h.seats(s.ID); len(seats) != 1 || h.booking(seats[0].Refs[0]).Listing != s.Refs[0] {
			t.Errorf("session of %v: %+v", s.Refs, seats)
		}
	}
}

// A listing that vanishes while one of the same event appears was moved.
func TestABookingOfAMovedListing(t *testing.T) {
	h, p := workshopHouse(t)
	b := h.add(Entry{Key: "1", Session: h.one().ID, Person: named("Ana", "Pereira")})
	old := p.listings["agenda/a"]
	p.drop("a")
	moved := p.list("a2", "Créer son CV", noon.Add(70*time.Hour), 2*time.Hour)
	moved.Kind, moved.Parent = tresse.Workshop, old.Parent
	p.put(*moved)
	h.sync()
	s := h.one()
	if seats := h.seats(s.ID); !s.Start.Same(moved.Start) || len(seats) != 1 || seats[0].Status != tresse.Booked || !h.booking(b.Ref).Start.Same(moved.Start) {
		t.Errorf("session %+v, seats %+v", s, seats)
	}
	h.add(Entry{Key: "2", Session: old.ID, Person: named("Léo", "Martin")})
	if len(h.seats(s.ID)) != 2 {
		t.Error("by the id from before the move, nobody is booked")
	}
}
