package openagenda

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/httpx"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata/cases")

// said is what a case gives.
type said struct {
	Listings []tresse.Listing       `json:"listings"`
	Rejected []connectors.Rejection `json:"rejected"`
	Gone     []connectors.Tombstone `json:"gone"`
	// Covered are the events whose lost slots are lost.
	Covered []string `json:"covered"`
}

// TestCases reads each list of testdata/cases as a page that came from the
// platform at noon on 14 October 2026.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".golden.json") {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := encode(t, readCase(t, body))
			golden := strings.TrimSuffix(file, ".json") + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// readCase has a reader of changes take the items of a page.
func readCase(t *testing.T, body []byte) said {
	t.Helper()
	l, err := decodeList(body)
	if err != nil {
		t.Fatal(err)
	}
	var s said
	p := still(func(b connectors.Batch) error {
		s.Listings = append(s.Listings, b.Listings...)
		s.Rejected = append(s.Rejected, b.Rejected...)
		s.Gone = append(s.Gone, b.Gone...)
		return nil
	})
	if err := p.newReader(val, place{}).take(l.items); err != nil {
		t.Fatal(err)
	}
	for _, c := range p.coverage {
		s.Covered = append(s.Covered, c.Parent)
	}
	return s
}

// still is a pull that asks nobody.
func still(emit func(connectors.Batch) error) *pull {
	c, err := openWith(decoder("key = \"x\"\nagendas = [1]"), connectors.Env{
		Name: "agenda", Zone: paris(), Now: func() time.Time { return noon }, SessionKind: "",
	}, func(*httpx.Options) {})
	if err != nil {
		panic(err)
	}
	return &pull{c: c, now: noon, emit: emit}
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
