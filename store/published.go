package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"tresse"
)

// publishedSize: version 1, visible 16, core 16, sequence 8, modified 8.
const publishedSize = 49

func encodePublished(p *tresse.Published) []byte {
	b := append(make([]byte, 0, publishedSize), recordVersion)
	b = append(append(b, p.Visible[:]...), p.Core[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(p.Sequence))
	return appendSecond(b, p.Modified.Unix())
}

func decodePublished(a tresse.Audience, id tresse.ID, b []byte) (tresse.Published, error) {
	if len(b) != publishedSize || b[0] != recordVersion || id == "" {
		return tresse.Published{}, unreadable{fmt.Errorf("published record of %d bytes", len(b))}
	}
	p := tresse.Published{Audience: a, UID: id, Sequence: int64(binary.BigEndian.Uint64(b[33:]))}
	copy(p.Visible[:], b[1:])
	copy(p.Core[:], b[17:])
	p.Modified = time.Unix(secondOf(b[41:]), 0).UTC()
	return p, nil
}

// Published returns what an audience was last told of the sessions ids, those
// of which it was told.
func (s *Store) Published(a tresse.Audience, ids []tresse.ID) (map[tresse.ID]tresse.Published, error) {
	told := make(map[tresse.ID]tresse.Published, len(ids))
	err := s.view(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketPublished)
		for _, id := range ids {
			key, err := idKey(id)
			if err != nil {
				continue
			}
			v := b.Get(publishedKey(a, key))
			if v == nil {
				continue
			}
			if told[id], err = decodePublished(a, id, v); err != nil {
				return err
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
		prefix := publishedKey(a, nil)
		c := tx.Bucket(bucketPublished).Cursor()
		for key, v := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, v = c.Next() {
			p, err := decodePublished(a, keyID(key[len(prefix):]), v)
			if err != nil {
				return err
			}
			all = append(all, p)
		}
		return nil
	})
	return all, err
}
