package web

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"tresse"
)

// shelfOf keeps what is handed in.
type shelfOf map[string]string

func (s shelfOf) TakeFile(source, name string, body []byte) (string, error) {
	switch {
	case source != "excel":
		return "", &tresse.Error{Trouble: tresse.TroubleNotFound, Advice: "Aucune source active ne porte ce nom."}
	case name != "a.csv":
		return "", &tresse.Error{Trouble: tresse.TroubleRefused, Advice: "Pas ce fichier."}
	}
	s[name] = string(body)
	return "0123", nil
}

func TestTakeFile(t *testing.T) {
	taken := shelfOf{}
	h := newHouse(t, func(o *Options) { o.Files = func() Files { return taken } })
	reads, writes := h.token(), h.writingToken()
	d := describe(t, h)
	for _, c := range []struct {
		method, path, token, body string
		want                      int
	}{
		{"POST", "/api/v1/sources/excel/files?name=a.csv", writes, "Nom;Prénom\n", http.StatusCreated},
		{"POST", "/api/v1/sources/excel/files?name=a.csv", reads, "x", http.StatusForbidden},
		{"POST", "/api/v1/sources/excel/files?name=a.csv", "", "x", http.StatusUnauthorized},
		{"POST", "/api/v1/sources/excel/files?name=b.doc", writes, "x", http.StatusUnprocessableEntity},
		{"POST", "/api/v1/sources/zeeg/files?name=a.csv", writes, "x", http.StatusNotFound},
		{"GET", "/api/v1/sources/excel/files?name=a.csv", writes, "", http.StatusMethodNotAllowed},
		{"POST", "/api/v1/sources/excel/files?name=a.csv", writes, strings.Repeat("x", maxFile+1), http.StatusRequestEntityTooLarge},
	} {
		r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
		if c.token != "" {
			r.Header.Set("Authorization", "Bearer "+c.token)
		}
		w := httptest.NewRecorder()
		h.server.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s %s: %d, want %d: %s", c.method, c.path, w.Code, c.want, w.Body)
		}
		if c.method == "POST" {
			if _, said := d.Paths["/api/v1/sources/{name}/files"]["post"].Responses[strconv.Itoa(c.want)]; !said {
				t.Errorf("%d is not described", c.want)
			}
		}
	}
	if taken["a.csv"] != "Nom;Prénom\n" {
		t.Errorf("kept: %q", taken["a.csv"])
	}
}
