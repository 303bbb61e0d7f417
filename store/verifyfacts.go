package store

import (
	"bytes"

	"tresse"
)

func (v *verifier) listings() error {
	return eachFact(v, Listings, &v.report.Listings, decodeListing, encodeListing)
}

func (v *verifier) bookings() error {
	return eachFact(v, Bookings, &v.report.Bookings, decodeBooking, encodeBooking)
}

func (v *verifier) contacts() error {
	return eachFact(v, Contacts, &v.report.Contacts, decodeContact, encodeContact)
}

// eachFact reads each fact of a kind and writes it again: key and header must
// come out as they are stored.
func eachFact[F any](v *verifier, k FactKind, n *int, decode decoder[F], encode func(*F) (pair, error)) error {
	v.each(k.bucket(), func(key, value []byte) {
		*n++
		ref := tresse.Ref(key)
		v.facts[factKey{k, ref}] = true
		var one F
		if err := decode(&one, key, value, v.numbers); err != nil {
			v.problem(true, k.String(), key, "Une fiche est illisible.")
			return
		}
		v.number(k, ref, value)
		p, err := encode(&one)
		if err != nil || !bytes.Equal(p.key, key) || !sameHeader(p.value, value) {
			v.problem(true, k.String(), key, "Une fiche ne correspond pas à sa clé ou à son empreinte.")
			return
		}
		v.count(k, ref, value)
		if v.s.stubbed(v.stubs, ref) {
			v.problem(false, k.String(), key, "Une fiche effacée est encore là.")
		}
	})
	return nil
}

// sameHeader compares the headers of two values but for the numbers, and for the
// digest of content that is not kept exactly.
func sameHeader(a, b []byte) bool {
	var x, y header
	if _, err := readHeader(a, &x); err != nil {
		return false
	}
	if _, err := readHeader(b, &y); err != nil {
		return false
	}
	if y.lossy {
		x.lossy, x.digest = true, y.digest
	}
	return x.state == y.state && x.kept == y.kept && x.lossy == y.lossy && x.digest == y.digest && x.scopes == y.scopes &&
		x.start.Same(y.start) && x.above == y.above
}

// count counts live facts by source, to be compared with what its state says.
func (v *verifier) count(k FactKind, ref tresse.Ref, value []byte) {
	var h header
	if _, err := readHeader(value, &h); err != nil || h.state != tresse.Live {
		return
	}
	n := v.counts(ref)
	switch k {
	case Listings:
		n.Listings++
	case Bookings:
		n.Bookings++
	case Contacts:
		n.Contacts++
	}
}

func (v *verifier) counts(ref tresse.Ref) *tresse.SourceState {
	n := v.live[ref.Source()]
	if n == nil {
		n = &tresse.SourceState{}
		v.live[ref.Source()] = n
	}
	return n
}

// references checks what facts name: a booking its listing, a moved fact the one
// it took the place of.
func (v *verifier) references() error {
	v.each(bucketListings, func(key, value []byte) {
		var one tresse.ListingFact
		if decodeListing(&one, key, value, v.numbers) == nil {
			v.moved(Listings, key, one.MovedFrom)
		}
	})
	v.each(bucketBookings, func(key, value []byte) {
		var one tresse.BookingFact
		if decodeBooking(&one, key, value, v.numbers) != nil {
			return
		}
		v.moved(Bookings, key, one.MovedFrom)
		if l := one.Listing; l != "" && !v.known(l, Listings) {
			v.problem(false, "bookings", key, "Une inscription nomme une annonce qui n’existe pas.")
		}
	})
	return nil
}

func (v *verifier) moved(k FactKind, key []byte, moves []tresse.Move) {
	for _, m := range moves {
		if m.Ref != "" && !v.known(m.Ref, k) {
			v.problem(false, k.String(), key, "Une fiche déplacée nomme une fiche qui n’existe pas.")
		}
	}
}
