package store

import (
	"bytes"
	"fmt"

	"go.etcd.io/bbolt"

	"tresse"
)

// A verifier walks all buckets of one file.
type verifier struct {
	report VerifyReport
	s      Store // with the secrets and names of the file, for its stubs
	secret []byte
	tx     *bbolt.Tx
	facts  map[factKey]bool
	live   map[string]*tresse.SourceState // counts by source
	stubs  *bbolt.Bucket
	ways   int // how many the views should have

	numbers *numbers
	given   map[uint64]bool // numbers of facts
}

// records checks all records; damage ends it.
func (v *verifier) records(tx *bbolt.Tx) error {
	schema := schemaOf(tx)
	if schema <= 0 {
		return errForeign
	}
	if known := len(migrations()); schema > known {
		return errNewer("copy", schema, known)
	}
	v.given = map[uint64]bool{}
	v.tx, v.facts, v.live, v.stubs = tx, map[factKey]bool{}, map[string]*tresse.SourceState{}, tx.Bucket(bucketStubs)
	v.report.Schema, v.report.Size = schema, tx.Size()
	v.report.Stale = metaOf(tx).Get(keyStale) != nil
	if err := v.secrets(); err != nil {
		return err
	}
	for _, step := range []func() error{
		v.buckets, v.listings, v.bookings, v.contacts, v.references, v.numbered, v.seats, v.index, v.held, v.stubRecords,
		v.decisions, v.published, v.sources, v.accesses, v.hooks, v.meta, v.views,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) secrets() error {
	meta := metaOf(v.tx)
	v.secret = bytes.Clone(meta.Get(keySecret))
	v.s.secret = v.secret
	for rest := meta.Get(keyFormer); len(rest) >= 32; rest = rest[32:] {
		v.s.former = append(v.s.former, bytes.Clone(rest[:32]))
	}
	names, err := readNames(v.tx)
	v.s.names.Store(&names)
	if err != nil {
		return unreadable{err}
	}
	return nil
}

func (v *verifier) buckets() error {
	for _, name := range recordBuckets() {
		if v.tx.Bucket(name) == nil {
			return unreadable{fmt.Errorf("bucket %s is missing", name)}
		}
	}
	if views := viewsOf(v.tx); views == nil {
		return unreadable{fmt.Errorf("the views are missing")}
	} else {
		for _, name := range viewNames() {
			if views.Bucket(name) == nil {
				return unreadable{fmt.Errorf("bucket %s is missing", name)}
			}
		}
	}
	v.numbers = numbersOf(v.tx)
	return nil
}

// each calls f with each key and value of a bucket.
func (v *verifier) each(name []byte, f func(key, value []byte)) {
	_ = v.tx.Bucket(name).ForEach(func(key, value []byte) error {
		f(key, value)
		return nil
	})
}

// known reports whether a ref is that of a fact of one of the kinds, or erased.
func (v *verifier) known(ref tresse.Ref, kinds ...FactKind) bool {
	for _, k := range kinds {
		if v.facts[factKey{k, ref}] {
			return true
		}
	}
	return v.s.stubbed(v.stubs, ref)
}
