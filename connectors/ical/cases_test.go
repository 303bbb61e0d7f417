package ical

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresse"
	"tresse/connectors"
)

var update = flag.Bool("update", false, "rewrite testdata/cases/*.golden.json")

// TestCases reads each calendar of testdata/cases and compares what comes of it
// with the golden file beside it: go test -run Cases -update.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.ics")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			body, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			p := fromFile(t, Options{}, string(body))
			got, err := json.MarshalIndent(struct {
				Listings []tresse.Listing
				Rejected []connectors.Rejection
				Notices  []string
				Read     int
				Covers   bool
			}{p.Batch.Listings, p.Batch.Rejected, p.Notices, p.Batch.Read, len(p.Coverage) > 0}, "", "\t")
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(path, ".ics") + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimSpace(string(want)), string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
