package syncer

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"tresse"
)

// counter does something at the counter: books, holds seats, names one, corrects
// or cancels. What it refuses is refused; nothing else may fail.
func (l *life) counter() {
	e := l.h.engine
	l.h.now = l.h.now.Add(time.Minute)
	pick := func(label string, list ...string) string { return rapid.SampledFrom(list).Draw(l.rt, label) }
	entry := Entry{
		Key:      fmt.Sprintf("k%d", rapid.IntRange(0, 40).Draw(l.rt, "key")),
		Person:   tresse.Person{FirstName: pick("first", "Aminata", "Léa", "Jean-Pierre"), LastName: pick("last", "Diallo", "Le Goff")},
		Seats:    rapid.IntRange(0, 3).Draw(l.rt, "seats"),
		BookedBy: pick("by", "", "", "Sophie Martin"), Prescriber: tresse.Prescription{Organisation: pick("org", "", "CCAS", "Mission locale")},
	}
	seats, err := l.h.store.Registrations()
	if err != nil {
		l.rt.Fatal(err)
	}
	one := tresse.NewID("none")
	if len(seats) > 0 {
		one = seats[rapid.IntRange(0, len(seats)-1).Draw(l.rt, "registration")].ID
	}
	switch pick("at the counter", "session", "session", "new", "group", "group", "name", "name", "correct", "cancel", "move") {
	case "session":
		entry.Session = l.session()
		_, err = e.Add(entry)
	case "new":
		start := tresse.At(noon.Add(time.Duration(rapid.IntRange(-20, 60).Draw(l.rt, "hour")) * time.Hour))
		entry.New = &NewSession{Title: pick("title", "Atelier CV", "Dossier"), Kind: tresse.Kind(pick("kind", "", "workshop")), Start: start}
		_, err = e.Add(entry)
	case "group":
		entry.Session, entry.Person, entry.BookedBy = l.session(), tresse.Person{}, ""
		entry.Prescriber.Organisation, entry.Seats = "CCAS", 4
		_, err = e.Add(entry)
	case "name":
		entry.Group = one
		_, err = e.Add(entry)
	case "correct":
		_, err = e.Correct(one, Correction{LastName: &entry.Person.LastName, Seats: &entry.Seats})
	case "cancel":
		_, err = e.CancelSeat(one, pick("who", "person", "structure"))
	case "move":
		start := tresse.At(noon.Add(time.Duration(rapid.IntRange(-20, 60).Draw(l.rt, "to")) * time.Hour))
		_, err = e.CorrectSession(l.session(), SessionCorrection{Start: &start})
	}
	if err != nil && tresse.TroubleOf(err) != tresse.TroubleRefused {
		l.rt.Fatal(err)
	}
	l.groupsAddUp()
}

func (l *life) session() tresse.ID {
	l.h.t = l.rt
	list := l.h.sessions()
	if len(list) == 0 {
		return tresse.NewID("none")
	}
	return list[rapid.IntRange(0, len(list)-1).Draw(l.rt, "session")].ID
}

// pushed has a platform tell of a booking, which the next pull then knows.
func (l *life) pushed() {
	p := l.pick()
	if len(p.bookings) == 0 {
		return
	}
	b := one(l, p.bookings, "told of")
	t := tresse.Told{Seats: rapid.IntRange(0, 2).Draw(l.rt, "seats told"), Phones: []string{rapid.SampledFrom([]string{"06 39 98 12 34", "06 39 98 77 77"}).Draw(l.rt, "phone told")}}
	if err := l.h.engine.keepTold(p.name, map[tresse.Ref]tresse.Told{b.Ref: t}); err != nil {
		l.rt.Fatal(err)
	}
}

// groupsAddUp: of a group's seats no more took a name than there are, and each
// standing name of it is one of them.
func (l *life) groupsAddUp() {
	facts, err := l.h.store.BookingsIn(tresse.SourceCounter, "", 1000)
	if err != nil {
		l.rt.Fatal(err)
	}
	names := map[tresse.Ref]int{}
	for i := range facts {
		if facts[i].Group != "" {
			names[facts[i].Group] += max(facts[i].Seats, 1)
		}
	}
	for i := range facts {
		if f := &facts[i]; f.Filled > max(f.Seats, 1) || names[f.Ref] > f.Filled {
			l.rt.Fatalf("a group of %d seats: %d took a name, %d stand", f.Seats, f.Filled, names[f.Ref])
		}
	}
}
