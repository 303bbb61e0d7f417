package syncer

import "tresse"

// Reconnected notes that a source was given access again: it is read soon,
// whatever its failures were.
func (e *Engine) Reconnected(source string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	state, known := e.states[source]
	if !known {
		return nil
	}
	state.Failures, state.Error, state.NextTry = 0, "", state.LastTry
	if state.Health == tresse.HealthReconnect || state.Health == tresse.HealthFailing {
		state.Health = tresse.HealthWaiting
	}
	d := &draft{}
	d.commit.Sources = []tresse.SourceState{state}
	if err := e.store.Commit(d.commit); err != nil {
		return err
	}
	e.mu.landed = true
	e.states[source] = state
	return nil
}
