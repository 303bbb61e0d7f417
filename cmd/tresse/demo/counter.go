package demo

import (
	"fmt"
	"time"

	"tresse"
	syncer "tresse/sync"
)

// What is noted at the front desk of the tiers-lieu, for people who come in or
// telephone. Keys name the day, so that a demonstration begun again on the same
// data notes nothing twice.

// A Noted is something noted at the counter.
type Noted struct {
	// Title is that of the workshop into which somebody is booked, the next one;
	// "" where Entry says which session, or where it is a name for the group noted
	// before.
	Title string
	Named bool // a name for one of the group's seats
	Entry syncer.Entry
}

// Sender is the organisation that the mediator has put on the list.
func (s *Stage) Sender() tresse.SenderEntry {
	return tresse.SenderEntry{
		Organisation: "CCAS de Vénissieux", Names: []string{townService().name, "Centre communal d’action sociale"},
		Referents: []string{"Mme Roux"}, Domains: []string{"ccas.exemple.fr"},
	}
}

// Counter is what was noted by this morning: a group of the CCAS on Thursday,
// two of whose names are known; a mother who booked for her son; a man who came
// in about his pension.
func (s *Stage) Counter() []Noted {
	thursday := s.week
	if !s.at(thursday, time.Thursday, 0).After(s.today) {
		thursday++
	}
	key := func(what string) string { return fmt.Sprintf("demo|%s|%d", what, thursday) }
	start := postponed(s.at(thursday, time.Thursday, wall(10, 0)))
	place := tresse.Place{Name: "Le Fil commun, salle du fond", Postcode: "69200", City: "Vénissieux"}
	ccas := tresse.Prescription{Organisation: "CCAS", Referent: "Mme Roux"}
	alone := postponed(s.at(thursday+1, time.Monday, wall(9, 30)))
	return []Noted{
		{Entry: syncer.Entry{Key: key("group"), Seats: 8, Prescriber: ccas, New: &syncer.NewSession{
			Title: "Ses démarches en ligne, avec le CCAS", Kind: tresse.Workshop, Capacity: 10, Place: place,
			Start: tresse.At(start), End: tresse.At(start.Add(2 * time.Hour)),
		}}},
		{Named: true, Entry: syncer.Entry{Key: key("first"), Person: tresse.Person{FirstName: "Marcel", LastName: "Dupuis", Phones: []string{"06 39 98 02 01"}}}},
		{Named: true, Entry: syncer.Entry{Key: key("second"), Person: tresse.Person{FirstName: "Rosa", LastName: "Fontaine", NoPhone: true}}},
		{Title: "smartphone", Entry: syncer.Entry{
			Key: key("mother"), BookedBy: "Samira Benhamou", Via: "parent",
			Person: tresse.Person{FirstName: "Yanis", LastName: "Benhamou", Phones: []string{"06 39 98 02 41"}, Minor: true},
		}},
		{Entry: syncer.Entry{Key: key("pension"), Person: tresse.Person{FirstName: "Lucien", LastName: "Berger", Phones: []string{"04 65 71 00 72"}}, New: &syncer.NewSession{
			Title: "Dossier de retraite", Kind: tresse.Appointment, Place: place, Start: tresse.At(alone), End: tresse.At(alone.Add(45 * time.Minute)),
		}}},
	}
}
