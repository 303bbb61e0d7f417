package syncer

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"tresse"
	"tresse/connectors"
)

// many lists n workshops under random external ids, as a platform's uids are.
func many(name string, n int) *platform {
	p := newPlatform(name)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		start := noon.Add(time.Duration(r.IntN(700*24)-350*24) * time.Hour)
		l := p.list(fmt.Sprintf("%08d@%s", r.IntN(100_000_000), tresse.Stamp(start)), fmt.Sprintf("Atelier n° %d : prendre en main sa tablette", i), start, 2*time.Hour)
		l.Description = "Venez avec votre appareil, chargé, et son câble. Niveau débutant, aucun prérequis, sur inscription auprès de l’accueil."
		l.Place = tresse.Place{Name: "Médiathèque Lucie Aubrac", Address: "2 rue du Château", Postcode: "69200", City: "Vénissieux", Lat: 45.697, Lon: 4.886}
		l.URL = "https://exemple.fr/agendas/1/events/" + l.Ref.External()
		l.Keys = []string{"uid|" + l.Ref.External()}
		p.put(*l)
	}
	p.batch = 1000
	return p
}

func benchFirst(b *testing.B, n int) {
	p := many("agenda", n)
	ready := readied(p)
	b.ResetTimer()
	for range b.N {
		b.StopTimer()
		h := newHouse(b, p)
		h.conf[0].Connector = ready
		h.restart()
		b.StartTimer()
		r, err := h.engine.Round(b.Context(), RoundOptions{})
		if err != nil || r.Sessions < n*9/10 {
			b.Fatal(err, r)
		}
		b.StopTimer()
		h.store.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "listings/s")
}

func BenchmarkFirstSync50k(b *testing.B)  { benchFirst(b, 50_000) }
func BenchmarkFirstSync200k(b *testing.B) { benchFirst(b, 200_000) }

func BenchmarkUnchanged50k(b *testing.B) {
	p := many("agenda", 50_000)
	h := newHouse(b, p)
	h.conf[0].Connector = readied(p)
	h.restart()
	if _, err := h.engine.Round(b.Context(), RoundOptions{}); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for range b.N {
		if _, err := h.engine.Round(b.Context(), RoundOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	if w := h.store.LastCommit(); w.Facts+w.Views > 0 {
		b.Fatalf("an unchanged pull wrote %+v", w)
	}
}

// readied is a platform whose answer was read beforehand, so that what is
// measured is what happens after the reading.
func readied(p *platform) connectors.Connector {
	r := &recorded{}
	p.Pull(context.Background(), nil, func(b connectors.Batch) error { r.batches = append(r.batches, b); return nil })
	return r
}

type recorded struct{ batches []connectors.Batch }

func (r *recorded) Pull(_ context.Context, _ connectors.Cursor, emit func(connectors.Batch) error) (connectors.Outcome, error) {
	for _, b := range r.batches {
		if err := emit(b); err != nil {
			return connectors.Outcome{}, err
		}
	}
	return connectors.Outcome{Coverage: []connectors.Coverage{{Scope: "all"}}}, nil
}
