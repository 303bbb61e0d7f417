// Package encoding compares ways to write a fact. It is a module of its own so
// that tresse does not depend on what it was only measured against:
//
//	cd store/bench/encoding && go test -bench . -benchmem
package encoding

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"tresse"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// listing is an invented listing of a believable size.
func listing() tresse.ListingFact {
	start := tresse.At(noon)
	key := tresse.KeyOpenAgenda(41234567, start.Time)
	return tresse.ListingFact{
		Listing: tresse.Listing{
			Ref: tresse.NewRef("agenda", "41234567@"+start.Stamp()), ID: tresse.NewID(key), Keys: []string{key}, Parent: "41234567", Scopes: []string{"73510284"},
			Title:       "Atelier : créer son CV et sa lettre de motivation",
			Description: strings.Repeat("Venez avec vos papiers et votre téléphone, nous avançons ensemble. ", 5),
			Kind:        tresse.Workshop, Start: start, End: tresse.At(start.Add(2 * time.Hour)),
			Place: tresse.Place{Name: "Médiathèque Robert-Cousin", Address: "Place Roger-Salengro", Postcode: "62300", City: "Lens", Lat: 50.4312, Lon: 2.8319},
			URL:   "https://openagenda.com/fr/agenda/events/41234567", Capacity: 12, Taken: 7,
			Hosts: []tresse.Host{{Name: "Nadia Roussel"}}, Tags: []string{"cv", "emploi"}, Themes: []string{"emploi"},
		},
		Track: tresse.Track{First: tresse.Sight{Round: 1, At: noon}, Changed: noon, State: tresse.Live},
	}
}

// booking is an invented booking.
func booking() tresse.BookingFact {
	return tresse.BookingFact{
		Booking: tresse.Booking{
			Ref: "rdv/123456/654321", Listing: "rdv/123456", Scopes: []string{"77"}, BookedAt: noon,
			Person: tresse.Person{FirstName: "Zoé", LastName: "Inventée", BirthDate: "1957-03-02", Phones: []string{"+33601020304"}, Emails: []string{"zoe@example.org"}},
		},
		Track: tresse.Track{First: tresse.Sight{Round: 1, At: noon}, Changed: noon, State: tresse.Live},
	}
}

type coding struct {
	encode func(any) ([]byte, error)
	decode func([]byte, any) error
}

func codings(b *testing.B) map[string]coding {
	options := cbor.CoreDetEncOptions()
	options.Time, options.TextMarshaler = cbor.TimeRFC3339Nano, cbor.TextMarshalerTextString
	enc, err := options.EncMode()
	if err != nil {
		b.Fatal(err)
	}
	dec, err := cbor.DecOptions{TextUnmarshaler: cbor.TextUnmarshalerTextString}.DecMode()
	if err != nil {
		b.Fatal(err)
	}
	plain := coding{json.Marshal, json.Unmarshal}
	return map[string]coding{
		"json":       plain,
		"cbor":       {enc.Marshal, dec.Unmarshal},
		"json+flate": {deflated(plain.encode), inflated(plain.decode)},
	}
}

func deflated(encode func(any) ([]byte, error)) func(any) ([]byte, error) {
	w, _ := flate.NewWriter(io.Discard, flate.BestSpeed)
	return func(v any) ([]byte, error) {
		text, err := encode(v)
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		w.Reset(&out)
		if _, err := w.Write(text); err != nil {
			return nil, err
		}
		err = w.Close()
		return out.Bytes(), err
	}
}

func inflated(decode func([]byte, any) error) func([]byte, any) error {
	r := flate.NewReader(nil)
	return func(b []byte, v any) error {
		if err := r.(flate.Resetter).Reset(bytes.NewReader(b), nil); err != nil {
			return err
		}
		text, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		return decode(text, v)
	}
}

func BenchmarkListing(b *testing.B) { benchmark(b, listing()) }
func BenchmarkBooking(b *testing.B) { benchmark(b, booking()) }

func benchmark[F any](b *testing.B, fact F) {
	for name, c := range codings(b) {
		text, err := c.encode(&fact)
		if err != nil {
			b.Fatal(name, err)
		}
		var back F
		if err := c.decode(text, &back); err != nil || fmt.Sprint(back) != fmt.Sprint(fact) {
			b.Fatalf("%s does not come back: %v\n%v\n%v", name, err, back, fact)
		}
		b.Run(name+"/encode", func(b *testing.B) {
			for b.Loop() {
				if _, err := c.encode(&fact); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(text)), "bytes")
		})
		b.Run(name+"/decode", func(b *testing.B) {
			for b.Loop() {
				var back F
				if err := c.decode(text, &back); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
