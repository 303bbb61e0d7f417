package main

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tresse/connectors/rdvsp/rdvsptest"
)

// A mediator on the old host and the new one, with her calendar feed beside: each
// appointment is one session, nobody is counted twice, and the same numbers on
// both hosts mean different people.
func TestTwoHostsAndTheFeed(t *testing.T) {
	at := func(days, hour int) time.Time {
		d := time.Now().AddDate(0, 0, days)
		return time.Date(d.Year(), d.Month(), d.Day(), hour, 0, 0, 0, time.UTC)
	}
	old, fresh := rdvsptest.New(time.Now), rdvsptest.New(time.Now)
	aline := rdvsptest.User{FirstName: "Aline", LastName: "MODÈLE", Email: "aline@example.fr", BirthDate: "1960-05-04"}
	driss := rdvsptest.User{FirstName: "Driss", LastName: "TÉMOIN", Phone: "06 39 98 10 10"}
	var addresses []string
	for i, s := range []*rdvsptest.Server{old, fresh} {
		for n, u := range []rdvsptest.User{aline, driss} {
			id := s.Add(rdvsptest.RDV{UUID: fmt.Sprintf("6c1f0b52-7a0e-4f3c-8d2b-%012d", 10*i+n), Motif: rdvsptest.Motif{Name: "Aide numérique"}, Start: at(2+5*i+n, 9)})
			s.Book(id, rdvsptest.Participation{User: u})
		}
		s.Add(rdvsptest.RDV{UUID: fmt.Sprintf("6c1f0b52-7a0e-4f3c-8d2b-%012d", 10*i+9), Motif: rdvsptest.Motif{Name: "Ateliers", Collective: true}, Name: "Mails", Capacity: 8, Start: at(4+5*i, 14),
			Participations: []rdvsptest.Participation{{User: aline}, {User: driss, Status: rdvsptest.Excused}}})
		server := httptest.NewServer(s)
		t.Cleanup(server.Close)
		addresses = append(addresses, server.URL)
	}
	t.Chdir(t.TempDir())
	conf := fmt.Sprintf("[[source]]\nname = \"rdv\"\nkind = \"rdvsp\"\nurl = %q\nclient_id = %q\nclient_secret = %q\nrefresh_token = %q\n"+
		"[[source]]\nname = \"ancien\"\nkind = \"rdvsp\"\nurl = %q\nemail = %q\npassword = %q\n"+
		"[[source]]\nname = \"flux\"\nkind = \"ical\"\nurl = %q\n",
		addresses[1], rdvsptest.ClientID, rdvsptest.ClientSecret, fresh.Consent(), addresses[0], rdvsptest.Email, rdvsptest.Password, addresses[1]+rdvsptest.CalendarPath)
	if err := os.WriteFile("tresse.toml", []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t}
	if code, _, errs := d.run("sync"); code != 0 {
		t.Fatalf("sync: %d %s", code, errs)
	}
	var sessions []struct {
		Refs   []string
		Booked int
		Title  string
	}
	d.list("sessions", &sessions)
	if len(sessions) != 6 {
		t.Errorf("%d sessions, want six: %+v", len(sessions), sessions)
	}
	for _, s := range sessions {
		fromFeed := slices.ContainsFunc(s.Refs, func(r string) bool { return strings.HasPrefix(r, "flux/") })
		fromAPI := slices.ContainsFunc(s.Refs, func(r string) bool { return strings.HasPrefix(r, "rdv/") })
		if fromFeed != fromAPI || s.Booked != 1 {
			t.Errorf("not joined, or counted twice: %+v", s)
		}
	}
	var people []struct{ Registrations int }
	d.list("beneficiaries", &people)
	if len(people) != 2 || people[0].Registrations != 4 || people[1].Registrations != 4 {
		t.Errorf("people: %+v", people)
	}
	// The old platform forgets Aline: what it knew is erased; of the new one is
	// asked.
	for _, r := range old.RDVs() {
		for _, p := range r.Participations {
			if p.User.FirstName == "Aline" {
				old.Forget(p.User.ID)
			}
		}
	}
	code, out, _ := d.run("sync", "ancien")
	if code != 0 || !strings.Contains(out, "tresse forget ") {
		t.Errorf("after it forgot: %d %s", code, out)
	}
	d.list("beneficiaries", &people)
	if len(people) != 2 || people[0].Registrations+people[1].Registrations != 6 {
		t.Errorf("people: %+v", people)
	}
}

func (d *desk) list(name string, into any) {
	d.t.Helper()
	_, out, errs := d.run(name, "--format", "json")
	if err := json.Unmarshal([]byte(out), into); err != nil {
		d.t.Fatalf("%s: %v %s", name, err, errs)
	}
}
