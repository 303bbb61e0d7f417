package web

import (
	"net/http"
	"time"

	"tresse"
)

// freshness is what /healthz says of a source.
type freshness struct {
	Name        string        `json:"name"`
	State       tresse.Health `json:"state"`
	LastSuccess string        `json:"last_success,omitempty"`
	Age         *int64        `json:"age_seconds,omitempty"` // since the last success
	NextTry     string        `json:"next_try,omitempty"`
	Failures    int           `json:"failures"`
	Held        int           `json:"held"`
}

// healthz says whether the program does its work: 503 where the store cannot be
// read. A source in trouble is no reason to start the program anew, so it is
// told and no more.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	var body struct {
		Status  string `json:"status"` // ok, or broken
		Sources any    `json:"sources"`
	}
	list, err := s.store.Sources()
	if err != nil {
		s.log.Error().Err(err).Msg("the store cannot be read")
		body.Status, body.Sources = "broken", []freshness{}
		writeJSON(w, http.StatusServiceUnavailable, body)
		return
	}
	body.Status, body.Sources = "ok", s.freshnessOf(list)
	if s.health != nil {
		body.Sources = s.health()
	}
	writeJSON(w, http.StatusOK, body)
}

func (s *Server) freshnessOf(list []tresse.SourceState) []freshness {
	now := s.now()
	all := make([]freshness, len(list))
	for i, x := range list {
		f := freshness{Name: x.Name, State: x.Health, Failures: x.Failures, Held: x.Held}
		if f.State == "" {
			f.State = tresse.HealthWaiting
		}
		if !x.LastSuccess.IsZero() {
			age := int64(now.Sub(x.LastSuccess) / time.Second)
			f.LastSuccess, f.Age = x.LastSuccess.In(s.zone).Format(time.RFC3339), &age
		}
		if !x.NextTry.IsZero() {
			f.NextTry = x.NextTry.In(s.zone).Format(time.RFC3339)
		}
		all[i] = f
	}
	return all
}
