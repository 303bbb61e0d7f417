package store

import (
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"tresse"
)

// How people are found is a view like any other: it follows from the facts and
// is made anew with them. Both halves are numbers that only sync/people knows
// how to make, and name nobody.

// A Face says that what looks like Profile is found under Block.
type Face struct{ Block, Profile uint64 }

// A Look says that the fact Ref looks like Profile.
type Look struct {
	Profile uint64
	Kind    FactKind
	Ref     tresse.Ref
}

func facesOf(views *bbolt.Bucket) segments { return segments{views.Bucket(bucketFaces), nil} }
func looksOf(views *bbolt.Bucket) segments { return segments{views.Bucket(bucketLooks), nil} }

// find turns the faces and looks of a change into edits: first what goes.
func (d *viewDraft) find(c *ViewChange, n *numbers) error {
	for _, f := range c.DropFaces {
		d.faces = append(d.faces, entryEdit{entry{f.Block, f.Profile}, true})
	}
	for _, f := range c.PutFaces {
		d.faces = append(d.faces, entryEdit{entry{f.Block, f.Profile}, false})
	}
	for _, l := range c.DropLooks {
		number, err := n.of(l.Ref, l.Kind)
		if err != nil {
			return err
		}
		if number != 0 {
			d.looks = append(d.looks, entryEdit{entry{l.Profile, number}, true})
		}
	}
	for _, l := range c.PutLooks {
		if err := checkRef(l.Kind, l.Ref); err != nil {
			return fmt.Errorf("look: %w", err)
		}
		number, err := n.of(l.Ref, l.Kind)
		if err != nil {
			return err
		}
		if number == 0 {
			return fmt.Errorf("look: of what is no fact")
		}
		d.looks = append(d.looks, entryEdit{entry{l.Profile, number}, false})
	}
	return nil
}

// Faces returns for each block the profiles found under it, in order, at most
// most of each. It is fastest when blocks are in order.
func (s *Store) Faces(blocks []uint64, most int) ([][]uint64, error) {
	all := make([][]uint64, len(blocks))
	if len(blocks) == 0 {
		return all, nil
	}
	err := s.view(func(tx *bbolt.Tx) error {
		r := readerOf(facesOf(viewsOf(tx)))
		for i, block := range blocks {
			all[i] = nil
			err := r.find(block, func(profile uint64) bool {
				if len(all[i]) < most {
					all[i] = append(all[i], profile)
				}
				return len(all[i]) < most
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

// Looks returns for each profile the facts that look like it, at most most of
// each, by when they were first put. It is fastest when profiles are in order.
func (s *Store) Looks(profiles []uint64, most int) ([][]Look, error) {
	all := make([][]Look, len(profiles))
	if len(profiles) == 0 {
		return all, nil
	}
	err := s.view(func(tx *bbolt.Tx) error {
		n, r := numbersOf(tx), readerOf(looksOf(viewsOf(tx)))
		for i, profile := range profiles {
			all[i] = nil
			var found []uint64
			err := r.find(profile, func(number uint64) bool {
				found = append(found, number)
				return len(found) < most
			})
			for _, number := range found[:min(len(found), most)] {
				fact, err := n.known(number)
				if err != nil {
					return err
				}
				if fact.kind != 0 {
					all[i] = append(all[i], Look{profile, fact.kind, fact.ref})
				}
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

// looks checks that whoever is found by their look is there.
func (v *verifier) looks(views *bbolt.Bucket) {
	if v.report.Stale {
		return
	}
	err := looksOf(views).each(func(e entry) error {
		if fact, err := v.numbers.known(e.to); err != nil || fact.kind == 0 || !v.known(fact.ref, fact.kind) {
			v.problem(false, "looks", number(e.from), "L’index des personnes nomme une fiche qui n’existe pas.")
		}
		return nil
	})
	if err == nil {
		err = facesOf(views).each(func(entry) error { return nil })
	}
	if err != nil {
		v.problem(false, "looks", nil, "L’index des personnes est illisible.")
	}
}

// viewNames are all buckets of a generation.
func viewNames() [][]byte {
	return slices.Concat(viewBuckets[:], [][]byte{bucketWays, bucketFaces, bucketLooks})
}
