package store

import (
	"bytes"
	"testing"

	"tresse"
)

// Whatever stands in a value, reading it gives an error at worst.
func FuzzValues(f *testing.F) {
	l, b := listing("agenda", 1), booking("agenda/1", 1)
	x := session(&l, id("alias"))
	p1, _ := encodeListing(&l)
	p2, _ := encodeBooking(&b)
	e, _ := sessionEntry(ViewSessions, &x)
	told := tresse.Published{Sequence: -1, Modified: noon}
	for _, v := range [][]byte{p1.value, p2.value, e.value(), encodePublished(&told), encodeTokens(noon, []byte("jeton")), nil, {1}} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v []byte) {
		var h header
		if text, err := readHeader(v, &h, true); err == nil {
			// What was read is written as it stood, but for flags nobody set.
			again, err := h.append(nil)
			if err != nil || len(again)+len(text) != len(v) || again[1] != v[1] || !bytes.Equal(again[3:23], v[3:23]) {
				t.Errorf("header of % x comes back as % x: %v", v, again, err)
			}
		}
		if ways, text, err := readView(v); err == nil {
			n := len(text)
			for _, w := range ways {
				n += 1 + len(w)
			}
			if n > len(v) {
				t.Errorf("%d bytes read from %d", n, len(v))
			}
		}
		_, _ = appendFact[tresse.ListingFact](nil, v)
		_, _ = appendFact[tresse.BookingFact](nil, v)
		_, _ = appendView[tresse.Session](nil, v)
		_, _ = decodePublished(tresse.Own, told.UID, v)
		_ = savedAt(v)
		_ = decodeRecord(v, &tresse.SourceState{})
	})
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
