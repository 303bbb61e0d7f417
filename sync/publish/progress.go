package publish

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tresse"
)

// A Progress is where one person stands in one parcours: one inscription,
// however many séances.
type Progress struct {
	Programme   ProgrammeObject `json:"programme"`
	Beneficiary tresse.ID       `json:"beneficiary,omitempty"`
	Name        string          `json:"name,omitempty"`
	Registered  []int           `json:"registered"` // numbers of the séances booked, cancelled ones left out
	Attended    []int           `json:"attended"`
	Missed      []int           `json:"missed"`    // over, and neither attended nor caught up
	CaughtUp    []int           `json:"caught_up"` // attended when the parcours was held another time
	State       string          `json:"state"`     // registered, ongoing, to_fill, done, dropped_out
}

// A ProgrammeObject is a parcours, once held.
type ProgrammeObject struct {
	ID       tresse.ID   `json:"id"`
	Title    string      `json:"title"`
	Of       int         `json:"of"`
	Sessions []tresse.ID `json:"sessions"` // in order
	Start    string      `json:"start"`    // of the first
}

// held is a parcours with its séances in order.
type held struct {
	part     tresse.ProgrammePart
	sessions []*tresse.Session
}

func programmesOf(list []tresse.Session) []*held {
	byID := map[tresse.ID]*held{}
	var all []*held
	for i := range list {
		p := list[i].Programme
		if p == nil {
			continue
		}
		h, ok := byID[p.ID]
		if !ok {
			h = &held{part: *p}
			byID[p.ID] = h
			all = append(all, h)
		}
		h.part.Of = max(h.part.Of, p.Of)
		h.sessions = append(h.sessions, &list[i])
	}
	for _, h := range all {
		slices.SortStableFunc(h.sessions, func(a, b *tresse.Session) int { return cmp.Compare(a.Programme.Index, b.Programme.Index) })
	}
	slices.SortStableFunc(all, func(a, b *held) int { return a.sessions[0].Start.Compare(b.sessions[0].Start.Time) })
	return all
}

// Programmes lists the parcours among sessions, and where each person stands in
// them at asOf; seats are the registrations of these sessions. A parcours without
// anybody stands there once.
func Programmes(list []tresse.Session, seats []tresse.Registration, person Lookup[tresse.Beneficiary], asOf time.Time, zone *time.Location) Table {
	all := programmesOf(list)
	bySession := map[tresse.ID][]*tresse.Registration{}
	for i := range seats {
		bySession[seats[i].Session] = append(bySession[seats[i].Session], &seats[i])
	}
	came := attendances(all, bySession)
	var rows []Progress
	for _, h := range all {
		people := h.people(bySession)
		if len(people) == 0 {
			rows = append(rows, Progress{Programme: h.object(zone), Registered: []int{}, Attended: []int{}, Missed: []int{}, CaughtUp: []int{}})
		}
		for _, id := range people {
			p := h.progress(id, bySession, came, asOf, zone)
			if b := person(id); b != nil {
				p.Name = PersonName(b)
			}
			rows = append(rows, p)
		}
	}
	return progressTable(rows)
}

func (h *held) object(zone *time.Location) ProgrammeObject {
	o := ProgrammeObject{ID: h.part.ID, Title: h.part.Title, Of: h.part.Of, Start: rfc3339(h.sessions[0].Start, zone)}
	for _, s := range h.sessions {
		o.Sessions = append(o.Sessions, s.ID)
	}
	return o
}

// people are those who have or had a seat in a parcours, in order of id.
func (h *held) people(bySession map[tresse.ID][]*tresse.Registration) []tresse.ID {
	var ids []tresse.ID
	for _, s := range h.sessions {
		for _, r := range bySession[s.ID] {
			if r.Beneficiary != "" && !slices.Contains(ids, r.Beneficiary) {
				ids = append(ids, r.Beneficiary)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

// came names a séance that somebody attended, whenever the parcours was held.
type came struct {
	person tresse.ID
	title  string
	number int
}

// attendances says in which parcours each séance was attended.
func attendances(all []*held, bySession map[tresse.ID][]*tresse.Registration) map[came][]tresse.ID {
	at := map[came][]tresse.ID{}
	for _, h := range all {
		for _, s := range h.sessions {
			for _, r := range bySession[s.ID] {
				if r.Status == tresse.Attended {
					key := came{r.Beneficiary, strings.ToLower(h.part.Title), s.Programme.Index}
					at[key] = append(at[key], h.part.ID)
				}
			}
		}
	}
	return at
}

func (h *held) progress(person tresse.ID, bySession map[tresse.ID][]*tresse.Registration, at map[came][]tresse.ID, asOf time.Time, zone *time.Location) Progress {
	p := Progress{Programme: h.object(zone), Beneficiary: person, Registered: []int{}, Attended: []int{}, Missed: []int{}, CaughtUp: []int{}}
	ahead, open := false, false
	for _, s := range h.sessions {
		n := s.Programme.Index
		status, over := tresse.SeatCancelled, false
		for _, r := range bySession[s.ID] {
			if r.Beneficiary == person {
				status = SeatStatus(r, s, asOf, zone)
			}
		}
		if _, end := span(s, zone); !end.In(zone).After(asOf) {
			over = true
		}
		if status != tresse.SeatCancelled {
			p.Registered = append(p.Registered, n)
		}
		switch {
		case status == tresse.Attended:
			p.Attended = append(p.Attended, n)
		case slices.ContainsFunc(at[came{person, strings.ToLower(h.part.Title), n}], func(id tresse.ID) bool { return id != h.part.ID }):
			p.CaughtUp = append(p.CaughtUp, n)
		case status == tresse.Booked && !over:
			ahead = true
		case status == tresse.ToFill:
			open = true
		case over && s.Status != tresse.Cancelled && s.Status != tresse.Withdrawn:
			p.Missed = append(p.Missed, n)
		}
	}
	p.State = p.state(h.part.Of, ahead, open)
	return p
}

// state: somebody who has nothing to come and has not done all has dropped out.
func (p *Progress) state(of int, ahead, open bool) string {
	done := len(p.Attended) + len(p.CaughtUp)
	switch {
	case done >= of:
		return "done"
	case ahead && done+len(p.Missed) == 0 && !open:
		return "registered"
	case ahead:
		return "ongoing"
	case open:
		return "to_fill"
	}
	return "dropped_out"
}

func progressTable(rows []Progress) Table {
	columns := []column[Progress]{
		{head{text: "Parcours", brief: true}, func(p *Progress) cell { return texts(p.Programme.Title) }},
		{head{text: "Début", brief: true}, func(p *Progress) cell {
			return texts(strings.ReplaceAll(p.Programme.Start[:min(16, len(p.Programme.Start))], "T", " "))
		}},
		{head{text: "Séances", brief: true}, func(p *Progress) cell { return count(p.Programme.Of) }},
		{head{text: "Personne", brief: true}, func(p *Progress) cell { return texts(p.Name) }},
		{head{text: "Inscrite aux séances", brief: true}, func(p *Progress) cell { return numbers(p.Registered) }},
		{head{text: "Faites", brief: true}, func(p *Progress) cell {
			if p.Beneficiary == "" {
				return cell{}
			}
			return texts(fmt.Sprintf("%d/%d", len(p.Attended)+len(p.CaughtUp), p.Programme.Of))
		}},
		{head{text: "Manquées", brief: true}, func(p *Progress) cell { return numbers(p.Missed) }},
		{head{text: "Rattrapées", brief: true}, func(p *Progress) cell { return numbers(p.CaughtUp) }},
		{head{text: "Où elle en est", brief: true}, func(p *Progress) cell { return texts(progressWord(p.State)) }},
		{head{text: "Identifiant du parcours", whole: true}, func(p *Progress) cell { return texts(string(p.Programme.ID)) }},
	}
	return build(Table{Name: "Parcours", none: "Aucun parcours."}, rows, columns, func(p *Progress) Progress { return *p })
}

func numbers(list []int) cell {
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = strconv.Itoa(n)
	}
	return texts(strings.Join(words, ", "))
}

func progressWord(state string) string {
	switch state {
	case "registered":
		return "inscrite"
	case "ongoing":
		return "en cours"
	case "to_fill":
		return "à pointer"
	case "done":
		return "terminé"
	case "dropped_out":
		return "abandon"
	}
	return state
}

// SessionName names a session in a question: what, when, where and by whom it is
// announced.
func SessionName(s *tresse.Session, zone *time.Location) string {
	name := oneLine(s.Title) + ", " + When(s.Start, zone)
	if at := whereabouts(s); at != "" {
		name += ", " + oneLine(at)
	}
	return name + " (" + strings.Join(sources(s.Refs), ", ") + ")"
}
