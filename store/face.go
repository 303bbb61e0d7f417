package store

import (
	"bytes"
	"encoding/binary"
	"fmt"

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

func (f Face) key() []byte { return append(number(f.Block), number(f.Profile)...) }

func (l Look) key() []byte { return append(append(number(l.Profile), byte(l.Kind)), l.Ref...) }

// find turns the faces and looks of a change into keys: first what goes.
func (d *viewDraft) find(c *ViewChange) error {
	for _, f := range c.DropFaces {
		d.faces = append(d.faces, pair{f.key(), nil})
	}
	for _, f := range c.PutFaces {
		d.faces = append(d.faces, pair{f.key(), []byte{}})
	}
	for _, l := range c.DropLooks {
		d.looks = append(d.looks, pair{l.key(), nil})
	}
	for _, l := range c.PutLooks {
		if err := checkRef(l.Kind, l.Ref); err != nil {
			return fmt.Errorf("look: %w", err)
		}
		d.looks = append(d.looks, pair{l.key(), []byte{}})
	}
	return nil
}

// Faces returns for each block the profiles found under it, in order, at most
// most of each.
func (s *Store) Faces(blocks []uint64, most int) ([][]uint64, error) {
	all := make([][]uint64, len(blocks))
	err := s.view(func(tx *bbolt.Tx) error {
		c := viewsOf(tx).Bucket(bucketFaces).Cursor()
		for i, block := range blocks {
			all[i] = nil
			prefix := number(block)
			for key, _ := c.Seek(prefix); len(all[i]) < most && bytes.HasPrefix(key, prefix); key, _ = c.Next() {
				if len(key) != 16 {
					return unreadable{fmt.Errorf("face of %d bytes", len(key))}
				}
				all[i] = append(all[i], binary.BigEndian.Uint64(key[8:]))
			}
		}
		return nil
	})
	return all, err
}

// Looks returns for each profile the facts that look like it, at most most of
// each.
func (s *Store) Looks(profiles []uint64, most int) ([][]Look, error) {
	all := make([][]Look, len(profiles))
	err := s.view(func(tx *bbolt.Tx) error {
		c := viewsOf(tx).Bucket(bucketLooks).Cursor()
		for i, profile := range profiles {
			all[i] = nil
			prefix := number(profile)
			for key, _ := c.Seek(prefix); len(all[i]) < most && bytes.HasPrefix(key, prefix); key, _ = c.Next() {
				if len(key) < 10 {
					return unreadable{fmt.Errorf("look of %d bytes", len(key))}
				}
				all[i] = append(all[i], Look{profile, FactKind(key[8]), tresse.Ref(key[9:])})
			}
		}
		return nil
	})
	return all, err
}
