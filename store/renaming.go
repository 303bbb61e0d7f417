package store

import (
	"bytes"
	"encoding/json"
	"strings"

	"go.etcd.io/bbolt"

	"tresse"
)

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
	case string(bucketListings), string(bucketBookings), string(bucketContacts), string(bucketNamed), string(bucketStubs):
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
	return renameFacts(r, Listings, r.prefix, decodeListing, func(f *tresse.ListingFact) (pair, error) {
		f.Ref = r.ref(f.Ref)
		r.track(&f.Track)
		return encodeListing(f)
	})
}

// bookings goes through those of other sources too: one made at the counter is
// in a listing of another source.
func (r *renaming) bookings() error {
	return renameFacts(r, Bookings, "", decodeBooking, func(f *tresse.BookingFact) (pair, error) {
		f.Ref, f.Listing, f.Group = r.ref(f.Ref), r.ref(f.Listing), r.ref(f.Group)
		r.track(&f.Track)
		return encodeBooking(f)
	})
}

func (r *renaming) contacts() error {
	return renameFacts(r, Contacts, r.prefix, decodeContact, func(f *tresse.ContactFact) (pair, error) {
		f.Ref = r.ref(f.Ref)
		r.track(&f.Track)
		return encodeContact(f)
	})
}

// renameFacts rewrites the facts whose keys have the prefix, where they or their
// listing belong to the source.
func renameFacts[F any](r *renaming, k FactKind, prefix string, decode decoder[F], rename func(*F) (pair, error)) error {
	b, n := r.on(k.bucket()), numbersOf(r.tx)
	c := b.b.Cursor()
	for key, v := c.Seek([]byte(prefix)); key != nil && bytes.HasPrefix(key, []byte(prefix)); key, v = c.Next() {
		own := strings.HasPrefix(string(key), r.prefix)
		if !own {
			if in, err := r.inSource(n, v); err != nil || !in {
				if err != nil {
					return err
				}
				continue
			}
		}
		var one F
		if err := decode(&one, key, v, n); err != nil {
			return err
		}
		p, err := rename(&one)
		if err != nil {
			return err
		}
		keepHeader(p.value, v, k)
		if own {
			b.drop(bytes.Clone(key))
		}
		b.put(p.key, p.value)
	}
	return nil
}

// inSource reports whether the listing of a stored booking is the source's.
func (r *renaming) inSource(n *numbers, v []byte) (bool, error) {
	listing, err := listingIn(v)
	if err != nil || listing == 0 {
		return false, err
	}
	k, err := n.known(listing)
	return strings.HasPrefix(string(k.ref), r.prefix), err
}

// keepHeader keeps the numbers, which stay, and the digest of what the source
// said, which the value may not give back exactly. A booking's covers its
// listing's ref, and is computed anew.
func keepHeader(value, before []byte, k FactKind) {
	if k != Bookings {
		copy(value[2:18], before[2:18])
	}
	value[1] |= before[1] & flagLossy
	copy(value[headerNumber:headerSize], before[headerNumber:headerSize])
}
