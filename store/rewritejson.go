package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"tresse"
)

// Schemas 1 to 3 kept values as JSON after a header of their own, and named
// facts by their refs everywhere. Their views and index are not read: they
// follow from the facts and are made again.

// rewriteChunk is how much of an old file is written in one transaction.
const rewriteChunk = 2000

// rewriteJSON fills a new file with what a file of schema 1, 2 or 3 holds.
func rewriteJSON(old *bbolt.Tx, to *Store) error {
	m := &oldFile{old: old, to: to}
	for _, step := range []func() error{m.listings, m.bookings, m.contacts, m.published, m.records, m.meta} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

type oldFile struct {
	old *bbolt.Tx
	to  *Store
}

func (m *oldFile) listings() error {
	return facts1(m, Listings, encodeListing, func(f *tresse.ListingFact, key []byte, _ tresse.Ref) { f.Ref = tresse.Ref(key) })
}

func (m *oldFile) bookings() error {
	return facts1(m, Bookings, encodeBooking, func(f *tresse.BookingFact, key []byte, listing tresse.Ref) {
		f.Ref, f.Listing = tresse.Ref(key), listing
	})
}

func (m *oldFile) contacts() error {
	return facts1(m, Contacts, encodeContact, func(f *tresse.ContactFact, key []byte, _ tresse.Ref) { f.Ref = tresse.Ref(key) })
}

// headerSize1: version 1, state 1, flags 1, digest 16, scopes 4, start 8, sum of
// parent 4, length of listing 2; then the listing, then JSON.
const headerSize1 = 37

// flagLossy1: JSON could not hold the content exactly.
const flagLossy1 = 8

func facts1[F any](m *oldFile, k FactKind, encode func(*F) (pair, error), named func(*F, []byte, tresse.Ref)) error {
	return m.each(k.bucket(), func(d *draft, key, v []byte) error {
		var f F
		listing, p, err := fact1(&f, key, v, encode, named)
		if err != nil {
			return m.keep(k, key, v)
		}
		switch k {
		case Listings:
			d.listings = append(d.listings, p)
		case Bookings:
			d.bookings = append(d.bookings, p)
			d.listingOf[string(key)] = listing
		case Contacts:
			d.contacts = append(d.contacts, p)
		}
		return nil
	})
}

// fact1 turns a fact into its key and value of today.
func fact1[F any](f *F, key, v []byte, encode func(*F) (pair, error), named func(*F, []byte, tresse.Ref)) (tresse.Ref, pair, error) {
	if len(v) < headerSize1 || v[0] != 1 {
		return "", pair{}, fmt.Errorf("fact of %d bytes", len(v))
	}
	end := headerSize1 + int(binary.BigEndian.Uint16(v[headerSize1-2:]))
	if len(v) < end {
		return "", pair{}, fmt.Errorf("fact cut short at %d bytes", len(v))
	}
	if err := json.Unmarshal(v[end:], f); err != nil {
		return "", pair{}, err
	}
	listing := tresse.Ref(v[headerSize1:end])
	named(f, key, listing)
	p, err := encode(f)
	if err != nil {
		return "", pair{}, err
	}
	copy(p.value[2:18], v[3:19]) // the digest is of what came
	if v[2]&flagLossy1 != 0 {
		p.value[1] |= flagLossy
	}
	return listing, p, nil
}

// keep writes a fact that cannot be read as it stands: Verify tells of it.
func (m *oldFile) keep(k FactKind, key, v []byte) error {
	return m.to.db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket(k.bucket()).Put(bytes.Clone(key), bytes.Clone(v))
	})
}

// each has take put the entries of an old bucket into drafts, and writes them.
func (m *oldFile) each(bucket []byte, take func(d *draft, key, v []byte) error) error {
	c := m.old.Bucket(bucket).Cursor()
	key, v := c.First()
	for key != nil {
		d := &draft{listingOf: map[string]tresse.Ref{}, views: &ViewChange{}}
		for n := 0; key != nil && n < rewriteChunk; key, v = c.Next() {
			if err := take(d, key, v); err != nil {
				return err
			}
			n++
		}
		if err := m.write(d); err != nil {
			return err
		}
	}
	return nil
}

func (m *oldFile) write(d *draft) error {
	return m.to.db.Update(func(tx *bbolt.Tx) error {
		var t batch
		if err := d.stage(m.to, tx, &t); err != nil {
			return err
		}
		return t.apply()
	})
}

// published: the key was audience, 0, id; the value version 1, visible 16, core
// 16, sequence 8, modified 8.
func (m *oldFile) published() error {
	return m.each(bucketPublished, func(d *draft, key, v []byte) error {
		audience, id, _ := bytes.Cut(key, []byte{0})
		p := tresse.Published{Audience: tresse.Audience(audience), UID: keyID(id)}
		if len(v) != 49 || v[0] != 1 || p.UID == "" || audienceIndex(p.Audience) < 0 {
			return unreadable{fmt.Errorf("published record of %d bytes", len(v))}
		}
		copy(p.Visible[:], v[1:])
		copy(p.Core[:], v[17:])
		p.Sequence = int64(binary.BigEndian.Uint64(v[33:]))
		p.Modified = time.Unix(secondOf(v[41:]), 0).UTC()
		d.published = append(d.published, p)
		return nil
	})
}

// records are as they were.
func (m *oldFile) records() error {
	for _, name := range [][]byte{bucketSources, bucketTokens, bucketHeld, bucketStubs, bucketDecisions, bucketAccess, bucketHooks} {
		if err := m.copy(name); err != nil {
			return err
		}
	}
	return nil
}

func (m *oldFile) copy(name []byte) error {
	old := m.old.Bucket(name)
	if old == nil {
		return nil
	}
	return m.to.db.Update(func(tx *bbolt.Tx) error {
		to, err := tx.CreateBucketIfNotExists(name)
		if err != nil {
			return err
		}
		return old.ForEach(func(key, v []byte) error { return to.Put(key, slices.Clone(v)) })
	})
}

// meta keeps what is no matter of layout. The views are to be made again.
func (m *oldFile) meta() error {
	return m.to.db.Update(func(tx *bbolt.Tx) error {
		old, to := metaOf(m.old), metaOf(tx)
		for _, key := range [][]byte{keySecret, keyFormer, keyNames, keyRound, keyModel} {
			if v := old.Get(key); v != nil {
				if err := to.Put(key, slices.Clone(v)); err != nil {
					return err
				}
			}
		}
		return to.Put(keyStale, []byte{1})
	})
}
