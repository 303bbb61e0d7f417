package zeeg

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"tresse/connectors"
	"tresse/connectors/httpx"
	"tresse/connectors/zeeg/zeegtest"
)

// bulk serves 40,000 events with 100,000 bookings within the cold window.
func bulk(b *testing.B) (*zeegtest.Server, string) {
	b.Helper()
	stand := zeegtest.New(func() time.Time { return now })
	stand.Fill(zeegtest.Filling{Events: 40_000, Bookings: 100_000, From: now.Add(-80 * day), Days: 400})
	server := httptest.NewServer(stand)
	b.Cleanup(server.Close)
	return stand, server.URL + "/v2"
}

// BenchmarkPull reads a large organisation through loopback.
func BenchmarkPull(b *testing.B) {
	stand, url := bulk(b)
	env := connectors.Env{Name: "rendezvous", Zone: paris, Horizon: defaultHorizon, Now: func() time.Time { return now }}
	c := newConnector(Options{URL: url, Token: zeegtest.Token, Scope: scopeOwn}, env, httpx.Options{})
	for b.Loop() {
		events, bookings := 0, 0
		out, err := c.Pull(context.Background(), nil, func(batch connectors.Batch) error {
			events += len(batch.Listings)
			bookings += len(batch.Bookings)
			return nil
		})
		if err != nil || events != 40_000 || bookings != 100_000 || len(out.Coverage) != 1 {
			b.Fatalf("%d events, %d bookings, %v", events, bookings, err)
		}
		b.ReportMetric(float64(out.Requests), "requests/op")
	}
	_ = stand
}

// BenchmarkFetchAndDecode sends the same requests as one pull and decodes the
// answers into the same wire types, and does nothing else: what Pull is
// measured against.
func BenchmarkFetchAndDecode(b *testing.B) {
	stand, url := bulk(b)
	env := connectors.Env{Name: "rendezvous", Zone: paris, Horizon: defaultHorizon, Now: func() time.Time { return now }}
	c := newConnector(Options{URL: url, Token: zeegtest.Token, Scope: scopeOwn}, env, httpx.Options{})
	if _, err := c.Pull(context.Background(), nil, func(connectors.Batch) error { return nil }); err != nil {
		b.Fatal(err)
	}
	addresses := stand.Requests()
	for b.Loop() {
		for _, address := range addresses {
			var p struct {
				Collection []event
				Pagination pagination
			}
			fetch(b, url+address[len("GET /v2"):], &p)
		}
	}
}

func fetch(b *testing.B, address string, into any) {
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+zeegtest.Token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		b.Fatal(err)
	}
}
