package rdvsp

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/rdvsp/rdvsptest"
)

// pushed is who receives deliveries.
type pushed struct {
	mu     sync.Mutex
	all    []connectors.Delivery
	status int
	server *httptest.Server
}

func newPushed(t *testing.T, secret string) *pushed {
	p := &pushed{status: 200}
	p.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		p.mu.Lock()
		defer p.mu.Unlock()
		p.all = append(p.all, connectors.Delivery{Secret: secret, Header: r.Header, Body: body})
		w.WriteHeader(p.status)
	}))
	t.Cleanup(p.server.Close)
	return p
}

func (p *pushed) take() []connectors.Delivery {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := p.all
	p.all = nil
	return all
}

// A subscription is made once for each organisation, sends all there is, and
// then what changes; each delivery names the appointment to read, and is
// believed only with its signature.
func TestPushes(t *testing.T) {
	h := newHouse(t)
	a := h.stand.AddOrganisation(rdvsptest.Organisation{Name: "Mairie"})
	h.stand.AddOrganisation(rdvsptest.Organisation{Name: "Médiathèque"})
	h.workshops(3, 1)
	p := newPushed(t, "secret-partagé")
	sub := connectors.Subscription{URL: p.server.URL + "/hook/rdv/x", Secret: "secret-partagé", Ours: func(u string) bool { return strings.HasPrefix(u, p.server.URL) }}
	done, err := h.c.Subscribe(t.Context(), sub)
	if err != nil || !done.Made || len(h.stand.Endpoints()) != 2 || len(p.take()) != 3 {
		t.Fatalf("%+v, %v, endpoints %v", done, err, h.stand.Endpoints())
	}
	sub.ID = done.ID
	if again, err := h.c.Subscribe(t.Context(), sub); err != nil || again.Made || len(p.take()) != 0 {
		t.Errorf("again: %+v %v", again, err)
	}
	id := h.stand.RDVs()[0].ID
	h.stand.Set(func(m *rdvsptest.Modes) { m.DoubleHooks = true })
	h.stand.Book(id, rdvsptest.Participation{User: rdvsptest.User{FirstName: "Driss"}})
	h.stand.Purge(id)
	news := p.take()
	if len(news) != 4 {
		t.Fatalf("%d deliveries, want two twice", len(news))
	}
	for _, d := range news {
		heard, err := h.c.Hear(d)
		if err != nil || heard.All || len(heard.Refs) != 1 || idOf(heard.Refs[0]) != id {
			t.Errorf("heard %+v, %v", heard, err)
		}
	}
	h.stand.Set(func(m *rdvsptest.Modes) { m.DoubleHooks = false })
	h.stand.TellUserProfile(a)
	for _, d := range p.take() {
		if heard, err := h.c.Hear(d); err != nil || !heard.All {
			t.Errorf("somebody left: %+v %v", heard, err)
		}
	}
	for name, spoil := range map[string]func(*connectors.Delivery){
		"no signature":   func(d *connectors.Delivery) { d.Header = http.Header{} },
		"another secret": func(d *connectors.Delivery) { d.Secret = "autre" },
		"no secret":      func(d *connectors.Delivery) { d.Secret = "" },
		"another body":   func(d *connectors.Delivery) { d.Body = append([]byte(" "), d.Body...) },
		"no hex":         func(d *connectors.Delivery) { d.Header = http.Header{signatureHeader: {"zz"}} },
		"half of it": func(d *connectors.Delivery) {
			d.Header = http.Header{signatureHeader: {rdvsptest.Signature(d.Secret, d.Body)[:32]}}
		},
		"an empty secret": func(d *connectors.Delivery) {
			d.Secret = ""
			d.Header = http.Header{signatureHeader: {rdvsptest.Signature("", d.Body)}}
		},
	} {
		d := news[0]
		spoil(&d)
		if heard, err := h.c.Hear(d); !errors.Is(err, connectors.ErrNotAuthentic) || len(heard.Refs) > 0 {
			t.Errorf("%s: %+v %v", name, heard, err)
		}
	}
	if err := h.c.Unsubscribe(t.Context(), sub); err != nil || len(h.stand.Endpoints()) != 0 {
		t.Errorf("still %v, %v", h.stand.Endpoints(), err)
	}
}

// Deliveries that were not taken come again; those of an endpoint that an
// administrator removed are asked for again.
func TestPushesThatAreLost(t *testing.T) {
	h := newHouse(t)
	h.workshops(1, 1)
	p := newPushed(t, "s")
	sub := connectors.Subscription{URL: p.server.URL, Secret: "s", Ours: func(u string) bool { return u != "https://autre.example/" }}
	sub.ID = h.subscribe(sub)
	p.take()
	p.status = 500
	h.stand.Move(h.stand.RDVs()[0].ID, now)
	p.status = 200
	if h.stand.Retry(); len(p.take()) != 2 {
		t.Error("not tried again")
	}
	h.stand.DropEndpoints()
	if h.subscribe(sub); len(h.stand.Endpoints()) != 1 {
		t.Error("a lost subscription is not made again")
	}
	moved := sub
	moved.URL, moved.ID = p.server.URL+"/neuf", ""
	if h.subscribe(moved); len(h.stand.Endpoints()) != 1 || h.stand.Endpoints()[0] != moved.URL {
		t.Errorf("after a change of address: %v", h.stand.Endpoints())
	}
	h.stand.Set(func(m *rdvsptest.Modes) { m.NotTerritory = true })
	_, err := h.c.Subscribe(t.Context(), sub)
	if tresse.TroubleOf(err) != tresse.TroubleConfig || !strings.Contains(tresse.AdviceOf(err), "administrateur de territoire") {
		t.Errorf("without the right: %v", err)
	}
}

func (h *house) subscribe(s connectors.Subscription) string {
	h.Helper()
	done, err := h.c.Subscribe(h.Context(), s)
	if err != nil {
		h.Fatal(err)
	}
	return done.ID
}

// FuzzHear: an authentic delivery of anything is understood or not, and costs
// nothing.
func FuzzHear(f *testing.F) {
	f.Add([]byte(`{"data":{"id":5},"meta":{"model":"Rdv","event":"created","timestamp":"2026-09-10 16:20:41 +0200"}}`))
	f.Add([]byte(`{"data":{"id":"5"},"meta":{"model":"Rdv"}}`))
	f.Add([]byte(`[]`))
	c := newConnector(Options{URL: "http://127.0.0.1:1"}, connectors.Env{Name: "rdv"}, hasty())
	f.Fuzz(func(t *testing.T, body []byte) {
		news, err := c.Hear(connectors.Delivery{Secret: "s", Header: http.Header{signatureHeader: {rdvsptest.Signature("s", body)}}, Body: body})
		if err != nil || !news.All && len(news.Refs) != 1 {
			t.Errorf("%+v %v", news, err)
		}
	})
}
