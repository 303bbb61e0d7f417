package rdvsptest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// listRDVs is GET /rdvs, and the same below an organisation.
func (s *Server) listRDVs(w http.ResponseWriter, r *http.Request) {
	q, ok := s.parse(r)
	if !ok {
		answer(w, http.StatusInternalServerError, map[string]any{"errors": []string{"Unexpected internal error"}})
		return
	}
	body, err := s.onePage(q)
	if err != nil {
		answer(w, http.StatusInternalServerError, map[string]any{"errors": []string{"Unexpected internal error"}})
		return
	}
	if after := s.mode().AfterPage; after != nil {
		after(q.page)
	}
	send(w, http.StatusOK, body)
}

// query is what was asked for (sheet §5).
type query struct {
	page               int
	after, before      time.Time
	organisation, user int64
	ids                []int64
	statuses           []string
}

func (s *Server) parse(r *http.Request) (q query, ok bool) {
	v := r.URL.Query()
	q.page = max(1, number(v.Get("page")))
	q.organisation, q.user = int64(number(v.Get("organisation_id"))), int64(number(v.Get("user_id")))
	if org := r.PathValue("org"); org != "" {
		q.organisation = int64(number(org))
	}
	for _, id := range append(v["id[]"], v["id"]...) {
		q.ids = append(q.ids, int64(number(id)))
	}
	q.statuses = append(v["status[]"], v["status"]...)
	for key, at := range map[string]*time.Time{"starts_after": &q.after, "starts_before": &q.before} {
		if v.Get(key) == "" {
			continue
		}
		if *at = moment(v.Get(key)); at.IsZero() {
			return q, false // an unparsable date is likely a 500 (sheet §11)
		}
	}
	return q, true
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

// moment reads a date as midnight in Paris, a moment with or without its zone.
func moment(text string) time.Time {
	for _, form := range []string{time.RFC3339, "2006-01-02 15:04:05 -0700"} {
		if t, err := time.Parse(form, text); err == nil {
			return t
		}
	}
	for _, form := range []string{time.DateOnly, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateTime} {
		if t, err := time.ParseInLocation(form, text, paris()); err == nil {
			return t
		}
	}
	return time.Time{}
}

func paris() *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return time.UTC
	}
	return zone
}

// matches: both bounds are inclusive.
func (q query) matches(r *RDV, now time.Time) bool {
	return (q.after.IsZero() || !r.Start.Before(q.after)) &&
		(q.before.IsZero() || !r.Start.After(q.before)) &&
		(q.organisation == 0 || r.Organisation == q.organisation) &&
		(q.user == 0 || slices.ContainsFunc(r.Participations, func(p Participation) bool { return p.User.ID == q.user })) &&
		(q.ids == nil || slices.Contains(q.ids, r.ID)) &&
		(len(q.statuses) == 0 || slices.Contains(q.statuses, r.status(now)))
}

// onePage puts one page together.
func (s *Server) onePage(q query) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []*stored
	for _, r := range s.rdvs {
		if !q.matches(&r.RDV, s.now()) {
			continue
		}
		rows = append(rows, r)
		for range r.Agents[min(1, len(r.Agents)):] {
			if s.modes.Doubles {
				rows = append(rows, r)
			}
		}
	}
	s.shuffle(rows)
	from, to, meta := s.turn(q.page, len(rows))
	body := []byte(`{"rdvs":[`)
	for i, r := range rows[from:to] {
		if i > 0 {
			body = append(body, ',')
		}
		if r.wire == nil {
			wire, err := json.Marshal(s.wire(&r.RDV))
			if err != nil {
				return nil, err
			}
			r.wire = wire
		}
		body = append(body, r.wire...)
	}
	m, err := json.Marshal(meta)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(body, `],"meta":%s}`, m), nil
}

// shuffle gives the rows whatever order PostgreSQL would, another one at each
// request where the mode says so.
func (s *Server) shuffle(rows []*stored) {
	seed := uint64(len(rows))
	if s.modes.Unordered {
		s.shuffles++
		seed = s.shuffles
	}
	chance := rand.New(rand.NewPCG(seed, uint64(s.base)))
	chance.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
}

// turn is the part of a list that makes a page, and its meta (sheet §4).
func (s *Server) turn(page, total int) (from, to int, meta map[string]any) {
	size := s.modes.PageSize
	if size == 0 {
		size = 100
	}
	pages := max(1, (total+size-1)/size)
	if s.modes.Circle {
		page = 1
	}
	from = min((page-1)*size, total)
	to = min(from+size, total)
	link := func(n int) any {
		if n < 1 || n > pages {
			return nil
		}
		return n
	}
	meta = map[string]any{"current_page": page, "next_page": link(page + 1), "prev_page": link(page - 1), "total_pages": pages, "total_count": total + s.modes.CountOff}
	if s.modes.Circle {
		meta["next_page"] = page + 1
	}
	return from, to, meta
}

func (s *Server) listOrganisations(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	from, to, meta := s.turn(max(1, number(r.URL.Query().Get("page"))), len(s.organisations))
	all := []any{}
	for i := range s.organisations[from:to] {
		all = append(all, s.organisations[from+i].wire())
	}
	s.mu.Unlock()
	answer(w, http.StatusOK, map[string]any{"organisations": all, "meta": meta})
}

func (s *Server) oneOrganisation(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.organisations {
		if s.organisations[i].ID == int64(number(r.PathValue("org"))) {
			answer(w, http.StatusOK, map[string]any{"organisation": s.organisations[i].wire()})
			return
		}
	}
	answer(w, http.StatusNotFound, map[string]any{"not_found": "organisation"})
}

// users returns everybody who takes part, once.
func (s *Server) users() []User {
	var all []User
	met := map[int64]bool{}
	for _, r := range s.rdvs {
		for _, p := range r.Participations {
			if !met[p.User.ID] {
				met[p.User.ID] = true
				all = append(all, p.User)
			}
		}
	}
	return all
}

func (s *Server) listUsers(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := r.URL.Query()
	users := slices.DeleteFunc(s.users(), func(u User) bool {
		return v["ids[]"] != nil && !slices.Contains(v["ids[]"], strconv.FormatInt(u.ID, 10))
	})
	from, to, meta := s.turn(max(1, number(v.Get("page"))), len(users))
	all := []any{}
	for i := range users[from:to] {
		all = append(all, s.wireUser(&users[from+i]))
	}
	answer(w, http.StatusOK, map[string]any{"users": all, "meta": meta})
}

func (s *Server) oneUser(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.users() {
		if u.ID == int64(number(r.PathValue("id"))) {
			answer(w, http.StatusOK, map[string]any{"user": s.wireUser(&u)})
			return
		}
	}
	answer(w, http.StatusNotFound, map[string]any{"not_found": "user"})
}

func answer(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"errors":["Unexpected internal error"]}`)
	}
	send(w, status, body)
}

func send(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
