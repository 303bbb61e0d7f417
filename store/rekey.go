package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"strings"

	"tresse"
)

// keys renames in the buckets whose keys end in refs, and has the numbers lead
// to the new names.
func (r *renaming) keys() error {
	after := func(key []byte) []byte { return append(bytes.Clone(key[:1]), r.ref(tresse.Ref(key[1:]))...) }
	r.rekey(bucketHeld, after)
	r.rekey(bucketNamed, after)
	n := numbersOf(r.tx)
	err := n.list.ForEach(func(key, _ []byte) error {
		first := uint64(binary.BigEndian.Uint32(key)) * numbersIn
		for number := first; number < first+numbersIn; number++ {
			k, err := n.known(number)
			if err != nil {
				return err
			}
			if to := r.ref(k.ref); k.kind != 0 && to != k.ref {
				n.set(number, known{k.kind, to})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return n.put(&r.t)
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
	if err := r.hooks(string(old)); err != nil {
		return err
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
		*d = d.Rename(r.ref)
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
