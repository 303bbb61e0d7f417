package syncer

import (
	"cmp"
	"slices"

	"tresse"
	"tresse/store"
	"tresse/sync/publish"
	"tresse/sync/sessions"
)

// SessionDuplicates returns the pairs of sessions that a mediator is asked
// about, the most valuable first: what is still to come, what many people booked,
// what is likeliest.
func (e *Engine) SessionDuplicates() ([]publish.Duplicate, error) {
	e.mu.Lock()
	rules := e.rules
	e.mu.Unlock()
	views, err := e.store.Sessions("sessions", store.Window{})
	if err != nil {
		return nil, err
	}
	of := map[tresse.Ref]tresse.ID{}
	byID := make(map[tresse.ID]*tresse.Session, len(views))
	for i := range views {
		byID[views[i].ID] = &views[i]
		for _, ref := range views[i].Refs {
			of[ref] = views[i].ID
		}
	}
	var facts []tresse.ListingFact
	for after := tresse.Ref(""); ; {
		chunk, err := e.store.ListingsAfter(after, commitSize)
		if err != nil {
			return nil, err
		}
		if len(chunk) == 0 {
			break
		}
		after = chunk[len(chunk)-1].Ref
		facts = append(facts, chunk...)
	}
	questions := sessions.Questions(facts, of, rules)
	worth := func(q sessions.Question) float64 {
		a, b := byID[q.A], byID[q.B]
		value := sessions.Chance(q.Score) * float64(1+min(a.Taken+b.Taken, 20))
		if !a.Start.In(e.zone).After(e.now()) {
			value /= 100
		}
		return value
	}
	slices.SortStableFunc(questions, func(a, b sessions.Question) int { return cmp.Compare(worth(b), worth(a)) })
	list := make([]publish.Duplicate, len(questions))
	for i, q := range questions {
		list[i] = publish.Duplicate{A: q.A, B: q.B, Score: sessions.Chance(q.Score), Reasons: sessionReasons(q.Reasons)}
	}
	return list, nil
}

func sessionReasons(reasons []sessions.Reason) []publish.Reason {
	list := make([]publish.Reason, len(reasons))
	for i, r := range reasons {
		list[i] = publish.Reason{Field: r.Field, Text: r.Text, Weight: r.Weight}
	}
	return list
}

// WhySessions returns the evidence between two sessions, the weightiest first. Of
// two ids of one session it is that between the listings they are of.
func (e *Engine) WhySessions(a, b tresse.ID) ([]publish.Reason, error) {
	e.mu.Lock()
	rules := e.rules
	e.mu.Unlock()
	x, err := e.listingsOf(a, "")
	if err != nil {
		return nil, err
	}
	y, err := e.listingsOf(b, "")
	if err != nil {
		return nil, err
	}
	if len(x) > 0 && len(y) > 0 && x[0].Ref == y[0].Ref {
		if x, err = e.listingsOf(a, a); err == nil {
			y, err = e.listingsOf(b, b)
		}
	}
	return sessionReasons(sessions.Why(x, y, rules)), err
}

// listingsOf returns the listings of the session that answers to id; with only,
// those that gave it that id.
func (e *Engine) listingsOf(id, only tresse.ID) ([]tresse.ListingFact, error) {
	s, err := e.session(id)
	if err != nil {
		return nil, err
	}
	facts, err := e.store.Listings(s.Refs)
	if err != nil || only == "" {
		return facts, err
	}
	own := slices.DeleteFunc(slices.Clone(facts), func(f tresse.ListingFact) bool { return f.ID != only })
	if len(own) == 0 {
		return facts, nil
	}
	return own, nil
}

// session returns the session that answers to id.
func (e *Engine) session(id tresse.ID) (tresse.Session, error) {
	s, known, err := e.store.Session("sessions", id)
	if err == nil && !known {
		err = refusal("no such session", "Aucune séance ne porte cet identifiant : « tresse sessions --format json » les montre.")
	}
	return s, err
}

// SessionRef returns the ref that found a session under id, which may be an
// alias; false where none answers to it.
func (e *Engine) SessionRef(id tresse.ID) (tresse.Ref, bool, error) {
	s, known, err := e.store.Session("sessions", id)
	if err != nil || !known || len(s.Refs) == 0 {
		return "", false, err
	}
	facts, err := e.listingsOf(id, id)
	if err != nil || len(facts) == 0 {
		return s.Refs[0], true, err
	}
	first := facts[0]
	for _, f := range facts[1:] {
		if f.First.Before(f.Ref, first.First, first.Ref) {
			first = f
		}
	}
	if first.ID != id {
		return s.Refs[0], true, nil
	}
	return first.Ref, true, nil
}
