package store

import (
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"tresse"
)

// anonymous is the memory of this process that no file stands behind, in MiB,
// where the system tells (proc(5)).
func anonymous() float64 {
	text, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(text)) {
		if n, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(n)[0], 64)
			return kb / 1024
		}
	}
	return 0
}

// BenchmarkMemory puts 50,000 listings, each with an index entry and a session,
// in commits of 5,000, and then 500 in each of a hundred commits, and says how
// much memory that took at most. To be run by itself.
func BenchmarkMemory(b *testing.B) {
	for b.Loop() {
		s := benchStore(b)
		r := rand.New(rand.NewPCG(1, 2))
		most := 0.0
		put := func(n int) {
			var chunk []tresse.ListingFact
			for range n {
				chunk = append(chunk, randomListing(r))
			}
			commitAll(b, s, chunk, true)
			most = max(most, anonymous())
		}
		for range 10 {
			put(5000)
		}
		filled := most
		for range 100 {
			put(500)
		}
		b.ReportMetric(filled, "MiB-at-50000")
		b.ReportMetric(most, "MiB-at-100000")
		_ = s.Close()
	}
}

// BenchmarkUpkeep measures what is done seldom and to the whole store: 50,000
// listings with an index entry and a session each.
func BenchmarkUpkeep(b *testing.B) {
	s, refs := filled(b, 50_000, true)
	names := []string{"agenda", "ville"}
	run := func(name string, f func() error) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := f(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(anonymous(), "anon-MiB")
		})
	}
	run("backup", func() error { _, err := s.Backup(io.Discard); return err })
	run("verify", func() error { _, err := s.Verify(); return err })
	run("compact", s.Compact)
	run("rename", func() error {
		names[0], names[1] = names[1], names[0]
		return s.RenameSource(names[1], names[0])
	})
	run("abandon", func() error { // a generation of all sessions, made and dropped
		g, err := s.BeginGeneration()
		if err != nil {
			return err
		}
		all, err := s.Sessions(ViewSessions, Window{})
		if err != nil {
			return err
		}
		for len(all) > 0 {
			n := min(5000, len(all))
			if err := g.Put(ViewChange{PutSessions: all[:n]}); err != nil {
				return err
			}
			all = all[n:]
		}
		if diffs, err := s.Diff(g); err != nil || len(diffs) > 0 {
			b.Error(diffs, err)
		}
		return g.Abandon()
	})
	erased := 0
	run("erase one", func() error {
		erased++
		return s.Commit(Commit{Erase: []Erasure{{Listings, refs[erased].In(names[0]), tresse.Stub{At: noon}}}})
	})
	run("state alone", func() error {
		erased++
		return s.Commit(Commit{Sources: []tresse.SourceState{{Name: "x", Failures: erased}}})
	})
}
