package zeeg

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresse/connectors"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestCases maps each list of testdata/ and compares the facts with the golden
// file beside it.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			got := golden(t, mapFile(t, file))
			path := strings.TrimSuffix(file, ".json") + ".golden"
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("facts differ (-want +got):\n%s", diff)
			}
		})
	}
}

// TestOneByOne: both ways of decoding a page give the same facts.
func TestOneByOne(t *testing.T) {
	for _, file := range []string{"testdata/sample.json", "testdata/kinds.json", "testdata/locations.json"} {
		whole, parts := mapFile(t, file), mapPage(decodeOneByOne(readFile(t, file)))
		if diff := cmp.Diff(string(golden(t, whole)), string(golden(t, parts))); diff != "" {
			t.Errorf("%s (-whole +one by one):\n%s", file, diff)
		}
	}
}

func mapFile(t *testing.T, file string) connectors.Batch {
	t.Helper()
	p := decodePage(readFile(t, file))
	if p == nil {
		t.Fatal("not a list")
	}
	return mapPage(p)
}

func readFile(t *testing.T, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func mapPage(p *page) connectors.Batch {
	var b connectors.Batch
	m := newMapper("rendezvous", scopeOwn, "")
	for _, i := range p.items {
		m.add(&i, &b)
	}
	return b
}

// golden writes one fact a line.
func golden(t *testing.T, b connectors.Batch) []byte {
	t.Helper()
	var out bytes.Buffer
	write := func(v any) {
		line, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(append(line, '\n'))
	}
	for _, l := range b.Listings {
		write(l)
	}
	for _, k := range b.Bookings {
		write(k)
	}
	for _, r := range b.Rejected {
		write(r)
	}
	return out.Bytes()
}
