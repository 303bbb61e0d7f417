package syncer

import (
	"strings"
	"testing"
	"time"

	"tresse"
	"tresse/connectors"
)

// anonymous are two platforms that know Aline: one of them, by an identifier,
// through three workshops.
func anonymous() (rdv, other *platform, id tresse.Attribute) {
	rdv, other = newPlatform("rdv"), newPlatform("autre")
	id = tresse.Attribute{Name: "usager", Value: "a1b2c3"}
	for i, name := range []string{"w0", "w1", "w2"} {
		rdv.list(name, "Atelier "+name, day(i+1), time.Hour)
		rdv.book(name, name+"/1", "Aline", "aline@example.fr")
		b := rdv.bookings[tresse.NewRef("rdv", name+"/1")]
		b.Person.Identifiers = []tresse.Attribute{id}
		rdv.bookings[b.Ref] = b
		rdv.book(name, name+"/2", "Driss", "driss@example.fr")
	}
	other.list("x", "Permanence", day(9), time.Hour)
	other.book("x", "x/1", "Aline", "aline@example.fr")
	return rdv, other, id
}

// What a platform made anonymous is erased in its source, also where it did not
// show it, once; about the rest the mediator is asked, until it is forgotten.
func TestPlatformErases(t *testing.T) {
	rdv, other, id := anonymous()
	h := newHouse(t, rdv, other)
	h.sync()
	if n := len(h.people()); n != 2 {
		t.Fatalf("%d people, want Aline and Driss", n)
	}
	// The platform shows one of the three seats: the others lie outside what it
	// reads now.
	ref := tresse.NewRef("rdv", "w0/1")
	rdv.bookings[ref] = tresse.Booking{Ref: ref, Listing: tresse.NewRef("rdv", "w0"), Scopes: []string{"all"}}
	rdv.erased = []connectors.Erasure{{Booking: ref, Identifier: id}}
	delete(rdv.bookings, tresse.NewRef("rdv", "w1/1"))
	delete(rdv.bookings, tresse.NewRef("rdv", "w2/1"))
	rdv.partial = true
	notices := strings.Join(h.sync()["rdv"].Notices, " ")
	asked := h.source("rdv").Asks
	if len(asked) != 1 || !strings.Contains(notices, "tresse forget "+string(asked[0].Person)) {
		t.Fatalf("asked about %v: %q", asked, notices)
	}
	left, err := h.store.Bookings([]tresse.Ref{ref, "rdv/w1/1", "rdv/w2/1", "rdv/w0/2", "autre/x/1"})
	if err != nil || len(left) != 2 || left[0].Ref != "autre/x/1" && left[1].Ref != "autre/x/1" {
		t.Errorf("left: %v, %v; want Driss and what the other source knows", left, err)
	}
	if s := h.titled("Atelier w0"); s.Taken != 2 {
		t.Errorf("%d seats taken, want 2: an erased seat stays one", s.Taken)
	}
	before := len(h.decisions())
	again := h.sync()["rdv"]
	if len(h.decisions()) != before || again.Bookings.Added+again.Bookings.Changed > 0 || len(again.Notices) != 1 {
		t.Errorf("the same again: %+v, %d decisions after %d", again.Bookings, len(h.decisions()), before)
	}
	if _, err := h.engine.Forget(asked[0].Person, false, ""); err != nil {
		t.Fatal(err)
	}
	if r := h.sync()["rdv"]; len(r.Notices) != 0 || len(h.source("rdv").Asks) != 0 {
		t.Errorf("forgotten, and still asked: %q", r.Notices)
	}
	if p := h.people(); len(p) != 1 || p[0].FirstName != "Driss" {
		t.Errorf("people left: %+v", p)
	}
	h.check()
}

// Somebody who was anonymous when first seen is a seat and nobody, and costs no
// erasure; a question goes by itself after a while.
func TestAnonymousAtFirstSight(t *testing.T) {
	rdv, other, id := anonymous()
	ref := tresse.NewRef("rdv", "w0/1")
	rdv.bookings = map[tresse.Ref]tresse.Booking{ref: {Ref: ref, Listing: tresse.NewRef("rdv", "w0"), Scopes: []string{"all"}}}
	rdv.erased = []connectors.Erasure{{Booking: ref, Identifier: id}}
	h := newHouse(t, rdv, other)
	h.sync()
	h.sync()
	if d := h.decisions(); len(d) != 0 {
		t.Errorf("decisions: %+v", d)
	}
	if n := len(h.people()); n != 1 {
		t.Errorf("%d people, want the one of the other source", n)
	}
	h.check()
}

func TestQuestionsEnd(t *testing.T) {
	rdv, other, id := anonymous()
	h := newHouse(t, rdv, other)
	h.sync()
	rdv.erased = []connectors.Erasure{{Booking: "rdv/w0/1", Identifier: id}, {Booking: "autre/x/1", Identifier: id}}
	h.sync()
	if len(h.source("rdv").Asks) != 1 {
		t.Fatalf("asks %v", h.source("rdv").Asks)
	}
	if left, err := h.store.Bookings([]tresse.Ref{"autre/x/1"}); err != nil || len(left) != 1 {
		t.Error("a platform erased what is another source's")
	}
	rdv.erased = nil
	h.now = h.now.Add(askTime + time.Hour)
	h.sync()
	if len(h.source("rdv").Asks) != 0 {
		t.Error("the question never ends")
	}
}

func (h *house) decisions() []tresse.Decision {
	all, err := h.store.Decisions()
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}
