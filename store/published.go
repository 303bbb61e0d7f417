package store

import (
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"tresse"
)

// What the audiences were told of one session stands under its id in one value:
// a version, and for each audience in this order that was told anything its
// number and a record. What an audience was told as the one before it stands
// there once.
var audiences = [...]tresse.Audience{tresse.Public, tresse.Team, tresse.Own}

func audienceIndex(a tresse.Audience) int { return slices.Index(audiences[:], a) }

// publishedVersion is the form of that value.
const publishedVersion = 2

// The parts of a record that are those of the one before it are marked so.
const (
	sameVisible = 0x10 << iota
	sameCore
	sameSequence
	sameModified
)

// told is what each audience was told of one session, nil of nothing.
type told [len(audiences)]*tresse.Published

func (t *told) append(b []byte) []byte {
	b = append(b, publishedVersion)
	before := &tresse.Published{}
	for i, p := range t {
		if p == nil {
			continue
		}
		head := byte(i)
		for flag, same := range map[byte]bool{
			sameVisible: p.Visible == before.Visible, sameCore: p.Core == before.Core,
			sameSequence: p.Sequence == before.Sequence, sameModified: p.Modified.Unix() == before.Modified.Unix(),
		} {
			if same {
				head |= flag
			}
		}
		b = append(b, head)
		if head&sameVisible == 0 {
			b = append(b, p.Visible[:]...)
		}
		if head&sameCore == 0 {
			b = append(b, p.Core[:]...)
		}
		if head&sameSequence == 0 {
			b = binary.AppendVarint(b, p.Sequence)
		}
		if head&sameModified == 0 {
			b = binary.AppendVarint(b, p.Modified.Unix()-epoch)
		}
		before = p
	}
	return b
}

// readTold reads what append wrote for the session id.
func readTold(id tresse.ID, v []byte) (told, error) {
	var t told
	if len(v) == 0 || v[0] != publishedVersion || id == "" {
		return t, unreadable{fmt.Errorf("published record of %d bytes", len(v))}
	}
	before := &tresse.Published{}
	f := form{b: v[1:], reading: true}
	for len(f.b) > 0 {
		head := f.take(1)[0]
		i := int(head & 0xf)
		if i >= len(t) || t[i] != nil {
			f.fail("audience %d", i)
			break
		}
		p := *before
		p.UID, p.Audience = id, audiences[i]
		if head&sameVisible == 0 {
			copy(p.Visible[:], f.take(16))
		}
		if head&sameCore == 0 {
			copy(p.Core[:], f.take(16))
		}
		if head&sameSequence == 0 {
			p.Sequence = f.varint()
		}
		if head&sameModified == 0 {
			p.Modified = time.Unix(f.varint()+epoch, 0).UTC()
		}
		t[i], before = &p, &p
	}
	if f.err != nil {
		return told{}, unreadable{f.err}
	}
	return t, nil
}

// toldOf reads what an audience was told of a session.
func toldOf(b *bbolt.Bucket, a tresse.Audience, id tresse.ID) (*tresse.Published, error) {
	key, err := idKey(id)
	i := audienceIndex(a)
	if err != nil || i < 0 {
		return nil, nil
	}
	v := b.Get(key)
	if v == nil {
		return nil, nil
	}
	t, err := readTold(id, v)
	return t[i], err
}

// stagePublished gathers what the audiences are told from now on.
func (d *draft) stagePublished(tx *bbolt.Tx, t *batch) error {
	b := tx.Bucket(bucketPublished)
	on := t.on(b, &t.written.Records)
	changed := make(map[tresse.ID]*told, len(d.published))
	for i := range d.published {
		p := &d.published[i]
		now := changed[p.UID]
		if now == nil {
			now = &told{}
			changed[p.UID] = now
			key, _ := idKey(p.UID)
			if v := b.Get(key); v != nil {
				var err error
				if *now, err = readTold(p.UID, v); err != nil {
					return err
				}
			}
		}
		now[audienceIndex(p.Audience)] = p
	}
	for id, now := range changed {
		key, _ := idKey(id)
		on.put(key, now.append(nil))
	}
	return nil
}

// Published returns what an audience was last told of the sessions ids, those
// of which it was told.
func (s *Store) Published(a tresse.Audience, ids []tresse.ID) (map[tresse.ID]tresse.Published, error) {
	told := make(map[tresse.ID]tresse.Published, len(ids))
	err := s.view(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketPublished)
		for _, id := range ids {
			p, err := toldOf(b, a, id)
			if err != nil {
				return err
			}
			if p != nil {
				told[id] = *p
			}
		}
		return nil
	})
	return told, err
}

// AllPublished returns all that an audience was ever told, by id.
func (s *Store) AllPublished(a tresse.Audience) ([]tresse.Published, error) {
	var all []tresse.Published
	err := s.view(func(tx *bbolt.Tx) error {
		all = nil
		i := audienceIndex(a)
		return tx.Bucket(bucketPublished).ForEach(func(key, v []byte) error {
			t, err := readTold(keyID(key), v)
			if err == nil && i >= 0 && t[i] != nil {
				all = append(all, *t[i])
			}
			return err
		})
	})
	return all, err
}
