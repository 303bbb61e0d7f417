package store

import (
	"bytes"
	"encoding/json"
	"fmt"

	"tresse"
)

// recordVersion is the form of a record's value: this byte, then JSON.
const recordVersion = 1

// encodeJSON appends v as compact JSON without HTML escapes.
func encodeJSON(b []byte, v any) ([]byte, error) {
	buf := bytes.NewBuffer(b)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte{'\n'}), nil
}

// encodeRecord writes a record; decodeRecord reads it.
func encodeRecord(v any) ([]byte, error) { return encodeJSON([]byte{recordVersion}, v) }

func decodeRecord(b []byte, v any) error {
	if len(b) == 0 || b[0] != recordVersion {
		return fmt.Errorf("record of %d bytes in an unknown form", len(b))
	}
	return json.Unmarshal(b[1:], v)
}

// A pair is a key with its value; a nil value drops the key.
type pair struct{ key, value []byte }

// encodeListing returns the key and value of a listing, without its number.
func encodeListing(f *tresse.ListingFact) (pair, error) {
	if err := checkYears(f.Start, f.End); err != nil {
		return pair{}, err
	}
	digest, _ := f.Digest(nil)
	h := header{digest: digest, scopes: ScopesSum(f.Scopes), start: f.Start, above: ParentSum(f.Parent), lossy: f.Start.Nanosecond() != 0 || f.End.Nanosecond() != 0}
	return encodeFact(f.Ref, h, &f.Track, func(form *form) { form.listing(f) })
}

// encodeBooking returns the key and value of a booking, without its number and
// that of its listing.
func encodeBooking(f *tresse.BookingFact) (pair, error) {
	if f.Listing != "" {
		if err := f.Listing.Check(); err != nil {
			return pair{}, fmt.Errorf("listing of the booking: %w", err)
		}
	}
	if err := checkYears(f.Start); err != nil {
		return pair{}, err
	}
	digest, _ := f.Digest(nil)
	h := header{digest: digest, scopes: ScopesSum(f.Scopes), start: f.Start, above: ParentSum(f.Listing.External())}
	return encodeFact(f.Ref, h, &f.Track, func(form *form) { form.booking(f) })
}

// encodeContact returns the key and value of a contact, without its number.
func encodeContact(f *tresse.ContactFact) (pair, error) {
	digest, _ := f.Digest(nil)
	return encodeFact(f.Ref, header{digest: digest, scopes: ScopesSum(f.Scopes), above: ParentSum(f.Parent)}, &f.Track, func(form *form) { form.contact(f) })
}

func encodeFact(ref tresse.Ref, h header, track *tresse.Track, fields func(*form)) (pair, error) {
	if err := ref.Check(); err != nil {
		return pair{}, err
	}
	h.state, h.kept = track.State, track.Kept
	value, err := h.append(make([]byte, 0, 256))
	if err != nil {
		return pair{}, err
	}
	body := form{b: value}
	if fields(&body); body.err != nil {
		return pair{}, body.err
	}
	if body.lossy {
		body.b[1] |= flagLossy
	}
	return pair{[]byte(ref), body.b}, nil
}

// decodeListing reads what encodeListing wrote.
func decodeListing(f *tresse.ListingFact, key, v []byte, _ *numbers) error {
	h, err := readFact(key, v, &f.Ref, &f.Track)
	if err != nil {
		return err
	}
	f.Start = h.start
	return readForm(h.body, nil, func(form *form) { form.listing(f) })
}

// decodeBooking reads what encodeBooking wrote.
func decodeBooking(f *tresse.BookingFact, key, v []byte, n *numbers) error {
	h, err := readFact(key, v, &f.Ref, &f.Track)
	if err != nil {
		return err
	}
	f.Start = h.start
	if h.parent != 0 {
		listing, err := n.known(uint64(h.parent))
		if err != nil {
			return err
		}
		f.Listing = listing.ref
	}
	return readForm(h.body, nil, func(form *form) { form.booking(f) })
}

// decodeContact reads what encodeContact wrote.
func decodeContact(f *tresse.ContactFact, key, v []byte, _ *numbers) error {
	h, err := readFact(key, v, &f.Ref, &f.Track)
	if err != nil {
		return err
	}
	return readForm(h.body, nil, func(form *form) { form.contact(f) })
}

// A headed is a header with what follows it.
type headed struct {
	header
	body []byte
}

func readFact(key, v []byte, ref *tresse.Ref, track *tresse.Track) (headed, error) {
	var h headed
	var err error
	if h.body, err = readHeader(v, &h.header); err != nil {
		return h, unreadable{err}
	}
	*ref = tresse.Ref(key)
	track.State, track.Kept = h.state, h.kept
	return h, nil
}

func readForm(body []byte, n *numbers, fields func(*form)) error {
	f := form{b: body, reading: true, numbers: n}
	if fields(&f); f.err != nil {
		return unreadable{f.err}
	}
	return nil
}

// checkYears refuses a time that could be written and never be read again.
func checkYears(times ...tresse.Time) error {
	for _, t := range times {
		if y := t.UTC().Year(); y < 0 || y > 9999 {
			return fmt.Errorf("year %d", y)
		}
	}
	return nil
}
