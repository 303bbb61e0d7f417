package sheet

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"tresse/connectors"
	"tresse/connectors/httpx"
)

// BenchmarkRead reads the files that TRESSE_SHEET names (a pattern), and tells
// rows a second and the highest heap; docs/performance.md says how they are made.
func BenchmarkRead(b *testing.B) {
	files, _ := filepath.Glob(os.Getenv("TRESSE_SHEET"))
	if len(files) == 0 {
		b.Log("TRESSE_SHEET names no file")
		return
	}
	for _, file := range files {
		b.Run(filepath.Base(file), func(b *testing.B) {
			debug.SetMemoryLimit(180 << 20) // as the program does
			var peak atomic.Uint64
			done := make(chan struct{})
			go watch(&peak, done)
			defer close(done)
			rows := 0
			for b.Loop() {
				c := newConnector(Options{Path: file, Holds: holdsRegistrations}, connectors.Env{
					Name: "excel", Zone: time.UTC, Now: time.Now, Log: zerolog.Nop(), Secret: func(s string) string { return keyOf(s) },
				}, httpx.Options{})
				_, err := c.Pull(context.Background(), nil, func(batch connectors.Batch) error {
					rows += len(batch.Bookings)
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(peak.Load()>>20), "MB-peak")
		})
	}
}

// watch keeps the highest heap that it sees.
func watch(peak *atomic.Uint64, done chan struct{}) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.Sys-m.HeapReleased))
		}
	}
}
