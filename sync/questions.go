package syncer

import (
	"fmt"
	"sync"
	"time"

	"tresse"
	"tresse/store"
	"tresse/sync/people"
	"tresse/sync/publish"
)

// asked remembers the questions of one state of the store, so that a page that
// shows them does not weigh everybody each time.
type asked struct {
	sync.Mutex
	of   uint64 // the engine's version
	list []publish.Duplicate
}

// Duplicates returns the pairs of people that a mediator is asked about, the
// most valuable first. Where a decision has become doubtful, a and b are two
// ids of the one person.
func (e *Engine) Duplicates() ([]publish.Duplicate, error) {
	e.mu.Lock()
	version, model, force := e.version, e.model, e.forcePeople
	e.mu.Unlock()
	e.asked.Lock()
	defer e.asked.Unlock()
	if e.asked.of == version && e.asked.list != nil {
		return e.asked.list, nil
	}
	rows, err := allRows(e.store)
	if err != nil {
		return nil, err
	}
	if err := e.placeRows(rows); err != nil {
		return nil, err
	}
	list, err := e.duplicates(people.Questions(rows, model, force))
	if err == nil {
		e.asked.of, e.asked.list = version, list
	}
	return list, err
}

// duplicates names the people of questions by their ids; nobody is asked about
// what names nobody.
func (e *Engine) duplicates(questions []people.Question) ([]publish.Duplicate, error) {
	ids := make([]tresse.ID, 0, 2*len(questions))
	for _, q := range questions {
		ids = append(ids, e.personID(q.A), e.personID(q.B))
	}
	found, err := e.store.BeneficiariesByID(ids)
	if err != nil {
		return nil, err
	}
	main := map[tresse.ID]tresse.ID{}
	for i := range found {
		main[found[i].ID] = found[i].ID
		for _, alias := range found[i].Aliases {
			main[alias] = found[i].ID
		}
	}
	list := make([]publish.Duplicate, 0, len(questions))
	for _, q := range questions {
		d := publish.Duplicate{A: main[e.personID(q.A)], B: main[e.personID(q.B)], Score: people.Chance(q.Score), Reasons: reasonsOf(q.Reasons)}
		if q.Doubt != 0 {
			d.A, d.B = e.personID(q.A), e.personID(q.B)
			d.Reasons = append([]publish.Reason{doubtReason(q.Doubt)}, d.Reasons...)
		}
		if d.A != "" && d.B != "" && (d.A != d.B || q.Doubt != 0) {
			list = append(list, d)
		}
	}
	return list, nil
}

func doubtReason(number uint64) publish.Reason {
	return publish.Reason{Field: "decision", Text: fmt.Sprintf("la décision n° %d les réunit, mais ce qui est arrivé depuis en fait douter (« tresse undo %d » l’annule)", number, number)}
}

func reasonsOf(reasons []people.Reason) []publish.Reason {
	all := make([]publish.Reason, len(reasons))
	for i, r := range reasons {
		all[i] = publish.Reason{Field: r.Field, Text: r.Text, Weight: r.Weight}
	}
	return all
}

// placeRows tells rows the sessions of their listings.
func (e *Engine) placeRows(rows []people.Row) error {
	list, err := e.store.Sessions("sessions", store.Window{})
	if err != nil {
		return err
	}
	at := map[tresse.Ref]tresse.ID{}
	for i := range list {
		for _, ref := range list[i].Refs {
			at[ref] = list[i].ID
		}
	}
	for i := range rows {
		rows[i].Session = at[rows[i].Listing]
	}
	return nil
}

// WhyPeople weighs two people, by any of their ids: what speaks for and against
// their being one, the weightiest first. Decisions come before all else.
func (e *Engine) WhyPeople(a, b tresse.ID) ([]publish.Reason, error) {
	e.mu.Lock()
	model, force := e.model, e.forcePeople
	e.mu.Unlock()
	x, err := e.person(a)
	if err != nil {
		return nil, err
	}
	y, err := e.person(b)
	if err != nil {
		return nil, err
	}
	f := newFinder(e.store)
	rowsX, rowsY := f.Rows(x.Refs), f.Rows(y.Refs)
	if x.ID == y.ID { // two ids of one person: what each of them came with
		rowsX, rowsY = f.Rows([]tresse.Ref{e.refOf(x, a)}), f.Rows([]tresse.Ref{e.refOf(y, b)})
	}
	sessions, err := e.store.RegistrationsOfBeneficiaries([]tresse.ID{x.ID, y.ID})
	if err != nil {
		return nil, err
	}
	at := map[tresse.Ref]tresse.ID{}
	for i := range sessions {
		for _, ref := range sessions[i].Refs {
			at[ref] = sessions[i].Session
		}
	}
	for _, rows := range [][]people.Row{rowsX, rowsY} {
		for i := range rows {
			rows[i].Session = at[rows[i].Ref]
		}
	}
	reasons := append(decided(force, rowsX, rowsY), reasonsOf(people.Why(rowsX, rowsY, f, model))...)
	return reasons, f.err
}

// decided says which decisions speak of one row of each.
func decided(force []tresse.Decision, a, b []people.Row) (reasons []publish.Reason) {
	sides := map[tresse.Ref]int{}
	for i := range a {
		sides[a[i].Ref] |= 1
	}
	for i := range b {
		sides[b[i].Ref] |= 2
	}
	across := func(pairs [][2]tresse.Ref) bool {
		for _, p := range pairs {
			if sides[p[0]]|sides[p[1]] == 3 && sides[p[0]] != 0 && sides[p[1]] != 0 {
				return true
			}
		}
		return false
	}
	for i := range force {
		same, different := force[i].Pairs()
		if across(same) {
			reasons = append(reasons, publish.Reason{Field: "decision", Text: fmt.Sprintf("la décision n° %d dit que c’est une seule personne", force[i].Number)})
		}
		if across(different) {
			reasons = append(reasons, publish.Reason{Field: "decision", Text: fmt.Sprintf("la décision n° %d dit que ce sont deux personnes", force[i].Number)})
		}
	}
	return reasons
}

// Automatic returns the bookings and contacts that were put to a person by
// themselves since a time, the least sure first.
func (e *Engine) Automatic(since time.Time) ([]publish.Merge, error) {
	e.mu.Lock()
	model, force := e.model, e.forcePeople
	e.mu.Unlock()
	all, err := e.store.Beneficiaries()
	if err != nil {
		return nil, err
	}
	f := newFinder(e.store)
	late := map[tresse.Ref]bool{}
	var list []publish.Merge
	for i := range all {
		b := &all[i]
		if len(b.Refs) < 2 {
			continue
		}
		rows := f.Rows(b.Refs)
		for _, ref := range b.Refs {
			late[ref] = e.firstSeen(f, ref).After(since)
		}
		for _, j := range people.Joined(rows, func(r *people.Row) bool { return late[r.Ref] }, f, model, force) {
			list = append(list, publish.Merge{
				Beneficiary: b.ID, Ref: j.Ref, With: j.With, At: e.firstSeen(f, j.Ref), Score: people.Chance(j.Score), Margin: j.Margin,
				Written: spelling(f, j.Ref), WrittenWith: spelling(f, j.With), Reasons: reasonsOf(j.Reasons),
			})
		}
		if f.err != nil {
			return nil, f.err
		}
	}
	publish.LeastSureFirst(list)
	return list, nil
}

func (e *Engine) firstSeen(f *finder, ref tresse.Ref) time.Time {
	if b := f.bookings[ref]; b != nil {
		return b.First.At
	}
	if c := f.contacts[ref]; c != nil {
		return c.First.At
	}
	return time.Time{}
}

func spelling(f *finder, ref tresse.Ref) string {
	for _, r := range f.Rows([]tresse.Ref{ref}) {
		return people.Spelling(&r)
	}
	return ""
}
