package syncer

import (
	"fmt"
	"testing"
	"time"

	"tresse"
)

// town is a platform with n people, half of them booked twice.
func town(n int) *platform {
	p := newPlatform("a")
	p.list("w", "Atelier", day(3), time.Hour)
	p.list("x", "Atelier", day(4), time.Hour)
	first := []string{"Aminata", "Jean", "Marie", "Mohamed", "Léa", "Nicolas", "Françoise", "Karim", "Chloé", "Gérard"}
	for i := range n {
		name := fmt.Sprintf("Nom%c%c%c", 'a'+i%23, 'b'+i/23%19, 'c'+i/437)
		for s, session := range []string{"w", "x"}[:1+i%2] {
			external := fmt.Sprintf("%s/%d", session, i)
			p.book(session, external, first[i%len(first)], fmt.Sprintf("%s@exemple.fr", name))
			b := p.bookings[tresse.NewRef("a", external)]
			b.Person.LastName = name
			if s == 1 {
				b.Person.FullName, b.Person.FirstName, b.Person.LastName = name+" "+first[i%len(first)], "", ""
			}
			p.bookings[b.Ref] = b
		}
	}
	return p
}

// A store begins with the Model that tresse ships with; a new one is learned
// when the people have doubled, replaces all views, and stays through a restart.
func TestModelIsLearnedWhenPeopleDoubled(t *testing.T) {
	h := newHouse(t, town(300))
	h.sync()
	m, err := h.store.Model()
	if err != nil || m.Number != 1 || m.Counted != 0 || len(m.Weights) < 50 {
		t.Fatalf("%+v, %v", m, err)
	}
	if learned, err := h.engine.ReestimateIfDoubled(); learned || err != nil {
		t.Fatalf("learned of %d people: %v", len(h.people()), err)
	}
	h.conf[0].Connector = town(700)
	h.restart()
	h.sync()
	before := len(h.people())
	if learned, err := h.engine.ReestimateIfDoubled(); !learned || err != nil {
		t.Fatalf("not learned of %d people: %v", before, err)
	}
	h.check()
	if m, err = h.store.Model(); err != nil || m.Number != 2 || m.Counted != before || len(m.Tables) == 0 {
		t.Fatalf("number %d, counted %d, %v", m.Number, m.Counted, err)
	}
	if learned, _ := h.engine.ReestimateIfDoubled(); learned {
		t.Error("learned twice")
	}
	h.restart()
	h.check()
	h.sync()
	if m, err := h.engine.Reestimate(); err != nil || m.Number != 3 {
		t.Errorf("on demand: %d, %v", m.Number, err)
	}
	h.check()
}
