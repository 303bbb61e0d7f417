package store

import (
	"bytes"
	"encoding/json"

	"go.etcd.io/bbolt"

	"tresse"
)

// Listings returns the listings among refs that are stored, in the order of
// refs.
func (s *Store) Listings(refs []tresse.Ref) ([]tresse.ListingFact, error) {
	return factsOf[tresse.ListingFact](s, Listings, refs)
}

// Bookings returns the bookings among refs that are stored, in the order of
// refs.
func (s *Store) Bookings(refs []tresse.Ref) ([]tresse.BookingFact, error) {
	return factsOf[tresse.BookingFact](s, Bookings, refs)
}

// Contacts returns the contacts among refs that are stored, in the order of
// refs.
func (s *Store) Contacts(refs []tresse.Ref) ([]tresse.ContactFact, error) {
	return factsOf[tresse.ContactFact](s, Contacts, refs)
}

// ListingsAfter returns the n listings that follow after in the order of refs,
// "" before the first; fewer when there are no more.
func (s *Store) ListingsAfter(after tresse.Ref, n int) ([]tresse.ListingFact, error) {
	return factsAfter[tresse.ListingFact](s, Listings, "", after, n)
}

// BookingsAfter is ListingsAfter for bookings.
func (s *Store) BookingsAfter(after tresse.Ref, n int) ([]tresse.BookingFact, error) {
	return factsAfter[tresse.BookingFact](s, Bookings, "", after, n)
}

// ContactsAfter is ListingsAfter for contacts.
func (s *Store) ContactsAfter(after tresse.Ref, n int) ([]tresse.ContactFact, error) {
	return factsAfter[tresse.ContactFact](s, Contacts, "", after, n)
}

// ListingsIn is ListingsAfter among the listings of one source.
func (s *Store) ListingsIn(source string, after tresse.Ref, n int) ([]tresse.ListingFact, error) {
	return factsAfter[tresse.ListingFact](s, Listings, source+"/", after, n)
}

// BookingsIn is ListingsAfter among the bookings of one source.
func (s *Store) BookingsIn(source string, after tresse.Ref, n int) ([]tresse.BookingFact, error) {
	return factsAfter[tresse.BookingFact](s, Bookings, source+"/", after, n)
}

// ContactsIn is ListingsAfter among the contacts of one source.
func (s *Store) ContactsIn(source string, after tresse.Ref, n int) ([]tresse.ContactFact, error) {
	return factsAfter[tresse.ContactFact](s, Contacts, source+"/", after, n)
}

func factsOf[F any](s *Store, k FactKind, refs []tresse.Ref) ([]F, error) {
	var facts []F
	err := s.view(func(tx *bbolt.Tx) error {
		facts = make([]F, 0, len(refs))
		w := walker{c: tx.Bucket(k.bucket()).Cursor()}
		for _, ref := range refs {
			v := w.find(string(ref))
			if v == nil {
				continue
			}
			var err error
			if facts, err = appendFact(facts, v); err != nil {
				return err
			}
		}
		return nil
	})
	return facts, err
}

func factsAfter[F any](s *Store, k FactKind, prefix string, after tresse.Ref, n int) ([]F, error) {
	var facts []F
	err := s.view(func(tx *bbolt.Tx) error {
		facts = nil
		from := max(prefix, string(after))
		c := tx.Bucket(k.bucket()).Cursor()
		key, v := c.Seek([]byte(from))
		if after != "" && string(key) == string(after) {
			key, v = c.Next()
		}
		for ; key != nil && bytes.HasPrefix(key, []byte(prefix)) && len(facts) < n; key, v = c.Next() {
			var err error
			if facts, err = appendFact(facts, v); err != nil {
				return err
			}
		}
		return nil
	})
	return facts, err
}

// appendFact decodes v at the end of facts. A fact that cannot be read is
// damage: it was read back in the form in which it was written.
func appendFact[F any](facts []F, v []byte) ([]F, error) {
	var h header
	text, err := readHeader(v, &h, false)
	if err != nil {
		return facts, unreadable{err}
	}
	var f F
	if err := json.Unmarshal(text, &f); err != nil {
		return facts, unreadable{err}
	}
	return append(facts, f), nil
}
