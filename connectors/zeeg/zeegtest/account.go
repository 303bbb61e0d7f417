package zeegtest

import (
	"fmt"
	"slices"
	"time"
)

// AddPage adds a scheduling page and returns its uuid.
func (s *Server) AddPage(p Page) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.UUID == "" {
		p.UUID = fmt.Sprintf("5b0c7a3e-2f4d-4c1b-9a6e-%012x", s.number())
	}
	if p.Type == "" {
		p.Type = OneOnOne
	}
	if p.Minutes == 0 {
		p.Minutes = 45
	}
	if p.Capacity == 0 {
		p.Capacity = 1
	}
	s.pages = append(s.pages, p)
	return p.UUID
}

// AddEvent adds an event and returns its uuid.
func (s *Server) AddEvent(e Event) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.add(e)
}

func (s *Server) add(e Event) string {
	s.complete(&e)
	stored := &stored{Event: e}
	s.events = append(s.events, stored)
	s.byID[e.UUID] = stored
	s.sorted = false
	return e.UUID
}

// complete fills what a caller left empty.
func (s *Server) complete(e *Event) {
	if e.UUID == "" {
		e.UUID = s.id()
	}
	for i := range e.Invitees {
		s.completeInvitee(&e.Invitees[i])
	}
	p := s.page(e.Page)
	if e.Title == "" {
		e.Title = p.Title
	}
	if e.Type == "" {
		e.Type = p.Type
	}
	if e.End.IsZero() {
		e.End = e.Start.Add(time.Duration(p.Minutes) * time.Minute)
	}
	if e.Status == "" {
		e.Status = Confirmed
	}
	if e.Capacity == 0 {
		e.Capacity = p.Capacity
	}
	if e.Location == nil {
		e.Location = p.Location
	}
	if e.Hosts == nil {
		e.Hosts = p.Hosts
	}
	if e.Created.IsZero() {
		e.Created = s.now()
	}
	if e.Updated.IsZero() {
		e.Updated = e.Created
	}
}

func (s *Server) completeInvitee(i *Invitee) {
	if i.UUID == "" {
		i.UUID = s.id()
	}
	if i.TimeZone == "" {
		i.TimeZone = "Europe/Paris"
	}
	if i.Scheduled.IsZero() {
		i.Scheduled = s.now()
	}
}

func (s *Server) page(uuid string) Page {
	i := slices.IndexFunc(s.pages, func(p Page) bool { return p.UUID == uuid })
	if i < 0 {
		return Page{Type: OneOnOne, Minutes: 45, Capacity: 1}
	}
	return s.pages[i]
}

// Edit changes an event in any way, and says whether it is there.
func (s *Server) Edit(uuid string, change func(*Event)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.edit(uuid, change)
}

func (s *Server) edit(uuid string, change func(*Event)) bool {
	e, ok := s.byID[uuid]
	if !ok {
		return false
	}
	change(&e.Event)
	e.Updated = s.now()
	e.wire = nil
	s.sorted = false
	return true
}

// Delete removes an event: asked for by id, it is not found.
func (s *Server) Delete(uuid string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byID, uuid)
	s.events = slices.DeleteFunc(s.events, func(e *stored) bool { return e.UUID == uuid })
}

// Move gives an event another start, and keeps its id and length.
func (s *Server) Move(uuid string, start time.Time) bool {
	return s.Edit(uuid, func(e *Event) { e.Start, e.End = start, start.Add(e.End.Sub(e.Start)) })
}

// CancelEvent cancels an event as a host does. Choice: the invitees' own
// cancellations stay empty.
func (s *Server) CancelEvent(uuid string) bool {
	return s.Edit(uuid, func(e *Event) { e.Status = Cancelled })
}

// Book adds an invitee to an event, tells the webhooks, and returns the
// invitee's uuid; "" where there is no such event.
func (s *Server) Book(event string, i Invitee) string {
	s.mu.Lock()
	s.completeInvitee(&i)
	ok := s.edit(event, func(e *Event) { e.Invitees = append(e.Invitees, i) })
	s.mu.Unlock()
	if !ok {
		return ""
	}
	s.tell(InviteeScheduled, event, i.UUID)
	return i.UUID
}

// CancelInvitee cancels one booking, and with it an event that holds no other
// (choice), and tells the webhooks.
func (s *Server) CancelInvitee(uuid string, c Cancellation) bool {
	s.mu.Lock()
	if c.At.IsZero() {
		c.At = s.now()
	}
	event := s.cancelInvitee(uuid, c)
	s.mu.Unlock()
	if event == "" {
		return false
	}
	s.tell(InviteeCancelled, event, uuid)
	return true
}

func (s *Server) cancelInvitee(uuid string, c Cancellation) (event string) {
	for _, e := range s.events {
		if e.invitee(uuid) == nil {
			continue
		}
		s.edit(e.UUID, func(e *Event) {
			e.invitee(uuid).Cancelled = c
			if e.active() == 0 && e.Type != Group {
				e.Status = Cancelled
			}
		})
		return e.UUID
	}
	return ""
}

// Events returns a copy of all events, by start.
func (s *Server) Events() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sort()
	all := make([]Event, len(s.events))
	for i, e := range s.events {
		all[i] = e.Event
		all[i].Invitees = slices.Clone(e.Invitees)
	}
	return all
}

// id makes the next uuid of an event or invitee, in the form of the samples.
func (s *Server) id() string { return fmt.Sprintf("zg-O%013x", 0x6a9d400000000+s.number()) }

func (s *Server) number() int64 {
	s.made++
	return s.made
}
