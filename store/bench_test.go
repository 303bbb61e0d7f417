package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tresse"
)

// randomListing is an invented listing of a believable size (about 1 kB of JSON)
// under a key that is nowhere near the one before it.
func randomListing(r *rand.Rand) tresse.ListingFact {
	uid := r.Int64N(90_000_000) + 10_000_000
	start := tresse.At(noon.Add(time.Duration(r.IntN(400*24)) * time.Hour))
	key := tresse.KeyOpenAgenda(uid, start.Time)
	return tresse.ListingFact{
		Listing: tresse.Listing{
			Ref: tresse.NewRef("agenda", fmt.Sprintf("%d@%s", uid, start.Stamp())), ID: tresse.NewID(key), Keys: []string{key},
			Parent: fmt.Sprint(uid), Scopes: []string{"73510284"}, Title: "Atelier : créer son CV et sa lettre de motivation",
			Description: strings.Repeat("Venez avec vos papiers et votre téléphone, nous avançons ensemble. ", 5),
			Kind:        tresse.Workshop, Start: start, End: tresse.At(start.Add(2 * time.Hour)),
			Place: tresse.Place{Name: "Médiathèque Robert-Cousin", Address: "Place Roger-Salengro", Postcode: "62300", City: "Lens", Lat: 50.4312, Lon: 2.8319},
			URL:   "https://openagenda.com/fr/agenda/events/" + fmt.Sprint(uid), Capacity: 12, Taken: r.IntN(12),
			Hosts: []tresse.Host{{Name: "Nadia Roussel"}}, Tags: []string{"cv", "emploi"}, Themes: []string{"emploi"},
		},
		Track: tresse.Track{First: tresse.Sight{Round: 1, At: noon}, Changed: noon, State: tresse.Live},
	}
}

func randomListings(n int) []tresse.ListingFact {
	r := rand.New(rand.NewPCG(1, 2))
	all := make([]tresse.ListingFact, 0, n)
	seen := map[tresse.Ref]bool{}
	for len(all) < n {
		if l := randomListing(r); !seen[l.Ref] {
			seen[l.Ref] = true
			all = append(all, l)
		}
	}
	return all
}

// commitAll puts the listings in commits of 5,000, each with one index entry
// and, if asked, one session.
func commitAll(b testing.TB, s *Store, all []tresse.ListingFact, views bool) {
	b.Helper()
	for chunk := range slices.Chunk(all, 5000) {
		c := Commit{Listings: chunk}
		for i := range chunk {
			c.Index = append(c.Index, IndexEntry{Listings, "jour|" + chunk[i].Start.Format(time.DateOnly), chunk[i].Ref})
			if views {
				c.Views.PutSessions = append(c.Views.PutSessions, session(&chunk[i]))
			}
		}
		if err := s.Commit(c); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCommitRandom(b *testing.B) {
	all := randomListings(200_000)
	for _, views := range []bool{false, true} {
		b.Run(fmt.Sprintf("200000/views=%v", views), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s := benchStore(b)
				b.StartTimer()
				before := bytesWritten()
				commitAll(b, s, all, views)
				b.StopTimer()
				b.ReportMetric(float64(bytesWritten()-before)/(1<<20), "written-MiB")
				info, _ := os.Stat(s.Path())
				b.ReportMetric(float64(info.Size())/(1<<20), "file-MiB")
				_ = s.Close()
				_ = os.Remove(s.Path())
				b.StartTimer()
			}
		})
	}
}

// bytesWritten is what this process had written to the disk, where the system
// tells (proc(5)).
func bytesWritten() int64 {
	text, _ := os.ReadFile("/proc/self/io")
	for line := range strings.Lines(string(text)) {
		if n, ok := strings.CutPrefix(line, "write_bytes: "); ok {
			bytes, _ := strconv.ParseInt(strings.TrimSpace(n), 10, 64)
			return bytes
		}
	}
	return 0
}

func benchStore(b *testing.B) *Store {
	b.Helper()
	s, err := Open(filepath.Join(b.TempDir(), "tresse.db"), options())
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func filled(b *testing.B, n int, views bool) (*Store, []tresse.Ref) {
	b.Helper()
	s := benchStore(b)
	b.Cleanup(func() { _ = s.Close() })
	all := randomListings(n)
	commitAll(b, s, all, views)
	refs := refsOf(all)
	slices.Sort(refs)
	return s, refs
}

func BenchmarkMarks(b *testing.B) {
	s, refs := filled(b, 50_000, false)
	shuffled := slices.Clone(refs)
	rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for name, f := range map[string]func() (int, error){
		"sorted/50000":    func() (int, error) { m, err := s.Marks(Listings, refs); return len(m), err },
		"shuffled/50000":  func() (int, error) { m, err := s.Marks(Listings, shuffled); return len(m), err },
		"sparse/500":      func() (int, error) { m, err := s.Marks(Listings, refs[1000:1500]); return len(m), err },
		"of source/50000": func() (int, error) { m, err := s.SourceMarks(Listings, "agenda"); return len(m), err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if n, err := f(); err != nil || n == 0 {
					b.Fatal(n, err)
				}
			}
		})
	}
}

func BenchmarkSessions(b *testing.B) {
	s, _ := filled(b, 50_000, true)
	for _, days := range []int{1, 7, 400} {
		w := Window{From: noon, To: noon.AddDate(0, 0, days)}
		b.Run(fmt.Sprintf("%d days", days), func(b *testing.B) {
			n := 0
			for b.Loop() {
				all, err := s.Sessions(ViewSessions, w)
				if err != nil {
					b.Fatal(err)
				}
				n = len(all)
			}
			b.ReportMetric(float64(n), "sessions")
		})
	}
}

func BenchmarkEncodeListing(b *testing.B) {
	l := randomListing(rand.New(rand.NewPCG(1, 2)))
	for b.Loop() {
		if _, err := encodeListing(&l); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeListing(b *testing.B) {
	l := randomListing(rand.New(rand.NewPCG(1, 2)))
	p, err := encodeListing(&l)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(p.value)), "bytes")
	for b.Loop() {
		var f tresse.ListingFact
		if err := decodeListing(&f, p.key, p.value, nil); err != nil {
			b.Fatal(err)
		}
	}
}
