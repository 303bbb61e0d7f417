package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tresse"
	"tresse/store"
	"tresse/sync/publish"
)

// answered is a page of a list as a client reads it.
type answered struct {
	Items []map[string]any `json:"items"`
	Total int              `json:"total"`
	Next  string           `json:"next"`
	Error struct{ Code, Message string }
}

func (h *house) api(path, token string) (answered, int) {
	h.t.Helper()
	r := h.get("/api/v1/"+path, "Authorization", "Bearer "+token)
	var a answered
	h.must(json.Unmarshal([]byte(body(h.t, r)), &a))
	if got := r.Header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		h.t.Errorf("%s: Content-Type %q", path, got)
	}
	if got := r.Header.Get("Cache-Control"); got != "no-store" {
		h.t.Errorf("%s: Cache-Control %q", path, got)
	}
	return a, r.StatusCode
}

func values(list []map[string]any, key string) []string {
	var all []string
	for _, x := range list {
		text, _ := x[key].(string)
		all = append(all, text)
	}
	slices.Sort(all)
	return all
}

func TestTheListsOfTheAPI(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	token := h.token()
	sources, code := h.api("sources", token)
	if code != 200 || sources.Total != 2 || sources.Next != "" || sources.Items[0]["name"] != "agenda" || sources.Items[0]["state"] != "ok" {
		t.Errorf("sources: %d %+v", code, sources)
	}
	sessions, _ := h.api("sessions", token)
	if sessions.Total != 5 || len(sessions.Items) != 5 || sessions.Items[0]["title"] != "Découvrir la tablette" || sessions.Items[1]["start"] != "2026-11-23T15:00:00+01:00" {
		t.Errorf("sessions: %+v", sessions)
	}
	registrations, _ := h.api("registrations", token)
	equal(t, "registrations", values(registrations.Items, "status"), []string{"booked", "booked", "to_fill"})
	people, _ := h.api("beneficiaries", token)
	equal(t, "people", values(people.Items, "last_name"), []string{"Lambert", "Quelconque"})
}

func TestTheFiltersOfTheAPI(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	token := h.token()
	sessions, _ := h.api("sessions", token)
	past := sessions.Items[0]["id"].(string)
	for _, c := range []struct {
		path, key string
		want      []string
	}{
		{"sessions?from=2026-11-25", "title", []string{"Bilan confidentiel", "Entretien avec Zoé Quelconque"}},
		{"sessions?to=2026-11-22", "title", []string{"Découvrir la tablette"}},
		{"sessions?from=2026-11-24T15:00:00%2B01:00&to=2026-11-25", "title", []string{"Permanence numérique"}},
		{"sessions?from=2026-11-24T15:00:00+01:00&to=2026-11-25", "title", []string{"Permanence numérique"}},
		{"sessions?source=rendezvous", "title", []string{"Bilan confidentiel", "Entretien avec Zoé Quelconque"}},
		{"sessions?kind=atelier&source=agenda", "title", []string{"Créer son CV", "Découvrir la tablette"}},
		{"sessions?kind=appointment", "title", []string{"Entretien avec Zoé Quelconque"}},
		{"sessions?source=rien", "title", nil},
		{"registrations?session=" + past, "status", []string{"to_fill"}},
		{"registrations?session=" + strings.ToUpper(past), "status", []string{"to_fill"}},
		{"registrations?from=2026-11-22", "status", []string{"booked", "booked"}},
		{"beneficiaries?search=ZOE", "last_name", []string{"Quelconque"}},
		{"beneficiaries?search=aurelien@example", "last_name", []string{"Lambert"}},
		{"beneficiaries?search=zoe+lambert", "last_name", nil},
	} {
		a, code := h.api(c.path, token)
		equal(t, c.path, values(a.Items, c.key), c.want)
		if code != 200 || a.Total != len(c.want) || a.Items == nil {
			t.Errorf("%s: %d, total %d, items %v", c.path, code, a.Total, a.Items)
		}
	}
}

func TestWhatTheAPIRefuses(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	token := h.token()
	for path, want := range map[string]int{
		"sessions?form=2026-11-25": 400, "sessions?from=hier": 400, "sessions?kind=cours": 400, "sessions?limit=0": 400, "sessions?limit=1001": 400,
		"sessions?limit=x": 400, "sessions?cursor=***": 400, "sessions?from=2026-11-25&from=2026-11-26": 400, "sessions?kind=%ZZ": 400,
		"registrations?session=x": 400, "registrations?session=" + string(tresse.NewID("none")): 404, "registrations?source=agenda": 400,
		"beneficiaries?search=" + strings.Repeat("a", 300): 400, "sources?cursor=AAAA": 400, "inconnu": 404, "": 404, "duplicates": 404,
	} {
		a, code := h.api(path, token)
		if code != want || a.Error.Code == "" || a.Error.Message == "" || a.Items != nil {
			t.Errorf("%s: %d %+v, want %d", path, code, a, want)
		}
	}
	r := h.ask(http.MethodDelete, "/api/v1/sessions", "Authorization", "Bearer "+token)
	status(t, r, http.StatusMethodNotAllowed)
}

func TestWhoMayAskTheAPI(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	access, token := h.access(tresse.PurposeAPI)
	h.must(h.store.PutAccesses(access))
	_, feed := h.feedAddress(tresse.Own)
	secret := strings.TrimSuffix(strings.TrimPrefix(feed, "/feed/"), ".ics")
	check := func(name string, want int, header ...string) {
		t.Helper()
		r := h.get("/api/v1/sessions", header...)
		if r.StatusCode != want || strings.Contains(body(t, r), "CV") != (want == 200) {
			t.Errorf("%s: %s, want %d", name, r.Status, want)
		}
		if (r.Header.Get("WWW-Authenticate") != "") != (want == 401) {
			t.Errorf("%s: WWW-Authenticate %q", name, r.Header.Get("WWW-Authenticate"))
		}
	}
	check("no token", 401)
	check("an empty one", 401, "Authorization", "Bearer ")
	check("another scheme", 401, "Authorization", "Basic "+token)
	check("an unknown one", 401, "Authorization", "Bearer tresse_x")
	check("a feed's secret", 403, "Authorization", "Bearer "+secret)
	check("a token", 200, "Authorization", "Bearer "+token)
	check("in small letters", 200, "Authorization", "bearer "+token)
	access.Revoked = h.now()
	h.must(h.store.PutAccesses(access))
	check("revoked", 401, "Authorization", "Bearer "+token)
	status(t, h.get("/api/v1/sessions?access_token="+token), 401)
}

// Page by page gives each object once, in the order of the whole list, whatever
// the filter.
func TestPages(t *testing.T) {
	h := newHouse(t, func(o *Options) {
		o.Duplicates = func(bool) ([]publish.Duplicate, error) { return make([]publish.Duplicate, 7), nil }
	})
	var c store.Commit
	for i := range 1203 {
		s := tresse.Session{ID: tresse.NewID(string(rune(i))), Title: "t", Kind: tresse.Workshop, Start: tresse.At(noon.Add(time.Duration(i%37) * time.Hour))}
		if i%3 == 0 {
			s.Kind = tresse.DropIn
		}
		c.Views.PutSessions = append(c.Views.PutSessions, s)
		c.Views.PutRegistrations = append(c.Views.PutRegistrations, tresse.Registration{ID: tresse.NewID("r" + string(rune(i))), Session: s.ID})
		c.Views.PutBeneficiaries = append(c.Views.PutBeneficiaries, tresse.Beneficiary{ID: tresse.NewID("b" + string(rune(i))), FirstName: []string{"Zoé", "Ali"}[i%2]})
	}
	h.must(h.store.Commit(c))
	token := h.token()
	for path, total := range map[string]int{
		"sessions?": 1203, "sessions?kind=permanence&": 401, "registrations?": 1203, "beneficiaries?": 1203, "beneficiaries?search=zoe&": 602,
		"sources?": 2, "duplicates?sessions=1&": 7,
	} {
		whole := h.pages(path, "1000", token, total)
		for _, limit := range []string{"1", "100", "401"} {
			if limit == "1" && total > 10 {
				continue
			}
			equal(t, path+limit, h.pages(path, limit, token, total), whole)
		}
		if len(whole) != total {
			t.Errorf("%s: %d objects of %d", path, len(whole), total)
		}
	}
}

// pages reads a list to its end and returns its objects, each as JSON.
func (h *house) pages(path, limit, token string, total int) []string {
	h.t.Helper()
	var all []string
	next := ""
	for range 1000 {
		a, code := h.api(path+"limit="+limit+"&cursor="+url.QueryEscape(next), token)
		if code != 200 || a.Total != total {
			h.t.Fatalf("%s: %d, total %d, want %d", path, code, a.Total, total)
		}
		for _, x := range a.Items {
			text, err := json.Marshal(x)
			h.must(err)
			all = append(all, string(text))
		}
		if next = a.Next; next == "" {
			return all
		}
	}
	h.t.Fatalf("%s has no end", path)
	return nil
}

func TestTheAPISaysWhenItCannot(t *testing.T) {
	h := newHouse(t, func(o *Options) {
		o.Duplicates = func(bool) ([]publish.Duplicate, error) { return nil, errors.New("down") }
	})
	token := h.token()
	if a, code := h.api("duplicates", token); code != 503 || a.Error.Code != "unavailable" {
		t.Errorf("%d %+v", code, a)
	}
	h.api("sources", token)
	h.must(h.store.Close())
	for _, path := range []string{"sources", "sessions", "sessions?kind=atelier", "registrations", "beneficiaries", "beneficiaries?search=x"} {
		if a, code := h.api(path, token); code != 503 || a.Items != nil {
			t.Errorf("%s: %d %+v", path, code, a)
		}
	}
}

// A list during which something was written is read again, but not for ever.
func TestListsAreOfOneState(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	for _, c := range []struct{ writes, reads int }{{0, 1}, {1, 2}, {2, 3}, {100, steadyTries}} {
		reads := 0
		l := apiList{name: "x", read: func(q *query) (items, error) {
			if reads++; reads <= c.writes {
				h.must(h.store.PutAccesses(tresse.Access{ID: "00000000", Purpose: tresse.PurposeAPI, Hash: make([]byte, 32)}))
			}
			return items{Total: reads}, nil
		}}
		found, err := h.server.readInTurn(l, &query{ctx: t.Context()})
		if err != nil || reads != c.reads || found.Total != reads {
			t.Errorf("written %d times: read %d times, want %d, %v", c.writes, reads, c.reads, err)
		}
	}
}
