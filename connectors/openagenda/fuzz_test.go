package openagenda

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/httpx"
)

// FuzzPage: whatever a page holds, what comes of it can be kept.
func FuzzPage(f *testing.F) {
	files, err := filepath.Glob("testdata/cases/*.json")
	if err != nil || len(files) == 0 {
		f.Fatal("no cases", err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add([]byte(`{"events":[{"uid":1,"timings":[{"begin":"9999-12-31T23:59:59Z","end":"0001-01-01T00:00:00Z"}]}],"after":[1,"2",null,{}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		l, err := decodeList(body)
		if err != nil {
			return
		}
		for _, after := range l.after {
			if len(after) > longest {
				t.Error("a long cursor")
			}
		}
		refs := map[tresse.Ref]string{}
		p := still(func(b connectors.Batch) error {
			for i := range b.Listings {
				checkListing(t, &b.Listings[i], refs)
			}
			for _, r := range b.Rejected {
				if r.Reason == "" || len(r.Reason) > 200 {
					t.Errorf("reason %q", r.Reason)
				}
			}
			return nil
		})
		if err := p.newReader(val, place{}).take(l.items); err != nil {
			t.Error(err)
		}
	})
}

// still is a pull that asks nobody.
func still(emit func(connectors.Batch) error) *pull {
	c, err := openWith(decoder("key = \"x\"\nagendas = [1]"), connectors.Env{
		Name: "agenda", Zone: paris(), Now: func() time.Time { return noon }, SessionKind: "",
	}, func(*httpx.Options) {})
	if err != nil {
		panic(err)
	}
	return &pull{c: c, now: noon, emit: emit, read: map[int64]map[int64]bool{}}
}

func checkListing(t *testing.T, l *tresse.Listing, refs map[tresse.Ref]string) {
	if err := l.Ref.Check(); err != nil {
		t.Error(err)
	}
	if l.ID != tresse.NewID(l.Keys[0]) || len(l.Scopes) != 1 || l.Start.IsZero() || l.Start.Location() != time.UTC {
		t.Errorf("%+v", l)
	}
	if !l.End.IsZero() && !l.End.After(l.Start.Time) {
		t.Errorf("%s ends at %s", l.Start, l.End)
	}
	for _, s := range append([]string{l.Title, l.Description, l.Place.Name, l.URL, l.OnlineURL}, append(l.Tags, l.BookingURLs...)...) {
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\r\x1b") || len(s) > 5*longestProse {
			t.Errorf("text %.100q", s)
		}
		if tresse.LooksLikeNIR(s) && s != l.URL {
			t.Error("a social-security number came through")
		}
	}
	if _, err := json.Marshal(l); err != nil {
		t.Error(err)
	}
}

// FuzzProse: plain text holds no tags and no control characters, and making it
// costs time in proportion.
func FuzzProse(f *testing.F) {
	for _, s := range []string{"**a** _b_ [c](d)", "<p>x<br>y", "<script>alert(1)", strings.Repeat("[", 5000), strings.Repeat("*a", 3000), "<a href=x>" + strings.Repeat("<b>", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := plain(s)
		if !utf8.ValidString(out) || strings.ContainsAny(out, "\x00\r\x1b") || strings.Contains(out, "\n\n\n") {
			t.Errorf("%q gives %q", s, out)
		}
	})
}

// Every form of one instant is the same instant.
func TestInstantsInEveryForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0)
		zone := []*time.Location{time.UTC, paris(), time.FixedZone("", -4*3600), time.FixedZone("", 5*3600+1800)}[rapid.IntRange(0, 3).Draw(t, "zone")]
		for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05.000Z07:00", "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05.000000-0700"} {
			got, err := parseInstant(at.In(zone).Format(form))
			if err != nil || !got.Equal(at) || got.Location() != time.UTC {
				t.Fatalf("%s: %v, %v", at.In(zone).Format(form), got, err)
			}
		}
	})
}
