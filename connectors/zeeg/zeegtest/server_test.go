package zeegtest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tresse/connectors/zeeg/zeegtest"
)

var now = time.Date(2026, 9, 10, 7, 30, 0, 0, time.UTC)

// serve starts a stand-in over loopback.
func serve(t *testing.T) (*zeegtest.Server, string) {
	t.Helper()
	stand := zeegtest.New(func() time.Time { return now })
	server := httptest.NewServer(stand)
	t.Cleanup(server.Close)
	return stand, server.URL + "/v2"
}

func ask(t *testing.T, method, address, token, body string) (int, http.Header, map[string]any) {
	t.Helper()
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatalf("%s %s answers %q: %v", method, address, text, err)
	}
	return res.StatusCode, res.Header, answer
}

func get(t *testing.T, address string) (int, map[string]any) {
	t.Helper()
	status, _, answer := ask(t, http.MethodGet, address, zeegtest.Token, "")
	return status, answer
}

// list returns the uuids of a page and its pagination.
func list(t *testing.T, address string) ([]string, map[string]any) {
	t.Helper()
	status, answer := get(t, address)
	if status != http.StatusOK {
		t.Fatalf("GET %s: %d", address, status)
	}
	uuids := []string{}
	for _, e := range answer["collection"].([]any) {
		uuids = append(uuids, e.(map[string]any)["uuid"].(string))
	}
	return uuids, answer["pagination"].(map[string]any)
}

func TestRefusals(t *testing.T) {
	stand, base := serve(t)
	status, _, body := ask(t, http.MethodGet, base+"/scheduled-events", "autre", "")
	if status != http.StatusUnauthorized || body["message"] == nil || body["success"] != false {
		t.Errorf("wrong token: %d %v, want 401 in the shape of success and message", status, body)
	}
	stand.Allow("faible", "users:read")
	status, _, body = ask(t, http.MethodGet, base+"/scheduled-events", "faible", "")
	if status != http.StatusForbidden || body["error"] == nil || body["success"] != nil {
		t.Errorf("missing scope: %d %v, want 403 in the shape of error", status, body)
	}
	stand.Allow("personnel", "events:read")
	if status, _, _ := ask(t, http.MethodGet, base+"/scheduled-events?scope=all", "personnel", ""); status != http.StatusForbidden {
		t.Errorf("scope=all without admin:full: %d, want 403", status)
	}
	for _, query := range []string{"count=101", "count=0", "page=x", "sort=up", "status=active", "minStartTime=hier", "scope=me"} {
		if status, _, body := ask(t, http.MethodGet, base+"/scheduled-events?"+query, "personnel", ""); status != http.StatusUnprocessableEntity || body["errors"] == nil {
			t.Errorf("%s: %d %v, want 422 with errors", query, status, body)
		}
	}
	if status, _, _ := ask(t, http.MethodGet, base+"/scheduled-events/zg-inconnu", "personnel", ""); status != http.StatusNotFound {
		t.Errorf("unknown event: %d, want 404", status)
	}
}

func TestPages(t *testing.T) {
	stand, base := serve(t)
	for n := range 45 {
		stand.AddEvent(zeegtest.Event{Start: now.Add(time.Duration(n) * time.Hour)})
	}
	uuids, pagination := list(t, base+"/scheduled-events")
	want := map[string]any{"total": 45., "count": 20., "totalPages": 3., "currentPage": 1., "previousPage": nil, "nextPage": "/v2/scheduled-events?page=2"}
	if fmt.Sprint(pagination) != fmt.Sprint(want) || len(uuids) != 20 {
		t.Errorf("first page: %d events, %v; want 20, %v", len(uuids), pagination, want)
	}
	uuids, pagination = list(t, base+"/scheduled-events?page=3")
	if len(uuids) != 5 || pagination["nextPage"] != nil || pagination["previousPage"] != "/v2/scheduled-events?page=2" {
		t.Errorf("last page: %d events, %v", len(uuids), pagination)
	}
	if uuids, _ = list(t, base+"/scheduled-events?page=9"); len(uuids) != 0 {
		t.Errorf("beyond the end: %d events, want none", len(uuids))
	}
}

func TestFilters(t *testing.T) {
	stand, base := serve(t)
	other := []zeegtest.Host{{FirstName: "Autre", Email: "autre@example.fr", Slug: "autre"}}
	a := stand.AddEvent(zeegtest.Event{Title: "Impôts", Start: now})
	b := stand.AddEvent(zeegtest.Event{Start: now.Add(time.Microsecond), Status: zeegtest.Cancelled})
	c := stand.AddEvent(zeegtest.Event{Start: now.Add(time.Hour), Hosts: other, Invitees: []zeegtest.Invitee{{Email: "aline@example.fr"}}})
	at := func(t time.Time) string { return url.QueryEscape(t.Format("2006-01-02T15:04:05.000000Z")) }
	for query, want := range map[string][]string{
		"":                                 {a, b},
		"scope=all":                        {a, b, c},
		"scope=all&sort=desc":              {c, b, a},
		"scope=all&status=cancelled":       {b},
		"scope=all&userSlug=autre":         {c},
		"scope=all&hostEmail=x@example.fr": {},
		"scope=all&inviteeEmail=aline@example.fr":                 {c},
		"keyword=imp%C3%B4ts":                                     {a},
		"scope=all&minStartTime=" + at(now.Add(time.Microsecond)): {b, c},
		"scope=all&maxStartTime=" + at(now.Add(time.Microsecond)): {a, b},
	} {
		if got, _ := list(t, base+"/scheduled-events?"+query); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q gives %v, want %v", query, got, want)
		}
	}
}

// TestShape holds an answer against what the sheet says of every key.
func TestShape(t *testing.T) {
	stand, base := serve(t)
	page := stand.AddPage(zeegtest.Page{Title: "Atelier", Type: zeegtest.Group, Capacity: 8})
	event := stand.AddEvent(zeegtest.Event{Page: page, Start: now})
	stand.Book(event, zeegtest.Invitee{Name: "Aline Modèle", Email: "aline@example.fr"})
	_, answer := get(t, base+"/scheduled-events")
	e := answer["collection"].([]any)[0].(map[string]any)
	if e["startTime"] != "2026-09-10T07:30:00.000000Z" || e["currentTime"] != e["startTime"] || e["status"] != "confirmed" {
		t.Errorf("event: %v", e)
	}
	i := e["invitees"].([]any)[0].(map[string]any)
	if _, there := i["questions"]; there {
		t.Error("questions were not given, and are there")
	}
	if c := i["cancellation"].(map[string]any); len(c) != 4 || c["cancelledAt"] != nil {
		t.Errorf("cancellation: %v, want four nulls", c)
	}
	_, answer = get(t, base+"/scheduled-events/"+event)
	if one := answer["resource"].(map[string]any); one["status"] != "active" || one["currentTime"] != "2026-09-10T07:30:00Z" {
		t.Errorf("single read: %v, want active", one)
	}
}

func TestChanges(t *testing.T) {
	stand, base := serve(t)
	group := stand.AddPage(zeegtest.Page{Type: zeegtest.Group})
	event := stand.AddEvent(zeegtest.Event{Page: group, Start: now})
	who := stand.Book(event, zeegtest.Invitee{Name: "Aline Modèle"})
	stand.Book(event, zeegtest.Invitee{Name: "Driss Exemple"})
	status, _, _ := ask(t, http.MethodPut, base+"/scheduled-invitees/"+who+"/cancel", zeegtest.Token, `{"cancellationReason":"empêchée"}`)
	if status != http.StatusOK {
		t.Fatalf("cancelling: %d", status)
	}
	_, answer := get(t, base+"/scheduled-events/"+event)
	e := answer["resource"].(map[string]any)
	if e["activeInviteesCount"] != 1. || len(e["invitees"].([]any)) != 2 {
		t.Errorf("after one cancelled: %v", e)
	}
	if !stand.Move(event, now.Add(time.Hour)) || stand.Events()[0].Start != now.Add(time.Hour) {
		t.Error("not moved")
	}
	stand.CancelEvent(event)
	if got := stand.Events()[0].Status; got != zeegtest.Cancelled {
		t.Errorf("status %q", got)
	}
	stand.Delete(event)
	if status, _ := get(t, base+"/scheduled-events/"+event); status != http.StatusNotFound {
		t.Errorf("deleted: %d, want 404", status)
	}
}

func TestModes(t *testing.T) {
	stand, base := serve(t)
	stand.AddEvent(zeegtest.Event{Start: now, Location: map[string]any{"type": "Zoom"}})
	stand.Set(func(m *zeegtest.Modes) { m.TooMany, m.RetryAfter, m.Broken = 1, "7", 1 })
	if status, header, _ := ask(t, http.MethodGet, base+"/scheduled-events", zeegtest.Token, ""); status != 429 || header.Get("Retry-After") != "7" {
		t.Errorf("got %d, Retry-After %q", status, header.Get("Retry-After"))
	}
	if status, _ := get(t, base+"/scheduled-events"); status != 500 {
		t.Errorf("got %d, want 500", status)
	}
	stand.Set(func(m *zeegtest.Modes) { *m = zeegtest.Modes{NoLocation: true, ExtraKeys: true, TotalOff: 2} })
	_, answer := get(t, base+"/scheduled-events")
	e := answer["collection"].([]any)[0].(map[string]any)
	if e["location"] != nil || e["teamUri"] == nil || answer["pagination"].(map[string]any)["total"] != 3. {
		t.Errorf("got %v", answer)
	}
	stand.Set(func(m *zeegtest.Modes) {
		*m = zeegtest.Modes{AfterPage: func(int) { stand.AddEvent(zeegtest.Event{Start: now}) }}
	})
	if uuids, _ := list(t, base+"/scheduled-events"); len(uuids) != 1 || len(stand.Events()) != 2 {
		t.Errorf("%d events on the page and %d after it, want 1 and 2", len(uuids), len(stand.Events()))
	}
}

func TestWebhook(t *testing.T) {
	stand, base := serve(t)
	var got []string
	answerWith := http.StatusOK
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		json.NewDecoder(r.Body).Decode(&body)
		got = append(got, fmt.Sprint(r.Header.Get("Token"), " ", body["event"], " ", body["inviteePhoneNumber"]))
		w.WriteHeader(answerWith)
	}))
	defer receiver.Close()
	ask := func(body string) (int, map[string]any) {
		status, _, answer := ask(t, http.MethodPost, base+"/webhooks", zeegtest.Token, body)
		return status, answer
	}
	if status, _ := ask(`{"callbackUrl":"` + receiver.URL + `","events":["invitee.scheduled"],"scope":"user","token":"court"}`); status != 422 {
		t.Errorf("a token of five signs: %d, want 422", status)
	}
	status, answer := ask(`{"callbackUrl":"` + receiver.URL + `","events":["invitee.scheduled"],"scope":"user","token":"jeton-secret"}`)
	if status != http.StatusCreated || answer["testResult"].(map[string]any)["delivered"] != true {
		t.Fatalf("creating: %d %v", status, answer)
	}
	event := stand.AddEvent(zeegtest.Event{Start: now})
	who := stand.Book(event, zeegtest.Invitee{Name: "Aline Modèle", Phone: "06 39 98 12 34"})
	stand.CancelInvitee(who, zeegtest.Cancellation{}) // not subscribed to
	answerWith = http.StatusGone
	stand.Book(event, zeegtest.Invitee{Name: "Driss Exemple"})
	stand.Book(event, zeegtest.Invitee{Name: "Élise Témoin"})
	want := []string{
		"jeton-secret test <nil>", "jeton-secret invitee.scheduled 06 39 98 12 34", "jeton-secret invitee.scheduled <nil>",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("delivered %q, want %q", got, want)
	}
	if hooks := stand.Hooks(); len(hooks) != 0 {
		t.Errorf("after 410 there is still %v", hooks)
	}
}

func TestFill(t *testing.T) {
	stand := zeegtest.New(time.Now)
	stand.Fill(zeegtest.Filling{Events: 400, Bookings: 1000, From: now, Days: 100})
	events := stand.Events()
	bookings := 0
	for _, e := range events {
		bookings += len(e.Invitees)
	}
	if len(events) != 400 || bookings != 1000 {
		t.Errorf("%d events and %d bookings, want 400 and 1000", len(events), bookings)
	}
}
