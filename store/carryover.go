package store

import (
	"slices"

	"go.etcd.io/bbolt"

	"tresse"
)

// eraseChunk is how many facts are erased in one commit.
const eraseChunk = 1000

// carryOver brings into the restored store what must not go back in time.
func (r *restoring) carryOver() error {
	if r.replaced != nil {
		for _, step := range []func() error{r.findNames, r.eraseAgain, r.keepStubs, r.keepTokens, r.keepAccesses, r.keepHooks} {
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
		gone := func(ref tresse.Ref) bool { return erased[ref] }
		if !slices.ContainsFunc(d.Names(), gone) {
			continue
		}
		k, ok := known[d.Number]
		k = k.Rename(r.back)
		if ok && k.Verb == d.Verb && k.At.Equal(d.At) && !slices.ContainsFunc(k.Names(), gone) {
			d = k
		} else {
			d = d.Rename(func(tresse.Ref) tresse.Ref { return "" })
		}
		c.Decisions = append(c.Decisions, d)
	}
	return r.restored.Commit(c)
}
