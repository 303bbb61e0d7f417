package syncer

import (
	"fmt"
	"slices"

	"tresse"
	"tresse/store"
	"tresse/sync/sessions"
)

// SplitSession takes listings off a session, for ever: no view will hold one of
// them with one of those that stay.
func (e *Engine) SplitSession(id tresse.ID, off []string, by string) (tresse.Decision, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, err := e.session(id)
	if err != nil {
		return tresse.Decision{}, err
	}
	d := tresse.Decision{Verb: tresse.DecideSplit}
	for _, name := range off {
		if !slices.Contains(s.Refs, tresse.Ref(name)) {
			return tresse.Decision{}, refusal("not of this session", fmt.Sprintf("« %s » n’est pas une annonce de cette séance : « tresse sessions --format json » les montre (refs).", name))
		}
		d.Off = append(d.Off, tresse.Ref(name))
	}
	slices.Sort(d.Off)
	d.Off = slices.Compact(d.Off)
	for _, ref := range s.Refs {
		if !slices.Contains(d.Off, ref) {
			d.From = append(d.From, ref)
		}
	}
	if len(d.From) == 0 {
		return tresse.Decision{}, refusal("nothing would stay", "Il ne resterait rien de cette séance : nommez seulement les annonces d’une autre.")
	}
	return e.aboutSessions(d, by)
}

// DecideKind says what a session is: all its listings, and the later dates of
// the events, series or pages that they belong to.
func (e *Engine) DecideKind(id tresse.ID, kind tresse.Kind, by string) (tresse.Decision, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	facts, err := e.listingsOf(id, "")
	if err != nil {
		return tresse.Decision{}, err
	}
	d := tresse.Decision{Verb: tresse.DecideKind, Kind: kind}
	for i := range facts {
		f := &facts[i]
		s := tresse.Series{Ref: f.Ref, Parent: f.Parent, From: f.Start}
		if e.states[f.Ref.Source()].Kind == "sheet" {
			s.Title = sessions.TitleKey(f.Title)
		}
		d.Series = append(d.Series, s)
	}
	return e.aboutSessions(d, by)
}

// DecideProgramme makes one parcours of sessions, in the order of their dates;
// title is "" where their own says it.
func (e *Engine) DecideProgramme(ids []tresse.ID, title, by string) (tresse.Decision, error) {
	return e.decideParts(tresse.Decision{Verb: tresse.DecideProgramme, Title: title}, ids, by)
}

// DecideAlone takes sessions out of whatever parcours was proposed.
func (e *Engine) DecideAlone(ids []tresse.ID, by string) (tresse.Decision, error) {
	return e.decideParts(tresse.Decision{Verb: tresse.DecideAlone}, ids, by)
}

func (e *Engine) decideParts(d tresse.Decision, ids []tresse.ID, by string) (tresse.Decision, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, id := range ids {
		ref, known, err := e.SessionRef(id)
		if err != nil {
			return tresse.Decision{}, err
		}
		if !known {
			_, err = e.session(id)
			return tresse.Decision{}, err
		}
		d.Parts = append(d.Parts, ref)
	}
	return e.aboutSessions(d, by)
}

// aboutSessions takes a decision about sessions. The engine's lock is held.
func (e *Engine) aboutSessions(d tresse.Decision, by string) (tresse.Decision, error) {
	all, err := e.store.Decisions()
	if err != nil {
		return tresse.Decision{}, err
	}
	d.Number, d.Subject, d.By, d.At = next(all), tresse.AboutSessions, by, e.at()
	if err := uncontradicted(all, d); err != nil {
		return tresse.Decision{}, err
	}
	if in := alreadyDecided(tresse.InForce(all, tresse.AboutSessions), d); in != 0 {
		err := tresse.Errorf(tresse.TroubleRefused, "decision contradicts number %d", in)
		err.Advice = fmt.Sprintf("La décision n° %d en dit déjà autre chose : annulez-la d’abord avec « tresse undo %d ».", in, in)
		return tresse.Decision{}, err
	}
	return d, e.take(append(all, d), d, d.Names())
}

// alreadyDecided returns the number of the decision that says another kind of the
// same listing, or places the same séance; 0 where there is none.
func alreadyDecided(force []tresse.Decision, d tresse.Decision) uint64 {
	named := func(f tresse.Decision) bool {
		names := f.Names()
		return slices.ContainsFunc(d.Names(), func(ref tresse.Ref) bool { return slices.Contains(names, ref) })
	}
	placing := func(v tresse.Verb) bool { return v == tresse.DecideProgramme || v == tresse.DecideAlone }
	for _, f := range force {
		switch {
		case d.Verb == tresse.DecideKind && f.Verb == d.Verb && f.Kind != d.Kind && named(f):
			return f.Number
		case placing(d.Verb) && placing(f.Verb) && named(f):
			return f.Number
		}
	}
	return 0
}

// rekind has the listings whose kind a decision changes found under what they
// are now; before are the rules that held. They are touched, and with them all
// that belonged to them before: an appointment that lay in what is no permanence
// any more.
func (e *Engine) rekind(d *draft, before *sessions.Rules, series []tresse.Series) error {
	for _, s := range series {
		marks, err := e.store.SourceMarks(store.Listings, s.Ref.Source())
		if err != nil {
			return err
		}
		parent := store.ParentSum(s.Parent)
		refs := []tresse.Ref{s.Ref}
		for i := range marks {
			if marks[i].Parent == parent && marks[i].Ref != s.Ref && !marks[i].Start.Before(s.From.Time) {
				refs = append(refs, marks[i].Ref)
			}
		}
		slices.Sort(refs)
		facts, err := e.store.Listings(refs)
		if err != nil {
			return err
		}
		for i := range facts {
			f := &facts[i]
			d.index(store.Listings, f.Ref, before.Blocks(f), e.rules.Blocks(f))
			d.touched = append(d.touched, f.Ref)
		}
	}
	if len(series) == 0 {
		return nil
	}
	now := e.rules
	e.rules = before
	group, err := e.closeListings(&draft{touched: d.touched})
	e.rules = now
	for i := range group {
		d.touched = append(d.touched, group[i].Ref)
	}
	return err
}
