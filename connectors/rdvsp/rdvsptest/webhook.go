package rdvsptest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// An endpoint is a subscription of one organisation (sheet §9). Its secret is
// never given back.
type endpoint struct {
	ID            int64    `json:"id"`
	Organisation  int64    `json:"organisation_id"`
	TargetURL     string   `json:"target_url"`
	Subscriptions []string `json:"subscriptions"`
	secret        string
}

// A delivery is one message on its way.
type delivery struct {
	url, secret string
	body        []byte
}

// models are the subscriptions that there are, and their Ruby names.
var models = []string{"rdv", "absence", "plage_ouverture", "user", "user_profile", "organisation", "motif", "lieu", "agent", "agent_role", "referent_assignation"}

// Signature is what X-Lapin-Signature holds: lower-case hex of the HMAC-SHA256
// of the raw body.
func Signature(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// Endpoints returns the addresses subscribed to something now.
func (s *Server) Endpoints() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	urls := []string{}
	for _, e := range s.endpoints {
		if len(e.Subscriptions) > 0 {
			urls = append(urls, e.TargetURL)
		}
	}
	return urls
}

// DropEndpoints removes all subscriptions, as an administrator does.
func (s *Server) DropEndpoints() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endpoints = nil
}

func (s *Server) listEndpoints(w http.ResponseWriter, r *http.Request) {
	if s.mode().NotTerritory {
		forbidden(w)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	target, org := r.URL.Query().Get("target_url"), int64(number(r.PathValue("org")))
	var found []*endpoint
	for _, e := range s.endpoints {
		if e.Organisation == org && (target == "" || e.TargetURL == target) {
			found = append(found, e)
		}
	}
	from, to, meta := s.turn(max(1, number(r.URL.Query().Get("page"))), len(found))
	answer(w, http.StatusOK, map[string]any{"webhook_endpoints": append([]*endpoint{}, found[from:to]...), "meta": meta})
}

func forbidden(w http.ResponseWriter) {
	answer(w, http.StatusForbidden, map[string]any{"errors": []any{map[string]any{"base": "forbidden"}}, "error_messages": []string{"Vous n’êtes pas autorisé à faire cela."}})
}

func invalid(w http.ResponseWriter, field, why string) {
	answer(w, http.StatusUnprocessableEntity, map[string]any{
		"success": false, "errors": map[string]any{field: []any{map[string]any{"error": why}}}, "error_messages": []string{field + " " + why},
	})
}

// asked is what an endpoint is to become.
type asked struct {
	TargetURL     *string   `json:"target_url"`
	Secret        *string   `json:"secret"`
	Subscriptions *[]string `json:"subscriptions"`
}

// createEndpoint makes one, and sends it every existing record as created.
func (s *Server) createEndpoint(w http.ResponseWriter, r *http.Request) {
	e := &endpoint{Organisation: int64(number(r.PathValue("org"))), Subscriptions: []string{}}
	if !s.applied(w, r, e) {
		return
	}
	s.mu.Lock()
	e.ID = s.number()
	s.endpoints = append(s.endpoints, e)
	body := *e
	s.mu.Unlock()
	answer(w, http.StatusOK, map[string]any{"webhook_endpoint": body})
	s.flood(&body)
}

func (s *Server) changeEndpoint(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	i := slices.IndexFunc(s.endpoints, func(e *endpoint) bool { return strconv.FormatInt(e.ID, 10) == r.PathValue("id") })
	s.mu.Unlock()
	if i < 0 {
		answer(w, http.StatusNotFound, map[string]any{"not_found": "webhook_endpoint"})
		return
	}
	if !s.applied(w, r, s.endpoints[i]) {
		return
	}
	s.mu.Lock()
	body := *s.endpoints[i]
	s.mu.Unlock()
	answer(w, http.StatusOK, map[string]any{"webhook_endpoint": body})
	s.flood(&body)
}

// applied changes an endpoint as was asked, or answers why not.
func (s *Server) applied(w http.ResponseWriter, r *http.Request, e *endpoint) bool {
	if s.mode().NotTerritory {
		forbidden(w)
		return false
	}
	var a asked
	if json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&a) != nil {
		answer(w, http.StatusBadRequest, map[string]any{"missing": "target_url"})
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	next := *e
	if a.TargetURL != nil {
		next.TargetURL = *a.TargetURL
	}
	if a.Secret != nil {
		next.secret = *a.Secret
	}
	if a.Subscriptions != nil {
		next.Subscriptions = *a.Subscriptions
	}
	u, err := url.Parse(next.TargetURL)
	switch {
	case err != nil || u.Host == "":
		invalid(w, "target_url", "invalid")
	case next.secret == "":
		invalid(w, "secret", "blank")
	case slices.ContainsFunc(next.Subscriptions, func(m string) bool { return !slices.Contains(models, m) }):
		invalid(w, "subscriptions", "inclusion")
	case slices.ContainsFunc(s.endpoints, func(o *endpoint) bool {
		return o != e && o.Organisation == next.Organisation && o.TargetURL == next.TargetURL
	}):
		invalid(w, "target_url", "taken")
	default:
		*e = next
		return true
	}
	return false
}

// flood sends every RDV as created.
func (s *Server) flood(e *endpoint) {
	for _, r := range s.RDVs() {
		if r.Organisation == e.Organisation && slices.Contains(e.Subscriptions, "rdv") {
			s.mu.Lock()
			body := s.message("Rdv", "created", "", s.wire(&r))
			s.mu.Unlock()
			s.deliver(delivery{e.TargetURL, e.secret, body})
		}
	}
}

// message is the body of a delivery; the lock is held.
func (s *Server) message(model, event, reason string, data any) []byte {
	body, err := json.Marshal(map[string]any{"data": data, "meta": map[string]any{
		"model": model, "event": event, "webhook_reason": orNull(reason), "timestamp": s.modes.date(s.now()),
	}})
	if err != nil {
		return []byte("{}")
	}
	return body
}

// tell sends news of an RDV to who subscribed.
func (s *Server) tell(event string, id int64, reason string) {
	s.mu.Lock()
	var out []delivery
	if r, ok := s.byID[id]; ok && len(s.endpoints) > 0 {
		body := s.message("Rdv", event, reason, s.wire(&r.RDV))
		for _, e := range s.endpoints {
			if e.Organisation == r.Organisation && slices.Contains(e.Subscriptions, "rdv") {
				out = append(out, delivery{e.TargetURL, e.secret, body})
			}
		}
	}
	s.mu.Unlock()
	for _, d := range out {
		s.deliver(d)
	}
}

// TellUserProfile sends that a user left an organisation: no RDV is named, and
// no user either (sheet §9).
func (s *Server) TellUserProfile(organisation int64) {
	s.mu.Lock()
	var out []delivery
	body := s.message("UserProfile", "destroyed", "", map[string]any{"organisation": s.wireOrganisation(organisation), "user": nil})
	for _, e := range s.endpoints {
		if e.Organisation == organisation && slices.Contains(e.Subscriptions, "user_profile") {
			out = append(out, delivery{e.TargetURL, e.secret, body})
		}
	}
	s.mu.Unlock()
	for _, d := range out {
		s.deliver(d)
	}
}

// Release sends what waited, the last first where backwards.
func (s *Server) Release(backwards bool) {
	s.mu.Lock()
	waiting := s.waiting
	s.waiting, s.modes.HoldHooks = nil, false
	s.mu.Unlock()
	if backwards {
		slices.Reverse(waiting)
	}
	for _, d := range waiting {
		s.deliver(d)
	}
}

// Retry sends again what was not taken, as the platform does up to 20 times.
func (s *Server) Retry() {
	s.mu.Lock()
	failed := s.failed
	s.failed = nil
	s.mu.Unlock()
	for _, d := range failed {
		s.deliver(d)
	}
}

// deliver posts within ten seconds; what is not taken with 2xx waits for Retry.
func (s *Server) deliver(d delivery) {
	m := s.mode()
	if m.HoldHooks {
		s.mu.Lock()
		s.waiting = append(s.waiting, d)
		s.mu.Unlock()
		return
	}
	times := 1
	if m.DoubleHooks {
		times = 2
	}
	for range times {
		if !post(d) {
			s.mu.Lock()
			s.failed = append(s.failed, d)
			s.mu.Unlock()
		}
	}
}

func post(d delivery) bool {
	req, err := http.NewRequest(http.MethodPost, d.url, bytes.NewReader(d.body))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("X-Lapin-Signature", Signature(d.secret, d.body))
	client := http.Client{Timeout: 10 * time.Second}
	res, err := client.Do(req)
	if err != nil {
		return false
	}
	res.Body.Close()
	return res.StatusCode/100 == 2
}
