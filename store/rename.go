package store

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
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
	earlier := append(slices.Clone(names[old]), old)
	after[new] = slices.DeleteFunc(earlier, func(n string) bool { return n == new })
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

// A renaming stages the change of one source's name.
type renaming struct {
	prefix string // the old name and a slash
	new    string
	tx     *bbolt.Tx
	t      batch
}

func (r *renaming) stage(names map[string][]string) error {
	text, err := json.Marshal(names)
	if err != nil {
		return err
	}
	meta := r.on(bucketMeta)
	meta.put(keyNames, text)
	meta.put(keyStale, []byte{1})
	for _, step := range []func() error{r.listings, r.bookings, r.contacts, r.keys, r.states, r.decisions, r.stubs} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (r *renaming) on(bucket []byte) *bucketBatch {
	part := &r.t.written.Records
	switch string(bucket) {
	case string(bucketListings), string(bucketBookings), string(bucketContacts), string(bucketSeats), string(bucketIndex), string(bucketStubs):
		part = &r.t.written.Facts
	}
	return r.t.on(r.tx.Bucket(bucket), part)
}

func (r *renaming) ref(ref tresse.Ref) tresse.Ref {
	if strings.HasPrefix(string(ref), r.prefix) {
		return ref.In(r.new)
	}
	return ref
}

func (r *renaming) track(t *tresse.Track) {
	for i := range t.MovedFrom {
		t.MovedFrom[i].Ref = r.ref(t.MovedFrom[i].Ref)
	}
}

func (r *renaming) listings() error {
	return renameFacts(r, Listings, r.prefix, func(f *tresse.ListingFact) (pair, error) {
		f.Ref = r.ref(f.Ref)
		r.track(&f.Track)
		return encodeListing(f)
	})
}

// bookings goes through those of other sources too: one made at the counter is
// in a listing of another source.
func (r *renaming) bookings() error {
	return renameFacts(r, Bookings, "", func(f *tresse.BookingFact) (pair, error) {
		f.Ref, f.Listing = r.ref(f.Ref), r.ref(f.Listing)
		r.track(&f.Track)
		return encodeBooking(f)
	})
}

func (r *renaming) contacts() error {
	return renameFacts(r, Contacts, r.prefix, func(f *tresse.ContactFact) (pair, error) {
		f.Ref = r.ref(f.Ref)
		r.track(&f.Track)
		return encodeContact(f)
	})
}

// renameFacts rewrites the facts whose keys have the prefix, where they or their
// listing belong to the source.
func renameFacts[F any](r *renaming, k FactKind, prefix string, rename func(*F) (pair, error)) error {
	b := r.on(k.bucket())
	c := b.b.Cursor()
	for key, v := c.Seek([]byte(prefix)); key != nil && bytes.HasPrefix(key, []byte(prefix)); key, v = c.Next() {
		parent, err := parentOf(v)
		if err != nil {
			return err
		}
		own := strings.HasPrefix(string(key), r.prefix)
		if !own && !strings.HasPrefix(string(parent), r.prefix) {
			continue
		}
		one, err := appendFact[F](nil, v)
		if err != nil {
			return err
		}
		p, err := rename(&one[0])
		if err != nil {
			return err
		}
		keepDigest(p.value, v, k)
		if own {
			b.drop(bytes.Clone(key))
		}
		b.put(p.key, p.value)
	}
	return nil
}

// keepDigest keeps the digest of what the source said, which JSON may not give
// back exactly. A booking's covers its listing's ref, and is computed anew.
func keepDigest(value, before []byte, k FactKind) {
	if k != Bookings {
		copy(value[3:19], before[3:19])
	}
	value[2] |= before[2] & flagLossy
}

// keys renames in the buckets whose keys end in refs.
func (r *renaming) keys() error {
	r.rekey(bucketSeats, func(key []byte) []byte {
		listing, booking, _ := bytes.Cut(key, []byte{0})
		return seatKey(r.ref(tresse.Ref(listing)), r.ref(tresse.Ref(booking)))
	})
	after := func(n int) func([]byte) []byte {
		return func(key []byte) []byte { return append(bytes.Clone(key[:n]), r.ref(tresse.Ref(key[n:]))...) }
	}
	r.rekey(bucketIndex, after(13))
	r.rekey(bucketHeld, after(1))
	return nil
}

func (r *renaming) rekey(bucket []byte, rename func([]byte) []byte) {
	b := r.on(bucket)
	c := b.b.Cursor()
	for key, v := c.First(); key != nil; key, v = c.Next() {
		if now := rename(key); !bytes.Equal(now, key) {
			b.drop(bytes.Clone(key))
			b.put(now, append([]byte{}, v...))
		}
	}
}

func (r *renaming) states() error {
	old := []byte(strings.TrimSuffix(r.prefix, "/"))
	tokens := r.on(bucketTokens)
	if v := tokens.b.Get(old); v != nil {
		tokens.drop(old)
		tokens.put([]byte(r.new), bytes.Clone(v))
	}
	sources := r.on(bucketSources)
	v := sources.b.Get(old)
	if v == nil {
		return nil
	}
	var state tresse.SourceState
	if err := decodeRecord(v, &state); err != nil {
		return unreadable{err}
	}
	state.Name = r.new
	value, err := encodeRecord(&state)
	sources.drop(old)
	sources.put([]byte(r.new), value)
	return err
}

func (r *renaming) decisions() error {
	source := strings.TrimSuffix(r.prefix, "/")
	return rewrite(r, bucketDecisions, func(d *tresse.Decision) {
		d.A, d.B = r.ref(d.A), r.ref(d.B)
		if d.Source == source {
			d.Source = r.new
		}
	})
}

// stubs keeps the hashes, which are of the refs as they were, and moves the
// stubs of the source to its new name.
func (r *renaming) stubs() error {
	source := strings.TrimSuffix(r.prefix, "/")
	b := r.on(bucketStubs)
	return b.b.ForEach(func(key, v []byte) error {
		var stub tresse.Stub
		if err := decodeRecord(v, &stub); err != nil || len(key) < hashSize {
			return unreadable{cmp.Or(err, errShortKey)}
		}
		stub.Listing = r.ref(stub.Listing)
		value, err := encodeRecord(&stub)
		if string(key[hashSize:]) == source {
			b.drop(bytes.Clone(key))
			key = stubKey(key[:hashSize], r.new)
		}
		b.put(bytes.Clone(key), value)
		return err
	})
}

var errShortKey = errors.New("a key cut short")

// rewrite changes the records of a bucket under their keys.
func rewrite[R any](r *renaming, bucket []byte, change func(*R)) error {
	b := r.on(bucket)
	return b.b.ForEach(func(key, v []byte) error {
		var record R
		if err := decodeRecord(v, &record); err != nil {
			return unreadable{err}
		}
		change(&record)
		value, err := encodeRecord(&record)
		b.put(bytes.Clone(key), value)
		return err
	})
}
