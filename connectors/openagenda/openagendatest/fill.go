package openagendatest

import (
	"fmt"
	"time"
)

// A Filling is a believable bulk of events, the same each time: two timings for
// an event, three for each second one.
type Filling struct {
	Agenda int64
	Events int
	From   time.Time // the first day
	Days   int       // over which the timings are spread
	// Updated is when the last event was updated; each other one a minute before
	// the next.
	Updated time.Time
}

// Fill adds the events; 20,000 of them have 50,000 timings.
func (s *Server) Fill(f Filling) {
	for n := range f.Events {
		s.Put(f.Agenda, f.event(n))
	}
}

// Warm encodes what an agenda lists, so that a benchmark does not pay for it.
func (s *Server) Warm(agendaUID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.agendas[agendaUID]
	for _, e := range a.inOrder(byUpdate, s.now()) {
		s.encode(e)
	}
}

func (f Filling) event(n int) Event {
	subjects := [...]string{"créer son CV", "découvrir son smartphone", "trier ses photos", "les démarches en ligne", "la visioconférence", "se protéger des arnaques", "ses premiers courriels"}
	subject := subjects[n%len(subjects)]
	title := "Atelier : " + subject
	if n%4 == 3 {
		title = "Permanence : " + subject
	}
	e := Event{
		UID: 50_000_000 + int64(n)*37, Title: fmt.Sprintf("%s (groupe %d)", title, n/len(subjects)),
		Slug:            fmt.Sprintf("atelier-%d", n),
		Description:     "Une séance pour apprendre pas à pas, avec un conseiller numérique, sur place.",
		LongDescription: "**Objectif** : repartir autonome sur « " + subject + " ».\n\n- séance en petit groupe\n- matériel fourni sur place\n- support remis à la fin\n\nOuvert à tous, sans prérequis. Pensez à apporter vos identifiants.",
		Conditions:      "Gratuit, sur inscription. 8 places.",
		Keywords:        []string{"numérique", "initiation", subject},
		Location:        Amandiers(),
		Registration:    []Way{{"link", fmt.Sprintf("https://inscription.grand-val.example/ateliers/%d", n)}, {"phone", "04 65 71 00 12"}},
		UpdatedAt:       f.Updated.Add(time.Duration(n-f.Events+1) * time.Minute),
	}
	for k := range 2 + n%2 {
		e.Timings = append(e.Timings, f.slot(n, k))
	}
	return e
}

// slot spreads the timings evenly over the days and, within one, over 9 hours.
func (f Filling) slot(n, k int) Timing {
	day := (n*f.Days/max(1, f.Events) + 7*k) % max(1, f.Days)
	begin := f.From.Truncate(24*time.Hour).AddDate(0, 0, day).Add(7*time.Hour + time.Duration(n*7%36)*15*time.Minute)
	return Timing{Begin: begin, End: begin.Add(2 * time.Hour)}
}

// Amandiers is a place as the captures show one, invented.
func Amandiers() *Location {
	level3, insee, mail, phone := "Métropole de Lyon", "69259", "accueil@amandiers.example", "04 65 71 00 12"
	return &Location{
		UID: 61840275, Name: "Espace numérique des Amandiers", Slug: "espace-numerique-des-amandiers_5530917",
		Address: "12 rue des Amandiers, 69200 Vénissieux", PostalCode: "69200", City: "Vénissieux",
		Department: "Rhône", Region: "Auvergne-Rhône-Alpes", AdminLevel1: "Auvergne-Rhône-Alpes", AdminLevel2: "Rhône",
		AdminLevel3: &level3, AdminLevel4: "Vénissieux", CountryCode: "FR", Insee: &insee,
		Latitude: 45.697412, Longitude: 4.886953, Timezone: "Europe/Paris",
		Description: map[string]string{}, Access: map[string]string{"fr": "Tram T4, arrêt Division Leclerc."},
		Email: &mail, Phone: &phone, State: 1,
	}
}
