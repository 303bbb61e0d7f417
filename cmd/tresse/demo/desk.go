package demo

import (
	"cmp"
	"slices"
	"time"

	"tresse/connectors/zeeg/zeegtest"
)

// What the Zeeg pages ask. Zeeg gives no phone but as an answer.
const (
	askPhone = "Votre numéro de téléphone"
	askNeed  = "Quel est votre besoin ?"
	askSent  = "Quelle structure vous oriente ?"
)

// The one-to-one pages.
const (
	pageAlone = "accompagnement"
	pageForms = "aide-aux-demarches"
)

// host is the mediator herself.
func host() []zeegtest.Host {
	return []zeegtest.Host{{FirstName: "Camille", LastName: "Roussel", Email: zeegtest.Owner, Slug: "camille-roussel"}}
}

// pages are the scheduling pages, under the names that the programme calls them.
func pages() []zeegtest.Page {
	group := func(name, title string, seats int) zeegtest.Page {
		return zeegtest.Page{UUID: pageID(name), Title: title, Type: zeegtest.Group, Minutes: 120, Capacity: seats}
	}
	alone := func(name, title string, minutes int) zeegtest.Page {
		return zeegtest.Page{UUID: pageID(name), Title: title, Type: zeegtest.OneOnOne, Minutes: minutes}
	}
	return []zeegtest.Page{
		group("cv", "Atelier : créer son CV", 8),
		group("smartphone", "Découvrir son smartphone", 10),
		group("demarches", "Ses démarches en ligne", 10),
		group(coursePage, "L’ordinateur pas à pas", 6),
		alone(pageAlone, "Accompagnement individuel", 45),
		alone(pageForms, "Aide aux démarches (pendant la permanence)", 30),
	}
}

func pageID(name string) string { return uuid("page", name) }

// fillZeeg puts the workshops with seats, the courses and the appointments on
// Zeeg, with who has booked them by this morning.
func (s *Stage) fillZeeg() {
	for _, p := range pages() {
		p.Hosts, p.Location, p.Questions = host(), onTheSpot(), []string{askPhone, askNeed, askSent}
		s.zeeg.AddPage(p)
	}
	for _, w := range programme() {
		if w.page == "" {
			continue
		}
		for _, d := range s.dates(w.rhythm) {
			s.group(w.page, "", d, s.bookers(w.page, d))
		}
	}
	for _, c := range s.courses() {
		s.fillCourse(c)
	}
	s.appointments()
}

// A seat is booked by somebody for a person, often the person alone.
type seat struct {
	who  person
	sent *prescriber // nil: nobody sent them
}

// bookers are who books a workshop sooner or later: some of those who come
// often, and whom prescribers send.
func (s *Stage) bookers(page string, d date) []seat {
	switch n := d.week / 2; page { // each workshop comes back every second week
	case "demarches":
		ccas := townService()
		all := pick(4, page, d.week)
		for i := range 5 { // twenty people over four workshops
			all = append(all, seat{ccas.sent[(n*5+i)%len(ccas.sent)], &ccas})
		}
		return all
	case "cv":
		local := youthService()
		return append(pick(5, page, d.week), seat{local.sent[n%len(local.sent)], &local})
	}
	return pick(5+dice(4, page, d.week), page, d.week)
}

// pick chooses n of the regulars.
func pick(n int, words ...any) []seat {
	order := map[int]uint64{}
	everybody := regulars()
	var places []int
	for i, p := range everybody {
		places = append(places, i)
		order[i] = number(append(words, p.names[0], p.phone)...)
	}
	slices.SortFunc(places, func(a, b int) int { return cmp.Compare(order[a], order[b]) })
	var chosen []seat
	for _, i := range places[:min(n, len(places))] {
		chosen = append(chosen, seat{who: everybody[i]})
	}
	return chosen
}

func (s *Stage) fillCourse(c course) {
	who := pick(6, "course", c.number)
	for i, d := range c.dates {
		if i == len(c.dates)-1 {
			who = who[:5] // somebody always misses the end
		}
		s.group(coursePage, "L’ordinateur pas à pas, séance "+[...]string{"1/3", "2/3", "3/3"}[i], d, who)
	}
}

// group adds a group event. Events are there before anybody has booked.
func (s *Stage) group(page, title string, d date, who []seat) {
	e := zeegtest.Event{UUID: zeegID(page, d.week), Page: pageID(page), Title: title, Start: d.start, Created: d.start.AddDate(0, -4, 0)}
	if page == "demarches" && d.week%13 == 5 {
		e.Status = zeegtest.Cancelled // the mediator was ill
	}
	e.Invitees = s.invitees(e, who)
	s.zeeg.AddEvent(e)
}

// invitees are those who have booked by this morning.
func (s *Stage) invitees(e zeegtest.Event, who []seat) []zeegtest.Invitee {
	var all []zeegtest.Invitee
	for i, one := range who {
		booked := e.Start.AddDate(0, 0, -1-dice(30, e.UUID, i)).Truncate(time.Hour).Add(time.Duration(dice(59, e.UUID, i)) * time.Minute)
		if booked.After(s.today) {
			continue
		}
		invitee := one.invitee(e.UUID, i)
		invitee.Scheduled = booked
		invitee.Cancelled = s.cancellation(e, i, booked, invitee.Email)
		all = append(all, invitee)
	}
	return all
}

// invitee is a seat as Zeeg writes it: one name, one address, answers.
func (b *seat) invitee(words ...any) zeegtest.Invitee {
	need := [...]string{"Apprendre à mon rythme", "Mon dossier de retraite", "Un CV à refaire", "Mon téléphone est plein", "La CAF me demande un document", ""}
	i := zeegtest.Invitee{UUID: zeegID(append(words, "invitee")...), Name: b.who.spelled(words...), Email: b.who.mail(words...)}
	phone, sent := b.who.number(words...), ""
	if b.sent != nil {
		i.Email, sent = b.sent.mail, b.sent.name
		if phone == "" {
			phone = b.sent.phone
		}
	}
	i.Questions = []zeegtest.Question{
		{Question: askPhone, Answer: phone},
		{Question: askNeed, Answer: need[dice(len(need), append(words, "need")...)]},
		{Question: askSent, Answer: sent},
	}
	return i
}

// cancellation is the day before, by the person for one seat in nine, by the
// mediator for one in thirty.
func (s *Stage) cancellation(e zeegtest.Event, i int, booked time.Time, mail string) zeegtest.Cancellation {
	at := e.Start.AddDate(0, 0, -1)
	switch {
	case at.After(s.today) || at.Before(booked):
	case dice(9, e.UUID, i, "cancelled") == 0:
		return zeegtest.Cancellation{At: at, By: mail, Type: "invitee", Reason: "Empêchement"}
	case dice(30, e.UUID, i, "refused") == 0:
		return zeegtest.Cancellation{At: at, By: zeegtest.Owner, Type: "host", Reason: "Conseillère absente"}
	}
	return zeegtest.Cancellation{}
}

// appointments fill three quarters of the hours kept for them: two mornings and
// afternoons a week, and two within each permanence.
func (s *Stage) appointments() {
	for _, slot := range []struct {
		page   string
		rhythm rhythm
	}{
		{pageAlone, rhythm{1, 0, time.Tuesday, wall(9, 30)}},
		{pageAlone, rhythm{1, 0, time.Tuesday, wall(10, 30)}},
		{pageForms, rhythm{1, 0, time.Wednesday, wall(14, 30)}},
		{pageForms, rhythm{1, 0, time.Wednesday, wall(15, 30)}},
		{pageAlone, rhythm{1, 0, time.Thursday, wall(14, 0)}},
		{pageAlone, rhythm{1, 0, time.Thursday, wall(15, 0)}},
	} {
		for _, d := range s.dates(slot.rhythm) {
			if dice(4, "taken", slot.page, d.start.Unix()) > 0 {
				s.appointment(slot.page, d)
			}
		}
	}
}

// appointment adds one, if it has been booked by this morning.
func (s *Stage) appointment(page string, d date) {
	e := zeegtest.Event{UUID: zeegID(page, d.start.Unix()), Page: pageID(page), Start: d.start}
	e.Invitees = s.invitees(e, pick(1, page, d.start.Unix()))
	if len(e.Invitees) == 0 {
		return
	}
	e.Created = e.Invitees[0].Scheduled
	if !e.Invitees[0].Cancelled.At.IsZero() {
		e.Status = zeegtest.Cancelled
	}
	s.zeeg.AddEvent(e)
}
