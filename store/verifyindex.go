package store

import (
	"tresse"
)

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
