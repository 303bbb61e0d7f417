package openagenda

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"tresse/connectors"
	"tresse/connectors/conformance"
	"tresse/connectors/httpx"
	"tresse/connectors/openagenda/openagendatest"
)

func TestConformance(t *testing.T) {
	conformance.Run(t, conformance.Subject{
		Info: Info(),
		New: func(decode func(any) error, env connectors.Env, h conformance.Haste) (connectors.Connector, error) {
			return openWith(decode, env, func(o *httpx.Options) {
				o.MinWait, o.MaxWait, o.Attempt = h.MinWait, h.MaxWait, h.Attempt
				if h.MaxBody > 0 {
					o.MaxBody = h.MaxBody
				}
			})
		},
		Config: func(address string) string {
			return fmt.Sprintf("url = %q\nkey = %q\nagendas = [%d]", address+"/v2", openagendatest.Key, val)
		},
		Required: []string{"key", "agendas"},
		Secrets:  []string{openagendatest.Key},
		Stand:    conforming,
		Wire:     conformance.JSON{Lists: []string{"events"}},
		Total:    "total",
		Through: []string{
			"title.fr", "description.fr", "longDescription.fr", "conditions.fr", "keywords.fr[]",
			"onlineAccessLink", "registration[].value",
			"location.name", "location.address", "location.postalCode", "location.city",
		},
		Identity: []string{"uid"},
		Cases:    "testdata/cases/*.json", Replay: replay, Update: *update,
	})
}

// conforming is one agenda whose events have every key filled.
func conforming(now func() time.Time) conformance.Standin {
	s := openagendatest.New(now)
	s.AddAgenda(openagendatest.Agenda{UID: val, Title: "Ateliers du Grand Val"})
	uid := func(listing string) int64 {
		text, _, _ := strings.Cut(listing, "@")
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			panic(err)
		}
		return n
	}
	var put []int64
	return conformance.Standin{
		Handler: few(s), Page: 20,
		Add: func(i conformance.Item) []string {
			n := s.Put(val, openagendatest.Event{
				Title: i.Title, Description: "Une séance.", LongDescription: "Pas à pas.", Conditions: "Gratuit.", Keywords: []string{"numérique"},
				Timings: []openagendatest.Timing{{Begin: i.Start, End: i.End}}, Location: openagendatest.Amandiers(),
				OnlineLink:   "https://visio.example/a",
				Registration: []openagendatest.Way{{Type: "link", Value: "https://inscription.example/1"}},
				ExtIDs:       []openagendatest.ExtID{{Key: "logiciel", Value: "12"}},
			})
			put = append(put, n)
			return []string{fmt.Sprintf("%d@%s", n, i.Start.UTC().Format("20060102T150405Z"))}
		},
		Change: func(listing, title string) {
			s.Edit(uid(listing), func(e *openagendatest.Event) { e.Title = title })
		},
		Remove: func(listing string) { s.Remove(uid(listing), val) },
		Empty: func() {
			for _, n := range put {
				s.Vanish(n, val)
			}
		},
		Loop: func() { s.Set(func(m *openagendatest.Modes) { m.RepeatCursor = true }) },
	}
}

// few gives pages of 20, whatever size is asked for.
func few(s http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if q := r.URL.Query(); q.Has("size") {
			q.Set("size", "20")
			r.URL.RawQuery = q.Encode()
		}
		s.ServeHTTP(w, r)
	})
}

// replay serves a recorded page, and nothing after it.
func replay(body []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("after[]") {
			body = []byte(`{"success":true,"total":0,"events":[],"after":null}`)
		}
		w.Write(body)
	})
}
