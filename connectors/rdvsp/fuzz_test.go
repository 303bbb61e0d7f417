package rdvsp

import (
	"os"
	"testing"

	"tresse"
	"tresse/connectors"
)

// FuzzPage: whatever a page holds, what is kept is sound, and holds no
// social-security number.
func FuzzPage(f *testing.F) {
	sample, err := os.ReadFile("testdata/sample.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample)
	f.Add([]byte(`{"rdvs":[{"id":1,"starts_at":"2026-09-08 10:00:00 +0200","participations":[{"id":2,"user":{"last_name":"1 84 12 76 451 089 46"}},7,null]}],"meta":{}}`))
	f.Add([]byte(`{"rdvs":[7,null,"x",{}],"meta":{"next_page":2}}`))
	m := newMapper(Options{URL: defaultURL}, connectors.Env{Name: "rdv"})
	f.Fuzz(func(t *testing.T, body []byte) {
		p := decodePage(body)
		if p == nil {
			return
		}
		var b connectors.Batch
		for i := range p.items {
			m.add(&p.items[i], 0, &b)
		}
		for _, l := range b.Listings {
			if l.Ref.Check() != nil || l.ID == "" || l.Start.IsZero() || !l.End.IsZero() && l.End.Before(l.Start.Time) || tresse.LooksLikeNIR(l.Title) {
				t.Errorf("listing %+v", l)
			}
		}
		for _, k := range b.Bookings {
			if k.Ref.Check() != nil || tresse.LooksLikeNIR(k.Person.LastName+"|"+k.Person.FirstName) {
				t.Errorf("booking %+v", k)
			}
		}
	})
}
