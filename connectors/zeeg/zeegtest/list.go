package zeegtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// maxCount is the most items of a page. Choice: more is refused with 422.
const maxCount = 100

// listEvents is GET /scheduled-events with the filters of sheet §4.
func (s *Server) listEvents(w http.ResponseWriter, r *http.Request) {
	q, bad := parse(r.URL.Query())
	if bad != "" {
		invalid(w, bad, "The "+bad+" is invalid.")
		return
	}
	if granted, _ := s.granted(r); q.all && !slices.Contains(granted, scopeAdmin) {
		refuseShort(w, http.StatusForbidden)
		return
	}
	body, err := s.onePage(q)
	if err != nil {
		refuse(w, http.StatusInternalServerError)
		return
	}
	if after := s.mode().AfterPage; after != nil {
		after(q.page)
	}
	send(w, http.StatusOK, body)
}

func (s *Server) mode() Modes {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.modes
}

// onePage puts one page together.
func (s *Server) onePage(q query) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.modes.MaxPage > 0 {
		q.count = min(q.count, s.modes.MaxPage)
	}
	asked := q.turn
	if s.modes.RepeatPage {
		q.turn.page = 1
	}
	found := s.find(q)
	from, to := q.bounds(len(found))
	pagination := asked.pagination("/v2/scheduled-events", len(found)+s.modes.TotalOff, to-from)
	if s.modes.RepeatPage {
		pagination["nextPage"] = fmt.Sprintf("/v2/scheduled-events?page=%d", asked.page+1)
	}
	return s.write(found[from:to], pagination)
}

// write joins the encodings that are kept, adding the clock to each.
func (s *Server) write(events []*stored, pagination map[string]any) ([]byte, error) {
	clock := fmt.Sprintf(`,"currentTime":"%s"}`, stamp(s.now()))
	body := []byte(`{"collection":[`)
	for i, e := range events {
		if i > 0 {
			body = append(body, ',')
		}
		wire, err := s.encoded(e)
		if err != nil {
			return nil, err
		}
		body = append(append(body, wire...), clock...)
	}
	p, err := json.Marshal(pagination)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(body, `],"pagination":%s}`, p), nil
}

func (s *Server) encoded(e *stored) ([]byte, error) {
	if e.wire == nil {
		wire, err := s.modes.encode(&e.Event)
		if err != nil {
			return nil, err
		}
		e.wire = wire
	}
	return e.wire, nil
}

// query is what a list of events was asked for.
type query struct {
	turn
	status, slug, host, invitee, keyword string
	from, to                             time.Time
	desc, all                            bool
}

func parse(v url.Values) (q query, bad string) {
	if q.turn, bad = parseTurn(v, "count"); bad != "" {
		return q, bad
	}
	for key, at := range map[string]*time.Time{"minStartTime": &q.from, "maxStartTime": &q.to} {
		if v.Get(key) == "" {
			continue
		}
		t, err := time.Parse(time.RFC3339, v.Get(key))
		if err != nil {
			return q, key
		}
		*at = t
	}
	q.status, q.slug, q.host = v.Get("status"), v.Get("userSlug"), v.Get("hostEmail")
	q.invitee, q.keyword = v.Get("inviteeEmail"), strings.ToLower(v.Get("keyword"))
	q.desc, q.all = v.Get("sort") == "desc", v.Get("scope") == "all"
	switch {
	case !slices.Contains([]string{"", Confirmed, Cancelled}, q.status):
		return q, "status"
	case !slices.Contains([]string{"", "asc", "desc"}, v.Get("sort")):
		return q, "sort"
	case !slices.Contains([]string{"", "all"}, v.Get("scope")):
		return q, "scope"
	}
	return q, ""
}

// parseTurn reads count (default 20, at most 100) and page (from 1).
func parseTurn(v url.Values, key string) (t turn, bad string) {
	t = turn{count: 20, page: 1}
	for name, n := range map[string]*int{key: &t.count, "page": &t.page} {
		if v.Get(name) == "" {
			continue
		}
		value, err := strconv.Atoi(v.Get(name))
		if err != nil || value < 1 {
			return t, name
		}
		*n = value
	}
	if t.count > maxCount {
		return t, key
	}
	return t, ""
}

// find returns the events asked for, in order; callers hold the lock. Both
// bounds are inclusive.
func (s *Server) find(q query) []*stored {
	s.sort()
	found := s.events
	if s.modes.IgnoreFilter {
		return found
	}
	if !q.from.IsZero() {
		found = found[sort.Search(len(found), func(i int) bool { return !found[i].Start.Before(q.from) }):]
	}
	if !q.to.IsZero() {
		found = found[:sort.Search(len(found), func(i int) bool { return found[i].Start.After(q.to) })]
	}
	if q.narrow() || !q.all {
		kept := make([]*stored, 0, len(found))
		for _, e := range found {
			if q.match(&e.Event) {
				kept = append(kept, e)
			}
		}
		found = kept
	}
	if q.desc {
		found = slices.Clone(found)
		slices.Reverse(found)
	}
	return found
}

func (q query) narrow() bool {
	return q.status != "" || q.slug != "" || q.host != "" || q.invitee != "" || q.keyword != ""
}

func (q query) match(e *Event) bool {
	own := len(e.Hosts) == 0 || e.hostedBy(func(h Host) bool { return h.Email == Owner })
	return (q.all || own) &&
		(q.status == "" || e.Status == q.status) &&
		(q.slug == "" || e.hostedBy(func(h Host) bool { return h.Slug == q.slug })) &&
		(q.host == "" || e.hostedBy(func(h Host) bool { return h.Email == q.host })) &&
		(q.invitee == "" || slices.ContainsFunc(e.Invitees, func(i Invitee) bool { return i.Email == q.invitee })) &&
		(q.keyword == "" || strings.Contains(strings.ToLower(e.Title), q.keyword))
}
