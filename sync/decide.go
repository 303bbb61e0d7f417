package syncer

import (
	"fmt"
	"time"

	"tresse"
	"tresse/store"
)

// Decide takes what the mediator said of two sessions or two people, by any of
// their ids. It answers TroubleRefused, naming the decision in the way, where
// it contradicts one that is in force.
func (e *Engine) Decide(verb tresse.Verb, subject tresse.Subject, a, b tresse.Ref, by string) (tresse.Decision, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	all, err := e.store.Decisions()
	if err != nil {
		return tresse.Decision{}, err
	}
	d := tresse.Decision{Number: next(all), Verb: verb, Subject: subject, A: a, B: b, By: by, At: e.at()}
	if err := uncontradicted(all, d); err != nil {
		return tresse.Decision{}, err
	}
	return d, e.take(append(all, d), d, d.Names())
}

// Undo takes decision number back. An undo is not undone: decide again.
func (e *Engine) Undo(number uint64, by string) (tresse.Decision, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	all, err := e.store.Decisions()
	if err != nil {
		return tresse.Decision{}, err
	}
	target, err := undoable(all, number)
	if err != nil {
		return tresse.Decision{}, err
	}
	d := tresse.Decision{Number: next(all), Verb: tresse.DecideUndo, Subject: target.Subject, Target: number, By: by, At: e.at()}
	return d, e.take(append(all, d), d, target.Names())
}

// take writes a decision and makes the views of those it names again.
func (e *Engine) take(all []tresse.Decision, d tresse.Decision, names []tresse.Ref) error {
	draft := &draft{}
	draft.commit.Decisions = []tresse.Decision{d}
	sessionsBefore, peopleBefore := e.force, e.forcePeople
	switch d.Subject {
	case tresse.AboutSessions:
		before := e.rules
		e.decideSessions(tresse.InForce(all, tresse.AboutSessions))
		draft.touched = names
		if err := e.rekind(draft, before, seriesOf(all, d)); err != nil {
			e.decideSessions(sessionsBefore)
			return err
		}
	case tresse.AboutPeople:
		e.forcePeople = tresse.InForce(all, tresse.AboutPeople)
		draft.touchedPeople = names
	}
	if err := e.land(draft); err != nil {
		e.decideSessions(sessionsBefore)
		e.forcePeople = peopleBefore
		return err
	}
	return nil
}

// seriesOf returns whose kind a decision says, or takes back.
func seriesOf(all []tresse.Decision, d tresse.Decision) []tresse.Series {
	for _, target := range all {
		if d.Verb == tresse.DecideUndo && target.Number == d.Target {
			return target.Series
		}
	}
	return d.Series
}

func next(all []tresse.Decision) uint64 {
	if len(all) == 0 {
		return 1
	}
	return all[len(all)-1].Number + 1
}

func undoable(all []tresse.Decision, number uint64) (tresse.Decision, error) {
	refuse := func(advice string) (tresse.Decision, error) {
		err := tresse.Errorf(tresse.TroubleRefused, "decision %d cannot be undone", number)
		err.Advice = advice
		return tresse.Decision{}, err
	}
	var target tresse.Decision
	for _, d := range all {
		if d.Number == number {
			target = d
		}
		if d.Verb == tresse.DecideUndo && d.Target == number {
			return refuse(fmt.Sprintf("La décision n° %d est déjà annulée (par la n° %d).", number, d.Number))
		}
	}
	switch target.Verb {
	case tresse.DecideSame, tresse.DecideDifferent, tresse.DecideSplit, tresse.DecidePrescribe, tresse.DecideKind, tresse.DecideProgramme, tresse.DecideAlone:
		return target, nil
	case "":
		return refuse(fmt.Sprintf("Il n’y a pas de décision n° %d : « tresse decisions » les montre.", number))
	case tresse.DecideUndo:
		return refuse("Une annulation ne s’annule pas : décidez de nouveau.")
	}
	return refuse(fmt.Sprintf("La décision n° %d ne peut pas être annulée.", number))
}

// Release applies what the brake holds of a source, or with refuse drops it:
// the facts stay and are not asked for again until they are next seen. Where
// nothing is held but the source came back empty, the next empty list is
// believed. It returns how many facts it was about.
func (e *Engine) Release(source string, refuse bool, by string) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	state, known := e.states[source]
	if !known {
		err := tresse.Errorf(tresse.TroubleRefused, "no source named %q", source)
		err.Advice = "Aucune source ne s’appelle « " + source + " » : « tresse sources » les montre."
		return 0, err
	}
	held, err := e.store.Held(source)
	if err != nil {
		return 0, err
	}
	all, err := e.store.Decisions()
	if err != nil {
		return 0, err
	}
	d := &draft{}
	d.commit.Decisions = []tresse.Decision{{Number: next(all), Verb: tresse.DecideRelease, Subject: tresse.AboutSource, Source: source, By: by, At: e.at()}}
	if refuse {
		d.commit.Decisions[0].Verb = tresse.DecideRefuse
	}
	d.commit.Unhold = held
	if err := e.letGo(d, held, refuse); err != nil {
		return 0, err
	}
	state.Held = 0
	state.AcceptEmpty = !refuse && len(held) == 0
	if state.Health == tresse.HealthHeld {
		state.Health = tresse.HealthOK
	}
	state.Listings += liveChange(d.listings, listings)
	state.Bookings += liveChange(d.bookings, bookings)
	state.Contacts += liveChange(d.contacts, contacts)
	d.commit.Sources = []tresse.SourceState{state}
	if err := e.land(d); err != nil {
		return 0, err
	}
	e.states[source] = state
	return len(held), nil
}

// letGo adds to a draft what becomes of held facts.
func (e *Engine) letGo(d *draft, held []store.Hold, refuse bool) error {
	to := func(t *tresse.Track, at time.Time) bool {
		if t.State != tresse.Live {
			return false
		}
		if refuse {
			t.Kept = true
			return true
		}
		t.State, t.Changed = tresse.Gone, at
		return true
	}
	at := e.at()
	var err error
	if d.listings, err = released(e.store, listings, held, at, to); err != nil {
		return err
	}
	if d.bookings, err = released(e.store, bookings, held, at, to); err != nil {
		return err
	}
	d.contacts, err = released(e.store, contacts, held, at, to)
	return err
}

func released[F any](st *store.Store, l ledger[F], held []store.Hold, at time.Time, to func(*tresse.Track, time.Time) bool) ([]change[F], error) {
	var refs []tresse.Ref
	for _, h := range held {
		if h.Kind == l.kind {
			refs = append(refs, h.Ref)
		}
	}
	facts, err := l.load(st, refs)
	if err != nil {
		return nil, err
	}
	var changes []change[F]
	for i := range facts {
		c := change[F]{old: &facts[i], new: facts[i]}
		if to(l.track(&c.new), at) {
			changes = append(changes, c)
		}
	}
	return changes, nil
}
