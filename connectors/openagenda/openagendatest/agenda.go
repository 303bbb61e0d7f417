package openagendatest

import (
	"fmt"
	"slices"
	"time"
)

// stored is an event as the platform holds it.
type stored struct {
	Event
	listed []*entry // where it stands, or stood
}

// An entry is an event's place in one agenda: listed in some state, or removed
// from there.
type entry struct {
	agenda  *agenda
	event   *stored
	state   int
	method  string    // contribution, aggregation, share (sheet §5.1)
	removed time.Time // zero while it is listed
	wire    []byte    // its detailed form, made when first sent
}

// agenda is an agenda with what it lists.
type agenda struct {
	Agenda
	entries map[int64]*entry
	ordered []*entry // by (updatedAt, uid); nil when something changed
}

// AddAgenda adds an agenda, or changes how one is described.
func (s *Server) AddAgenda(a Agenda) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.Slug == "" {
		a.Slug = fmt.Sprintf("agenda-%d", a.UID)
	}
	if a.UpdatedAt.IsZero() {
		a.UpdatedAt = s.now()
	}
	if known := s.agendas[a.UID]; known != nil {
		known.Agenda = a
		return
	}
	s.agendas[a.UID] = &agenda{Agenda: a, entries: map[int64]*entry{}}
}

// RemoveAgenda makes an agenda unknown: 404 from now on.
func (s *Server) RemoveAgenda(uid int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.agendas, uid)
}

// Put creates an event in an agenda that is there, or replaces it wherever it
// stands, and returns its uid.
func (s *Server) Put(agendaUID int64, e Event) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.complete(&e, agendaUID)
	known := s.events[e.UID]
	if known == nil {
		known = &stored{}
		s.events[e.UID] = known
	}
	known.Event = e
	s.list(s.agendas[agendaUID], known, "contribution")
	known.changed()
	return e.UID
}

// complete fills what a caller left empty.
func (s *Server) complete(e *Event, agendaUID int64) {
	if e.UID == 0 {
		s.made++
		e.UID = 48_000_000 + s.made
	}
	if e.Slug == "" {
		e.Slug = fmt.Sprintf("evenement-%d", e.UID)
	}
	if e.Origin == 0 {
		e.Origin = agendaUID
	}
	if e.UpdatedAt.IsZero() {
		e.UpdatedAt = s.now()
	}
	if e.CreatedAt.IsZero() {
		e.CreatedAt = e.UpdatedAt
	}
	e.Status = max(e.Status, 1)
	e.Mode = max(e.Mode, 1)
}

// list has a list e, or list it again.
func (s *Server) list(a *agenda, e *stored, method string) {
	entered := a.entries[e.UID]
	if entered == nil {
		entered = &entry{agenda: a, event: e, method: method}
		a.entries[e.UID] = entered
		e.listed = append(e.listed, entered)
	}
	entered.state, entered.removed = Published, time.Time{}
	entered.changed()
}

// Share lists an event in a further agenda under its uid. Choice: its updatedAt
// stays.
func (s *Server) Share(uid, agendaUID int64) { s.relist(uid, agendaUID, "share") }

// Aggregate is Share as an agenda's rules do it.
func (s *Server) Aggregate(uid, agendaUID int64) { s.relist(uid, agendaUID, "aggregation") }

func (s *Server) relist(uid, agendaUID int64, method string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list(s.agendas[agendaUID], s.events[uid], method)
}

// Edit changes an event and, unless change sets another, its updatedAt.
func (s *Server) Edit(uid int64, change func(*Event)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.events[uid]
	before := e.UpdatedAt
	change(&e.Event)
	if e.UpdatedAt.Equal(before) {
		e.UpdatedAt = s.now()
	}
	e.changed()
}

// Quietly changes an event and leaves its updatedAt: what the edit of a place
// may do (sheet §4.2).
func (s *Server) Quietly(uid int64, change func(*Event)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.events[uid]
	change(&e.Event)
	e.changed()
}

// Publish gives an event another state in one agenda, without a tombstone and
// without moving updatedAt (sheet §4.2).
func (s *Server) Publish(uid, agendaUID int64, state int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.agendas[agendaUID].entries[uid]
	e.state = state
	e.changed()
}

// Remove takes an event out of one agenda and leaves a tombstone there.
func (s *Server) Remove(uid, agendaUID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bury(s.agendas[agendaUID].entries[uid])
}

// Delete takes an event out of every agenda, as its origin agenda can.
func (s *Server) Delete(uid int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.events[uid].listed {
		s.bury(e)
	}
}

func (s *Server) bury(e *entry) {
	e.removed = s.now()
	e.changed()
}

// Vanish takes an event out of one agenda without any trace.
func (s *Server) Vanish(uid, agendaUID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.agendas[agendaUID]
	gone := a.entries[uid]
	gone.event.listed = slices.DeleteFunc(gone.event.listed, func(e *entry) bool { return e == gone })
	delete(a.entries, uid)
	a.ordered = nil
}

func (e *stored) changed() {
	for _, listed := range e.listed {
		listed.changed()
	}
}

func (e *entry) changed() {
	e.wire = nil
	e.agenda.ordered = nil
}

// live reports whether the entry is listed at all, in whatever state.
func (e *entry) live() bool { return e.removed.IsZero() }

// updatedAt is when the entry last changed: the moment of removal for a
// tombstone.
func (e *entry) updatedAt() time.Time {
	if !e.live() {
		return e.removed
	}
	return e.event.UpdatedAt
}
