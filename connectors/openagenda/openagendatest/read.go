package openagendatest

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// readEvent gives one event, wrapped (sheet §5). Removed, unpublished and
// unknown ones are 404 alike; the body is a choice.
func (s *Server) readEvent(w http.ResponseWriter, r *http.Request) {
	uid, _ := strconv.ParseInt(r.PathValue("event"), 10, 64)
	s.single(w, r, r.PathValue("event"), func(e *entry) bool { return e.event.UID == uid })
}

func (s *Server) readByExtID(w http.ResponseWriter, r *http.Request) {
	want := ExtID{Key: r.PathValue("key"), Value: r.PathValue("value")}
	s.single(w, r, want.Value, func(e *entry) bool { return slices.Contains(e.event.ExtIDs, want) })
}

func (s *Server) single(w http.ResponseWriter, r *http.Request, name string, is func(*entry) bool) {
	s.mu.Lock()
	a := s.agendaOf(r)
	if a == nil {
		s.mu.Unlock()
		refuse(w, http.StatusNotFound, "agenda not found", map[string]any{"uid": r.PathValue("agenda")})
		return
	}
	var body []byte
	forbidden := false
	for _, e := range a.entries {
		if e.live() && e.state == Published && is(e) {
			body = s.encode(e)
			forbidden = slices.Contains(s.modes.ForbiddenEvents, e.event.UID)
		}
	}
	s.mu.Unlock()
	switch {
	case forbidden:
		refuse(w, http.StatusForbidden, "not allowed", nil)
	case body == nil:
		refuse(w, http.StatusNotFound, "event not found", map[string]any{"uid": name})
	default:
		send(w, http.StatusOK, slices.Concat([]byte(`{"success":true,"event":`), body, []byte("}")))
	}
}

// listAgendas finds agendas (sheet §2.1): uid[], search and size are spoken.
func (s *Server) listAgendas(w http.ResponseWriter, r *http.Request) {
	q := question{r.URL.Query()}
	uids, search := q.numbers("uid"), strings.ToLower(q.one("search"))
	found := []map[string]any{}
	s.mu.Lock()
	for _, a := range s.agendas {
		if len(uids) > 0 && !slices.Contains(uids, a.UID) || !strings.Contains(strings.ToLower(a.Title), search) || a.Private {
			continue
		}
		found = append(found, map[string]any{
			"uid": a.UID, "title": a.Title, "slug": a.Slug, "description": a.Description, "image": nil, "official": a.Official,
		})
	}
	s.mu.Unlock()
	slices.SortFunc(found, func(a, b map[string]any) int { return cmp.Compare(a["uid"].(int64), b["uid"].(int64)) })
	total := len(found)
	found = found[:min(total, q.size(100))]
	answer(w, http.StatusOK, map[string]any{"success": true, "total": total, "agendas": found, "after": nil})
}

// readAgenda is not wrapped, and says official with 0 or 1 (sheet §2.1).
func (s *Server) readAgenda(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.agendaOf(r)
	if a == nil {
		refuse(w, http.StatusNotFound, "agenda not found", map[string]any{"uid": r.PathValue("agenda")})
		return
	}
	official := 0
	if a.Official {
		official = 1
	}
	counts := map[string]int{"current": 0, "passed": 0, "upcoming": 0}
	for _, e := range a.entries {
		if e.live() && e.state == Published {
			counts[relation(e.event.Timings, s.now())]++
		}
	}
	answer(w, http.StatusOK, map[string]any{
		"uid": a.UID, "title": a.Title, "description": a.Description, "slug": a.Slug, "url": nil, "official": official,
		"networkUid": nil, "locationSetUid": nil, "updatedAt": stamp(a.UpdatedAt), "createdAt": stamp(a.UpdatedAt),
		"memberSchemaId": nil, "officializedAt": nil, "image": nil, "private": a.Private, "indexed": true,
		"settings": map[string]any{"lab": map[string]any{"status": !a.NoStatus}},
		"summary":  map[string]any{"publishedEvents": counts},
	})
}

// Published are the events that an agenda shows now, by uid.
func (s *Server) Published(agendaUID int64) []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	var events []Event
	for _, e := range s.agendas[agendaUID].published() {
		events = append(events, e.event.Event)
	}
	return events
}
