package zeegtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// whoami answers with the token's owner. Choice: the shape of its body.
func (s *Server) whoami(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{"resource": map[string]any{"email": Owner, "slug": "mediation"}})
}

// readEvent answers one event. As in the samples, a confirmed one is "active"
// here, and the clock has another form.
func (s *Server) readEvent(w http.ResponseWriter, r *http.Request) {
	body, err := s.single(r.PathValue("uuid"))
	switch {
	case err != nil:
		refuse(w, http.StatusInternalServerError)
	case body == nil:
		refuse(w, http.StatusNotFound)
	default:
		send(w, http.StatusOK, body)
	}
}

func (s *Server) single(uuid string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.byID[uuid]
	if !ok {
		return nil, nil
	}
	one := e.Event
	if one.Status == Confirmed {
		one.Status = "active"
	}
	wire, err := s.modes.encode(&one)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, `{"resource":%s,"currentTime":"%s"}}`, wire, s.now().UTC().Format(time.RFC3339)), nil
}

// putCancel cancels one booking, as an invitee or host would.
func (s *Server) putCancel(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Reason string `json:"cancellationReason"`
	}
	if r.ContentLength != 0 {
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&ask); err != nil {
			refuse(w, http.StatusBadRequest)
			return
		}
	}
	if len([]rune(ask.Reason)) > 512 {
		invalid(w, "cancellationReason", "The cancellationReason is too long.")
		return
	}
	if !s.CancelInvitee(r.PathValue("uuid"), Cancellation{Reason: ask.Reason}) {
		refuse(w, http.StatusNotFound)
		return
	}
	answer(w, http.StatusOK, map[string]any{"success": true, "message": "Invitee cancelled.", "status": 200})
}

// listPages lists the scheduling pages.
func (s *Server) listPages(w http.ResponseWriter, r *http.Request) {
	t, bad := parseTurn(r.URL.Query(), "count")
	if bad != "" {
		invalid(w, bad, "The "+bad+" is invalid.")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	from, to := t.bounds(len(s.pages))
	collection := []any{}
	for _, p := range s.pages[from:to] {
		collection = append(collection, p.wire())
	}
	answer(w, http.StatusOK, map[string]any{
		"collection": collection, "pagination": t.pagination("/v2/event-types", len(s.pages), to-from),
	})
}

func (s *Server) readPage(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.pages, func(p Page) bool { return p.UUID == r.PathValue("uuid") })
	if i < 0 {
		refuse(w, http.StatusNotFound)
		return
	}
	answer(w, http.StatusOK, map[string]any{"resource": s.pages[i].wire()})
}

func (p Page) wire() map[string]any {
	questions := []any{}
	for i, q := range p.Questions {
		questions = append(questions, map[string]any{
			"id": i + 1, "order": i, "question": q, "isActive": true, "isRequired": false, "type": "TEXT_INPUT", "options": nil,
		})
	}
	return map[string]any{
		"uri": base + "/event-types/" + p.UUID, "uuid": p.UUID, "title": p.Title, "type": p.Type,
		"slug": p.UUID, "schedulingUrl": "https://zeeg.me/mediation/" + p.UUID, "isActive": !p.Inactive,
		"duration": p.Minutes, "inviteePhoneNumber": p.AsksPhone, "inviteeQuestions": questions,
	}
}
