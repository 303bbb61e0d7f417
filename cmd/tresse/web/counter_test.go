package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tresse"
)

// write sends what changes something, and holds the answer against the
// description.
func (h *house) write(d described, method, path, pattern, token, text string, want int) map[string]any {
	h.t.Helper()
	r := httptest.NewRequest(method, "http://127.0.0.1:8080/api/v1/"+path, strings.NewReader(text))
	r.RemoteAddr = "127.0.0.1:50000"
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	h.server.ServeHTTP(w, r)
	status(h.t, w.Result(), want)
	var v map[string]any
	h.must(json.Unmarshal(w.Body.Bytes(), &v))
	response, known := d.Paths["/api/v1/"+pattern][strings.ToLower(method)].Responses[fmt.Sprint(w.Code)]
	if !known {
		h.t.Errorf("%s %s: %d is not described", method, pattern, w.Code)
	}
	for _, wrong := range d.check(pattern, response.Content["application/json"].Schema, v) {
		h.t.Errorf("%d: %s", w.Code, wrong)
	}
	return v
}

func (h *house) writingToken() string {
	access, secret := h.access(tresse.PurposeAPI)
	access.Write = true
	h.must(h.store.PutAccesses(access))
	return secret
}

// A token that may write books at the counter; feeds and lists follow.
func TestBookingOverTheAPI(t *testing.T) {
	var h *house
	h = newHouse(t, func(o *Options) { o.Counter = func() Counter { return h.engine } })
	h.quarter()
	d, reads, token := describe(t, h), h.token(), h.writingToken()
	_, feed := h.feedAddress(tresse.Own)
	const all = "registrations"
	post := func(text string, want int) map[string]any {
		t.Helper()
		return h.write(d, http.MethodPost, all, all, token, text, want)
	}
	fresh := `{"key":"1","new_session":{"title":"Dossier de retraite","kind":"rendez-vous","start":"2026-11-24T14:00:00+01:00","end":"2026-11-24T15:00:00+01:00","place":{"name":"Bureau 2"}},` +
		`"person":{"first_name":"Ana","last_name":"Pereira","phones":["06 39 98 01 01"],"birth_date":"20/07/1985"},"prescriber":{"organisation":"CCAS","referent":"Mme Roy"}}`
	made := post(fresh, http.StatusCreated)
	if again := post(fresh, http.StatusOK); again["id"] != made["id"] {
		t.Errorf("again: %v", again)
	}
	h.settle()
	if text := h.calendar(feed); !strings.Contains(text, "Dossier de retraite") {
		t.Error("the feed does not show the new session")
	}
	id := fmt.Sprint(made["id"])
	group := post(`{"session":"`+fmt.Sprint(made["session"])+`","seats":8,"prescriber":{"organisation":"CCAS"}}`, http.StatusCreated)
	if _, named := group["beneficiary"]; named || group["seats"] != 8.0 {
		t.Errorf("group: %v", group)
	}
	post(`{"group":"`+fmt.Sprint(group["id"])+`","person":{"first_name":"Léo","last_name":"Martin"},"booked_by":"Sophie Martin","contact_via":"parent"}`, http.StatusCreated)
	fixed := h.write(d, http.MethodPatch, all+"/"+id, all+"/{id}", token, `{"phones":["06 39 98 02 02"],"seats":2}`, http.StatusOK)
	if fixed["seats"] != 2.0 || fixed["id"] != id {
		t.Errorf("corrected: %v", fixed)
	}
	off := h.write(d, http.MethodPost, all+"/"+id+"/cancel", all+"/{id}/cancel", token, `{"by":"structure"}`, http.StatusOK)
	if off["status"] != "cancelled" || off["cancelled_by"] != "structure" {
		t.Errorf("cancelled: %v", off)
	}
	// Who may not, and what cannot be done.
	for _, c := range []struct {
		token, text string
		want        int
	}{
		{"", fresh, 401}, {"unknown", fresh, 401}, {reads, fresh, 403}, {token, "{", 400}, {token, "[]", 400}, {token, `{"sessoin":"x"}`, 400},
		{token, fresh + fresh, 400}, {token, `{}`, 422}, {token, `{"session":"` + string(tresse.NewID("none")) + `","person":{"last_name":"Roy","first_name":"Jean"}}`, 422},
		{token, `{"key":"` + strings.Repeat("x", maxBody) + `"}`, 413},
		{token, strings.Replace(fresh, "20/07/1985", "hier", 1), 400}, {token, strings.Replace(fresh, "rendez-vous", "fête", 1), 400},
	} {
		h.write(d, http.MethodPost, all, all, c.token, c.text, c.want)
	}
	h.write(d, http.MethodPatch, all+"/x", all+"/{id}", token, `{}`, 400)
	h.write(d, http.MethodPost, all+"/"+id+"/cancel", all+"/{id}/cancel", reads, ``, 403)
	status(t, h.ask(http.MethodDelete, "/api/v1/registrations", "Authorization", "Bearer "+token), http.StatusMethodNotAllowed)
	status(t, h.get("/api/v1/registrations/"+id, "Authorization", "Bearer "+token), http.StatusMethodNotAllowed)
	text := h.logged.String()
	for _, name := range []string{"Pereira", "Martin", "CCAS", "06 39", token} {
		if strings.Contains(text, name) {
			t.Errorf("the log holds %q", name)
		}
	}
}
