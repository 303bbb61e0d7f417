package zeegtest

import (
	"fmt"
	"time"
)

// A Filling is a believable bulk of events, the same each time.
type Filling struct {
	Events   int
	Bookings int       // in all, at least one an event
	From     time.Time // the first day
	Days     int       // over which the events are spread, from 9:00 to 17:00 UTC
}

// Fill adds events of two pages, appointments and workshops, with people who
// are invented: their phones are of the ranges set aside for fiction.
func (s *Server) Fill(f Filling) {
	host := []Host{{FirstName: "Médiation", LastName: "Exemple", Email: Owner, Slug: "mediation"}}
	alone := s.AddPage(Page{Title: "Accompagnement individuel", Type: OneOnOne, Minutes: 45, Hosts: host,
		Location: map[string]any{"type": "Google Meet", "joinUrl": "https://meet.example.fr/xyz-mnop-qrs"}})
	group := s.AddPage(Page{Title: "Atelier : découvrir son smartphone", Type: Group, Minutes: 120, Capacity: 12, Hosts: host})
	s.mu.Lock()
	defer s.mu.Unlock()
	booked := 0
	for n := range f.Events {
		e := Event{Page: alone, Start: f.slot(n)}
		if n%5 == 0 {
			e.Page = group
		}
		for range f.seats(n) {
			e.Invitees = append(e.Invitees, person(booked))
			booked++
		}
		s.add(e)
	}
}

// seats gives one to each event, and what is left evenly to the workshops: each
// fifth event.
func (f Filling) seats(n int) int {
	workshops, left := (f.Events+4)/5, max(0, f.Bookings-f.Events)
	if n%5 != 0 {
		return 1
	}
	return 1 + left*(n/5+1)/workshops - left*(n/5)/workshops
}

// slot spreads the events evenly over the days and, within one, over 8 hours.
func (f Filling) slot(n int) time.Time {
	day := n * f.Days / max(1, f.Events)
	quarter := n * 7 % 32
	return f.From.Truncate(24*time.Hour).AddDate(0, 0, day).Add(9*time.Hour + time.Duration(quarter)*15*time.Minute)
}

// person invents the n-th person.
func person(n int) Invitee {
	given := [...]string{"Aline", "Bernard", "Chantal", "Driss", "Élise", "Fatou", "Gérard", "Hélène", "Ismaël", "Jeannine", "Kevin", "Lucette", "Moussa"}
	family := [...]string{"Modèle", "Exemple", "Fictif", "Témoin", "Spécimen", "Maquette", "Gabarit", "Essai", "Canevas", "Ébauche", "Patron"}
	g, f := given[n%len(given)], family[n/len(given)%len(family)]
	return Invitee{
		Name: fmt.Sprintf("%s %s-%d", g, f, n), Email: fmt.Sprintf("personne.%d@example.fr", n),
		Questions: []Question{
			{Question: "Votre numéro de téléphone", Answer: fmt.Sprintf("06 39 98 %02d %02d", n/100%100, n%100)},
			{Question: "Quel est votre besoin ?", Answer: "Déclarer mes impôts en ligne"},
		},
	}
}
