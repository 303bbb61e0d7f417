package ical

import (
	"slices"
	"testing"
	"time"
)

// BenchmarkCorpus parses every file of the corpus and expands what falls in
// 400 days back and ahead. bench/libical/run.sh compares it with libical.
func BenchmarkCorpus(b *testing.B) {
	files, _ := openCorpus(b)
	var size int64
	for _, f := range files {
		size += int64(len(f.body))
	}
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	from, to := now.AddDate(0, 0, -400), now.AddDate(0, 0, 400)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		r := NewReader(paris)
		for _, f := range files {
			cal, err := r.Parse(slices.Clone(f.body))
			if err == nil {
				cal.Expand(from, to, func(Instance) bool { return true })
			}
		}
	}
}
