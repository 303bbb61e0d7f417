package web

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tresse/connectors"
)

// heard is who takes pushes, as a test wants it.
type heard struct {
	bodies []string
	missed int
	err    error
}

func (h *heard) Knows(source, secret string) bool {
	return source == "rendezvous" && secret == "unknown-secret-path"
}

func (h *heard) Hear(_, _ string, d connectors.Delivery) error {
	if h.err == nil {
		h.bodies = append(h.bodies, d.Header.Get("Token")+" "+string(d.Body))
	}
	return h.err
}

func (h *heard) Missed(string, string) { h.missed++ }

const hookPath = "/hook/rendezvous/unknown-secret-path"

func pushTo(h *house, method, path, body string) *http.Response {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Token", "unknown-secret-token")
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	w := httptest.NewRecorder()
	h.server.ServeHTTP(w, r)
	return w.Result()
}

// What is taken is answered in short JSON; a known address is never 404 or 410,
// whoever asks and whatever happens behind it.
func TestPushesAreAnswered(t *testing.T) {
	who := &heard{}
	now := Pushes(who)
	h := newHouse(t, func(o *Options) { o.Pushes = func() Pushes { return now } })
	r := pushTo(h, http.MethodPost, hookPath, `{"event":"x"}`)
	status(t, r, http.StatusOK)
	if b := body(t, r); b != "{\"ok\":true}\n" || r.Header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("answered %q as %s", b, r.Header.Get("Content-Type"))
	}
	if len(who.bodies) != 1 || who.bodies[0] != `unknown-secret-token {"event":"x"}` {
		t.Errorf("heard %q", who.bodies)
	}
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete, "QUELCONQUE"} {
		status(t, pushTo(h, method, hookPath, ""), http.StatusMethodNotAllowed)
	}
	who.err = connectors.ErrNotAuthentic
	status(t, pushTo(h, http.MethodPost, hookPath, "{}"), http.StatusUnauthorized)
	who.err = errors.New("disk full")
	status(t, pushTo(h, http.MethodPost, hookPath, "{}"), http.StatusServiceUnavailable)
	status(t, pushTo(h, http.MethodPost, hookPath, strings.Repeat("x", maxPush+1)), http.StatusRequestEntityTooLarge)
	if who.missed != 1 {
		t.Error("a delivery that is too long leaves no trace")
	}
	who.err = nil
	status(t, pushTo(h, http.MethodPost, hookPath, strings.Repeat("x", maxPush)), http.StatusOK)
	for _, path := range []string{"/hook/rendezvous/other", "/hook/agenda/unknown-secret-path", "/hook/rendezvous/", "/hook/"} {
		status(t, pushTo(h, http.MethodPost, path, "{}"), http.StatusNotFound)
	}
	now = nil // starting, or between two configurations
	for _, method := range []string{http.MethodPost, http.MethodGet} {
		r = pushTo(h, method, hookPath, "{}")
		status(t, r, http.StatusServiceUnavailable)
		if r.Header.Get("Retry-After") == "" {
			t.Error("no word on when to come back")
		}
	}
	if strings.Contains(h.logged.String(), "unknown-secret") {
		t.Error("the log holds a secret")
	}
}

// A platform that sends slowly or stops half-way holds nothing up.
func TestAPushCutShort(t *testing.T) {
	who := &heard{}
	h := newHouse(t, func(o *Options) { o.Pushes = func() Pushes { return who } })
	r := httptest.NewRequest(http.MethodPost, hookPath, &cut{bytes.NewReader([]byte(`{"event":`))})
	w := httptest.NewRecorder()
	h.server.ServeHTTP(w, r)
	status(t, w.Result(), http.StatusBadRequest)
	if len(who.bodies) != 0 {
		t.Errorf("half a delivery was heard: %q", who.bodies)
	}
}

// cut is a body that breaks off.
type cut struct{ *bytes.Reader }

func (c *cut) Read(p []byte) (int, error) {
	if n, err := c.Reader.Read(p); err == nil {
		return n, nil
	}
	return 0, errors.New("reset by peer")
}
