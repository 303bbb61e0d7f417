package openagenda

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"tresse/connectors"
	"tresse/connectors/httpx"
	"tresse/connectors/openagenda/openagendatest"
)

// bulk is a platform with 20,000 events and 50,000 timings.
func bulk(b *testing.B) (*connector, *openagendatest.Server) {
	b.Helper()
	stand := openagendatest.New(func() time.Time { return noon })
	stand.AddAgenda(openagendatest.Agenda{UID: val, Title: "Grand Val"})
	stand.Fill(openagendatest.Filling{Agenda: val, Events: 20_000, From: noon.AddDate(0, 0, -100), Days: 400, Updated: noon.Add(-time.Hour)})
	stand.Warm(val)
	server := httptest.NewServer(stand)
	b.Cleanup(server.Close)
	env := connectors.Env{Name: "agenda", Zone: paris(), Horizon: 400 * 24 * time.Hour, Now: func() time.Time { return noon }}
	c, err := openWith(decoder("url = \""+server.URL+"/v2\"\nkey = \""+openagendatest.Key+"\"\nagendas = [73510284]"), env, impatient)
	if err != nil {
		b.Fatal(err)
	}
	return c, stand
}

// BenchmarkFetchAndDecode is what reading the same pages costs before any
// thought: the bodies fetched by the same client, and decoded.
func BenchmarkFetchAndDecode(b *testing.B) {
	c, _ := bulk(b)
	client := httpx.New(httpx.Options{Base: c.base, Authorize: func(r *http.Request) { r.Header.Set("key", openagendatest.Key) }})
	for b.Loop() {
		n := 0
		for q := (query{agenda: val}); ; {
			answer, err := client.Get(b.Context(), q.address(c.base), nil)
			if err != nil {
				b.Fatal(err)
			}
			var l struct {
				Events []map[string]any `json:"events"`
				After  position         `json:"after"`
			}
			if err := json.Unmarshal(answer.Body, &l); err != nil {
				b.Fatal(err)
			}
			if n += len(l.Events); len(l.Events) == 0 {
				break
			}
			q.after = l.After
		}
		if n != 20_000 {
			b.Fatal(n, "events")
		}
	}
}

// BenchmarkFetchAndDecodeTyped is the same into the wire types.
func BenchmarkFetchAndDecodeTyped(b *testing.B) {
	c, _ := bulk(b)
	for b.Loop() {
		for q := (query{agenda: val}); ; {
			var l struct {
				Events []event  `json:"events"`
				After  position `json:"after"`
			}
			if err := c.http.JSON(b.Context(), q.address(c.base), &l); err != nil {
				b.Fatal(err)
			}
			if q.after = l.After; len(l.Events) == 0 {
				break
			}
		}
	}
}

func BenchmarkPull(b *testing.B) {
	c, _ := bulk(b)
	for b.Loop() {
		listings := 0
		_, err := c.Pull(b.Context(), nil, func(batch connectors.Batch) error {
			listings += len(batch.Listings)
			return nil
		})
		if err != nil || listings != 50_000 {
			b.Fatal(listings, err)
		}
	}
}

// BenchmarkNothingChanged is a poll that finds nothing new.
func BenchmarkNothingChanged(b *testing.B) {
	c, _ := bulk(b)
	keep := func(connectors.Batch) error { return nil }
	out, err := c.Pull(b.Context(), nil, keep)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := c.Pull(b.Context(), out.Cursor, keep); err != nil {
			b.Fatal(err)
		}
	}
}
