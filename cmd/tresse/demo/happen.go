package demo

import (
	"fmt"
	"slices"
	"time"

	"tresse/connectors/openagenda/openagendatest"
	"tresse/connectors/zeeg/zeegtest"
)

// Happen lets time bring something to one of the platforms, each call something
// else in turn, and returns a French sentence that says what. Once every date
// that may move has moved, people still book and cancel.
func (s *Stage) Happen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	stories := [...]func() string{
		s.newBooking, s.workshopMoves, s.personCancels, s.appointmentMoves,
		s.newBooking, s.dropInLost, s.instanceCalledOff, s.hostCancels,
	}
	for range stories {
		story := stories[s.happened%len(stories)]
		s.happened++
		if said := story(); said != "" {
			return said
		}
	}
	return "Rien de neuf sur les plateformes."
}

// soon is when what still can be changed begins.
func (s *Stage) soon() time.Time { return s.clock().AddDate(0, 0, 1) }

// nextEvent returns the first coming event at Zeeg that fits.
func (s *Stage) nextEvent(fits func(zeegtest.Event) bool) (zeegtest.Event, bool) {
	all := s.zeeg.Events() // by start
	i := slices.IndexFunc(all, func(e zeegtest.Event) bool {
		return e.Start.After(s.soon()) && e.Status == zeegtest.Confirmed && fits(e)
	})
	if i < 0 {
		return zeegtest.Event{}, false
	}
	return all[i], true
}

func active(e zeegtest.Event) int {
	n := 0
	for _, i := range e.Invitees {
		if i.Cancelled.At.IsZero() {
			n++
		}
	}
	return n
}

func (s *Stage) newBooking() string {
	who := newcomers()[s.happened/4%len(newcomers())]
	e, ok := s.nextEvent(func(e zeegtest.Event) bool {
		return e.Type == zeegtest.Group && active(e) < e.Capacity && !slices.ContainsFunc(e.Invitees, func(i zeegtest.Invitee) bool {
			return i.Name == who.names[0] && i.Cancelled.At.IsZero()
		})
	})
	if !ok {
		return ""
	}
	one := seat{who: who}
	i := one.invitee(e.UUID, "happened", s.happened)
	s.zeeg.Book(e.UUID, i)
	return fmt.Sprintf("Sur Zeeg, %s s’inscrit à « %s », %s.", i.Name, e.Title, Spoken(e.Start.In(s.zone)))
}

func (s *Stage) personCancels() string {
	e, ok := s.nextEvent(func(e zeegtest.Event) bool { return e.Type == zeegtest.Group && active(e) > 1 })
	if !ok {
		return ""
	}
	i := slices.IndexFunc(e.Invitees, func(i zeegtest.Invitee) bool { return i.Cancelled.At.IsZero() })
	who := e.Invitees[i]
	s.zeeg.CancelInvitee(who.UUID, zeegtest.Cancellation{By: who.Email, Type: "invitee", Reason: "Empêchement"})
	return fmt.Sprintf("Sur Zeeg, %s se désinscrit de « %s », %s.", who.Name, e.Title, Spoken(e.Start.In(s.zone)))
}

func (s *Stage) hostCancels() string {
	e, ok := s.nextEvent(func(e zeegtest.Event) bool { return e.Type == zeegtest.OneOnOne && active(e) > 0 })
	if !ok {
		return ""
	}
	s.zeeg.CancelInvitee(e.Invitees[0].UUID, zeegtest.Cancellation{By: zeegtest.Owner, Type: "host", Reason: "Conseillère absente"})
	return fmt.Sprintf("Sur Zeeg, la conseillère annule le rendez-vous du %s.", Spoken(e.Start.In(s.zone)))
}

// retime gives an event at OpenAgenda other timings and returns when the one
// that changed would have begun; zero where change finds none.
func (s *Stage) retime(uid int64, change func([]openagendatest.Timing) ([]openagendatest.Timing, time.Time)) time.Time {
	timings, at := change(slices.Clone(s.timings[uid]))
	if !at.IsZero() {
		s.timings[uid] = timings
		s.openagenda.Edit(uid, func(e *openagendatest.Event) { e.Timings = timings })
	}
	return at
}

// workshopMoves: the tiers-lieu corrects its own agenda, and the town's website
// and the colleague know nothing of it.
func (s *Stage) workshopMoves() string {
	at := s.retime(uidCV, func(all []openagendatest.Timing) ([]openagendatest.Timing, time.Time) {
		for i, t := range all {
			if t.Begin.After(s.soon()) && t.Begin.In(s.zone).Hour() == 14 {
				all[i] = openagendatest.Timing{Begin: t.Begin.Add(time.Hour), End: t.End.Add(time.Hour)}
				return all, t.Begin
			}
		}
		return nil, time.Time{}
	})
	if at.IsZero() {
		return ""
	}
	return fmt.Sprintf("Sur OpenAgenda, « créer son CV » du %s est reculé d’une heure ; le site de la ville ne le sait pas encore.", Spoken(at.In(s.zone)))
}

// dropInLost takes one date out of the permanence, and leaves the last two.
func (s *Stage) dropInLost() string {
	at := s.retime(uidDropIn, func(all []openagendatest.Timing) ([]openagendatest.Timing, time.Time) {
		for i := 0; i < len(all)-2; i++ {
			if at := all[i].Begin; at.After(s.soon()) {
				return slices.Delete(all, i, i+1), at
			}
		}
		return nil, time.Time{}
	})
	if at.IsZero() {
		return ""
	}
	return fmt.Sprintf("Sur OpenAgenda, la permanence du %s disparaît de l’agenda.", Spoken(at.In(s.zone)))
}

// appointmentMoves gives an appointment the same hour of the next open day.
func (s *Stage) appointmentMoves() string {
	var from, to time.Time
	moved := s.agents.change(
		func(e *entry) bool { return e.start.After(s.soon()) && e.status == "" && e.sequence == 0 },
		func(e *entry) {
			from, to = e.start, postponed(e.start.AddDate(0, 0, 1))
			e.start = to
			s.moveRDV(e.uid, to)
		})
	if !moved {
		return ""
	}
	return fmt.Sprintf("Sur RDV Service Public, le rendez-vous du %s passe au %s.", Spoken(from), Spoken(to))
}

// instanceCalledOff takes one date out of the colleague's weekly series.
func (s *Stage) instanceCalledOff() string {
	var at time.Time
	found := s.colleagues.change(
		func(e *entry) bool { return e.uid == tablet && e.rule != "" && !s.nextInstance(e).IsZero() },
		func(e *entry) {
			at = s.nextInstance(e)
			e.except = append(e.except, at)
		})
	if !found {
		return ""
	}
	return fmt.Sprintf("Dans son agenda Google, Lucie supprime l’atelier tablette du %s.", Spoken(at))
}

// nextInstance is the first coming date of a weekly series that still takes
// place as planned, but for the last two weeks.
func (s *Stage) nextInstance(series *entry) time.Time {
	for week := s.week; week <= s.week+weeksAhead-2; week++ {
		at := s.at(week, series.start.Weekday(), wall(series.start.Hour(), series.start.Minute()))
		changed := week%6 == laterWeek || week%6 == offWeek
		if at.After(s.soon()) && !changed && !slices.ContainsFunc(series.except, at.Equal) {
			return at
		}
	}
	return time.Time{}
}
