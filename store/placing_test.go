package store

import (
	"slices"
	"testing"
	"time"

	"tresse"
)

func placed(list []Placing) []tresse.ID {
	var all []tresse.ID
	for _, p := range list {
		all = append(all, p.ID())
	}
	return all
}

// Places sort as the lists do, and name what the lists hold.
func TestPlacingsAreTheListsWithoutReadingThem(t *testing.T) {
	s := newStore(t)
	var c Commit
	for i, name := range []string{"a", "b", "c", "d"} {
		x := at(name, tresse.At(noon.Add(time.Duration(i%3)*time.Hour)))
		c.Views.PutSessions = append(c.Views.PutSessions, x)
		for _, who := range []string{"1", "2"} {
			c.Views.PutRegistrations = append(c.Views.PutRegistrations, tresse.Registration{ID: id(name + who), Session: x.ID, Beneficiary: id(who)})
		}
		c.Views.PutBeneficiaries = append(c.Views.PutBeneficiaries, tresse.Beneficiary{ID: id("who" + name)})
	}
	mustCommit(t, s, c)
	sessions := must(s.SessionPlacings(ViewSessions, Window{}))(t)
	same(t, "sessions", placed(sessions), ids(must(s.Sessions(ViewSessions, Window{}))(t)))
	later := Window{From: noon.Add(time.Hour)}
	same(t, "later ones", placed(must(s.SessionPlacings(ViewSessions, later))(t)), ids(must(s.Sessions(ViewSessions, later))(t)))
	registrations := must(s.RegistrationPlacings(sessions))(t)
	var want []tresse.ID
	for _, r := range must(s.RegistrationsOfSessions(placed(sessions)))(t) {
		want = append(want, r.ID)
	}
	same(t, "registrations", placed(registrations), want)
	want = nil
	for _, b := range must(s.Beneficiaries())(t) {
		want = append(want, b.ID)
	}
	people := must(s.BeneficiaryPlacings())(t)
	same(t, "people", placed(people), want)
	for name, list := range map[string][]Placing{"sessions": sessions, "registrations": registrations, "people": people} {
		if len(list) == 0 || !slices.IsSorted(list) {
			t.Errorf("places of %d %s are not sorted", len(list), name)
		}
	}
	if got := Placing("short").ID(); got != "" {
		t.Errorf("a place that is none has the id %q", got)
	}
}
