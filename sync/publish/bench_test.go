package publish

import (
	"io"
	"strconv"
	"testing"
	"time"

	"tresse"
)

// Aim: a feed of 10,000 sessions in under half a second.
func BenchmarkRender(b *testing.B) {
	sessions := many(10_000, 240)
	for i := range sessions { // spread over the window
		sessions[i].Start = tresse.At(sessions[0].Start.AddDate(0, 0, i%390))
		sessions[i].End = tresse.At(sessions[i].Start.Add(7200e9))
	}
	for _, a := range []tresse.Audience{tresse.Public, tresse.Own} {
		b.Run(string(a), func(b *testing.B) {
			f := feedFor(b, a)
			f.Full = true
			published := map[tresse.ID]tresse.Published{}
			for i := range sessions {
				published[sessions[i].ID], _ = Advance(a, &sessions[i], f.Zone, nil, asOf)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, report, err := f.Render(sessions, published); err != nil || report.Events != 10_000 {
					b.Fatal(report, err)
				}
			}
		})
	}
}

// The people of a large network: 20,000 rows of 20 columns.
func BenchmarkLists(b *testing.B) {
	folk := make([]tresse.Beneficiary, 20_000)
	for i := range folk {
		folk[i] = people()[i%3]
		folk[i].ID = tresse.NewID(strconv.Itoa(i))
	}
	zone := load(b, "Europe/Paris")
	for _, format := range []Format{FormatJSON, FormatCSV, FormatTable, FormatXLSX} {
		b.Run(string(format), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				table := Beneficiaries(folk, zone)
				table.Width = 120
				if err := table.Write(io.Discard, format); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Advance is run for each audience at each commit: it is a part of the price of
// a first sync.
func BenchmarkAdvance(b *testing.B) {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		b.Fatal(err)
	}
	start := time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC)
	s := tresse.Session{
		ID: tresse.NewID("x"), Title: "Atelier n° 12 : prendre en main sa tablette", Kind: tresse.Workshop, Start: tresse.At(start), End: tresse.At(start.Add(2 * time.Hour)),
		Description: "Venez avec votre appareil, chargé, et son câble. Niveau débutant, aucun prérequis, sur inscription auprès de l’accueil.",
		Status:      tresse.Scheduled, Links: []tresse.Link{{Source: "agenda", URL: "https://exemple.fr/agendas/1/events/48213907@20261020T120000Z"}},
		Place: tresse.Place{Name: "Médiathèque Lucie Aubrac", Address: "2 rue du Château", Postcode: "69200", City: "Vénissieux", Lat: 45.697, Lon: 4.886},
	}
	for _, a := range []tresse.Audience{tresse.Public, tresse.Own} {
		b.Run(string(a), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, moved := Advance(a, &s, zone, nil, start); !moved {
					b.Fatal("not told")
				}
			}
		})
	}
}
