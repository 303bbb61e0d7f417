package rdvsp

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tresse/connectors"
	"tresse/connectors/rdvsp/rdvsptest"
)

// bulk serves 10,000 appointments with 20,000 people within the horizon.
func bulk(b *testing.B) (*rdvsptest.Server, *connector) {
	b.Helper()
	stand := rdvsptest.New(func() time.Time { return now })
	stand.Set(func(m *rdvsptest.Modes) { m.KeepRefresh = true })
	stand.Fill(rdvsptest.Filling{RDVs: 10_000, From: now.Add(-380 * day), Days: 760})
	server := httptest.NewServer(stand)
	b.Cleanup(server.Close)
	o := Options{URL: server.URL, ClientID: rdvsptest.ClientID, ClientSecret: rdvsptest.ClientSecret, RefreshToken: stand.Consent()}
	return stand, newConnector(o, connectors.Env{Name: "rdv", Horizon: defaultHorizon, Now: func() time.Time { return now }}, hasty())
}

// BenchmarkPull reads a window of 10,000 appointments through loopback.
func BenchmarkPull(b *testing.B) {
	_, c := bulk(b)
	for b.Loop() {
		rdvs, seats := 0, 0
		out, err := c.Pull(context.Background(), nil, func(batch connectors.Batch) error {
			rdvs += len(batch.Listings)
			seats += len(batch.Bookings)
			return nil
		})
		if err != nil || rdvs != 10_000 || seats != 20_000 || len(out.Coverage) != 1 {
			b.Fatalf("%d appointments, %d seats, coverage %v, %v", rdvs, seats, out.Coverage, err)
		}
		b.ReportMetric(float64(out.Requests), "requests/op")
		b.ReportMetric(float64(out.Bytes)/1e6, "MB-read/op")
	}
}

// BenchmarkFetchAndDecode sends the same requests as one pull and decodes the
// answers into the same wire types, and does nothing else: what Pull is measured
// against.
func BenchmarkFetchAndDecode(b *testing.B) {
	stand, c := bulk(b)
	if _, err := c.Pull(context.Background(), nil, func(connectors.Batch) error { return nil }); err != nil {
		b.Fatal(err)
	}
	addresses := stand.Requests()
	for b.Loop() {
		for _, address := range addresses {
			if path, reads := strings.CutPrefix(address, "GET "); reads && strings.HasPrefix(path, "/api/v1/rdvs") {
				fetch(b, c, path)
			}
		}
	}
}

func fetch(b *testing.B, c *connector, path string) {
	req, err := http.NewRequest(http.MethodGet, c.options.URL+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	c.session.authorize(req)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	var p struct{ RDVs []rdv }
	if err := json.Unmarshal(body, &p); err != nil {
		b.Fatal(err)
	}
}
