package zeeg

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresse/connectors"
)

// TestOneByOne: both ways of decoding a page give the same facts.
func TestOneByOne(t *testing.T) {
	for _, file := range []string{"testdata/sample.json", "testdata/kinds.json", "testdata/locations.json"} {
		whole, parts := mapFile(t, file), mapPage(decodeOneByOne(readFile(t, file)))
		if diff := cmp.Diff(whole, parts); diff != "" {
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
