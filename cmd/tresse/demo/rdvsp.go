package demo

import (
	"fmt"
	"strings"
	"time"

	"tresse/connectors/rdvsp/rdvsptest"
)

// At RDV Service Public the mediator is an agent: her appointments there, whose
// feed is known too, come with their people here, and with who came. It is the
// one platform that can tell.

const rdvBase = 40_000 // of the platform's numbers

// fillRDV puts the agent's appointments on the platform, under the uuids of her
// feed.
func (s *Stage) fillRDV() *rdvsptest.Server {
	server := rdvsptest.NewAt(s.clock, rdvBase)
	server.AddOrganisation(rdvsptest.Organisation{ID: 77, Name: "Le Fil commun", Email: frontDesk, Phone: "04 65 71 00 12", Verticale: "rdv_mairie"})
	for _, e := range s.agenda() {
		server.Add(s.appointmentOf(e))
	}
	return server
}

// appointmentOf is an entry of the feed as the platform holds it.
func (s *Stage) appointmentOf(e entry) rdvsptest.RDV {
	r := rdvsptest.RDV{
		ID: e.start.Unix() / 600, UUID: e.uid, Organisation: 77, Start: e.start, End: e.start.Add(e.length), Created: e.start.AddDate(0, 0, -12),
		Motif:  rdvsptest.Motif{ID: 3310, Name: e.title, LocationType: rdvsptest.OnSite},
		Agents: []rdvsptest.Agent{{ID: 1207, FirstName: "Camille", LastName: "ROUSSEL", Email: rdvsptest.Email}},
		Lieu:   lieu(e.place),
	}
	taken, workshop := 1, false
	if motif, name, found := strings.Cut(e.title, " : "); found {
		r.Motif.Name, r.Motif.Collective, r.Capacity, workshop = motif, true, 8, true
		name, seats, _ := strings.Cut(name, " (")
		r.Name = name
		fmt.Sscanf(seats, "%d/", &taken)
	}
	if e.place == "RDV Téléphonique" {
		r.Motif.LocationType = rdvsptest.ByPhone
	}
	for i, one := range pick(taken, "rdvsp", e.start.Unix()) {
		r.Participations = append(r.Participations, rdvsptest.Participation{
			ID: r.ID*100 + int64(i), User: one.who.user(), Status: s.came(e, i),
		})
	}
	if !workshop && e.start.Weekday() == time.Friday && dice(5, "child", e.start.Unix()) == 0 {
		r.Participations[0].User = child()
	}
	if workshop {
		excused := pick(taken+1, "rdvsp", e.start.Unix())[taken]
		r.Participations = append(r.Participations, rdvsptest.Participation{ID: r.ID*100 + 90, User: excused.who.user(), Status: rdvsptest.Excused})
	}
	if e.status == "CANCELLED" {
		r.Cancelled = e.start.AddDate(0, 0, -1)
	}
	return r
}

// came: about four people in ten do not, and the last ones are not filled in yet.
func (s *Stage) came(e entry, seat int) string {
	switch n := dice(10, "came", e.start.Unix(), seat); {
	case e.status == "CANCELLED":
		return rdvsptest.Revoked
	case e.start.After(s.today.AddDate(0, 0, -3)):
		return rdvsptest.Unknown
	case n < 6:
		return rdvsptest.Seen
	}
	return rdvsptest.NoShow
}

// lieu reads a place of the feed: "name (street, postcode town)". The town of a
// visit at home is none.
func lieu(place string) *rdvsptest.Lieu {
	name, address, found := strings.Cut(strings.TrimSuffix(place, ")"), " (")
	if !found {
		return nil
	}
	return &rdvsptest.Lieu{ID: 700 + int64(len(name)), Name: name, Address: address}
}

// user is a person as the agents wrote them down, once: first and last name
// apart, the latter in capitals.
func (p *person) user() rdvsptest.User {
	first, last, _ := strings.Cut(p.names[0], " ")
	u := rdvsptest.User{
		ID: 50_000 + int64(number("usager", p.names[0], p.phone)%40_000), FirstName: first, LastName: strings.ToUpper(last),
		BirthDate: time.Date(1938+dice(55, "born", p.names[0], p.phone), time.Month(1+dice(12, "month", p.names[0])), 1+dice(28, "day", p.names[0]), 0, 0, 0, 0, time.UTC).Format(time.DateOnly),
		NoSMS:     dice(6, "sms", p.names[0]) == 0,
	}
	if len(p.mails) > 0 {
		u.Email = p.mails[0]
	}
	u.Phone = p.number("rdvsp")
	return u
}

// child is a relative without phone or e-mail: her father is written to.
func child() rdvsptest.User {
	samir := regulars()[10]
	father := samir.user()
	return rdvsptest.User{ID: 49_999, FirstName: "Lina", LastName: "BOUZID", BirthDate: "2014-09-14", Responsible: &father}
}

// rdvConfig is the [[source]] block that reads the platform. The consent was
// given before.
func (s *Stage) rdvConfig() string {
	return fmt.Sprintf("\n[[source]]\nname          = \"service-public\"\nkind          = \"rdvsp\"\nurl           = %q\nclient_id     = %q\nclient_secret = %q\nrefresh_token = %q\norganisations = [77]\n",
		s.base, rdvsptest.ClientID, rdvsptest.ClientSecret, s.rdvsp.Consent())
}

// moveRDV has the platform know of an appointment that moved in its feed.
func (s *Stage) moveRDV(uuid string, to time.Time) {
	for _, r := range s.rdvsp.RDVs() {
		if r.UUID == uuid {
			s.rdvsp.Move(r.ID, to)
		}
	}
}
