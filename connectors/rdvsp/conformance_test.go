package rdvsp

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"tresse/connectors"
	"tresse/connectors/conformance"
	"tresse/connectors/httpx"
	"tresse/connectors/rdvsp/rdvsptest"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata")

// firstRefresh is the first refresh token of any stand-in.
const firstRefresh = "refresh-1000-000001-rdvsp"

func TestConformance(t *testing.T) {
	conformance.Run(t, conformance.Subject{
		Info: Info(),
		New: func(decode func(any) error, env connectors.Env, h conformance.Haste) (connectors.Connector, error) {
			return open(decode, env, httpx.Options{MinWait: h.MinWait, MaxWait: h.MaxWait, Attempt: h.Attempt, MaxBody: h.MaxBody})
		},
		Config: func(address string) string {
			return fmt.Sprintf("url = %q\nclient_id = %q\nclient_secret = %q\nrefresh_token = %q", address, rdvsptest.ClientID, rdvsptest.ClientSecret, firstRefresh)
		},
		Required: []string{"client_id", "client_secret"},
		Secrets:  []string{rdvsptest.ClientSecret, firstRefresh},
		Renews:   rdvsptest.Renews,
		Stand:    stand,
		Wire:     conformance.JSON{Lists: []string{"rdvs"}},
		Total:    "meta.total_count",
		Through: []string{
			"name", "lieu.name", "lieu.address", "url_for_agents", "motif.motif_category.name",
			"agents[].first_name", "agents[].last_name", "agents[].email",
			"participations[].user.first_name", "participations[].user.last_name", "participations[].user.birth_name",
			"participations[].user.email", "participations[].user.phone_number_formatted",
			"participations[].user.responsible.first_name", "participations[].user.responsible.last_name",
			"participations[].user.responsible.email", "participations[].user.responsible.phone_number_formatted",
		},
		Identity: []string{"uuid"},
		Cases:    "testdata/*.json", Replay: replay, Update: *update,
	})
}

// stand is an instance in which every key of an appointment says something.
func stand(now func() time.Time) conformance.Standin {
	s := rdvsptest.New(now)
	s.Set(func(m *rdvsptest.Modes) { m.PageSize, m.KeepRefresh = 10, true })
	s.Consent()
	org := s.AddOrganisation(rdvsptest.Organisation{Name: "Espace numérique de Saint-Brévin"})
	ids := map[string]int64{}
	return conformance.Standin{
		Handler: s, Page: 10,
		Add: func(i conformance.Item) []string {
			id := s.Add(rdvsptest.RDV{
				Organisation: org, Name: i.Title, Start: i.Start, End: i.End, Context: "Souhaite de l’aide", Capacity: 6,
				Motif:  rdvsptest.Motif{Name: "Aide numérique", Collective: true, Category: map[string]any{"id": 31, "name": "Numérique", "short_name": "numerique"}},
				Lieu:   &rdvsptest.Lieu{ID: 702, Name: "Médiathèque", Address: "5 quai de l'Estuaire, Saint-Brévin, 44250"},
				Agents: []rdvsptest.Agent{{ID: 1, FirstName: "Solène", LastName: "MARCHAND", Email: "solene.marchand@espace.example.fr"}, {ID: 2, LastName: "BENALI", Email: "karim.benali@espace.example.fr"}},
			})
			seat := s.Book(id, rdvsptest.Participation{User: rdvsptest.User{
				FirstName: i.Person.First, LastName: i.Person.Last, Email: i.Person.Email, Phone: i.Person.Phone,
				BirthDate: "1951-03-17", BirthName: "ROUX", Address: "12 rue des Tilleuls", AffiliationNumber: "A-12",
				Responsible: &rdvsptest.User{FirstName: "Nathalie", LastName: "LEFÈVRE", Email: "nathalie@example.fr", Phone: "06 39 98 00 01", Address: "3 place du Marché"},
			}})
			listing := strconv.FormatInt(id, 10)
			ids[listing] = id
			return []string{listing, listing + "/" + strconv.FormatInt(seat, 10)}
		},
		Change: func(listing, title string) { s.Edit(ids[listing], func(r *rdvsptest.RDV) { r.Name = title }) },
		Remove: func(listing string) { s.Delete(ids[listing]) },
		Empty: func() {
			for _, r := range s.RDVs() {
				s.Delete(r.ID)
			}
		},
		Loop: func() { s.Set(func(m *rdvsptest.Modes) { m.Circle = true }) },
	}
}

// replay serves a recorded list: each appointment to whoever asks for its time,
// and those without one to the first who asks.
func replay(body []byte) http.Handler {
	var all struct{ RDVs []json.RawMessage }
	if err := json.Unmarshal(body, &all); err != nil {
		panic(err)
	}
	asked := false
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rdvsptest.Renews(r) {
			json.NewEncoder(w).Encode(map[string]any{"access_token": "access", "refresh_token": "refresh", "expires_in": 7200})
			return
		}
		if r.URL.Path != "/api/v1/rdvs" {
			http.NotFound(w, r)
			return
		}
		from, to := r.URL.Query().Get("starts_after"), r.URL.Query().Get("starts_before")
		found := []json.RawMessage{}
		for _, raw := range all.RDVs {
			var i rdv
			_ = json.Unmarshal(raw, &i) // what is odd about it is for the connector
			at, err := instant(i.StartsAt)
			if inside := from <= stamp(at.Time) && stamp(at.Time) <= to; err == nil && inside || err != nil && !asked {
				found = append(found, raw)
			}
		}
		asked = true
		json.NewEncoder(w).Encode(map[string]any{"rdvs": found, "meta": map[string]any{"current_page": 1, "next_page": nil, "prev_page": nil, "total_pages": 1, "total_count": len(found)}})
	})
}
