package store

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"tresse"
)

// RenameSource gives all that a source holds its new name: facts and what names
// them (bookings of other sources, the index, holds, decisions), its state and
// credentials. Stubs keep their hashes and are found under the earlier name.
// The views are Stale afterwards and must be rebuilt. Where nothing has the old
// name nothing happens; a new name that is taken is refused.
func (s *Store) RenameSource(old, new string) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if old == new || old == "" || new == "" || strings.Contains(old+new, "/") {
		return refusedRename(old, new, "these are no two names of sources")
	}
	names := renamedNames(*s.names.Load(), old, new)
	err := s.update(func(tx *bbolt.Tx) error {
		if !holdsAnything(tx, old) && !holdsStubs(tx, old) {
			return errNothing
		}
		if holdsAnything(tx, new) {
			return refusedRename(old, new, "the new name is taken")
		}
		r := renaming{old + "/", new, tx, batch{}}
		if err := r.meet(); err != nil {
			return err
		}
		if err := r.stage(names); err != nil {
			return err
		}
		return r.t.apply()
	})
	if err == errNothing {
		return nil
	}
	if err == nil {
		s.names.Store(&names)
		s.changes++
	}
	return err
}

func refusedRename(old, new, why string) error {
	return &tresse.Error{Trouble: tresse.TroubleRefused, Op: fmt.Sprintf("store: rename source %q to %q", old, new), Err: fmt.Errorf("%s", why),
		Advice: fmt.Sprintf("La source « %s » ne peut pas être renommée « %s » : ce nom a déjà servi. Choisissez-en un autre.", old, new)}
}

// renamedNames returns the earlier names of each source after old became new.
func renamedNames(names map[string][]string, old, new string) map[string][]string {
	after := map[string][]string{}
	for name, earlier := range names {
		if name != old {
			after[name] = earlier
		}
	}
	// Stubs may stand under the new name already, hashed by its earlier ones.
	earlier := append(slices.Concat(names[new], names[old]), old)
	slices.Sort(earlier)
	after[new] = slices.DeleteFunc(slices.Compact(earlier), func(n string) bool { return n == new })
	return after
}

func holdsAnything(tx *bbolt.Tx, source string) bool {
	for _, name := range [...][]byte{bucketSources, bucketTokens} {
		if tx.Bucket(name).Get([]byte(source)) != nil {
			return true
		}
	}
	prefix := []byte(source + "/")
	for _, k := range [...]FactKind{Listings, Bookings, Contacts} {
		if key, _ := tx.Bucket(k.bucket()).Cursor().Seek(prefix); bytes.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// holdsStubs reports whether all that is left of a source may be stubs.
func holdsStubs(tx *bbolt.Tx, source string) bool {
	c := tx.Bucket(bucketStubs).Cursor()
	for key, _ := c.First(); key != nil; key, _ = c.Next() {
		if len(key) > hashSize && string(key[hashSize:]) == source {
			return true
		}
	}
	return false
}
