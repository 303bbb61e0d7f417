package rdvsp

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"tresse"
	"tresse/connectors/rdvsp/rdvsptest"
)

// Answers that would take gigabytes to hold, or for ever to read, are no answers.
func TestHostilePages(t *testing.T) {
	h := newHouse(t)
	body := ""
	h.stand.Set(func(m *rdvsptest.Modes) {
		m.Intercept = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/api/v1/rdvs" {
				fmt.Fprint(w, body)
				return true
			}
			return false
		}
	})
	many := func(one string) string { return strings.TrimSuffix(strings.Repeat(one+",", 1<<20/len(one)), ",") }
	deep := strings.Repeat(`{"responsible":`, 9000) + "{}" + strings.Repeat("}", 9000)
	for name, text := range map[string]string{
		"rows without end":  `{"rdvs":[` + many(`{}`) + `],"meta":{}}`,
		"long rows":         `{"rdvs":[` + many(`{"id":1,"uuid":"aaaaaaaaaaaaaaaa"}`) + `],"meta":{}}`,
		"seats without end": `{"rdvs":[{"id":1,"starts_at":"2026-10-15 10:00:00 +0200","participations":[` + many(`{}`) + `]}],"meta":{}}`,
		"numbers":           `{"rdvs":[{"id":1,"agents":[` + many(`1`) + `]}],"meta":{}}`,
		"something after":   `{"rdvs":[],"meta":{}} {"rdvs":[]}`,
		"no meta":           `{"rdvs":[]}`,
		"a list":            `[]`,
		"an error":          `{"errors":["Vous devez vous connecter"]}`,
	} {
		body = text
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := h.pull()
		runtime.ReadMemStats(&after)
		if tresse.TroubleOf(err) != tresse.TroubleAnswer || len(h.listings) > 0 {
			t.Errorf("%s: %v, %d listings", name, err, len(h.listings))
		}
		if spent := (after.TotalAlloc - before.TotalAlloc) >> 20; spent > 400 {
			t.Errorf("%s: %d MB were allocated in all", name, spent)
		}
	}
	body = `{"rdvs":[{"id":1,"starts_at":"2026-10-15 10:00:00 +0200","participations":[{"id":2,"user":` + deep + `}]}],"meta":{"total_count":1}}`
	if err := h.pull(); err == nil && len(h.listings) != 1 {
		t.Errorf("depth: %d listings", len(h.listings))
	}
}

// An access of a few seconds is renewed in time, not at each request.
func TestShortLives(t *testing.T) {
	h := newHouse(t)
	h.workshops(30, 10*time.Hour)
	h.stand.Set(func(m *rdvsptest.Modes) { m.AccessLife, m.PageSize = 8, 5 })
	h.mustPull()
	if len(h.listings) != 30 || h.asked() != 1 {
		t.Errorf("%d listings, %d accesses asked for", len(h.listings), h.asked())
	}
	h.clock = h.clock.Add(7 * time.Second) // in its last quarter
	if h.mustPull(); h.asked() != 2 {
		t.Errorf("%d accesses asked for", h.asked())
	}
}

// Where next_page is missing, total_pages tells.
func TestPagesByTheirNumber(t *testing.T) {
	h := newHouse(t)
	for i := range 7 {
		h.stand.Add(rdvsptest.RDV{Motif: rdvsptest.Motif{Name: fmt.Sprint(i)}, Start: now.Add(day)})
	}
	h.stand.Set(func(m *rdvsptest.Modes) { m.PageSize = 3 })
	server := httptest.NewServer(withoutNext(h.stand))
	t.Cleanup(server.Close)
	h.options.URL = server.URL
	h.open()
	h.mustPull()
	if len(h.listings) != 7 || len(h.out.Coverage) != 1 {
		t.Errorf("%d listings, coverage %v", len(h.listings), h.out.Coverage)
	}
}

// withoutNext takes next_page out of each answer.
func withoutNext(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&renamed{w}, r)
	})
}

type renamed struct{ http.ResponseWriter }

func (r *renamed) Write(b []byte) (int, error) {
	_, err := r.ResponseWriter.Write([]byte(strings.ReplaceAll(string(b), `"next_page"`, `"next_pagX"`)))
	return len(b), err
}
