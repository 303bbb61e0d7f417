package store

import (
	"bytes"
	"errors"

	"go.etcd.io/bbolt"

	"tresse"
)

// A Generation is a new set of views that grows beside the current one: a
// rebuild. Nobody reads it until Finish makes it current.
type Generation struct {
	s       *Store
	number  uint64
	changes uint64 // of the store when it began
	ended   bool
}

// BeginGeneration begins a new set of views. There is one at a time; one that a
// crash leaves behind is dropped by the next Open.
func (s *Store) BeginGeneration() (*Generation, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.growing != nil {
		return nil, refused("a rebuild is under way already")
	}
	g := &Generation{s: s, changes: s.changes}
	err := s.update(func(tx *bbolt.Tx) error {
		g.number = currentGeneration(tx) + 1
		return createGeneration(tx, g.number)
	})
	if err != nil {
		return nil, err
	}
	s.growing = g
	return g, nil
}

// Put adds to the generation what c says, in one transaction.
func (g *Generation) Put(c ViewChange) error {
	g.s.writing.Lock()
	defer g.s.writing.Unlock()
	if g.ended {
		return refused("the rebuild has ended")
	}
	if c.len() == 0 {
		return nil
	}
	return g.s.update(func(tx *bbolt.Tx) error {
		var t batch
		views := tx.Bucket(nameOf(g.number))
		if err := stageViews(&c, views, &t, numbersOf(tx)); err != nil {
			return err
		}
		if err := t.apply(); err != nil {
			return err
		}
		return t.tallyUp(views)
	})
}

// Finish makes the generation current, together with what the audiences are
// told and the Model (nil leaves it), in one small commit; then the views before
// it are dropped. It is refused when facts or views were committed since the
// generation began: they would be missing in it.
func (g *Generation) Finish(published []tresse.Published, m *tresse.Model) error {
	s := g.s
	s.writing.Lock()
	defer s.writing.Unlock()
	if g.ended {
		return refused("the rebuild has ended")
	}
	if g.changes != s.changes {
		return refused("facts have changed since the rebuild began")
	}
	d, err := s.draft(&Commit{Published: published, Model: m})
	if err != nil {
		return &tresse.Error{Trouble: tresse.TroubleRefused, Op: "store: rebuild", Err: err}
	}
	err = s.update(func(tx *bbolt.Tx) error {
		var t batch
		if err := d.stage(s, tx, &t); err != nil {
			return err
		}
		meta := t.on(metaOf(tx), &t.written.Records)
		meta.put(keyGeneration, number(g.number))
		meta.drop(keyStale)
		return t.apply()
	})
	if err != nil {
		return err
	}
	g.end()
	return s.dropLeftovers()
}

// Abandon drops the generation; the current views stay.
func (g *Generation) Abandon() error {
	g.s.writing.Lock()
	defer g.s.writing.Unlock()
	if g.ended {
		return nil
	}
	g.end()
	return g.s.dropLeftovers()
}

func (g *Generation) end() {
	g.ended = true
	g.s.growing = nil
}

// dropLeftovers drops all views but the current ones. Its caller writes.
func (s *Store) dropLeftovers() error {
	err := s.update(func(tx *bbolt.Tx) error {
		current := nameOf(currentGeneration(tx))
		var old [][]byte
		c := tx.Cursor()
		for name, _ := c.Seek(prefixViews); bytes.HasPrefix(name, prefixViews); name, _ = c.Next() {
			if !bytes.Equal(name, current) {
				old = append(old, bytes.Clone(name))
			}
		}
		if len(old) == 0 {
			return errNothing
		}
		for _, name := range old {
			if err := tx.DeleteBucket(name); err != nil {
				return err
			}
		}
		return nil
	})
	if err == errNothing {
		return nil
	}
	return err
}

func refused(why string) error {
	return &tresse.Error{Trouble: tresse.TroubleRefused, Op: "store: rebuild", Err: errors.New(why)}
}
