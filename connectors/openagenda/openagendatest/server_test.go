package openagendatest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresse/connectors/openagenda/openagendatest"
)

var noon = time.Date(2026, 10, 14, 10, 0, 0, 0, time.UTC)

const val, ville = 73510284, 52093316

// A reader asks a stand-in.
type reader struct {
	t     *testing.T
	stand *openagendatest.Server
	url   string
}

func serve(t *testing.T) *reader {
	stand := openagendatest.New(func() time.Time { return noon })
	stand.AddAgenda(openagendatest.Agenda{UID: val, Title: "Ateliers du Grand Val", Slug: "grand-val", Official: true})
	stand.AddAgenda(openagendatest.Agenda{UID: ville, Title: "Ville"})
	server := httptest.NewServer(stand)
	t.Cleanup(server.Close)
	return &reader{t, stand, server.URL}
}

// event is a workshop of one slot, so many days from noon.
func event(uid int64, days int) openagendatest.Event {
	begin := noon.AddDate(0, 0, days)
	return openagendatest.Event{
		UID: uid, Title: fmt.Sprint("Atelier ", uid), Description: "Une séance.", Keywords: []string{"emploi"},
		Timings:   []openagendatest.Timing{{Begin: begin, End: begin.Add(2 * time.Hour)}},
		Location:  openagendatest.Amandiers(),
		UpdatedAt: noon.Add(time.Duration(uid-100) * time.Minute),
	}
}

func (r *reader) ask(method, path, key string) (int, []byte) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("key", key)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode, body
}

// list asks for events and returns their uids and the answer.
func (r *reader) list(query string) ([]int64, map[string]any) {
	r.t.Helper()
	status, body := r.ask("GET", fmt.Sprintf("/v2/agendas/%d/events?%s", val, query), openagendatest.Key)
	var answer map[string]any
	if err := json.Unmarshal(body, &answer); err != nil || status != 200 {
		r.t.Fatal(status, string(body))
	}
	uids := []int64{}
	for _, item := range answer["events"].([]any) {
		if uid, ok := item.(map[string]any)["uid"].(float64); ok {
			uids = append(uids, int64(uid))
		}
	}
	return uids, answer
}

func TestKeys(t *testing.T) {
	r := serve(t)
	r.stand.AllowToken("jeton")
	for _, c := range []struct {
		path, key string
		want      int
	}{
		{"/v2/agendas", "", 403}, {"/v2/agendas", "faux", 403}, {"/v2/agendas", openagendatest.Key, 200},
		{"/v2/agendas?key=" + openagendatest.Key, "", 200},
		{fmt.Sprintf("/agendas/%d/events.v2.ics", val), "", 200},
		{"/v2/agendas/1", openagendatest.Key, 404}, {"/v2/agendas/1/events", openagendatest.Key, 404},
		{fmt.Sprintf("/v2/agendas/%d/events/1", val), openagendatest.Key, 404}, {"/v2/autre", openagendatest.Key, 404},
	} {
		status, body := r.ask("GET", c.path, c.key)
		if status != c.want {
			t.Errorf("%s: %d %s", c.path, status, body)
		}
		if status == 403 && string(body) != `{"message":"could not find user or agenda matching key"}` {
			t.Error(string(body))
		}
	}
	req, _ := http.NewRequestWithContext(t.Context(), "GET", r.url+"/v2/agendas", nil)
	req.Header.Set("access-token", "jeton")
	if resp, err := http.DefaultClient.Do(req); err != nil || resp.StatusCode != 200 {
		t.Error(err)
	}
}

func TestFilters(t *testing.T) {
	r := serve(t)
	for uid, days := range map[int64]int{1: -3, 2: 1, 3: 5, 4: 9, 5: 12, 6: 14} {
		r.stand.Put(val, event(uid, days))
	}
	r.stand.Edit(4, func(e *openagendatest.Event) { e.Status, e.UpdatedAt = 6, noon.Add(-96*time.Minute).Add(time.Second) })
	r.stand.Publish(5, val, openagendatest.Moderate)
	r.stand.Remove(6, val)
	running := event(7, -1)
	running.Timings = append(running.Timings, event(7, 3).Timings...)
	r.stand.Put(val, running)
	for query, want := range map[string][]int64{
		"":                                  {2, 7, 3, 4, 1},
		"sort=updatedAt.asc":                {1, 2, 3, 4, 7},
		"sort=updatedAt.desc":               {7, 4, 3, 2, 1},
		"sort=nothing.asc":                  {2, 7, 3, 4, 1},
		"sort=updatedAt.asc&removed=null":   {1, 2, 3, 4, 7, 6},
		"removed=1":                         {6},
		"state[]=0":                         {5},
		"state[]=0&state[]=2&uid[]=5":       {5},
		"state=99":                          {2, 7, 3, 4, 1},
		"status=6":                          {4},
		"status[]=99":                       {2, 7, 3, 4, 1},
		"uid[]=2&uid[]=3":                   {2, 3},
		"uid[0]=2&uid[1]=3":                 {2, 3},
		"uid=2&uid=3":                       {2, 3},
		"relative[]=passed":                 {1},
		"relative[]=current":                {7},
		"relative[]=upcoming&relative[]=x":  {2, 3, 4},
		"timings[gte]=2026-10-19T00:00:00Z": {3, 4},
		"timings[lte]=2026-10-12T00:00:00Z": {1},
		"timings.gte=2026-10-19":            {3, 4},
		"size=2":                            {2, 7},
		"size=2&from=2":                     {3, 4},
		"unknown=1":                         {2, 7, 3, 4, 1},
		"sort=updatedAt.asc&updatedAt[lte]=2026-10-14T08:22:30.000Z":                     {1, 2},
		"sort=updatedAt.asc&removed=null&updatedAt[gte]=2026-10-14T08:24:00.000Z":        {4, 7, 6},
		"sort=updatedAt.asc&removed=null&updatedAt[gte]=2026-10-14T09:00:00.000%2B02:00": {1, 2, 3, 4, 7, 6},
	} {
		if got, _ := r.list(query); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	for _, bad := range []string{"updatedAt[gte]=hier", "timings[lte]=demain", "after[]=1", "after[]=a&after[]=b&sort=updatedAt.asc"} {
		if status, body := r.ask("GET", fmt.Sprintf("/v2/agendas/%d/events?%s", val, bad), openagendatest.Key); status != 400 {
			t.Errorf("%s: %d %s", bad, status, body)
		}
	}
}

func TestPagesEndWithAnEmptyOne(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*openagendatest.Modes)
		sort   string
		pages  int
	}{
		"by update":       {func(*openagendatest.Modes) {}, "updatedAt.asc", 4},
		"latest first":    {func(*openagendatest.Modes) {}, "updatedAt.desc", 4},
		"by timing":       {func(*openagendatest.Modes) {}, "timingsWithFeatured.asc", 4},
		"numeric cursors": {func(m *openagendatest.Modes) { m.NumericCursors = true }, "updatedAt.asc", 4},
		"null at the end": {func(m *openagendatest.Modes) { m.NullLastCursor = true }, "updatedAt.asc", 3},
	} {
		t.Run(name, func(t *testing.T) {
			r := serve(t)
			r.stand.Cap(30)
			for uid := range int64(70) {
				r.stand.Put(val, event(uid+1, int(uid%20)-10))
			}
			r.stand.Set(c.change)
			seen, pages := map[int64]bool{}, 0
			for after := ""; ; {
				uids, answer := r.list("size=500&sort=" + c.sort + after)
				pages++
				if answer["total"].(float64) != 70 || answer["sort"] != c.sort || len(uids) > 30 {
					t.Fatal(answer["total"], answer["sort"], len(uids))
				}
				for _, uid := range uids {
					if seen[uid] {
						t.Fatal("twice:", uid)
					}
					seen[uid] = true
				}
				if answer["after"] == nil {
					break
				}
				after = ""
				for _, e := range answer["after"].([]any) {
					if f, number := e.(float64); number {
						e = fmt.Sprintf("%.0f", f)
					}
					after += "&after[]=" + e.(string)
				}
			}
			if len(seen) != 70 || pages != c.pages {
				t.Errorf("%d events in %d pages", len(seen), pages)
			}
		})
	}
	r := serve(t)
	r.stand.Put(val, event(1, 1))
	if _, answer := r.list(""); answer["after"] != nil {
		t.Error("a page that holds the whole result has a cursor:", answer["after"])
	}
}

// TestShapeIsThatOfTheCapture compares the keys, and the types of their values,
// with the recorded answer.
func TestShapeIsThatOfTheCapture(t *testing.T) {
	body, err := os.ReadFile("../testdata/cases/capture.json")
	if err != nil {
		t.Fatal(err)
	}
	var capture struct{ Events []map[string]any }
	if err := json.Unmarshal(body, &capture); err != nil {
		t.Fatal(err)
	}
	r := serve(t)
	r.stand.Put(val, event(1, 1))
	_, answer := r.list("detailed=1")
	ours := answer["events"].([]any)[0].(map[string]any)
	recorded := capture.Events[0]
	delete(ours, "member") // seen by some keys only
	delete(recorded, "public-vise")
	delete(recorded, "thematique")
	if diff := cmp.Diff(slices.Sorted(maps.Keys(recorded)), slices.Sorted(maps.Keys(ours))); diff != "" {
		t.Error(diff)
	}
	for key, v := range recorded {
		if v != nil && ours[key] != nil && fmt.Sprintf("%T", v) != fmt.Sprintf("%T", ours[key]) {
			t.Errorf("%s is %T, recorded %T", key, ours[key], v)
		}
	}
}

func TestLooks(t *testing.T) {
	r := serve(t)
	r.stand.Put(val, event(1, 1))
	_, answer := r.list("")
	short := answer["events"].([]any)[0].(map[string]any)
	for _, missing := range []string{"timings", "updatedAt", "registration", "state"} {
		if _, there := short[missing]; there {
			t.Error("a short item has", missing)
		}
	}
	if place := short["location"].(map[string]any); place["name"] == nil || place["phone"] != nil {
		t.Error(place)
	}
	for query, want := range map[string]string{
		"if[]=uid&if[]=updatedAt":                           `[{"uid":1,"updatedAt":"2026-10-14T08:21:00.000Z"}]`,
		"includeFields[]=uid&includeFields[]=location.city": `[{"location":{"city":"Vénissieux"},"uid":1}]`,
		"if[]=uid&if[]=title&monolingual=fr":                `[{"title":"Atelier 1","uid":1}]`,
		"if[]=title&if[]=keywords&monolingual=en":           `[{"keywords":["emploi"],"title":"Atelier 1"}]`,
	} {
		_, answer := r.list(query)
		if got, _ := json.Marshal(answer["events"]); string(got) != want {
			t.Errorf("%s: %s", query, got)
		}
	}
	r.stand.Remove(1, val)
	_, answer = r.list("removed=null&detailed=1")
	if got, _ := json.Marshal(answer["events"]); string(got) != `[{"removed":true,"uid":1,"updatedAt":"2026-10-14T10:00:00.000Z"}]` {
		t.Error(string(got))
	}
	r.stand.Put(val, event(2, 1))
	_, answer = r.list("removed=null&detailed=1&uid[]=2")
	if got := answer["events"].([]any)[0].(map[string]any)["removed"]; got != false {
		t.Error(got)
	}
}

func TestSingleEvents(t *testing.T) {
	r := serve(t)
	e := event(1, 1)
	e.ExtIDs = []openagendatest.ExtID{{Key: "val", Value: "a-1"}}
	r.stand.Put(val, e)
	r.stand.Share(1, ville)
	r.stand.Publish(1, ville, openagendatest.Refused)
	path := func(agenda int, rest string) string { return fmt.Sprintf("/v2/agendas/%d/events/%s", agenda, rest) }
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{"GET", path(val, "1"), 200}, {"HEAD", path(val, "1"), 200}, {"GET", path(val, "ext/val/a-1"), 200},
		{"GET", path(ville, "1"), 404}, {"GET", path(val, "2"), 404}, {"GET", path(val, "ext/val/b"), 404}, {"GET", path(val, "abc"), 404},
	} {
		status, body := r.ask(c.method, c.path, openagendatest.Key)
		if status != c.want {
			t.Errorf("%s %s: %d %s", c.method, c.path, status, body)
		}
		if status == 200 && c.method == "GET" && !strings.HasPrefix(string(body), `{"success":true,"event":{"uid":1,`) {
			t.Error(string(body))
		}
	}
	r.stand.Remove(1, val)
	if status, body := r.ask("GET", path(val, "1"), openagendatest.Key); status != 404 || string(body) != `{"info":{"uid":"1"},"message":"event not found"}` {
		t.Error(status, string(body))
	}
}

func TestAgendas(t *testing.T) {
	r := serve(t)
	r.stand.Put(val, event(1, 1))
	r.stand.Put(val, event(2, -3))
	var list struct {
		Total   int
		Agendas []map[string]any
	}
	_, body := r.ask("GET", "/v2/agendas?search=grand", openagendatest.Key)
	if err := json.Unmarshal(body, &list); err != nil || list.Total != 1 || list.Agendas[0]["official"] != true {
		t.Error(string(body))
	}
	var one struct {
		Official int
		Summary  struct{ PublishedEvents map[string]int }
	}
	_, body = r.ask("GET", fmt.Sprintf("/v2/agendas/%d", val), openagendatest.Key)
	want := map[string]int{"current": 0, "passed": 1, "upcoming": 1}
	if err := json.Unmarshal(body, &one); err != nil || one.Official != 1 || !maps.Equal(one.Summary.PublishedEvents, want) {
		t.Error(string(body))
	}
}

func TestCalendar(t *testing.T) {
	r := serve(t)
	e := event(48213907, 6)
	e.Timings = append(e.Timings, event(0, 13).Timings...)
	r.stand.Put(val, e)
	r.stand.Put(val, event(2, 1))
	r.stand.Publish(2, val, openagendatest.Ready)
	_, body := r.ask("GET", fmt.Sprintf("/agendas/%d/events.v2.ics", val), "")
	text := string(body)
	for _, want := range []string{"X-WR-RELCALID:73510284\r\n", "UID:48213907//20261020T100000Z\r\n", "UID:48213907//20261027T100000Z\r\n", "GEO:45.697412;4.886953\r\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Count(text, "BEGIN:VEVENT") != 2 {
		t.Error(text)
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 {
			t.Error(len(line), line)
		}
	}
}

func TestFilling(t *testing.T) {
	r := serve(t)
	r.stand.Fill(openagendatest.Filling{Agenda: val, Events: 400, From: noon, Days: 100, Updated: noon})
	r.stand.Warm(val)
	uids, answer := r.list("sort=updatedAt.asc&detailed=1&size=300")
	if len(uids) != 300 || answer["total"].(float64) != 400 {
		t.Error(len(uids), answer["total"])
	}
	timings := 0
	for _, item := range answer["events"].([]any) {
		timings += len(item.(map[string]any)["timings"].([]any))
	}
	if timings != 750 {
		t.Errorf("%d timings", timings)
	}
}
