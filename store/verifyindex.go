package store

import (
	"tresse"
)

// numbered checks that each fact is found by its number, and that no number
// leads to what is no fact and that nothing names.
func (v *verifier) numbered() error {
	seen := map[uint64]bool{}
	v.each(bucketNamed, func(key, value []byte) {
		if len(key) < 2 || len(value) != 4 || v.facts[factKey{FactKind(key[0]), tresse.Ref(key[1:])}] {
			v.problem(false, "named", key, "Un numéro est donné deux fois.")
			return
		}
		number, _ := v.numbers.of(tresse.Ref(key[1:]), FactKind(key[0]))
		seen[number] = true
	})
	v.each(bucketNumbers, func(key, value []byte) {
		if len(key) != 4 {
			v.problem(true, "numbers", key, "La table des numéros est illisible.")
			return
		}
		first := uint64(key[0])<<24 | uint64(key[1])<<16 | uint64(key[2])<<8 | uint64(key[3])
		for number := first * numbersIn; number < (first+1)*numbersIn; number++ {
			k, err := v.numbers.known(number)
			if err != nil {
				v.problem(true, "numbers", key, "La table des numéros est illisible.")
				return
			}
			if k.kind == 0 || seen[number] {
				continue
			}
			if of, err := v.numbers.of(k.ref, k.kind); err != nil || of != number {
				v.problem(false, "numbers", key, "Un numéro mène à une fiche qui n’existe pas.")
			}
		}
	})
	return nil
}

// number checks that a fact is found by its number.
func (v *verifier) number(k FactKind, ref tresse.Ref, value []byte) {
	number, err := numberIn(value)
	if err != nil {
		return
	}
	to, err := v.numbers.known(number)
	if err != nil || number == 0 || to != (known{k, ref}) || v.given[number] {
		v.problem(true, k.String(), []byte(ref), "Une fiche ne correspond pas à son numéro.")
	}
	v.given[number] = true
}

func (v *verifier) seats() error {
	n := 0
	seats := v.tx.Bucket(bucketSeats)
	v.each(bucketBookings, func(key, value []byte) {
		listing, err := listingIn(value)
		if err != nil || listing == 0 {
			return
		}
		n++
		number, _ := numberIn(value)
		if seats.Get(seatKey(listing, number)) == nil {
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
	for _, k := range [...]FactKind{Listings, Bookings, Contacts} {
		err := indexOf(v.tx, k).each(func(e entry) error {
			to, err := v.numbers.known(e.to)
			if err != nil || to.kind != k || !v.facts[factKey{k, to.ref}] {
				v.problem(false, "index", number(e.from), "L’index nomme une fiche qui n’existe pas.")
			}
			return nil
		})
		if err != nil {
			v.problem(false, "index", nil, "L’index est illisible.")
		}
	}
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
