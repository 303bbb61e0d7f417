package store

import (
	"bytes"
	"encoding/hex"
	"fmt"

	"go.etcd.io/bbolt"

	"tresse"
)

// maxDiffs bounds what Diff tells.
const maxDiffs = 20

// Diff compares a generation with the current views and names the entries that
// differ, at most 20: the bucket, what is wrong, and a keyed hash of the key,
// which says nothing about anybody.
func (s *Store) Diff(g *Generation) ([]string, error) {
	var diffs []string
	err := s.view(func(tx *bbolt.Tx) error {
		diffs = nil
		current, grown := viewsOf(tx), tx.Bucket(nameOf(g.number))
		if grown == nil {
			return refused("the rebuild has ended")
		}
		for _, name := range viewNames() {
			diffs = s.diff(diffs, string(name), current.Bucket(name).Cursor(), grown.Bucket(name).Cursor())
		}
		if len(diffs) == 0 && readCounts(current) != readCounts(grown) {
			diffs = append(diffs, "counts: differ")
		}
		return nil
	})
	return diffs, err
}

// diff walks two buckets side by side.
func (s *Store) diff(diffs []string, name string, current, grown *bbolt.Cursor) []string {
	k1, v1 := current.First()
	k2, v2 := grown.First()
	for (k1 != nil || k2 != nil) && len(diffs) < maxDiffs {
		order := bytes.Compare(k1, k2)
		switch {
		case k2 == nil || k1 != nil && order < 0:
			diffs = append(diffs, s.differing(name, k1, "not in the rebuilt views"))
			k1, v1 = current.Next()
		case k1 == nil || order > 0:
			diffs = append(diffs, s.differing(name, k2, "only in the rebuilt views"))
			k2, v2 = grown.Next()
		default:
			if !bytes.Equal(v1, v2) {
				diffs = append(diffs, s.differing(name, k1, "differs"))
			}
			k1, v1 = current.Next()
			k2, v2 = grown.Next()
		}
	}
	return diffs
}

func (s *Store) differing(name string, key []byte, what string) string {
	hash := tresse.KeyedHash(s.secret, string(key))
	return fmt.Sprintf("%s %s: %s", name, hex.EncodeToString(hash[:6]), what)
}
