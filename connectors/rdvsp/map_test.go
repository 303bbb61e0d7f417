package rdvsp

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresse"
	"tresse/connectors/rdvsp/rdvsptest"
)

// Seats have their own statuses: excused is the person's word, revoked the
// structure's, and an absence has a cancelled_at that means nothing.
func TestStatuses(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		status    string
		want      tresse.BookingStatus
		by        string
		cancelled bool // the appointment
	}{
		{rdvsptest.Unknown, tresse.Booked, "", false},
		{rdvsptest.Seen, tresse.Attended, "", false},
		{rdvsptest.NoShow, tresse.Absent, "", false},
		{rdvsptest.Excused, tresse.Excused, "person", true},
		{rdvsptest.Revoked, tresse.SeatCancelled, "structure", true},
	} {
		id, seat := h.appointment(now.Add(-day), rdvsptest.User{FirstName: "Aline"})
		h.stand.Mark(id, seat, c.status)
		h.mustPull()
		l, b := h.listing(id), h.booking(id, seat)
		if b.Status != c.want || b.CancelledBy != c.by || b.CancelledAt.IsZero() == (c.by != "") || (l.Status == tresse.Cancelled) != c.cancelled {
			t.Errorf("%s: %+v in a listing that is %s", c.status, b, l.Status)
		}
		if !b.BookedAt.Equal(now.Add(-48 * time.Hour)) {
			t.Errorf("booked at %v", b.BookedAt)
		}
	}
}

// A workshop may be empty or overbooked; its title is its own; who excused
// themselves is not counted.
func TestWorkshops(t *testing.T) {
	h := newHouse(t)
	motif := rdvsptest.Motif{Name: "Atelier collectif", Collective: true, Category: "Atelier numérique"}
	empty := h.stand.Add(rdvsptest.RDV{Motif: motif, Start: now.Add(day)})
	full := h.stand.Add(rdvsptest.RDV{Motif: motif, Name: "Découvrir FranceConnect", Start: now.Add(day), Capacity: 2, Participations: []rdvsptest.Participation{{}, {}, {}, {Status: rdvsptest.Excused}}})
	drop := h.stand.Add(rdvsptest.RDV{Motif: rdvsptest.Motif{Name: "Permanence numérique", Collective: true}, Start: now.Add(day)})
	h.mustPull()
	if l := h.listing(empty); l.Title != "Atelier collectif" || l.Kind != tresse.Workshop || l.Taken != 0 || l.Capacity != 0 || cmp.Diff(l.Tags, []string{"Atelier numérique"}) != "" {
		t.Errorf("empty: %+v", l)
	}
	if l := h.listing(full); l.Title != "Découvrir FranceConnect" || l.Taken != 3 || l.Capacity != 2 {
		t.Errorf("overbooked: %+v", l)
	}
	if l := h.listing(drop); l.Kind != tresse.DropIn {
		t.Errorf("a permanence is %s", l.Kind)
	}
	for _, b := range h.bookings {
		if !b.BookedAt.IsZero() {
			t.Errorf("a seat of a workshop is booked at %v", b.BookedAt)
		}
	}
}

// A relative is reached through whoever is responsible, unless they have a phone
// or e-mail of their own; refusals are those of whoever is written to.
func TestRelatives(t *testing.T) {
	h := newHouse(t)
	mother := &rdvsptest.User{FirstName: "Nathalie", LastName: "LEFÈVRE", Email: "nathalie@example.fr", Phone: "06 39 98 77 66", NoSMS: true}
	child := rdvsptest.User{FirstName: "Lucas", LastName: "LEFÈVRE", BirthDate: "2012-04-09", Responsible: mother}
	old := rdvsptest.User{FirstName: "Odile", LastName: "PICHON", BirthDate: "1938-04-09", Responsible: mother}
	own := rdvsptest.User{FirstName: "Léa", LastName: "LEFÈVRE", Phone: "06 39 98 11 22", Responsible: mother, NoEmails: true}
	for _, c := range []struct {
		user    rdvsptest.User
		via     string
		phones  []string
		emails  []string
		refuses []string
		minor   bool
	}{
		{child, "parent", []string{"+33639987766"}, []string{"nathalie@example.fr"}, []string{"sms"}, true},
		{old, "carer", []string{"+33639987766"}, []string{"nathalie@example.fr"}, []string{"sms"}, false},
		{own, "", []string{"+33639981122"}, nil, []string{"email"}, false},
	} {
		id, seat := h.appointment(now.Add(day), c.user)
		h.mustPull()
		b := h.booking(id, seat)
		p := b.Person
		if b.ContactVia != c.via || cmp.Diff(p.Phones, c.phones) != "" || cmp.Diff(p.Emails, c.emails) != "" || cmp.Diff(p.Refuses, c.refuses) != "" || p.Minor != c.minor {
			t.Errorf("%s: %+v", c.user.FirstName, b)
		}
		if b.BookedBy.FirstName != "Nathalie" || len(b.BookedBy.Phones) != 1 {
			t.Errorf("%s: booked by %+v", c.user.FirstName, b.BookedBy)
		}
	}
}

// Somebody made anonymous is nobody, and is to be erased; no more of them is
// told, not even of whoever was responsible.
func TestDeletedUser(t *testing.T) {
	h := newHouse(t)
	id, seat := h.appointment(now.Add(-day), rdvsptest.User{ID: 50, FirstName: "Aline", LastName: "MODÈLE", Email: "aline@example.fr"})
	h.mustPull()
	before := h.booking(id, seat).Person.Identifiers[0]
	h.stand.Forget(50)
	h.mustPull()
	b := h.booking(id, seat)
	if diff := cmp.Diff(tresse.Person{}, b.Person); diff != "" {
		t.Errorf("somebody is left: %s", diff)
	}
	if len(h.erased) != 1 || h.erased[0].Booking != b.Ref || h.erased[0].Identifier != before {
		t.Errorf("erased %+v, known as %+v", h.erased, before)
	}
	for _, u := range []rdvsptest.User{
		{FirstName: "USAGER SUPPRIMÉ ", LastName: "usager supprimé"}, {FirstName: "x", Email: "user_12@deleted.rdv-solidarites.fr"},
	} {
		wire := user{FirstName: u.FirstName, LastName: u.LastName, Email: u.Email}
		if !wire.deleted() {
			t.Errorf("%+v is somebody", u)
		}
	}
	if (&user{FirstName: "Usager", LastName: "MODÈLE", Email: "user_1@example.fr"}).deleted() {
		t.Error("somebody of that name is taken for deleted")
	}
}

// Home addresses, notes and numbers are kept nowhere; a place's address is.
func TestAddresses(t *testing.T) {
	h := newHouse(t)
	h.stand.Set(func(m *rdvsptest.Modes) { m.OldUsers = true })
	someone := []rdvsptest.Participation{{User: rdvsptest.User{FirstName: "Aline", Address: "12 rue des Tilleuls, Saint-Brévin, 44250", AffiliationNumber: "A-77123"}}}
	home := h.stand.Add(rdvsptest.RDV{Motif: rdvsptest.Motif{Name: "Visite", LocationType: rdvsptest.AtHome}, Address: "12 rue des Tilleuls, Saint-Brévin, 44250", Context: "Digicode 1234", Start: now.Add(day), Participations: someone})
	site := h.stand.Add(rdvsptest.RDV{Motif: rdvsptest.Motif{Name: "Aide"}, Lieu: &rdvsptest.Lieu{Name: "Médiathèque", Address: "5 quai de l'Estuaire, Saint-Brévin, 44250"}, Start: now.Add(day)})
	phone := h.stand.Add(rdvsptest.RDV{Motif: rdvsptest.Motif{Name: "Aide", LocationType: rdvsptest.ByPhone}, Start: now.Add(day)})
	video := h.stand.Add(rdvsptest.RDV{Motif: rdvsptest.Motif{Name: "Aide", LocationType: rdvsptest.ByVideo}, Start: now.Add(day)})
	h.mustPull()
	for _, id := range []int64{home, phone, video} {
		if p := h.listing(id).Place; p != (tresse.Place{}) {
			t.Errorf("a place: %+v", p)
		}
	}
	if p := h.listing(site).Place; p != (tresse.Place{Name: "Médiathèque", Address: "5 quai de l'Estuaire", Postcode: "44250", City: "Saint-Brévin"}) {
		t.Errorf("the place is %+v", p)
	}
	everything := strings.ToLower(strings.Join([]string{sprint(h.listings), sprint(h.bookings)}, " "))
	for _, secret := range []string{"tilleuls", "1234", "a-77123", "ccas", "sdf"} {
		if strings.Contains(everything, secret) {
			t.Errorf("%q is kept", secret)
		}
	}
}

func TestSplit(t *testing.T) {
	for address, want := range map[string]tresse.Place{
		"":                        {},
		"5 quai, Brévin, 44250":   {Address: "5 quai", Postcode: "44250", City: "Brévin"},
		"5 quai, 44250 Brévin":    {Address: "5 quai", Postcode: "44250", City: "Brévin"},
		"5 quai, Brévin 44250":    {Address: "5 quai", Postcode: "44250", City: "Brévin"},
		"Brévin, 44250, France":   {Postcode: "44250", City: "Brévin"},
		"Bât. A, 5 quai, X, 2001": {Address: "Bât. A, 5 quai, X, 2001"},
		"salle 3":                 {Address: "salle 3"},
	} {
		if got := split(tresse.Place{}, address); got != want {
			t.Errorf("%q: %+v, want %+v", address, got, want)
		}
	}
}

// Dates as the platform writes them, over both changes of the clock, and as it
// may one day; birth dates of 1900 are none.
func TestDates(t *testing.T) {
	want := time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC)
	for _, text := range []string{"2026-10-25 02:30:00 +0100", "2026-10-25 03:30:00 +0200", "2026-10-25 01:30:00 UTC", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00.000+01:00", "2026-10-25 02:30:00 +01:00"} {
		if got, err := instant(text); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v %v", text, got, err)
		}
	}
	for _, text := range []string{"", "demain", "2026-10-25", "2026-10-25 02:30:00", "2026-13-25 02:30:00 +0100", "25/10/2026 02:30"} {
		if got, err := instant(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
	for text, want := range map[string]string{"1951-03-17": "1951-03-17", "1900-01-01": "", "1899-12-31": ""} {
		if got, ok := birthDate(text, false); got != want || !ok {
			t.Errorf("born %s: %q %t", text, got, ok)
		}
	}
	if got, _ := birthDate("1951-03-17", true); got != "1951" {
		t.Errorf("with the year alone: %q", got)
	}
	if _, ok := birthDate("17/03/1951", false); ok {
		t.Error("a date in another form is read")
	}
}
