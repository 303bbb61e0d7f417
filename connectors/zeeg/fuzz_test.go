package zeeg

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"tresse"
	"tresse/connectors"
)

// FuzzMap maps any JSON: nothing crashes, every fact can be kept, nothing comes
// twice, and no social-security number passes.
func FuzzMap(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		var p list
		if err := json.Unmarshal(raw, &p); err != nil {
			f.Fatal(err)
		}
		for _, raw := range p.Collection {
			f.Add([]byte(raw))
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			return
		}
		var b connectors.Batch
		i := decodeItem(raw)
		newMapper("s", scopeOwn, "").add(&i, &b)
		checkBatch(t, &b)
	})
}

func checkBatch(t *testing.T, b *connectors.Batch) {
	t.Helper()
	if b.Read != 1 || len(b.Listings) > 1 || len(b.Listings) == 0 && len(b.Bookings) > 0 || len(b.Listings)+len(b.Rejected) == 0 {
		t.Fatalf("one event gives %+v", b)
	}
	seen := map[tresse.Ref]bool{}
	for _, l := range b.Listings {
		seen[l.Ref] = true
		if err := l.Ref.Check(); err != nil || l.Start.IsZero() && l.Start.Year() != 1 || len(l.Keys) == 0 || l.Parent == "" {
			t.Fatalf("listing %+v: %v", l, err)
		}
		if !l.End.IsZero() && l.End.Before(l.Start.Time) {
			t.Fatalf("ends before it starts: %+v", l)
		}
	}
	for _, k := range b.Bookings {
		if err := k.Ref.Check(); err != nil || seen[k.Ref] || !seen[k.Listing] {
			t.Fatalf("booking %+v: %v", k, err)
		}
		seen[k.Ref] = true
		for _, value := range append(append(k.Person.Phones, k.Person.Emails...), k.Person.FullName) {
			if tresse.LooksLikeNIR(value) {
				t.Fatal("a social-security number passes")
			}
		}
	}
}
