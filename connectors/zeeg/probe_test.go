package zeeg

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"tresse"
	"tresse/connectors/zeeg/zeegtest"
)

// finds probes, and checks what the findings say in all.
func (h *house) finds(wants []string, not ...string) {
	h.Helper()
	findings, err := h.connector.Probe(context.Background())
	if err != nil {
		h.Fatal(err)
	}
	var all strings.Builder
	for _, f := range findings {
		all.WriteString(f.Text + "\n")
		if f.Wrong {
			h.Errorf("wrong: %s", f.Text)
		}
	}
	for _, want := range wants {
		if !strings.Contains(all.String(), want) {
			h.Errorf("found %q, want %q in it", all.String(), want)
		}
	}
	for _, text := range not {
		if strings.Contains(all.String(), text) {
			h.Errorf("found %q, want no %q in it", all.String(), text)
		}
	}
}

func TestProbePhones(t *testing.T) {
	h := newHouse(t)
	h.finds([]string{"aucun rendez-vous"}, "téléphone")
	h.stand.AddPage(zeegtest.Page{Title: "Accompagnement", AsksPhone: true})
	h.stand.AddPage(zeegtest.Page{Title: "Ancienne page", Inactive: true, Questions: []string{"Portable"}})
	h.stand.AddEvent(zeegtest.Event{Start: now.Add(day)})
	h.finds([]string{"1 rendez-vous", "ajoutez à vos pages"})
	h.stand.AddPage(zeegtest.Page{Title: "Atelier", Questions: []string{"Votre besoin", "Votre numéro de téléphone"}})
	h.finds([]string{"à « Accompagnement »."}, "Atelier », ")
}

// TestProbeReadsPages that do not tell their questions in the list.
func TestProbeReadsPages(t *testing.T) {
	h := newHouse(t)
	page := h.stand.AddPage(zeegtest.Page{Title: "Accompagnement", Questions: []string{"Téléphone"}})
	h.stand.Set(func(m *zeegtest.Modes) {
		m.Intercept = func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasSuffix(r.URL.Path, "/event-types") {
				return false
			}
			w.Write([]byte(`{"collection":[{"uuid":"` + page + `","title":"Accompagnement","isActive":true}],"pagination":{"total":1,"nextPage":null}}`))
			return true
		}
	})
	h.finds([]string{"aucun rendez-vous"}, "téléphone")
}

func TestProbeRights(t *testing.T) {
	h := newHouse(t)
	h.stand.Allow(zeegtest.Token, "events:read")
	h.finds([]string{"schedules:read"})
	h.stand.Allow(zeegtest.Token, "users:read")
	if _, err := h.connector.Probe(context.Background()); tresse.TroubleOf(err) != tresse.TroubleConfig || !strings.Contains(tresse.AdviceOf(err), "events:read") {
		t.Errorf("without events:read: %v, %q", err, tresse.AdviceOf(err))
	}
	h.stand.Allow("autre")
	h.stand.Forget()
	if _, err := h.connector.Probe(context.Background()); tresse.TroubleOf(err) != tresse.TroubleConfig || len(h.stand.Requests()) != 1 {
		t.Errorf("refused token: %v after %q", err, h.stand.Requests())
	}
}

// TestProbeWithoutWhoami goes on where Zeeg has no such address.
func TestProbeWithoutWhoami(t *testing.T) {
	h := newHouse(t)
	h.stand.Set(func(m *zeegtest.Modes) {
		m.Intercept = func(w http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, "/whoami") {
				w.WriteHeader(http.StatusNotFound)
				return true
			}
			return false
		}
	})
	h.finds([]string{"aucun rendez-vous"})
}

func TestInTheClear(t *testing.T) {
	for address, want := range map[string]bool{
		"https://api.zeeg.me/v2": false, "http://127.0.0.1:80/v2": false, "http://[::1]/v2": false, "http://localhost:8080": false,
		"http://zeeg.example.fr/v2": true, "http://192.0.2.7/v2": true,
	} {
		c := &connector{options: Options{URL: address}}
		if got := c.inTheClear(); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
}
