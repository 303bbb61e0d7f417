package openagendatest

import (
	"bytes"
	"net/http"
	"strconv"
)

// A page is what one request for events gets.
type page struct {
	total   int
	items   [][]byte
	after   []any // nil is null
	sort    string
	number  int  // from 1, by where its first item stands
	last    bool // nothing follows
	entries []*entry
}

func (s *Server) listEvents(w http.ResponseWriter, r *http.Request) {
	q := question{r.URL.Query()}
	s.mu.Lock()
	a := s.agendaOf(r)
	if a == nil {
		s.mu.Unlock()
		refuse(w, http.StatusNotFound, "agenda not found", map[string]any{"uid": r.PathValue("agenda")})
		return
	}
	p, bad := s.page(a, q)
	modes := s.modes
	s.mu.Unlock()
	switch {
	case bad != "":
		invalid(w, bad)
	case modes.fails(p, q):
		refuse(w, http.StatusInternalServerError, "internal error", nil)
	default:
		body := p.body()
		if modes.AfterPage != nil {
			modes.AfterPage(p.number)
		}
		send(w, http.StatusOK, body)
	}
}

func (s *Server) agendaOf(r *http.Request) *agenda {
	uid, err := strconv.ParseInt(r.PathValue("agenda"), 10, 64)
	if err != nil {
		return nil
	}
	return s.agendas[uid]
}

// page answers a question; bad names a parameter that cannot be read. Callers
// hold the lock.
func (s *Server) page(a *agenda, q question) (p page, bad string) {
	now := s.now()
	f, bad := newFilter(q, now)
	if bad != "" {
		return p, bad
	}
	p.sort = sortOf(q)
	entries := a.inOrder(p.sort, now)
	start := 0
	if after := q.list("after"); len(after) > 0 {
		r, ok := rankOf(after, p.sort)
		if !ok {
			return p, "after"
		}
		start = beyond(entries, p.sort, r, now)
	}
	skip, _ := strconv.Atoi(q.one("from"))
	size, before, matches := q.size(s.most), 0, 0
	for i, e := range entries {
		if !f.holds(e) {
			continue
		}
		p.total++
		switch {
		case i < start:
			before++
		case skip > 0:
			skip--
			before++
		case len(p.entries) < size:
			p.entries = append(p.entries, e)
			matches++
		default:
			matches++
		}
	}
	p.number = 1 + before/size
	p.last = matches == len(p.entries)
	s.fill(&p, q)
	return p, ""
}

// fill writes the items and the cursor. The cursor is null only where the page
// holds the whole result; else it is there even on the last page, and what
// follows is an empty one (sheet §3.5, §12.5).
func (s *Server) fill(p *page, q question) {
	look := lookOf(q)
	for _, e := range p.entries {
		p.items = append(p.items, s.item(e, look))
	}
	m := &s.modes
	whole := len(p.entries) == p.total
	if len(p.entries) == 0 || whole && !m.CursorAlways || p.last && m.NullLastCursor {
		p.after = nil
	} else {
		p.after = p.entries[len(p.entries)-1].rank(p.sort, s.now()).cursor(p.sort, m.NumericCursors)
	}
	if m.RepeatCursor && len(p.entries) > 0 {
		if m.repeated == nil {
			m.repeated = p.after
		}
		p.after = m.repeated
	}
	p.total += m.TotalOff * p.number
	if m.SaturateTotal > 0 {
		p.total = min(p.total, m.SaturateTotal)
	}
}

func (p *page) body() []byte {
	var b bytes.Buffer
	b.WriteString(`{"success":true,"total":`)
	b.WriteString(strconv.Itoa(p.total))
	b.WriteString(`,"events":[`)
	for i, item := range p.items {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(item)
	}
	b.WriteString(`],"after":`)
	b.Write(marshal(p.after))
	b.WriteString(`,"sort":`)
	b.Write(marshal(p.sort))
	b.WriteByte('}')
	return b.Bytes()
}
