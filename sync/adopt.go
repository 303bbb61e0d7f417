package syncer

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"tresse"
	"tresse/store"
	"tresse/sync/sessions"
)

// adopt brings what the store remembers of its sources in line with the
// configuration.
func (e *Engine) adopt() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	before, err := e.rename()
	if err != nil {
		return err
	}
	after := e.configured(before)
	if err := checkKinds(before, after); err != nil {
		return err
	}
	if err := e.shipModel(); err != nil {
		return err
	}
	if err := e.recall(after); err != nil {
		return err
	}
	stale, err := e.store.Stale()
	if err != nil {
		return err
	}
	// The views are made again before the states are remembered: a crash between
	// the two makes them again once more, and never shows what is no longer
	// public.
	rules, err := e.store.Rules()
	if err != nil {
		return err
	}
	changed := !bytes.Equal(rules, e.roomsRule())
	if stale || changed || !sameViews(before, after) {
		if err := e.rebuild(); err != nil {
			return err
		}
	}
	if changed {
		if err := e.store.SaveRules(e.roomsRule()); err != nil {
			return err
		}
	}
	return e.remember(after)
}

// rename moves the facts of each source that has a former name, and returns the
// states as they then are. The store remembers that its views are to be made
// again.
func (e *Engine) rename() (map[string]tresse.SourceState, error) {
	states, err := e.loadStates()
	if err != nil {
		return nil, err
	}
	for _, src := range e.sources {
		for _, was := range src.Was {
			if _, stored := states[was]; !stored {
				continue
			}
			if _, both := states[src.Name]; both {
				return nil, twoSources(src.Name, was)
			}
			if err := e.store.RenameSource(was, src.Name); err != nil {
				return nil, err
			}
		}
	}
	return e.loadStates()
}

func twoSources(name, was string) error {
	err := tresse.Errorf(tresse.TroubleConfig, "source %s: facts of both %s and %s are stored", name, was, name)
	err.Advice = fmt.Sprintf("Des données sont gardées sous « %s » et sous « %s » : ôtez was = [\"%s\"] de la source « %s ».", was, name, was, name)
	return err
}

func (e *Engine) loadStates() (map[string]tresse.SourceState, error) {
	list, err := e.store.Sources()
	if err != nil {
		return nil, err
	}
	states := make(map[string]tresse.SourceState, len(list))
	for _, s := range list {
		states[s.Name] = s
	}
	return states, nil
}

// configured returns the state of each source in and out of the configuration.
func (e *Engine) configured(before map[string]tresse.SourceState) map[string]tresse.SourceState {
	after := make(map[string]tresse.SourceState, len(before))
	for _, src := range e.sources {
		s, known := before[src.Name]
		if !known {
			s = tresse.SourceState{Name: src.Name, Root: src.Root, Kind: src.Kind, Health: tresse.HealthWaiting}
		}
		s.Place, s.Public = src.Place, src.Public
		if known && s.Kind != src.Kind {
			s.Kind = src.Kind // refused by checkKinds
		}
		switch {
		case src.Disabled:
			s.Health = tresse.HealthDisabled
		case s.Health == tresse.HealthDisabled || s.Health == tresse.HealthRemoved:
			s.Health = tresse.HealthWaiting
		}
		after[s.Name] = s
	}
	return e.addRemoved(before, after)
}

// addRemoved places the sources that left the configuration after all others;
// their facts stay. The counter is no source of the configuration and stays
// itself: what the mediator booked is believed first.
func (e *Engine) addRemoved(before, after map[string]tresse.SourceState) map[string]tresse.SourceState {
	names := make([]string, 0, len(before))
	for name := range before {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if _, in := after[name]; in {
			continue
		}
		s := before[name]
		if name == tresse.SourceCounter {
			s.Place = -1
		} else {
			s.Place, s.Health, s.Public = len(after), tresse.HealthRemoved, false
		}
		after[name] = s
	}
	return after
}

func checkKinds(before, after map[string]tresse.SourceState) error {
	for name, s := range after {
		if b, known := before[name]; known && b.Kind != s.Kind {
			err := tresse.Errorf(tresse.TroubleConfig, "source %s: kind changed from %s to %s", name, b.Kind, s.Kind)
			err.Advice = "La source « " + name + " » était de genre « " + b.Kind + " » ; donnez un autre nom à la nouvelle source de genre « " + s.Kind + " »."
			return err
		}
	}
	return nil
}

// remember writes the states that differ from what is stored.
func (e *Engine) remember(after map[string]tresse.SourceState) error {
	stored, err := e.loadStates()
	if err != nil {
		return err
	}
	var c store.Commit
	for name, s := range after {
		if old, known := stored[name]; !known || old.Place != s.Place || old.Public != s.Public || old.Health != s.Health {
			c.Sources = append(c.Sources, s)
		}
	}
	if len(c.Sources) == 0 {
		return nil
	}
	return e.store.Commit(c)
}

// recall keeps in memory what each commit is planned on.
func (e *Engine) recall(states map[string]tresse.SourceState) error {
	decisions, err := e.store.Decisions()
	if err != nil {
		return err
	}
	if e.model, err = e.store.Model(); err != nil {
		return err
	}
	e.states = states
	e.trust = make(sessions.Trust, len(states))
	e.public = make(map[string]bool, len(states))
	for name, s := range states {
		e.trust[name] = s.Place
		e.public[name] = s.Public
	}
	e.decideSessions(tresse.InForce(decisions, tresse.AboutSessions))
	e.forcePeople = tresse.InForce(decisions, tresse.AboutPeople)
	return nil
}

// sameViews reports whether the views follow alike from both: the sources stand
// in the same order, and the same are public.
func sameViews(before, after map[string]tresse.SourceState) bool {
	order := func(states map[string]tresse.SourceState) []string {
		var names []string
		for name := range before { // only what had facts before matters
			names = append(names, name)
		}
		slices.SortFunc(names, func(a, b string) int {
			return cmp.Or(cmp.Compare(states[a].Place, states[b].Place), cmp.Compare(a, b))
		})
		return names
	}
	for name, b := range before {
		if b.Public != after[name].Public {
			return false
		}
	}
	return slices.Equal(order(before), order(after))
}
