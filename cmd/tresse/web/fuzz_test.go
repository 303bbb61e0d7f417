package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tresse"
	"tresse/sync/publish"
)

// Whatever stands in a query or a header, a feed is whole, unchanged or a clear
// refusal, a list too, and filters that say the same are kept once.
func FuzzRequests(f *testing.F) {
	for _, seed := range [][3]string{
		{"kind=atelier&place=Saint-%C3%89tienne&full=1", `"x", W/"y"`, "gzip;q=0.5, *;q=0"}, {"from=2026-11-22&limit=2", "*", "br"},
		{"kind=%ZZ&&;=", ",", "gzip;q=NaN"}, {"host=\x00&source=\x00k", `"`, ";;=,"}, {"cursor=gAAAAGsD8oDta0SznaBUFrPE9RYVgUml", "", "GZIP"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	h := newHouse(f)
	h.quarter()
	_, own := h.feedAddress(tresse.Own)
	token := h.token()
	f.Fuzz(func(t *testing.T, query, tags, encoding string) {
		for _, path := range []string{own, "/api/v1/sessions", "/api/v1/beneficiaries"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.URL.RawQuery = query
			r.Header.Set("If-None-Match", tags)
			r.Header.Set("Accept-Encoding", encoding)
			r.Header.Set("Authorization", "Bearer "+token)
			w := httptest.NewRecorder()
			h.server.ServeHTTP(w, r)
			if w.Code != 200 && w.Code != 304 && w.Code != 400 {
				t.Fatalf("%s: %d", path, w.Code)
			}
			if path == own && w.Code == 200 && w.Header().Get("Content-Encoding") == "" {
				for _, finding := range publish.LintFull(w.Body.Bytes()) {
					t.Errorf("feed: %s", finding)
				}
			}
		}
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		a, err := parseFilter(values)
		if err != nil {
			return
		}
		for _, list := range values {
			for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
				list[i], list[j] = list[j], list[i]
			}
		}
		if b, err := parseFilter(values); err == nil && values.Get("full") == "" && values.Get("busy") == "" && a.key() != b.key() {
			t.Errorf("%q and %q", a.key(), b.key())
		}
	})
}

// A program that comes back after a restart has what it had.
func TestARestartChangesNoTag(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	_, own := h.feedAddress(tresse.Own)
	before := h.get(own)
	h.pass(26 * time.Hour)
	o := Options{Store: h.store, Zone: paris(t), Now: h.now, Config: h.server.config}
	h.must(h.server.Close())
	var err error
	h.server, err = New(o)
	h.must(err)
	status(t, h.get(own, "If-None-Match", before.Header.Get("ETag")), http.StatusNotModified)
}

func TestNoEnglishOnThePages(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	for _, r := range []*http.Response{h.get("/"), h.get("/", "Host", "agenda.example.org"), h.get("/none"), h.ask(http.MethodPost, "/"), h.get("/feed/x.ics")} {
		text := body(t, r)
		for _, word := range []string{"not found", "Not Found", "Method", " the ", "error"} {
			if strings.Contains(text, word) {
				t.Errorf("%q in %s", word, text)
			}
		}
		if strings.Contains(text, "'") && !strings.Contains(text, "<html") {
			t.Errorf("a straight apostrophe in %s", text)
		}
	}
}
