package syncer

import (
	"tresse"
	"tresse/store"
	"tresse/sync/people"
)

// The Model is an input of all views (DESIGN §6): a new one replaces them in one
// generation, and nothing else ever changes it.

// leastCounted is how many people there must be before the weights that tresse
// ships with are replaced by themselves: twice as many.
const leastCounted = 250

// shipModel has a store that never had a Model keep the one that tresse ships
// with, so that another version of tresse goes on weighing as this one does.
func (e *Engine) shipModel() error {
	m, err := e.store.Model()
	if err != nil || m.Number > 0 {
		return err
	}
	m = people.Shipped()
	m.Number, m.At = 1, e.at()
	return e.store.Commit(store.Commit{Model: &m})
}

// Reestimate learns the Model anew from all that is known of people, and makes
// all views again with it.
func (e *Engine) Reestimate() (tresse.Model, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.reestimate()
}

// ReestimateIfDoubled does so if the store holds twice as many people as when
// the Model was last learned. It is for the night: it takes a while, and nothing
// else is written meanwhile.
func (e *Engine) ReestimateIfDoubled() (bool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n, err := e.store.Count()
	if err != nil || n.Beneficiaries < 2*max(e.model.Counted, leastCounted) {
		return false, err
	}
	_, err = e.reestimate()
	return err == nil, err
}

func (e *Engine) reestimate() (tresse.Model, error) {
	rows, err := allRows(e.store)
	if err != nil {
		return tresse.Model{}, err
	}
	n, err := e.store.Count()
	if err != nil {
		return tresse.Model{}, err
	}
	before := e.model
	m := people.Estimate(rows, before)
	m.At, m.Counted = e.at(), n.Beneficiaries
	e.model = m
	if err := e.rebuildWith(&m); err != nil {
		e.model = before
		return tresse.Model{}, err
	}
	return m, nil
}
