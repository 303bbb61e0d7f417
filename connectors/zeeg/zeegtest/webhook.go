package zeegtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// The events that a webhook may ask for.
const (
	InviteeScheduled = "invitee.scheduled"
	InviteeCancelled = "invitee.cancelled"
)

// hook is a subscription, in the shape of its answer but for the token.
type hook struct {
	UUID        string   `json:"uuid"`
	CallbackURL string   `json:"callbackUrl"`
	Scope       string   `json:"scope"`
	Events      []string `json:"events"`
	CreatedAt   string   `json:"createdAt"`
	UpdatedAt   string   `json:"updatedAt"`
	token       string
}

// Hooks returns the addresses subscribed now.
func (s *Server) Hooks() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	urls := []string{}
	for _, h := range s.hooks {
		urls = append(urls, h.CallbackURL)
	}
	return urls
}

// createHook is POST /webhooks. It calls the address at once, as Zeeg does.
// Choice: plain http is taken too, for receivers on loopback.
func (s *Server) createHook(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		CallbackURL, Scope string
		Events             []string
		Token              *string
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&ask); err != nil {
		refuse(w, http.StatusBadRequest)
		return
	}
	h := &hook{CallbackURL: ask.CallbackURL, Scope: ask.Scope, Events: ask.Events}
	if ask.Token != nil {
		h.token = strings.TrimSpace(*ask.Token)
	}
	if bad := h.check(ask.Token != nil); bad != "" {
		invalid(w, bad, "The "+bad+" is invalid.")
		return
	}
	s.mu.Lock()
	h.UUID, h.CreatedAt = s.id(), stamp(s.now())
	h.UpdatedAt = h.CreatedAt
	s.hooks = append(s.hooks, h)
	s.mu.Unlock()
	status := s.deliver(h, map[string]any{"event": "test"})
	answer(w, http.StatusCreated, map[string]any{"success": true, "resource": h, "testResult": map[string]any{
		"delivered": status/100 == 2, "statusCode": status, "error": nil,
	}})
}

// check names the first field that Zeeg would refuse.
func (h *hook) check(withToken bool) string {
	u, err := url.Parse(h.CallbackURL)
	switch {
	case err != nil || u.Host == "":
		return "callbackUrl"
	case h.Scope != "user" && h.Scope != "organization":
		return "scope"
	case withToken && (len(h.token) < 8 || len(h.token) > 1000 || strings.ContainsFunc(h.token, unprintable)):
		return "token"
	case len(h.Events) == 0:
		return "events"
	}
	for _, e := range h.Events {
		if !slices.Contains([]string{InviteeScheduled, InviteeCancelled, "routing_form.submitted"}, e) {
			return "events"
		}
	}
	return ""
}

func unprintable(r rune) bool { return r <= ' ' || r > '~' }

func (s *Server) listHooks(w http.ResponseWriter, r *http.Request) {
	t, bad := parseTurn(r.URL.Query(), "count")
	if bad != "" {
		invalid(w, bad, "The "+bad+" is invalid.")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	from, to := t.bounds(len(s.hooks))
	answer(w, http.StatusOK, map[string]any{
		"collection": append([]*hook{}, s.hooks[from:to]...), "pagination": t.pagination("/v2/webhooks", len(s.hooks), to-from),
	})
}

func (s *Server) readHook(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.hooks, func(h *hook) bool { return h.UUID == r.PathValue("uuid") })
	if i < 0 {
		refuse(w, http.StatusNotFound)
		return
	}
	answer(w, http.StatusOK, map[string]any{"resource": s.hooks[i]})
}

func (s *Server) deleteHook(w http.ResponseWriter, r *http.Request) {
	if !s.drop(r.PathValue("uuid")) {
		refuse(w, http.StatusNotFound)
		return
	}
	answer(w, http.StatusOK, map[string]any{"success": true, "message": "Webhook deleted.", "status": 200})
}

func (s *Server) drop(uuid string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.hooks)
	s.hooks = slices.DeleteFunc(s.hooks, func(h *hook) bool { return h.UUID == uuid })
	return len(s.hooks) < before
}

// tell delivers an invitee's news, once, to those who asked for it.
func (s *Server) tell(event, uuid, invitee string) {
	s.mu.Lock()
	var payload map[string]any
	if e, ok := s.byID[uuid]; ok {
		payload = news(event, &e.Event, invitee)
	}
	hooks := slices.Clone(s.hooks)
	s.mu.Unlock()
	for _, h := range hooks {
		if payload != nil && slices.Contains(h.Events, event) {
			s.deliver(h, payload)
		}
	}
}

// deliver posts once, within five seconds. The subscription is deleted on 404,
// 410, and where the host's name does not resolve.
func (s *Server) deliver(h *hook, payload map[string]any) (status int) {
	body, err := json.Marshal(payload)
	if err != nil {
		return 0
	}
	req, err := http.NewRequest(http.MethodPost, h.CallbackURL, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	req.Header.Set("Content-Type", "application/json")
	if h.token != "" {
		req.Header.Set("Token", h.token)
	}
	client := http.Client{Timeout: 5 * time.Second}
	res, err := client.Do(req)
	var unresolved *net.DNSError
	if errors.As(err, &unresolved) && unresolved.IsNotFound {
		s.drop(h.UUID)
	}
	if err != nil {
		return 0
	}
	res.Body.Close()
	if res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone {
		s.drop(h.UUID)
	}
	return res.StatusCode
}

// news is the flat payload of sheet §8, with the names that are known.
func news(event string, e *Event, invitee string) map[string]any {
	i := e.invitee(invitee)
	if i == nil {
		return nil
	}
	first, last, _ := strings.Cut(i.Name, " ")
	return map[string]any{
		"event": event, "eventUri": base + "/scheduled-events/" + e.UUID, "eventUuid": e.UUID,
		"title": e.Title, "type": e.Type, "duration": int(e.End.Sub(e.Start) / time.Minute),
		"inviteeSalutation": orNull(i.Salutation), "inviteeFirstName": first, "inviteeLastName": last,
		"inviteeName": i.Name, "inviteeEmail": i.Email, "inviteePhoneNumber": orNull(i.Phone),
		"inviteeTimezone": i.TimeZone, "inviteeNumberOfSeats": max(1, i.Seats), "inviteeUuid": i.UUID,
	}
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
