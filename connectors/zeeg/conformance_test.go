package zeeg

import (
	"encoding/json"
	"flag"
	"net/http"
	"testing"
	"time"

	"tresse/connectors"
	"tresse/connectors/conformance"
	"tresse/connectors/httpx"
	"tresse/connectors/zeeg/zeegtest"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata")

func TestConformance(t *testing.T) {
	conformance.Run(t, conformance.Subject{
		Info: Info(),
		New: func(decode func(any) error, env connectors.Env, h conformance.Haste) (connectors.Connector, error) {
			return open(decode, env, httpx.Options{MinWait: h.MinWait, MaxWait: h.MaxWait, Attempt: h.Attempt, MaxBody: h.MaxBody})
		},
		Config:   func(address string) string { return "url = \"" + address + "/v2\"\ntoken = \"" + zeegtest.Token + "\"" },
		Required: []string{"token"},
		Secrets:  []string{zeegtest.Token},
		Stand:    stand,
		Wire:     conformance.JSON{Lists: []string{"collection"}},
		Total:    "pagination.total",
		Through: []string{
			"title", "location.name", "location.address", "location.joinUrl",
			"hosts[].firstName", "hosts[].lastName", "hosts[].email",
			"invitees[].fullName", "invitees[].email", "invitees[].questions[].answer",
		},
		Identity: []string{"uuid", "invitees[].uuid"},
		Cases:    "testdata/*.json", Replay: replay, Update: *update,
	})
}

// stand is an account in which every key of an event says something.
func stand(now func() time.Time) conformance.Standin {
	s := zeegtest.New(now)
	s.Set(func(m *zeegtest.Modes) { m.MaxPage = 10 })
	page := s.AddPage(zeegtest.Page{Title: "Accompagnement", Questions: []string{"Votre numéro de téléphone"}})
	return conformance.Standin{
		Handler: s, Page: 10,
		Add: func(i conformance.Item) []string {
			event := s.AddEvent(zeegtest.Event{
				Page: page, Title: i.Title, Start: i.Start, End: i.End, Guests: []string{"proche@example.fr"},
				Location: map[string]any{"type": "In person", "name": "Médiathèque", "address": "12 rue des Amandiers", "joinUrl": "https://meet.example.fr/a"},
				Hosts:    []zeegtest.Host{{FirstName: "Médiation", LastName: "Exemple", Email: zeegtest.Owner, Slug: "mediation"}},
			})
			invitee := s.Book(event, zeegtest.Invitee{
				Name: i.Person.First + " " + i.Person.Last, Email: i.Person.Email, Salutation: "Ms.", Guests: []string{"fille@example.fr"},
				Questions: []zeegtest.Question{{Question: "Votre numéro de téléphone", Answer: i.Person.Phone}, {Question: "Votre besoin ?", Answer: "Mes impôts"}},
			})
			return []string{event, event + "/" + invitee}
		},
		Change: func(event, title string) { s.Edit(event, func(e *zeegtest.Event) { e.Title = title }) },
		Remove: s.Delete,
		Empty: func() {
			for _, e := range s.Events() {
				s.Delete(e.UUID)
			}
		},
		Loop: func() { s.Set(func(m *zeegtest.Modes) { m.RepeatPage = true }) },
	}
}

// replay serves a recorded list: each event to whoever asks for its time, and
// those without one to the first who asks.
func replay(body []byte) http.Handler {
	var all list
	if err := json.Unmarshal(body, &all); err != nil {
		panic(err)
	}
	asked := false
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from, to := r.URL.Query().Get("minStartTime"), r.URL.Query().Get("maxStartTime")
		found := []json.RawMessage{}
		for _, raw := range all.Collection {
			var e event
			lenient(raw, &e)
			at, err := instant(e.StartTime)
			if inside := from <= at.Format(stampForm) && at.Format(stampForm) <= to; err == nil && inside || err != nil && !asked {
				found = append(found, raw)
			}
		}
		asked = true
		json.NewEncoder(w).Encode(map[string]any{"collection": found, "pagination": map[string]any{"total": len(found), "nextPage": nil}})
	})
}
