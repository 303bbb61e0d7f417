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

// encodeListing returns the key and value of a listing.
func encodeListing(f *tresse.ListingFact) (pair, error) {
	if err := checkYears(f.Start, f.End); err != nil {
		return pair{}, err
	}
	digest, _ := f.Digest(nil)
	h := header{digest: digest, scopes: ScopesSum(f.Scopes), start: f.Start, above: ParentSum(f.Parent), lossy: f.Start.Nanosecond() != 0 || f.End.Nanosecond() != 0}
	return encodeFact(f.Ref, h, &f.Track, f)
}

// encodeBooking returns the key and value of a booking.
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
	h := header{digest: digest, scopes: ScopesSum(f.Scopes), start: f.Start, above: ParentSum(f.Listing.External()), parent: f.Listing}
	return encodeFact(f.Ref, h, &f.Track, f)
}

// encodeContact returns the key and value of a contact.
func encodeContact(f *tresse.ContactFact) (pair, error) {
	digest, _ := f.Digest(nil)
	return encodeFact(f.Ref, header{digest: digest, scopes: ScopesSum(f.Scopes), above: ParentSum(f.Parent)}, &f.Track, f)
}

func encodeFact(ref tresse.Ref, h header, track *tresse.Track, fact any) (pair, error) {
	if err := ref.Check(); err != nil {
		return pair{}, err
	}
	h.state, h.kept = track.State, track.Kept
	value, err := h.append(make([]byte, 0, headerSize+len(h.parent)))
	if err != nil {
		return pair{}, err
	}
	size := len(value)
	if value, err = encodeJSON(value, fact); err != nil {
		return pair{}, err
	}
	if lossy(value[size:]) {
		value[2] |= flagLossy
	}
	return pair{[]byte(ref), value}, nil
}

// lossy reports whether JSON could not hold the content as it is: bytes that are
// no UTF-8 are written as this escape. The digest is of what came, so that the
// fact is still recognised when it comes again; Verify does not compare it.
func lossy(text []byte) bool { return bytes.Contains(text, []byte(`\ufffd`)) }

// checkYears refuses a time that could be written and never be read again.
func checkYears(times ...tresse.Time) error {
	for _, t := range times {
		if y := t.UTC().Year(); y < 0 || y > 9999 {
			return fmt.Errorf("year %d", y)
		}
	}
	return nil
}
