package rdvsptest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tresse/connectors/rdvsp/rdvsptest"
)

var now = time.Date(2026, 9, 10, 7, 30, 0, 0, time.UTC)

// bench is a stand-in and an access to it.
type bench struct {
	*testing.T
	stand   *rdvsptest.Server
	address string
	access  string
	clock   time.Time
}

func serve(t *testing.T) *bench {
	t.Helper()
	b := &bench{T: t, clock: now}
	b.stand = rdvsptest.New(func() time.Time { return b.clock })
	server := httptest.NewServer(b.stand)
	t.Cleanup(server.Close)
	b.address = server.URL
	status, g := b.token(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {b.stand.Consent()}})
	if status != 200 {
		t.Fatalf("%d %v", status, g)
	}
	b.access = fmt.Sprint(g["access_token"])
	return b
}

func (b *bench) token(form url.Values) (int, map[string]any) {
	b.Helper()
	form.Set("client_id", rdvsptest.ClientID)
	form.Set("client_secret", rdvsptest.ClientSecret)
	res, err := http.PostForm(b.address+"/oauth/token", form)
	return b.read(res, err)
}

func (b *bench) read(res *http.Response, err error) (int, map[string]any) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	var body map[string]any
	if err := json.Unmarshal(raw, &body); err != nil {
		b.Fatalf("%v: %s", err, raw)
	}
	return res.StatusCode, body
}

func (b *bench) get(path string) (int, map[string]any) {
	b.Helper()
	req, err := http.NewRequest(http.MethodGet, b.address+"/api/v1"+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+b.access)
	res, err := http.DefaultClient.Do(req)
	return b.read(res, err)
}

// Access ends, tokens are good once, a code is bound to where it was sent.
func TestAccess(t *testing.T) {
	b := serve(t)
	if status, _ := b.get("/rdvs"); status != 200 {
		t.Errorf("with an access: %d", status)
	}
	b.clock = b.clock.Add(2 * time.Hour)
	if status, body := b.get("/rdvs"); status != 401 || body["errors"] == nil {
		t.Errorf("after two hours: %d %v", status, body)
	}
	refresh := b.stand.Consent()
	ask := func() (int, map[string]any) {
		return b.token(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}})
	}
	if status, g := ask(); status != 200 || g["refresh_token"] == refresh {
		t.Errorf("refresh: %d %v", status, g)
	}
	if status, g := ask(); status != 400 || g["error"] != "invalid_grant" {
		t.Errorf("the same again: %d %v", status, g)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	page := b.address + "/oauth/authorize?" + url.Values{"client_id": {rdvsptest.ClientID}, "redirect_uri": {"https://a.example/b"}, "response_type": {"code"}, "scope": {"write"}, "state": {"s"}}.Encode()
	res, err := client.Get(page)
	if err != nil {
		t.Fatal(err)
	}
	back, err := url.Parse(res.Header.Get("Location"))
	if err != nil || back.Query().Get("state") != "s" {
		t.Fatalf("back at %v", back)
	}
	exchange := url.Values{"grant_type": {"authorization_code"}, "code": {back.Query().Get("code")}, "redirect_uri": {"https://other.example/"}}
	if status, _ := b.token(exchange); status != 400 {
		t.Errorf("for another address: %d", status)
	}
	if res, err := client.Get(strings.Replace(page, "https%3A", "http%3A", 1)); err != nil || res.StatusCode != 401 {
		t.Errorf("back to plain http: %v %v", res, err)
	}
}

// One device at most: a second sign-in ends the first.
func TestSignIn(t *testing.T) {
	b := serve(t)
	sign := func() http.Header {
		res, err := http.Post(b.address+"/api/v1/auth/sign_in", "application/json", strings.NewReader(fmt.Sprintf(`{"email":%q,"password":%q}`, rdvsptest.Email, rdvsptest.Password)))
		if err != nil || res.StatusCode != 200 {
			t.Fatalf("%v %v", res, err)
		}
		return res.Header
	}
	status := func(h http.Header) int {
		req, _ := http.NewRequest(http.MethodGet, b.address+"/api/v1/rdvs", nil)
		for _, name := range []string{"access-token", "client", "uid"} {
			req.Header.Set(name, h.Get(name))
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode
	}
	first := sign()
	if got := status(first); got != 200 {
		t.Errorf("signed in: %d", got)
	}
	second := sign()
	if a, b := status(first), status(second); a != 401 || b != 200 {
		t.Errorf("after a second: %d and %d", a, b)
	}
}

// TestShape holds an answer against the example of the documents, key by key.
func TestShape(t *testing.T) {
	raw, err := os.ReadFile("../testdata/sample.json")
	if err != nil {
		t.Fatal(err)
	}
	var sample map[string]any
	if err := json.Unmarshal(raw, &sample); err != nil {
		t.Fatal(err)
	}
	b := serve(t)
	b.stand.Add(rdvsptest.RDV{
		Motif: rdvsptest.Motif{Name: "Atelier", Collective: true, Category: map[string]any{"id": 31, "name": "n", "short_name": "n"}},
		Lieu:  &rdvsptest.Lieu{ID: 1, Name: "l"}, Agents: []rdvsptest.Agent{{ID: 1}}, Start: now, Capacity: 3,
		Participations: []rdvsptest.Participation{{User: rdvsptest.User{FirstName: "Lucas", Responsible: &rdvsptest.User{FirstName: "Nathalie"}}}},
	})
	_, got := b.get("/rdvs")
	want, have := map[string]bool{}, map[string]bool{}
	keys("", sample, want)
	keys("", got, have)
	if missing := slices.DeleteFunc(slices.Sorted(maps.Keys(want)), func(k string) bool { return have[k] }); len(missing) > 0 {
		t.Errorf("missing: %v", missing)
	}
	if more := slices.DeleteFunc(slices.Sorted(maps.Keys(have)), func(k string) bool { return want[k] }); len(more) > 0 {
		t.Errorf("not in the documents: %v", more)
	}
}

func keys(path string, v any, into map[string]bool) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			keys(path+"[]", e, into)
		}
	case map[string]any:
		for k, e := range v {
			into[path+"."+k] = true
			keys(path+"."+k, e, into)
		}
	}
}

// Both bounds are inclusive, dates are midnights in Paris, an organisation that
// nobody knows is empty, an unreadable date breaks the platform.
func TestFilters(t *testing.T) {
	b := serve(t)
	midnight := time.Date(2026, 9, 9, 22, 0, 0, 0, time.UTC)
	a := b.stand.Add(rdvsptest.RDV{Start: midnight})
	c := b.stand.Add(rdvsptest.RDV{Start: midnight.Add(time.Hour), Organisation: 77, Status: rdvsptest.Revoked})
	for query, want := range map[string][]int64{
		"":                                   {a, c},
		"?starts_after=2026-09-10":           {a, c},
		"?starts_before=2026-09-10":          {a},
		"?starts_after=2026-09-10T00:00:01Z": {},
		"?starts_after=" + url.QueryEscape("2026-09-10 00:30:00 +0200"): {c},
		"?organisation_id=77":                 {c},
		"?organisation_id=999":                {},
		fmt.Sprintf("?id=%d", a):              {a},
		fmt.Sprintf("?id[]=%d&id[]=%d", a, c): {a, c},
		"?status=revoked":                     {c},
	} {
		_, body := b.get("/rdvs" + query)
		var got []int64
		for _, r := range body["rdvs"].([]any) {
			got = append(got, int64(r.(map[string]any)["id"].(float64)))
		}
		slices.Sort(got)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
	}
	if status, _ := b.get("/rdvs?starts_after=hier"); status != 500 {
		t.Errorf("an unreadable date: %d", status)
	}
	if status, body := b.get("/organisations/77/rdvs"); status != 200 || len(body["rdvs"].([]any)) != 1 {
		t.Errorf("below an organisation: %d %v", status, body)
	}
}

// The appointment's status follows from the seats (sheet §8).
func TestStatuses(t *testing.T) {
	b := serve(t)
	for _, c := range []struct {
		collective bool
		start      time.Time
		seats      []string
		want       string
	}{
		{false, now.Add(-time.Hour), []string{"unknown"}, "unknown"},
		{false, now.Add(-time.Hour), []string{"excused", "excused"}, "excused"},
		{false, now.Add(-time.Hour), []string{"excused", "noshow"}, "unknown"},
		{false, now.Add(-time.Hour), []string{"seen", "noshow"}, "seen"},
		{true, now.Add(-time.Hour), []string{"noshow", "excused"}, "revoked"},
		{true, now.Add(-time.Hour), []string{"noshow", "seen"}, "seen"},
		{true, now.Add(time.Hour), nil, "unknown"},
		{true, now.Add(-time.Hour), nil, "revoked"},
	} {
		r := rdvsptest.RDV{Start: c.start, Motif: rdvsptest.Motif{Collective: c.collective}}
		for _, s := range c.seats {
			r.Participations = append(r.Participations, rdvsptest.Participation{Status: s})
		}
		_, body := b.get(fmt.Sprintf("/rdvs?id=%d", b.stand.Add(r)))
		if got := body["rdvs"].([]any)[0].(map[string]any)["status"]; got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// The calendar has nobody's name, and the uuids of the API.
func TestCalendar(t *testing.T) {
	b := serve(t)
	b.stand.Add(rdvsptest.RDV{Start: now.Add(time.Hour), Name: "Mails", Capacity: 8, Motif: rdvsptest.Motif{Name: "Ateliers", Collective: true},
		Participations: []rdvsptest.Participation{{User: rdvsptest.User{FirstName: "Aline", LastName: "MODÈLE", Email: "aline@example.fr"}}}})
	b.stand.Add(rdvsptest.RDV{Start: now.Add(-60 * 24 * time.Hour)})
	read := func(path string) (int, string) {
		res, err := http.Get(b.address + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		raw, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(raw)
	}
	_, text := read(rdvsptest.CalendarPath)
	if strings.Count(text, "BEGIN:VEVENT") != 1 || !strings.Contains(text, "UID:"+b.stand.RDVs()[1].UUID) || !strings.Contains(text, "SUMMARY:Ateliers : Mails (1/8)") ||
		strings.Contains(text, "MODÈLE") || strings.Contains(text, "aline") {
		t.Error(text)
	}
	b.clock = b.clock.Add(time.Minute)
	if _, later := read(rdvsptest.CalendarPath); later == text {
		t.Error("DTSTAMP stands still")
	}
	if status, _ := read("/calendrier/autre.ics"); status != 404 {
		t.Errorf("another address: %d", status)
	}
}

// Messages may be held back and come in the wrong order.
func TestHeldBack(t *testing.T) {
	b := serve(t)
	id := b.stand.Add(rdvsptest.RDV{Start: now})
	org := b.stand.RDVs()[0].Organisation
	var events []string
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var m struct {
			Meta struct{ Event, WebhookReason string }
		}
		if json.NewDecoder(r.Body).Decode(&m) == nil {
			events = append(events, m.Meta.Event)
		}
	}))
	defer receiver.Close()
	req, _ := http.NewRequest(http.MethodPost, fmt.Sprintf("%s/api/v1/organisations/%d/webhook_endpoints", b.address, org),
		strings.NewReader(fmt.Sprintf(`{"target_url":%q,"secret":"s","subscriptions":["rdv"]}`, receiver.URL)))
	req.Header.Set("Authorization", "Bearer "+b.access)
	res, err := http.DefaultClient.Do(req)
	if status, body := b.read(res, err); status != 200 || strings.Contains(fmt.Sprint(body), "secret") {
		t.Errorf("%d %v", status, body)
	}
	b.stand.Set(func(m *rdvsptest.Modes) { m.HoldHooks = true })
	b.stand.Move(id, now.Add(time.Hour))
	b.stand.Purge(id)
	b.stand.Release(true)
	if want := []string{"created", "destroyed", "updated"}; !slices.Equal(events, want) {
		t.Errorf("delivered %v, want %v", events, want)
	}
}
