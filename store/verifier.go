package store

import (
	"bytes"
	"encoding/binary"
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
	v.tx, v.facts, v.live, v.stubs = tx, map[factKey]bool{}, map[string]*tresse.SourceState{}, tx.Bucket(bucketStubs)
	v.report.Schema, v.report.Size = schema, tx.Size()
	v.report.Stale = metaOf(tx).Get(keyStale) != nil
	if err := v.secrets(); err != nil {
		return err
	}
	for _, step := range []func() error{
		v.buckets, v.listings, v.bookings, v.contacts, v.references, v.seats, v.index, v.held, v.stubRecords,
		v.decisions, v.published, v.sources, v.accesses, v.meta, v.views,
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
	for _, name := range [...][]byte{bucketSources, bucketTokens, bucketListings, bucketBookings, bucketContacts, bucketSeats,
		bucketIndex, bucketHeld, bucketStubs, bucketDecisions, bucketPublished} {
		if v.tx.Bucket(name) == nil {
			return unreadable{fmt.Errorf("bucket %s is missing", name)}
		}
	}
	if views := viewsOf(v.tx); views == nil {
		return unreadable{fmt.Errorf("the views are missing")}
	} else {
		for _, name := range append(viewBuckets[:], bucketWays) {
			if views.Bucket(name) == nil {
				return unreadable{fmt.Errorf("bucket %s is missing", name)}
			}
		}
	}
	return nil
}

func (v *verifier) each(name []byte, f func(key, value []byte)) {
	_ = v.tx.Bucket(name).ForEach(func(key, value []byte) error {
		f(key, value)
		return nil
	})
}

func (v *verifier) listings() error {
	return eachFact(v, Listings, &v.report.Listings, encodeListing)
}

func (v *verifier) bookings() error {
	return eachFact(v, Bookings, &v.report.Bookings, encodeBooking)
}

func (v *verifier) contacts() error {
	return eachFact(v, Contacts, &v.report.Contacts, encodeContact)
}

// eachFact reads each fact of a kind and writes it again: key and header must
// come out as they are stored.
func eachFact[F any](v *verifier, k FactKind, n *int, encode func(*F) (pair, error)) error {
	v.each(k.bucket(), func(key, value []byte) {
		*n++
		ref := tresse.Ref(key)
		v.facts[factKey{k, ref}] = true
		one, err := appendFact[F](nil, value)
		if err != nil {
			v.problem(true, k.String(), key, "Une fiche est illisible.")
			return
		}
		p, err := encode(&one[0])
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

// sameHeader compares the headers of two values, but for the digest of content
// that JSON cannot hold exactly.
func sameHeader(a, b []byte) bool {
	var x, y header
	if _, err := readHeader(a, &x, true); err != nil {
		return false
	}
	if _, err := readHeader(b, &y, true); err != nil {
		return false
	}
	if y.lossy {
		x.lossy, x.digest = true, y.digest
	}
	return x.state == y.state && x.kept == y.kept && x.lossy == y.lossy && x.digest == y.digest && x.scopes == y.scopes &&
		x.start.Same(y.start) && x.above == y.above && x.parent == y.parent
}

// count counts live facts by source, to be compared with what its state says.
func (v *verifier) count(k FactKind, ref tresse.Ref, value []byte) {
	var h header
	if _, err := readHeader(value, &h, false); err != nil || h.state != tresse.Live {
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

// known reports whether a ref is that of a fact of one of the kinds, or erased.
func (v *verifier) known(ref tresse.Ref, kinds ...FactKind) bool {
	for _, k := range kinds {
		if v.facts[factKey{k, ref}] {
			return true
		}
	}
	return v.s.stubbed(v.stubs, ref)
}

// references checks what facts name: a booking its listing, a moved fact the one
// it took the place of.
func (v *verifier) references() error {
	v.each(bucketListings, func(key, value []byte) {
		one, err := appendFact[tresse.ListingFact](nil, value)
		if err == nil {
			v.moved(Listings, key, one[0].MovedFrom)
		}
	})
	v.each(bucketBookings, func(key, value []byte) {
		one, err := appendFact[tresse.BookingFact](nil, value)
		if err != nil {
			return
		}
		v.moved(Bookings, key, one[0].MovedFrom)
		if l := one[0].Listing; l != "" && !v.known(l, Listings) {
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

func (v *verifier) seats() error {
	n := 0
	seats := v.tx.Bucket(bucketSeats)
	v.each(bucketBookings, func(key, value []byte) {
		parent, err := parentOf(value)
		if err != nil || parent == "" {
			return
		}
		n++
		if seats.Get(seatKey(parent, tresse.Ref(key))) == nil {
			v.problem(false, "seats", key, "Une inscription manque à l’index de son annonce.")
		}
	})
	v.each(bucketSeats, func([]byte, []byte) { n-- })
	if n != 0 {
		v.problem(false, "seats", nil, "L’index des inscriptions nomme des inscriptions qui n’existent pas.")
	}
	return nil
}

func (v *verifier) index() error {
	v.each(bucketIndex, func(key, _ []byte) {
		if len(key) < 14 || !v.facts[factKey{FactKind(key[0]), tresse.Ref(key[13:])}] {
			v.problem(false, "index", key, "L’index nomme une fiche qui n’existe pas.")
		}
	})
	return nil
}

func (v *verifier) held() error {
	v.each(bucketHeld, func(key, value []byte) {
		if len(key) < 2 || len(value) != 8 || !v.facts[factKey{FactKind(key[0]), tresse.Ref(key[1:])}] {
			v.problem(false, "held", key, "Un retrait en attente nomme une fiche qui n’existe pas.")
			return
		}
		v.counts(tresse.Ref(key[1:])).Held++
	})
	return nil
}

func (v *verifier) stubRecords() error {
	v.each(bucketStubs, func(key, value []byte) {
		v.report.Stubs++
		var stub tresse.Stub
		if decodeRecord(value, &stub) != nil || len(key) <= hashSize || !bytes.Equal(stub.Hash, key[:hashSize]) {
			v.problem(true, "stubs", key, "La trace d’un effacement est illisible.")
			return
		}
		if stub.Listing != "" && !v.known(stub.Listing, Listings) {
			v.problem(false, "stubs", key, "La trace d’un effacement nomme une annonce qui n’existe pas.")
		}
	})
	return nil
}

func (v *verifier) decisions() error {
	decisions := v.tx.Bucket(bucketDecisions)
	v.each(bucketDecisions, func(key, value []byte) {
		v.report.Decisions++
		var d tresse.Decision
		if decodeRecord(value, &d) != nil || !bytes.Equal(number(d.Number), key) {
			v.problem(true, "decisions", key, "Une décision est illisible.")
			return
		}
		for _, ref := range [...]tresse.Ref{d.A, d.B} {
			if ref != "" && !v.known(ref, Listings, Bookings, Contacts) {
				v.problem(false, "decisions", key, fmt.Sprintf("La décision %d nomme une fiche qui n’existe pas.", d.Number))
			}
		}
		if d.Target != 0 && decisions.Get(number(d.Target)) == nil {
			v.problem(false, "decisions", key, fmt.Sprintf("La décision %d reprend une décision qui n’existe pas.", d.Number))
		}
	})
	return nil
}

func (v *verifier) published() error {
	v.each(bucketPublished, func(key, value []byte) {
		v.report.Published++
		_, id, _ := bytes.Cut(key, []byte{0})
		if _, err := decodePublished("", keyID(id), value); err != nil {
			v.problem(true, "published", key, "Ce qui a été publié est illisible.")
		}
	})
	return nil
}

func (v *verifier) sources() error {
	v.each(bucketSources, func(key, value []byte) {
		v.report.Sources++
		var state tresse.SourceState
		if decodeRecord(value, &state) != nil || state.Name != string(key) {
			v.problem(true, "sources", key, "L’état d’une source est illisible.")
			return
		}
		n := v.live[state.Name]
		if n == nil {
			n = &tresse.SourceState{}
		}
		if n.Listings != state.Listings || n.Bookings != state.Bookings || n.Contacts != state.Contacts || n.Held != state.Held {
			v.problem(false, "sources", key, fmt.Sprintf("Les comptes de la source « %s » ne sont pas à jour.", state.Name))
		}
	})
	return nil
}

func (v *verifier) meta() error {
	meta := metaOf(v.tx)
	if m := meta.Get(keyModel); m != nil {
		var model tresse.Model
		if decodeRecord(m, &model) != nil {
			v.problem(true, "meta", keyModel, "Les réglages du rapprochement sont illisibles.")
		}
	}
	if r := meta.Get(keyRound); r != nil && (len(r) != 9 || binary.BigEndian.Uint64(r) == 0) {
		v.problem(true, "meta", keyRound, "Le numéro de passage est illisible.")
	}
	v.each(bucketTokens, func(key, value []byte) {
		if len(value) < 10 || value[0] != recordVersion {
			v.problem(true, "tokens", key, "Les accès d’une source sont illisibles.")
		}
	})
	return nil
}
