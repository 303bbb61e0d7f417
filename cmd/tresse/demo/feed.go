package demo

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// A feed is a calendar behind an address. Its methods may be called while it
// serves.
type feed struct {
	program program
	clock   func() time.Time

	mu      sync.Mutex
	entries []entry
}

// ServeHTTP answers with an ETag of the bytes, and 304 to whoever has them. A
// program that stamps each event with the time of the request never has the
// same bytes twice.
func (f *feed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	body := f.program.calendar(f.entries, f.clock())
	f.mu.Unlock()
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(body)))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// change changes the first entry that it fits, in order of start, and says
// whether there was one.
func (f *feed) change(fits func(*entry) bool, do func(*entry)) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	var first *entry
	for i := range f.entries {
		e := &f.entries[i]
		if fits(e) && (first == nil || e.start.Before(first.start)) {
			first = e
		}
	}
	if first == nil {
		return false
	}
	do(first)
	first.sequence++
	first.modified = f.clock()
	return true
}

// townSite is the town's own website, which takes its events from OpenAgenda:
// those that are shared with it come under their OpenAgenda uid, beside others
// of an agenda that nobody here follows.
func (s *Stage) townSite() []entry {
	places := map[int64]string{61840311: tiersLieuLine, 61840312: libraryLine, 61840313: hallLine}
	var all []entry
	add := func(uid int64, title, text, place string, start time.Time, length time.Duration) {
		all = append(all, entry{
			uid: exported(uid, start), title: title, text: text, place: place, start: start, length: length,
			url: fmt.Sprintf("https://sortir.example.org/evenement/%d", uid), modified: s.written(uid),
		})
	}
	for _, w := range programme() {
		if !w.shared && w.agenda != townAgenda {
			continue
		}
		for _, e := range w.events(s.almanac) {
			for _, t := range e.Timings {
				add(e.UID, w.title, w.text, places[w.place.UID], t.Begin, t.End.Sub(t.Begin))
			}
		}
	}
	for _, d := range s.dates(rhythm{2, 1, time.Thursday, wall(9, 0)}) {
		add(51770120, "Permanence du bus des services publics", "Sans rendez-vous, sur la place.", hallLine, d.start, 3*time.Hour)
	}
	for _, d := range s.dates(rhythm{6, 0, time.Saturday, wall(14, 0)}) {
		add(51770138, "Bourse aux jeux et aux consoles", "Échangez, donnez, essayez.", hallLine, d.start, 4*time.Hour)
	}
	return all
}

// exported is the UID that OpenAgenda's export gives a timing.
func exported(uid int64, start time.Time) string {
	return fmt.Sprintf("%d//%s", uid, start.UTC().Format(utcForm))
}

func townProgram() program {
	return program{utc: true, head: []string{
		"PRODID:-//sortiravenissieux//agenda//fr", "METHOD:PUBLISH", "X-WR-CALNAME:Sortir à Vénissieux",
		"X-WR-CALDESC:L’agenda du site de la ville", fmt.Sprintf("X-WR-RELCALID:%d", townAgenda),
	}}
}

// colleague is the calendar of another mediator: series, a closed day, an
// instance moved and one cancelled, holidays, a meeting, what is nobody's
// business, and what she took over from others.
func (s *Stage) colleague() []entry {
	weekly := s.series(tablet, "Atelier tablette pour les aînés", rhythm{1, 0, time.Tuesday, wall(10, 0)}, 2*time.Hour, libraryLine)
	all := append(s.exceptions(weekly), weekly)
	all = append(all,
		s.series("bibliotheque@agenda.exemple.fr", "Permanence numérique à la médiathèque", rhythm{2, 0, time.Thursday, wall(16, 0)}, 2*time.Hour, libraryLine),
		s.series("reunion@agenda.exemple.fr", "Réunion d’équipe", rhythm{1, 0, time.Monday, wall(9, 0)}, time.Hour, tiersLieuLine))
	for _, d := range s.dates(rhythm{13, 4, time.Monday, 0}) {
		all = append(all, entry{uid: s.own("conges", d.week), title: "Congés", start: d.start, days: 5})
	}
	for _, d := range s.dates(rhythm{13, 10, time.Saturday, 0}) {
		all = append(all, entry{uid: s.own("portes-ouvertes", d.week), title: "Portes ouvertes des associations", place: hallLine, start: d.start, days: 1})
	}
	for _, d := range s.dates(rhythm{6, 1, time.Friday, wall(8, 30)}) {
		all = append(all, entry{uid: s.own("dentiste", d.week), title: "Dentiste", start: d.start, length: time.Hour, class: "PRIVATE"})
	}
	for _, d := range s.dates(rhythm{6, 4, time.Friday, 0}) {
		all = append(all, entry{uid: s.own("anniversaire", d.week), title: "Anniversaire à la maison", start: d.start, days: 1, free: true})
	}
	for _, w := range programme() {
		if w.uid != uidCV {
			continue
		}
		for _, d := range s.dates(w.rhythm) { // taken over from OpenAgenda, so under its uid
			all = append(all, entry{uid: exported(w.uid, d.start), title: "Créer son CV (avec Camille)", place: tiersLieuLine, start: d.start, length: w.length})
		}
	}
	for i := range all {
		all[i].modified = s.written(int64(i))
	}
	return all
}

// tablet is the colleague's weekly series. In each sixth week it is held an hour
// later, in another one not at all.
const (
	tablet    = "tablette@agenda.exemple.fr"
	laterWeek = 3
	offWeek   = 5
)

func (s *Stage) own(name string, week int) string {
	return fmt.Sprintf("%s-%d@agenda.exemple.fr", name, week)
}

// series is a weekly one over the weeks shown. Closed days are left out of it.
func (s *Stage) series(uid, title string, r rhythm, length time.Duration, place string) entry {
	days := s.dates(r)
	last := days[len(days)-1].start
	e := entry{
		uid: uid, title: title, place: place, start: days[0].start, length: length,
		rule: fmt.Sprintf("FREQ=WEEKLY;INTERVAL=%d;UNTIL=%s", r.every, last.UTC().Format(utcForm)),
	}
	for week := days[0].week; week <= days[len(days)-1].week; week += r.every {
		if t := s.at(week, r.day, r.clock); !open(t) {
			e.except = append(e.except, t)
		}
	}
	return e
}

// exceptions are an instance held an hour later and one that was called off.
func (s *Stage) exceptions(series entry) []entry {
	var all []entry
	for i, d := range s.dates(rhythm{1, 0, series.start.Weekday(), wall(series.start.Hour(), series.start.Minute())}) {
		e := series
		e.rule, e.except, e.instead, e.start = "", nil, d.start, d.start
		switch {
		case i == 0:
		case d.week%6 == laterWeek:
			e.start = d.start.Add(time.Hour)
			all = append(all, e)
		case d.week%6 == offWeek:
			e.status = "CANCELLED"
			all = append(all, e)
		}
	}
	return all
}

func colleagueProgram() program {
	return program{live: true, head: []string{
		"PRODID:-//Google Inc//Google Calendar 70.9054//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
		"X-WR-CALNAME:Lucie – médiathèque", "X-WR-TIMEZONE:Europe/Paris",
	}}
}

// agent is the feed of an agent of RDV Service Public: no names, no phones, the
// latest first, nothing older than a month.
func (s *Stage) agent() []entry {
	all := slices.DeleteFunc(s.agenda(), func(e entry) bool { return e.start.Before(s.today.AddDate(0, -1, 0)) })
	slices.SortFunc(all, func(a, b entry) int { return b.start.Compare(a.start) })
	return all
}

// agenda is what the agent has at RDV Service Public.
func (s *Stage) agenda() []entry {
	var all []entry
	for _, r := range []rhythm{
		{1, 0, time.Monday, wall(16, 30)}, {1, 0, time.Friday, wall(9, 0)}, {1, 0, time.Friday, wall(16, 30)},
	} {
		for _, d := range s.dates(r) {
			if dice(4, "rdv", d.start.Unix()) > 0 {
				all = append(all, s.rdv(d))
			}
		}
	}
	for _, d := range s.dates(rhythm{3, 1, time.Wednesday, wall(9, 30)}) {
		e := s.rdv(d)
		e.title, e.length = fmt.Sprintf("Ateliers numériques : ses premiers courriels (%d/8)", 2+dice(7, "seats", d.week)), 2*time.Hour
		e.place, e.status = "Le Fil commun (8 allée des Tisserands, 69200 Vénissieux)", ""
		all = append(all, e)
	}
	return all
}

// rdv is an individual appointment: its motif, and a page for those who have the
// agent's account.
func (s *Stage) rdv(d date) entry {
	motifs := [...]string{"Aide administrative en ligne", "Prise en main de l’ordinateur", "Accompagnement France Services", "Aide par téléphone"}
	places := [...]string{"Le Fil commun (8 allée des Tisserands, 69200 Vénissieux)", "Médiathèque des Platanes (21 rue des Platanes, 69200 Vénissieux)", "69200 Vénissieux", "RDV Téléphonique"}
	kind := dice(len(motifs), "motif", d.start.Unix())
	e := entry{
		uid: uuid("rdv", d.start.Unix()), title: motifs[kind], place: places[kind], start: d.start, length: 45 * time.Minute,
		text: fmt.Sprintf("https://rdv.example.org/agents/rdvs/%d", 40000+d.week*10+int(d.start.Weekday())),
	}
	if dice(8, "called off", d.start.Unix()) == 0 {
		e.status = "CANCELLED"
	}
	return e
}

func agentProgram() program {
	return program{live: true, bare: true, head: []string{
		"PRODID:icalendar-ruby", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "X-WR-CALNAME:Camille ROUSSEL sur RDV Service Public",
	}}
}
