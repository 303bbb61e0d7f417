package syncer

import (
	"testing"
	"time"

	"tresse"
)

func (h *house) people() []tresse.Beneficiary {
	h.t.Helper()
	list, err := h.store.Beneficiaries()
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

func (h *house) seats(sessions ...tresse.ID) []tresse.Registration {
	h.t.Helper()
	list, err := h.store.RegistrationsOfSessions(sessions)
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

// The same woman booked on two platforms for one workshop is one person with
// one seat; her son on the same e-mail is another.
func TestOnePersonOneSeat(t *testing.T) {
	a, b := newPlatform("a"), newPlatform("b")
	for _, p := range []*platform{a, b} {
		l := p.list("w", "Atelier", day(3), 2*time.Hour)
		l.Keys = append(l.Keys, "uid|same@3")
		p.put(*l)
	}
	a.book("w", "w/1", "Aminata", "famille.essai@exemple.fr")
	b.book("w", "w/9", "AMINATA", "Famille.Essai@exemple.fr ")
	b.book("w", "w/10", "Ibrahima", "famille.essai@exemple.fr")
	h := newHouse(t, a, b)
	h.sync()
	s := h.one()
	if n := len(h.people()); n != 2 {
		t.Fatalf("%d people, want 2", n)
	}
	seats := h.seats(s.ID)
	if len(seats) != 2 || s.Taken != 2 {
		t.Fatalf("%d registrations, %d seats taken, want 2 and 2", len(seats), s.Taken)
	}
	for _, r := range seats {
		if r.Session != s.ID || r.Status != tresse.Booked {
			t.Errorf("registration %+v", r)
		}
	}
}

// When the session is cancelled on one platform for the person, the later word
// holds; when every booking is withdrawn, the registration is cancelled.
func TestSeatFollowsTheLastWord(t *testing.T) {
	p := newPlatform("a")
	p.list("w", "Atelier", day(3), 2*time.Hour)
	p.list("x", "Autre", day(4), 2*time.Hour)
	p.book("w", "w/1", "Aminata", "aminata@exemple.fr")
	p.book("x", "x/1", "Aminata", "aminata@exemple.fr")
	p.book("x", "x/2", "Moussa", "moussa@exemple.fr")
	h := newHouse(t, p)
	h.sync()
	w := h.titled("Atelier")
	x := p.bookings["a/w/1"]
	x.Status, x.CancelledBy, x.CancelledAt = tresse.SeatCancelled, "person", noon.Add(time.Hour)
	p.bookings["a/w/1"] = x
	h.sync()
	if r := h.seats(w.ID); r[0].Status != tresse.SeatCancelled || r[0].CancelledBy != "person" || h.titled("Atelier").Taken != 0 {
		t.Errorf("cancelled seat: %+v, %d taken", r[0], h.titled("Atelier").Taken)
	}
	delete(p.bookings, "a/x/1")
	h.sync()
	r := h.seats(h.titled("Autre").ID)
	cancelled := 0
	for _, seat := range r {
		if seat.Status == tresse.SeatCancelled && seat.CancelledBy == "unknown" {
			cancelled++
		}
	}
	if len(r) != 2 || cancelled != 1 {
		t.Errorf("after one booking vanished: %+v", r)
	}
}

// Bookings that come before their listing seat somebody once it is there.
func TestBookingBeforeItsListing(t *testing.T) {
	p := newPlatform("a")
	p.book("w", "w/1", "Aminata", "aminata@exemple.fr")
	h := newHouse(t, p)
	h.sync()
	if len(h.people()) != 1 || len(h.sessions()) != 0 {
		t.Fatalf("%d people, %d sessions", len(h.people()), len(h.sessions()))
	}
	p.list("w", "Atelier", day(3), time.Hour)
	h.sync()
	if r := h.seats(h.one().ID); len(r) != 1 || h.people()[0].Registrations != 1 {
		t.Errorf("registrations %+v of %+v", r, h.people())
	}
}

func TestDecisionsAndUndo(t *testing.T) {
	p := newPlatform("a")
	p.list("w", "Atelier", day(3), time.Hour)
	p.list("x", "Atelier", day(3), time.Hour)
	p.book("w", "w/1", "Aminata", "aminata@exemple.fr")
	p.book("x", "x/1", "Amy", "amy@exemple.fr")
	h := newHouse(t, p)
	h.sync()
	before := h.people()
	sessions := h.sessions()
	same, err := h.engine.Decide(tresse.DecideSame, tresse.AboutPeople, "a/w/1", "a/x/1", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.engine.Decide(tresse.DecideSame, tresse.AboutSessions, "a/w", "a/x", ""); err != nil {
		t.Fatal(err)
	}
	h.check()
	if p := h.people(); len(p) != 1 || p[0].Registrations != 1 || len(h.sessions()) != 1 || h.one().Taken != 1 {
		t.Fatalf("after the decisions: %+v, %+v", p, h.sessions())
	}
	if _, err := h.engine.Decide(tresse.DecideDifferent, tresse.AboutPeople, "a/x/1", "a/w/1", ""); tresse.TroubleOf(err) != tresse.TroubleRefused || tresse.AdviceOf(err) == "" {
		t.Errorf("the contrary decision: %v", err)
	}
	if _, err := h.engine.Undo(same.Number, ""); err != nil {
		t.Fatal(err)
	}
	h.check()
	after := h.people()
	if len(after) != 2 || after[0].ID != before[0].ID || after[1].ID != before[1].ID {
		t.Errorf("after undo: %+v, before: %+v", after, before)
	}
	for _, n := range []uint64{same.Number, same.Number + 2, 99} {
		if _, err := h.engine.Undo(n, ""); tresse.TroubleOf(err) != tresse.TroubleRefused || tresse.AdviceOf(err) == "" {
			t.Errorf("undo %d: %v", n, err)
		}
	}
	if s := h.one(); s.ID != sessions[0].ID && s.ID != sessions[1].ID {
		t.Errorf("the joined session has a new id")
	}
}

// Two listings with one identity that the mediator keeps apart stay apart, under
// two ids, also when they are read again.
func TestDifferentSessionsOfOneIdentity(t *testing.T) {
	a, b := newPlatform("a"), newPlatform("b")
	for _, p := range []*platform{a, b} {
		l := p.list("w", "Atelier "+p.name, day(3), time.Hour)
		l.Keys = []string{"openagenda|1@x"}
		l.ID = tresse.NewID(l.Keys[0])
		p.put(*l)
	}
	h := newHouse(t, a, b)
	h.sync()
	id := h.one().ID
	d, err := h.engine.Decide(tresse.DecideDifferent, tresse.AboutSessions, "a/w", "b/w", "")
	if err != nil {
		t.Fatal(err)
	}
	h.check()
	a.list("other", "Autre", day(5), time.Hour)
	h.sync()
	if n := len(h.sessions()); n != 3 {
		t.Fatalf("%d sessions, want 3: %+v", n, h.sessions())
	}
	if _, err := h.engine.Undo(d.Number, ""); err != nil {
		t.Fatal(err)
	}
	h.check()
	if s, ok, _ := h.store.Session("sessions", id); !ok || len(s.Refs) != 2 || len(h.sessions()) != 2 {
		t.Errorf("after undo: %+v", h.sessions())
	}
}

func TestForgottenStaysForgotten(t *testing.T) {
	p := newPlatform("a")
	p.list("w", "Atelier", day(3), time.Hour)
	p.book("w", "w/1", "Aminata", "aminata@exemple.fr")
	p.book("w", "w/2", "Moussa", "moussa@exemple.fr")
	h := newHouse(t, p)
	h.sync()
	var her tresse.Beneficiary
	for _, b := range h.people() {
		if b.FirstName == "Aminata" {
			her = b
		}
	}
	if f, err := h.engine.Forget(her.ID, true, ""); err != nil || f.Bookings != 1 || len(h.people()) != 2 {
		t.Fatalf("dry run: %+v, %v, %d people", f, err, len(h.people()))
	}
	if _, err := h.engine.Forget(her.ID, false, ""); err != nil {
		t.Fatal(err)
	}
	h.check()
	h.sync() // the platform still tells it
	if n := len(h.people()); n != 1 {
		t.Errorf("%d people after forgetting one", n)
	}
	if s := h.one(); s.Taken != 2 {
		t.Errorf("%d seats taken, her seat is still counted", s.Taken)
	}
	if s := h.source("a"); s.Bookings != 1 {
		t.Errorf("%d live bookings counted", s.Bookings)
	}
	if _, err := h.engine.Forget(her.ID, false, ""); tresse.TroubleOf(err) != tresse.TroubleRefused {
		t.Errorf("forgetting again: %v", err)
	}
	p.book("w", "w/3", "Aminata", "aminata@exemple.fr")
	h.sync()
	for _, b := range h.people() {
		if b.FirstName == "Aminata" && b.ID == her.ID {
			t.Error("a new booking brought the old person back")
		}
	}
}

func TestForgetARemovedSource(t *testing.T) {
	a, b := newPlatform("a"), newPlatform("b")
	a.list("w", "Chez a", day(3), time.Hour)
	a.book("w", "w/1", "Aminata", "aminata@exemple.fr")
	b.list("x", "Chez b", day(4), time.Hour)
	h := newHouse(t, a, b)
	h.sync()
	if _, err := h.engine.ForgetSource("a", false, ""); tresse.TroubleOf(err) != tresse.TroubleRefused {
		t.Errorf("a source that is configured: %v", err)
	}
	h.restart(h.conf[1])
	f, err := h.engine.ForgetSource("a", false, "")
	if err != nil || f.Listings != 1 || f.Bookings != 1 {
		t.Fatalf("%+v, %v", f, err)
	}
	h.check()
	if len(h.people()) != 0 || h.one().Title != "Chez b" {
		t.Errorf("left: %+v, %+v", h.people(), h.sessions())
	}
}
