package publish

import (
	"testing"

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
