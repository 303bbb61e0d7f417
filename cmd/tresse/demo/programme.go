package demo

import (
	"fmt"
	"time"

	"tresse/connectors/openagenda/openagendatest"
)

// The two agendas at OpenAgenda.
const (
	ownAgenda  = 73510284
	townAgenda = 73510291
)

// bookingSite is where the mediator's Zeeg pages are linked from.
const bookingSite = "https://rendez-vous.example.org/le-fil-commun/"

// A workshop is what the mediator, or the town, puts on an agenda.
type workshop struct {
	uid    int64
	agenda int64 // where it was created
	shared bool  // listed by the other agenda too
	title  string
	text   string
	topics []string
	rhythm rhythm
	length time.Duration
	single bool // each date is an event of its own, uid + week
	place  *openagendatest.Location
	page   string // of Zeeg, at which seats are booked; "" for none
	seats  int
	status int    // as OpenAgenda counts them; 0 is scheduled
	online string // where it is held online
}

// The workshops that are spoken of by name.
const (
	uidCV         = 48213907
	uidSmartphone = 48213915
	uidForms      = 48213923
	uidDropIn     = 48213931
	uidCafe       = 48213948
	uidRepair     = 48213956
	uidCourse     = 48230000 // and further, one a course
)

// wall is a time on the clock.
func wall(hour, minute int) time.Duration {
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
}

// programme is what stands on the two agendas.
func programme() []workshop {
	return []workshop{
		{uid: uidCV, agenda: ownAgenda, shared: true, title: "Atelier : créer son CV", page: "cv", seats: 8,
			text:   "Rédiger, mettre en page et envoyer son CV, avec une conseillère numérique. Apportez vos attestations.",
			topics: []string{"emploi", "bureautique"}, rhythm: rhythm{2, 0, time.Tuesday, wall(14, 0)}, length: 2 * time.Hour, place: tiersLieu()},
		{uid: uidSmartphone, agenda: ownAgenda, title: "Atelier : découvrir son smartphone", page: "smartphone", seats: 10,
			text:   "Appeler, écrire, installer une application, régler la taille des lettres. Venez avec votre appareil chargé.",
			topics: []string{"débuter", "smartphone"}, rhythm: rhythm{2, 1, time.Thursday, wall(9, 30)}, length: 2 * time.Hour, place: tiersLieu()},
		{uid: uidForms, agenda: ownAgenda, title: "Atelier : ses démarches en ligne", page: "demarches", seats: 10,
			text:   "Impôts, retraite, allocations : créer ses comptes et s’y retrouver. Apportez vos identifiants si vous en avez.",
			topics: []string{"démarches", "e-administration"}, rhythm: rhythm{2, 1, time.Monday, wall(14, 0)}, length: 2 * time.Hour, place: tiersLieu()},
		{uid: uidDropIn, agenda: ownAgenda, title: "Permanence numérique sans rendez-vous",
			text:   "Une question, un courrier à envoyer, un mot de passe perdu : entrez.",
			topics: []string{"permanence"}, rhythm: rhythm{1, 0, time.Wednesday, wall(14, 0)}, length: 3 * time.Hour, place: tiersLieu()},
		{uid: uidCafe, agenda: ownAgenda, title: "Café numérique : posez vos questions",
			text:   "On parle écrans, réseaux et arnaques autour d’un café.",
			topics: []string{"convivialité"}, rhythm: rhythm{2, 0, time.Friday, wall(10, 0)}, length: 90 * time.Minute, place: tiersLieu()},
		{uid: uidRepair, agenda: ownAgenda, shared: true, title: "Réparons ensemble : café-réparation",
			text:   "Ordinateurs, téléphones, petit électroménager : les bénévoles réparent avec vous.",
			topics: []string{"réparation"}, rhythm: rhythm{4, 2, time.Saturday, wall(9, 30)}, length: 3 * time.Hour, place: tiersLieu()},
		{uid: 48240000, agenda: ownAgenda, single: true, title: "Atelier : comprendre l’intelligence artificielle", status: 5,
			text:   "Ce qu’elle sait faire, ce qu’elle invente, comment s’en servir sans danger.",
			topics: []string{"intelligence artificielle"}, rhythm: rhythm{6, 3, time.Friday, wall(14, 0)}, length: 2 * time.Hour, place: tiersLieu()},
		{uid: 48250000, agenda: ownAgenda, single: true, title: "Atelier : trier et sauvegarder ses photos", status: 4,
			text:   "Du téléphone à l’ordinateur, puis à l’abri.",
			topics: []string{"photo"}, rhythm: rhythm{6, 5, time.Monday, wall(9, 30)}, length: 2 * time.Hour, place: tiersLieu()},
		{uid: 48260000, agenda: ownAgenda, single: true, title: "[ANNULÉ] Atelier : vendre et acheter d’occasion",
			text:   "Écrire une annonce, se faire payer, reconnaître les arnaques.",
			topics: []string{"vie quotidienne"}, rhythm: rhythm{6, 2, time.Monday, wall(9, 30)}, length: 2 * time.Hour, place: tiersLieu()},
		{uid: 48270000, agenda: ownAgenda, single: true, title: "Atelier : la visioconférence sans stress", status: 3,
			text: "Se connecter, se faire voir et entendre. Exceptionnellement à distance.", online: "https://visio.exemple.fr/le-fil-commun",
			topics: []string{"visioconférence"}, rhythm: rhythm{6, 4, time.Thursday, wall(18, 0)}, length: time.Hour, place: tiersLieu()},
		{uid: 48280000, agenda: townAgenda, single: true, title: "Conférence : protéger ses données personnelles",
			text:   "Par une juriste, suivie d’un échange.",
			topics: []string{"conférence"}, rhythm: rhythm{6, 5, time.Tuesday, wall(18, 30)}, length: 90 * time.Minute, place: hall()},
		{uid: 48290000, agenda: townAgenda, shared: true, single: true, title: "Fête du numérique",
			text:   "Une journée de démonstrations, de jeux et de rencontres, dans toute la ville.",
			topics: []string{"fête"}, rhythm: rhythm{13, 8, time.Saturday, wall(10, 0)}, length: 8 * time.Hour, place: hall()},
		{uid: 48213964, agenda: townAgenda, title: "Les mercredis de la médiathèque : jouer en ligne sans danger",
			text:   "Pour les enfants dès 8 ans, avec leurs parents.",
			topics: []string{"parentalité", "jeux"}, rhythm: rhythm{2, 0, time.Wednesday, wall(10, 0)}, length: 90 * time.Minute, place: library()},
	}
}

// courseSeances is how many séances a course has, one a week; a course begins in
// each week whose number courseEvery divides.
const (
	courseSeances = 3
	courseEvery   = 6
	coursePage    = "parcours"
)

// A course is a parcours: the same people, three Fridays in a row.
type course struct {
	number int
	dates  []date
}

// courses are those of which a séance lies in the weeks shown. One that falls on
// a closed day is held on the next open one.
func (a almanac) courses() []course {
	var all []course
	for n := (a.week - weeksBack) / courseEvery; n*courseEvery <= a.week+weeksAhead; n++ {
		c := course{number: n}
		for week := n * courseEvery; week < n*courseEvery+courseSeances; week++ {
			c.dates = append(c.dates, date{week, postponed(a.at(week, time.Friday, wall(14, 0)))})
		}
		if c.dates[courseSeances-1].week >= a.week-weeksBack {
			all = append(all, c)
		}
	}
	return all
}

// events are the workshop's events at OpenAgenda.
func (w *workshop) events(a almanac) []openagendatest.Event {
	var all []openagendatest.Event
	for _, d := range a.dates(w.rhythm) {
		slot := openagendatest.Timing{Begin: d.start, End: d.start.Add(w.length)}
		if n := len(all); n > 0 && !w.single {
			all[n-1].Timings = append(all[n-1].Timings, slot)
			continue
		}
		e := w.event(a, slot)
		if w.single {
			e.UID += int64(d.week)
		}
		all = append(all, e)
	}
	return all
}

func (w *workshop) event(a almanac, slots ...openagendatest.Timing) openagendatest.Event {
	e := openagendatest.Event{
		UID: w.uid, Title: w.title, Description: w.text, Keywords: w.topics, Timings: slots,
		Conditions: "Gratuit, ouvert à toutes et tous", Status: w.status, Location: w.place,
		Registration: []openagendatest.Way{{Type: "phone", Value: "04 65 71 00 12"}},
		UpdatedAt:    a.written(w.uid), CreatedAt: a.written(w.uid).AddDate(0, -4, 0),
	}
	if w.page != "" {
		e.Conditions = fmt.Sprintf("Gratuit, sur inscription, %d places", w.seats)
		e.Registration = append([]openagendatest.Way{{Type: "link", Value: bookingSite + w.page}}, e.Registration...)
	}
	if w.online != "" {
		e.Mode, e.OnlineLink = 2, w.online
	}
	return e
}

// written is when the town and the tiers-lieu last put the weeks ahead online:
// on the Friday before.
func (a almanac) written(uid int64) time.Time {
	return a.at(a.week-1, time.Friday, wall(16, 0)).Add(-time.Duration(uid%97) * time.Minute)
}

// courseWorkshop is a course as OpenAgenda lists it: one event, three timings.
func courseWorkshop(c course) workshop {
	return workshop{
		uid: uidCourse + int64(c.number), agenda: ownAgenda, page: coursePage, seats: 6, length: 2 * time.Hour, place: tiersLieu(),
		title:  "Parcours : l’ordinateur pas à pas (3 séances)",
		text:   "Trois vendredis pour allumer, écrire, ranger et envoyer. On s’inscrit aux trois séances.",
		topics: []string{"atelier", "débuter"},
	}
}

// publish puts the programme on the two agendas.
func (s *Stage) publish() {
	s.openagenda.AddAgenda(openagendatest.Agenda{UID: ownAgenda, Title: "Le Fil commun, tiers-lieu numérique", Slug: "le-fil-commun", UpdatedAt: s.written(ownAgenda)})
	s.openagenda.AddAgenda(openagendatest.Agenda{UID: townAgenda, Title: "Sortir à Vénissieux", Slug: "sortir-a-venissieux", Official: true, UpdatedAt: s.written(townAgenda)})
	for _, w := range programme() {
		for _, e := range w.events(s.almanac) {
			s.put(w, e)
		}
	}
	for _, c := range s.courses() {
		w := courseWorkshop(c)
		var slots []openagendatest.Timing
		for _, d := range c.dates {
			slots = append(slots, openagendatest.Timing{Begin: d.start, End: d.start.Add(w.length)})
		}
		s.put(w, w.event(s.almanac, slots...))
	}
}

func (s *Stage) put(w workshop, e openagendatest.Event) {
	s.openagenda.Put(w.agenda, e)
	if w.shared {
		s.openagenda.Share(e.UID, ownAgenda+townAgenda-w.agenda)
	}
	s.timings[e.UID] = e.Timings
}
