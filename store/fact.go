package store

import (
	"bytes"

	"go.etcd.io/bbolt"

	"tresse"
)

// Listings returns the listings among refs that are stored, in the order of
// refs.
func (s *Store) Listings(refs []tresse.Ref) ([]tresse.ListingFact, error) {
	return factsOf[tresse.ListingFact](s, Listings, decodeListing, refs)
}

// Bookings returns the bookings among refs that are stored, in the order of
// refs.
func (s *Store) Bookings(refs []tresse.Ref) ([]tresse.BookingFact, error) {
	return factsOf[tresse.BookingFact](s, Bookings, decodeBooking, refs)
}

// Contacts returns the contacts among refs that are stored, in the order of
// refs.
func (s *Store) Contacts(refs []tresse.Ref) ([]tresse.ContactFact, error) {
	return factsOf[tresse.ContactFact](s, Contacts, decodeContact, refs)
}

// ListingsAfter returns the n listings that follow after in the order of refs,
// "" before the first; fewer when there are no more.
func (s *Store) ListingsAfter(after tresse.Ref, n int) ([]tresse.ListingFact, error) {
	return factsAfter[tresse.ListingFact](s, Listings, decodeListing, "", after, n)
}

// BookingsAfter is ListingsAfter for bookings.
func (s *Store) BookingsAfter(after tresse.Ref, n int) ([]tresse.BookingFact, error) {
	return factsAfter[tresse.BookingFact](s, Bookings, decodeBooking, "", after, n)
}

// ContactsAfter is ListingsAfter for contacts.
func (s *Store) ContactsAfter(after tresse.Ref, n int) ([]tresse.ContactFact, error) {
	return factsAfter[tresse.ContactFact](s, Contacts, decodeContact, "", after, n)
}

// ListingsIn is ListingsAfter among the listings of one source.
func (s *Store) ListingsIn(source string, after tresse.Ref, n int) ([]tresse.ListingFact, error) {
	return factsAfter[tresse.ListingFact](s, Listings, decodeListing, source+"/", after, n)
}

// BookingsIn is ListingsAfter among the bookings of one source.
func (s *Store) BookingsIn(source string, after tresse.Ref, n int) ([]tresse.BookingFact, error) {
	return factsAfter[tresse.BookingFact](s, Bookings, decodeBooking, source+"/", after, n)
}

// ContactsIn is ListingsAfter among the contacts of one source.
func (s *Store) ContactsIn(source string, after tresse.Ref, n int) ([]tresse.ContactFact, error) {
	return factsAfter[tresse.ContactFact](s, Contacts, decodeContact, source+"/", after, n)
}

// A decoder reads a fact from its key and value.
type decoder[F any] func(f *F, key, v []byte, n *numbers) error

func factsOf[F any](s *Store, k FactKind, decode decoder[F], refs []tresse.Ref) ([]F, error) {
	facts := make([]F, 0, len(refs))
	if len(refs) == 0 {
		return facts, nil
	}
	err := s.view(func(tx *bbolt.Tx) error {
		facts = facts[:0]
		w, n := walker{c: tx.Bucket(k.bucket()).Cursor()}, numbersOf(tx)
		for _, ref := range refs {
			v := w.find(string(ref))
			if v == nil {
				continue
			}
			var f F
			if err := decode(&f, w.key, v, n); err != nil {
				return err
			}
			facts = append(facts, f)
		}
		return nil
	})
	return facts, err
}

func factsAfter[F any](s *Store, k FactKind, decode decoder[F], prefix string, after tresse.Ref, n int) ([]F, error) {
	var facts []F
	err := s.view(func(tx *bbolt.Tx) error {
		facts = nil
		from, numbers := max(prefix, string(after)), numbersOf(tx)
		c := tx.Bucket(k.bucket()).Cursor()
		key, v := c.Seek([]byte(from))
		if after != "" && string(key) == string(after) {
			key, v = c.Next()
		}
		for ; key != nil && bytes.HasPrefix(key, []byte(prefix)) && len(facts) < n; key, v = c.Next() {
			var f F
			if err := decode(&f, key, v, numbers); err != nil {
				return err
			}
			facts = append(facts, f)
		}
		return nil
	})
	return facts, err
}
