package store

import (
	"bytes"

	"go.etcd.io/bbolt"

	"tresse"
)

// views checks that each view stands under its id, that its ways lead to it and
// no others lead anywhere, and, unless the views wait to be rebuilt, that what
// they name is there.
func (v *verifier) views() error {
	views := viewsOf(v.tx)
	v.report.Views = readCounts(views)
	var n Counts
	eachView(v, views, bucketSessions, &n.Sessions, decodeSession, func(x *tresse.Session) (viewEntry, error) { return sessionEntry(ViewSessions, x, v.numbers) }, v.session(views))
	eachView(v, views, bucketPublic, &n.Public, decodeSession, func(x *tresse.Session) (viewEntry, error) { return sessionEntry(ViewPublic, x, v.numbers) }, v.session(views))
	eachView(v, views, bucketRegistrations, &n.Registrations, decodeRegistration, func(x *tresse.Registration) (viewEntry, error) { return registrationEntry(x, v.numbers) }, v.registration(views))
	eachView(v, views, bucketBeneficiaries, &n.Beneficiaries, decodeBeneficiary, func(x *tresse.Beneficiary) (viewEntry, error) { return beneficiaryEntry(x, v.numbers) }, v.beneficiary(views))
	if n != v.report.Views {
		v.problem(false, "counts", nil, "Le nombre de séances, d’inscriptions ou de personnes n’est pas à jour.")
	}
	v.looks(views)
	_ = views.Bucket(bucketWays).ForEach(func([]byte, []byte) error { v.ways--; return nil })
	if v.ways != 0 {
		v.problem(false, "ways", nil, "Un index nomme des séances, des inscriptions ou des personnes qui n’existent pas.")
	}
	return nil
}

func eachView[V any](v *verifier, views *bbolt.Bucket, name []byte, n *int, decode decoder[V], entry func(*V) (viewEntry, error), names func(*V) bool) {
	ways := views.Bucket(bucketWays)
	_ = views.Bucket(name).ForEach(func(key, value []byte) error {
		*n++
		var x V
		if decode(&x, key, value, v.numbers) != nil {
			v.problem(false, string(name), key, "Une vue est illisible.")
			return nil
		}
		e, err := entry(&x)
		if err != nil || !bytes.Equal(e.id, key) {
			v.problem(false, string(name), key, "Une vue ne correspond pas à sa clé.")
			return nil
		}
		v.ways += len(e.ways)
		for _, w := range e.ways {
			if got := ways.Get(w.key); got == nil || !bytes.Equal(got, w.value) {
				v.problem(false, "ways", key, "Une vue ne peut pas être retrouvée par son index.")
			}
		}
		if !v.report.Stale && !names(&x) {
			v.problem(false, string(name), key, "Une vue nomme une fiche qui n’existe pas.")
		}
		return nil
	})
}

func (v *verifier) session(views *bbolt.Bucket) func(*tresse.Session) bool {
	return func(x *tresse.Session) bool {
		return v.allKnown(x.Refs, Listings) && (x.PartOf == "" || answers(views, bucketSessions, 'S', x.PartOf))
	}
}

func (v *verifier) registration(views *bbolt.Bucket) func(*tresse.Registration) bool {
	return func(x *tresse.Registration) bool {
		return v.allKnown(x.Refs, Bookings) && answers(views, bucketSessions, 'S', x.Session) &&
			(x.Beneficiary == "" || answers(views, bucketBeneficiaries, 'B', x.Beneficiary))
	}
}

func (v *verifier) beneficiary(views *bbolt.Bucket) func(*tresse.Beneficiary) bool {
	return func(x *tresse.Beneficiary) bool {
		return v.allKnown(x.Refs, Bookings, Contacts) && (x.Responsible == "" || answers(views, bucketBeneficiaries, 'B', x.Responsible))
	}
}

func (v *verifier) allKnown(refs []tresse.Ref, kinds ...FactKind) bool {
	for _, ref := range refs {
		if !v.known(ref, kinds...) {
			return false
		}
	}
	return true
}

// answers reports whether a view of the bucket answers to id.
func answers(views *bbolt.Bucket, bucket []byte, alias byte, id tresse.ID) bool {
	for _, key := range resolve(views, bucket, alias, []tresse.ID{id}) {
		if views.Bucket(bucket).Get(key) != nil {
			return true
		}
	}
	return false
}
