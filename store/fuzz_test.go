package store

import (
	"bytes"
	"testing"

	"tresse"
)

// Whatever stands in a value, reading it gives an error at worst.
func FuzzValues(f *testing.F) {
	l, b, c := listing("agenda", 1), booking("agenda/1", 1), contact("excel", 1)
	x := session(&l, id("alias"))
	x.Refs = nil
	p1, _ := encodeListing(&l)
	p2, _ := encodeBooking(&b)
	p3, _ := encodeContact(&c)
	e, _ := sessionEntry(ViewSessions, &x, nil)
	t := told{&tresse.Published{Sequence: -1, Modified: noon}}
	for _, v := range [][]byte{p1.value, p2.value, p3.value, e.value, t.append(nil), encodeTokens(noon, []byte("jeton")),
		appendEntries([]byte{recordVersion}, []entry{{1, 2}, {1, 3}, {9, 1}}), nil, {1}, {2}} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v []byte) {
		var h header
		if body, err := readHeader(v, &h); err == nil {
			// What was read is written as it stood, but for flags nobody set and
			// for a start that is none.
			again, err := h.append(nil)
			if err != nil || len(again)+len(body) != len(v) || !bytes.Equal(again[2:22], v[2:22]) || !bytes.Equal(again[27:], v[27:headerSize]) {
				t.Errorf("header of % x comes back as % x: %v", v, again, err)
			}
		}
		key := []byte("agenda/41234567@20261201T090000Z")
		_ = decodeListing(&tresse.ListingFact{}, key, v, nil)
		_ = readForm(v, nil, func(f *form) { f.booking(&tresse.BookingFact{Booking: tresse.Booking{Ref: "a/1/2", Listing: "a/1"}}) })
		_ = decodeContact(&tresse.ContactFact{}, key, v, nil)
		id, _ := idKey("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
		_ = decodeSession(&tresse.Session{}, id, v, nil)
		_ = decodeRegistration(&tresse.Registration{}, id, v, nil)
		_ = decodeBeneficiary(&tresse.Beneficiary{}, id, v, nil)
		_, _ = readTold(keyID(id), v)
		_, _ = readEntries(nil, v)
		r := numbersReader{rest: v}
		for range numbersIn {
			r.next()
		}
		_ = savedAt(v)
		_ = decodeRecord(v, &tresse.SourceState{})
		_ = fact1Of(v)
	})
}

// fact1Of reads a listing of schema 1.
func fact1Of(v []byte) error {
	_, _, err := fact1(&tresse.ListingFact{}, []byte("a/1"), v, encodeListing, func(*tresse.ListingFact, []byte, tresse.Ref) {})
	return err
}

// An id that can be a key comes back from it.
func FuzzID(f *testing.F) {
	f.Add("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
	f.Add("6BA7B810-9DAD-11D1-80B4-00C04FD430C8")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		key, err := idKey(tresse.ID(text))
		parsed, err2 := tresse.ParseID(text)
		if (err == nil) != (err2 == nil) {
			t.Fatalf("%q: %v, %v", text, err, err2)
		}
		if err == nil && keyID(key) != parsed {
			t.Errorf("%q comes back as %q", text, keyID(key))
		}
	})
}
