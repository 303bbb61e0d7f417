package store

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"time"

	berrors "go.etcd.io/bbolt/errors"

	"go.etcd.io/bbolt"

	"tresse"
)

func isForeign(err error) bool {
	return errors.Is(err, berrors.ErrInvalid) || errors.Is(err, errForeign) || errors.Is(err, berrors.ErrVersionMismatch)
}

// eraseChunk is how many facts are erased in one commit.
const eraseChunk = 1000

// carryOver brings into the restored store what must not go back in time.
func (r *restoring) carryOver() error {
	if r.replaced != nil {
		for _, step := range []func() error{r.findNames, r.eraseAgain, r.keepStubs, r.keepTokens, r.keepAccesses} {
			if err := step(); err != nil {
				return err
			}
		}
	}
	if err := r.movePublished(); err != nil {
		return err
	}
	return r.markStale()
}

// findNames finds the sources that were renamed since the backup: what comes
// from the replaced store is named in the restored one as it was then.
func (r *restoring) findNames() error {
	r.then = map[string]string{}
	return r.restored.view(func(tx *bbolt.Tx) error {
		for name, earlier := range *r.replaced.names.Load() {
			if holdsAnything(tx, name) {
				continue
			}
			for _, before := range slices.Backward(earlier) {
				if holdsAnything(tx, before) {
					r.then[name] = before
					break
				}
			}
		}
		return nil
	})
}

// back returns a ref of the replaced store under the name its source had.
func (r *restoring) back(ref tresse.Ref) tresse.Ref {
	if then, ok := r.then[ref.Source()]; ok {
		return ref.In(then)
	}
	return ref
}

// eraseAgain erases what the replaced store remembers as erased.
func (r *restoring) eraseAgain() error {
	stubs, err := r.replaced.sourcedStubs()
	if err != nil || len(stubs) == 0 {
		return err
	}
	byKey := make(map[string]tresse.Stub, len(stubs))
	for _, stub := range stubs {
		byKey[string(stubKey(stub.Hash, stub.source))] = stub.Stub
	}
	erased := map[tresse.Ref]bool{}
	for _, k := range [...]FactKind{Listings, Bookings, Contacts} {
		if err := r.eraseKind(k, byKey, erased); err != nil {
			return err
		}
	}
	r.report.Erased = len(erased)
	return r.forgetInDecisions(erased)
}

func (r *restoring) eraseKind(k FactKind, byKey map[string]tresse.Stub, erased map[tresse.Ref]bool) error {
	refs, err := r.restored.refs(k)
	if err != nil {
		return err
	}
	var erase []Erasure
	for _, ref := range refs {
		if stub, ok := r.stubFor(ref, byKey); ok {
			erased[ref] = true
			erase = append(erase, Erasure{k, ref, stub})
		}
	}
	for chunk := range slices.Chunk(erase, eraseChunk) {
		if err := r.restored.Commit(Commit{Erase: chunk}); err != nil {
			return err
		}
	}
	return nil
}

// stubFor finds the stub of a restored ref, whose source may have been renamed
// since the backup.
func (r *restoring) stubFor(ref tresse.Ref, byKey map[string]tresse.Stub) (tresse.Stub, bool) {
	today := ref
	for name, then := range r.then {
		if then == ref.Source() {
			today = ref.In(name)
		}
	}
	for _, hash := range r.replaced.hashes(today) {
		if stub, ok := byKey[string(stubKey(hash, today.Source()))]; ok {
			stub.Listing = r.back(stub.Listing)
			return stub, true
		}
	}
	return tresse.Stub{}, false
}

// refs returns all refs of a kind.
func (s *Store) refs(k FactKind) ([]tresse.Ref, error) {
	var refs []tresse.Ref
	err := s.view(func(tx *bbolt.Tx) error {
		refs = nil
		return tx.Bucket(k.bucket()).ForEach(func(key, _ []byte) error {
			refs = append(refs, tresse.Ref(key))
			return nil
		})
	})
	return refs, err
}

// forgetInDecisions takes the erased refs out of the restored decisions. The
// replaced store knows how that was done when they were erased; a decision that
// it does not have names nothing any more.
func (r *restoring) forgetInDecisions(erased map[tresse.Ref]bool) error {
	before, err := r.replaced.Decisions()
	if err != nil {
		return err
	}
	known := make(map[uint64]tresse.Decision, len(before))
	for _, d := range before {
		known[d.Number] = d
	}
	all, err := r.restored.Decisions()
	if err != nil {
		return err
	}
	var c Commit
	for _, d := range all {
		if !erased[d.A] && !erased[d.B] {
			continue
		}
		k, ok := known[d.Number]
		k.A, k.B = r.back(k.A), r.back(k.B)
		if ok && k.Verb == d.Verb && k.At.Equal(d.At) && !erased[k.A] && !erased[k.B] {
			d.A, d.B = k.A, k.B
		} else {
			d.A, d.B = "", ""
		}
		c.Decisions = append(c.Decisions, d)
	}
	return r.restored.Commit(c)
}

// keepStubs adds all stubs of the replaced store, and its secrets and names of
// sources, without which their hashes mean nothing.
func (r *restoring) keepStubs() error {
	stubs, err := r.replaced.sourcedStubs()
	if err != nil {
		return err
	}
	s := r.restored
	s.writing.Lock()
	defer s.writing.Unlock()
	secrets, names := mergedSecrets(s, r.replaced), r.mergedNames()
	err = s.update(func(tx *bbolt.Tx) error {
		if err := r.putStubs(tx.Bucket(bucketStubs), stubs); err != nil {
			return err
		}
		text, err := json.Marshal(names)
		if err != nil {
			return err
		}
		if err := metaOf(tx).Put(keyNames, text); err != nil {
			return err
		}
		return metaOf(tx).Put(keyFormer, bytes.Join(secrets, nil))
	})
	if err == nil {
		s.former = secrets
		s.names.Store(&names)
	}
	return err
}

func (r *restoring) putStubs(bucket *bbolt.Bucket, stubs []sourcedStub) error {
	for _, stub := range stubs {
		key := stubKey(stub.Hash, cmp.Or(r.then[stub.source], stub.source))
		if bucket.Get(key) != nil {
			continue
		}
		stub.Listing = r.back(stub.Listing)
		v, err := encodeRecord(&stub.Stub)
		if err != nil {
			return err
		}
		if err := bucket.Put(key, v); err != nil {
			return err
		}
	}
	return nil
}

// mergedNames returns the other names of each source of the restored store,
// those that it came to have in the replaced one among them.
func (r *restoring) mergedNames() map[string][]string {
	names := map[string][]string{}
	for name, others := range *r.restored.names.Load() {
		names[name] = others
	}
	for today, earlier := range *r.replaced.names.Load() {
		name := today
		if then, ok := r.then[today]; ok {
			name = then
		}
		others := slices.Concat(names[name], earlier, []string{today})
		slices.Sort(others)
		others = slices.Compact(others)
		names[name] = slices.DeleteFunc(others, func(n string) bool { return n == name })
	}
	return names
}

// mergedSecrets returns the former secrets of s with all of old's.
func mergedSecrets(s, old *Store) [][]byte {
	secrets := slices.Clone(s.former)
	for _, secret := range append([][]byte{old.secret}, old.former...) {
		known := bytes.Equal(secret, s.secret) || slices.ContainsFunc(secrets, func(x []byte) bool { return bytes.Equal(x, secret) })
		if !known {
			secrets = append(secrets, secret)
		}
	}
	return secrets
}

// keepTokens keeps the credentials of the replaced store where they are newer:
// the platform may no longer take those of the backup.
func (r *restoring) keepTokens() error {
	newer := map[string][]byte{}
	err := r.replaced.view(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketTokens).ForEach(func(source, v []byte) error {
			newer[string(source)] = bytes.Clone(v)
			return nil
		})
	})
	if err != nil {
		return err
	}
	s := r.restored
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.update(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(bucketTokens)
		for source, v := range newer {
			if !savedAt(v).After(savedAt(bucket.Get([]byte(source)))) {
				continue
			}
			if err := bucket.Put([]byte(source), v); err != nil {
				return err
			}
			r.report.Tokens = append(r.report.Tokens, source)
		}
		slices.Sort(r.report.Tokens)
		return nil
	})
}

func savedAt(v []byte) time.Time {
	if len(v) < 9 {
		return time.Time{}
	}
	return nanoOf(v[1:9])
}

// movePublished moves every record up once, from the higher of what the backup
// and the replaced store hold: that is what calendars were last told.
func (r *restoring) movePublished() error {
	now := r.o.Now()
	for _, a := range [...]tresse.Audience{tresse.Public, tresse.Team, tresse.Own} {
		all, err := r.restored.AllPublished(a)
		if err != nil {
			return err
		}
		if r.replaced != nil {
			told, err := r.replaced.AllPublished(a)
			if err != nil {
				return err
			}
			all = higher(all, told)
		}
		for i := range all {
			all[i].Sequence = tresse.NextSequence(all[i].Sequence, now)
			all[i].Modified = tresse.NextModified(all[i].Modified, now)
		}
		if err := r.restored.Commit(Commit{Published: all}); err != nil {
			return err
		}
		r.report.Published += len(all)
	}
	return nil
}

// higher joins the records of the backup with those of the replaced store: the
// content of the first, the higher numbers of both.
func higher(backup, replaced []tresse.Published) []tresse.Published {
	at := make(map[tresse.ID]int, len(backup))
	for i, p := range backup {
		at[p.UID] = i
	}
	for _, p := range replaced {
		i, ok := at[p.UID]
		if !ok {
			backup = append(backup, p)
			continue
		}
		backup[i].Sequence = max(backup[i].Sequence, p.Sequence)
		if p.Modified.After(backup[i].Modified) {
			backup[i].Modified = p.Modified
		}
	}
	return backup
}

// markStale says that the views must be rebuilt. Where somebody was erased they
// go at once; else they may stand until then.
func (r *restoring) markStale() error {
	s := r.restored
	s.writing.Lock()
	defer s.writing.Unlock()
	err := s.update(func(tx *bbolt.Tx) error {
		if err := metaOf(tx).Put(keyStale, []byte{1}); err != nil {
			return err
		}
		if err := recount(tx); err != nil || r.report.Erased == 0 {
			return err
		}
		g := currentGeneration(tx) + 1
		if err := createGeneration(tx, g); err != nil {
			return err
		}
		return metaOf(tx).Put(keyGeneration, number(g))
	})
	if err != nil {
		return err
	}
	return s.dropLeftovers()
}

// recount brings the counts in the states of sources to what is there.
func recount(tx *bbolt.Tx) error {
	counts := map[string]*tresse.SourceState{}
	of := func(ref tresse.Ref) *tresse.SourceState {
		n := counts[ref.Source()]
		if n == nil {
			n = &tresse.SourceState{}
			counts[ref.Source()] = n
		}
		return n
	}
	var h header
	for k, tally := range map[FactKind]func(*tresse.SourceState){
		Listings: func(n *tresse.SourceState) { n.Listings++ },
		Bookings: func(n *tresse.SourceState) { n.Bookings++ },
		Contacts: func(n *tresse.SourceState) { n.Contacts++ },
	} {
		err := tx.Bucket(k.bucket()).ForEach(func(key, v []byte) error {
			if _, err := readHeader(v, &h, false); err != nil {
				return unreadable{err}
			}
			if h.state == tresse.Live {
				tally(of(tresse.Ref(key)))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	_ = tx.Bucket(bucketHeld).ForEach(func(key, _ []byte) error { of(tresse.Ref(key[1:])).Held++; return nil })
	return putCounts(tx.Bucket(bucketSources), counts)
}

func putCounts(sources *bbolt.Bucket, counts map[string]*tresse.SourceState) error {
	var puts []pair
	err := sources.ForEach(func(key, v []byte) error {
		var state tresse.SourceState
		if err := decodeRecord(v, &state); err != nil {
			return unreadable{err}
		}
		n := counts[string(key)]
		if n == nil {
			n = &tresse.SourceState{}
		}
		state.Listings, state.Bookings, state.Contacts, state.Held = n.Listings, n.Bookings, n.Contacts, n.Held
		value, err := encodeRecord(&state)
		puts = append(puts, pair{bytes.Clone(key), value})
		return err
	})
	for _, p := range puts {
		if err == nil {
			err = sources.Put(p.key, p.value)
		}
	}
	return err
}
