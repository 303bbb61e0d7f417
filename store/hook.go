package store

import (
	"bytes"
	"errors"

	"go.etcd.io/bbolt"

	"tresse"
)

// The keys of the bucket hooks begin with one of these.
const (
	hookRecord = 'h' // and the source: a Hook
	hookTold   = 't' // and the ref of a booking that is not known yet: what was told of it
)

func hookKey(prefix byte, rest string) []byte { return append([]byte{prefix}, rest...) }

// Hooks returns the hooks of all sources, by name.
func (s *Store) Hooks() ([]tresse.Hook, error) {
	var all []tresse.Hook
	err := s.view(func(tx *bbolt.Tx) error {
		all = nil
		return eachHook(tx, hookRecord, func(_, v []byte) error {
			var h tresse.Hook
			if err := decodeRecord(v, &h); err != nil {
				return unreadable{err}
			}
			all = append(all, h)
			return nil
		})
	})
	return all, err
}

// eachHook goes through one half of the bucket. A file in which no hook was ever
// made has no such bucket.
func eachHook(tx *bbolt.Tx, prefix byte, f func(rest, v []byte) error) error {
	bucket := tx.Bucket(bucketHooks)
	if bucket == nil {
		return nil
	}
	c := bucket.Cursor()
	for key, v := c.Seek([]byte{prefix}); len(key) > 0 && key[0] == prefix; key, v = c.Next() {
		if err := f(key[1:], v); err != nil {
			return err
		}
	}
	return nil
}

// PutHook keeps the hook of a source, at once and by itself.
func (s *Store) PutHook(h tresse.Hook) error {
	if h.Source == "" {
		return &tresse.Error{Trouble: tresse.TroubleRefused, Op: "store: keep hook", Err: errors.New("it is of no source")}
	}
	h.Saved = s.now().UTC()
	v, err := encodeRecord(&h)
	if err != nil {
		return err
	}
	return s.updateHooks(func(bucket *bbolt.Bucket) error { return bucket.Put(hookKey(hookRecord, h.Source), v) })
}

// PutTold keeps what was told of bookings that are not known yet, at once:
// whoever told it will not say it again. What was told of one before is added to.
// Of erased bookings nothing is kept, and of all sources together no more than
// so many: it answers false for what was not kept.
func (s *Store) PutTold(told map[tresse.Ref]tresse.Told, most int) (kept bool, err error) {
	kept = true
	err = s.updateHooks(func(bucket *bbolt.Bucket) error {
		n := 0
		c := bucket.Cursor()
		for key, _ := c.Seek([]byte{hookTold}); len(key) > 0 && key[0] == hookTold; key, _ = c.Next() {
			n++
		}
		for ref, t := range told {
			if err := ref.Check(); err != nil {
				return err
			}
			key := hookKey(hookTold, string(ref))
			if before := bucket.Get(key); before != nil {
				var b tresse.Told
				if err := decodeRecord(before, &b); err != nil {
					return unreadable{err}
				}
				t = b.And(t)
			} else if n++; n > most {
				kept = false
				continue
			}
			if s.stubbed(bucket.Tx().Bucket(bucketStubs), ref) {
				continue
			}
			v, err := encodeRecord(&t)
			if err == nil {
				err = bucket.Put(key, v)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return kept, err
}

// WaitingTold returns what waits to be said of bookings, of those among refs; of all
// where refs is nil. It costs next to nothing where nothing waits.
func (s *Store) WaitingTold(refs []tresse.Ref) (map[tresse.Ref]tresse.Told, error) {
	var told map[tresse.Ref]tresse.Told
	err := s.view(func(tx *bbolt.Tx) error {
		told = map[tresse.Ref]tresse.Told{}
		add := func(rest, v []byte) error {
			var t tresse.Told
			if err := decodeRecord(v, &t); err != nil {
				return unreadable{err}
			}
			told[tresse.Ref(rest)] = t
			return nil
		}
		if refs == nil {
			return eachHook(tx, hookTold, add)
		}
		bucket := tx.Bucket(bucketHooks)
		if bucket == nil {
			return nil
		}
		if key, _ := bucket.Cursor().Seek([]byte{hookTold}); len(key) == 0 {
			return nil
		}
		for _, ref := range refs {
			if v := bucket.Get(hookKey(hookTold, string(ref))); v != nil {
				if err := add([]byte(ref), v); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return told, err
}

// updateHooks runs f on the bucket in a write transaction of its own.
func (s *Store) updateHooks(f func(*bbolt.Bucket) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.update(func(tx *bbolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists(bucketHooks)
		if err != nil {
			return err
		}
		return f(bucket)
	})
}

// stageHooks drops what waited and is said now, or is of somebody erased, and
// the hooks of dropped sources.
func (d *draft) stageHooks(tx *bbolt.Tx, t *batch) {
	bucket := tx.Bucket(bucketHooks)
	if bucket == nil {
		return
	}
	part := t.on(bucket, &t.written.Records)
	for _, ref := range d.said {
		part.drop(hookKey(hookTold, string(ref)))
	}
	for _, e := range d.erase {
		part.drop(hookKey(hookTold, string(e.Ref)))
	}
	for _, source := range d.unhooked {
		part.drop(hookKey(hookRecord, source))
		prefix := hookKey(hookTold, source+"/")
		c := bucket.Cursor()
		for key, _ := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, _ = c.Next() {
			part.drop(bytes.Clone(key))
		}
	}
}

// keepHooks keeps the hooks of the replaced store where they are newer: the
// platform pushes to their addresses, with their secrets. What still waited to
// be said comes along.
func (r *restoring) keepHooks() error {
	theirs, err := r.replaced.Hooks()
	if err != nil {
		return err
	}
	ours, err := r.restored.Hooks()
	if err != nil {
		return err
	}
	have := map[string]tresse.Hook{}
	for _, h := range ours {
		have[h.Source] = h
	}
	for _, h := range theirs {
		if then, renamed := r.then[h.Source]; renamed {
			h.Names, h.Source = append(h.Names, h.Source), then
		}
		if h.Saved.Before(have[h.Source].Saved) {
			continue
		}
		if err := r.restored.PutHook(h); err != nil {
			return err
		}
	}
	waiting, err := r.replaced.WaitingTold(nil)
	if err != nil || len(waiting) == 0 {
		return err
	}
	told := make(map[tresse.Ref]tresse.Told, len(waiting))
	for ref, t := range waiting {
		told[r.back(ref)] = t
	}
	_, err = r.restored.PutTold(told, len(told)+len(waiting))
	return err
}

// hooks moves what is kept of a source's pushes to its new name.
func (r *renaming) hooks(old string) error {
	if r.tx.Bucket(bucketHooks) == nil {
		return nil
	}
	b := r.on(bucketHooks)
	c := b.b.Cursor()
	for key, v := c.First(); key != nil; key, v = c.Next() {
		switch rest := string(key[1:]); {
		case key[0] == hookRecord && rest == old:
			var h tresse.Hook
			if err := decodeRecord(v, &h); err != nil {
				return unreadable{err}
			}
			h.Names, h.Source = append(h.Names, h.Source), r.new
			value, err := encodeRecord(&h)
			if err != nil {
				return err
			}
			b.drop(bytes.Clone(key))
			b.put(hookKey(hookRecord, r.new), value)
		case key[0] == hookTold && r.ref(tresse.Ref(rest)) != tresse.Ref(rest):
			b.drop(bytes.Clone(key))
			b.put(hookKey(hookTold, string(r.ref(tresse.Ref(rest)))), bytes.Clone(v))
		}
	}
	return nil
}

func (v *verifier) hooks() error {
	bucket := v.tx.Bucket(bucketHooks)
	if bucket == nil {
		return nil
	}
	return bucket.ForEach(func(key, value []byte) error {
		var h tresse.Hook
		var t tresse.Told
		switch {
		case key[0] == hookRecord && decodeRecord(value, &h) == nil && h.Source == string(key[1:]):
		case key[0] == hookTold && decodeRecord(value, &t) == nil:
		default:
			v.problem(true, "hooks", key[:1], "Ce qui est gardé des notifications d’une plateforme est illisible.")
		}
		return nil
	})
}
