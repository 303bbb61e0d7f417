package syncer

import (
	"slices"

	"tresse"
	"tresse/store"
	"tresse/sync/sessions"
)

// An occupancy counts the seats that are known to be held: those of each
// session, and of those the ones that came in by each door. Somebody who booked
// at two doors holds one seat and is known at both.
type occupancy struct {
	seats map[tresse.ID]int
	doors map[tresse.ID]map[string]int
}

func newOccupancy() *occupancy {
	return &occupancy{seats: map[tresse.ID]int{}, doors: map[tresse.ID]map[string]int{}}
}

func (o *occupancy) add(session tresse.ID, seats int, sources ...string) {
	o.seats[session] += seats
	at := o.doors[session]
	if at == nil {
		at = map[string]int{}
		o.doors[session] = at
	}
	for _, source := range sources {
		at[source] += seats
	}
}

func (o *occupancy) register(r *tresse.Registration) {
	if !takes(r.Status) {
		return
	}
	var sources []string
	for _, ref := range r.Refs {
		if !slices.Contains(sources, ref.Source()) {
			sources = append(sources, ref.Source())
		}
	}
	o.add(r.Session, r.Seats, sources...)
}

// stub counts the seat of somebody who was erased.
func (o *occupancy) stub(s *tresse.Stub, at map[tresse.Ref]tresse.ID) {
	if !s.Contact && takes(s.Status) && at[s.Listing] != "" {
		o.add(at[s.Listing], max(s.Seats, 1), s.Listing.Source())
	}
}

// fill tells each session of a closed set how many seats are taken, over all
// doors: those known here, and at each door those that the platform counts
// beyond. A permanence counts whoever has an appointment in it.
func (o *occupancy) fill(list []tresse.Session) {
	index := make(map[tresse.ID]int, len(list))
	for i := range list {
		s := &list[i]
		index[s.ID] = i
		s.Taken = o.seats[s.ID]
		for _, d := range s.Doors {
			s.Taken += max(0, d.Taken-o.doors[s.ID][d.Source])
		}
	}
	for i := range list {
		if s := &list[i]; s.PartOf != "" && s.Status != tresse.Cancelled && s.Status != tresse.Withdrawn {
			if in, ok := index[s.PartOf]; ok {
				list[in].Taken += max(s.Taken, 1)
			}
		}
	}
}

// countSeats fills in how many seats of each session are taken.
func (e *Engine) countSeats(d *draft, w *woven) error {
	if err := e.addReseated(w); err != nil {
		return err
	}
	ids := make([]tresse.ID, len(w.all))
	var refs []tresse.Ref
	for i := range w.all {
		ids[i] = w.all[i].ID
		refs = append(refs, w.all[i].Refs...)
	}
	stored, err := e.store.RegistrationsOfSessions(ids)
	if err != nil {
		return err
	}
	stubs, err := e.store.StubsOf(refs)
	if err != nil {
		return err
	}
	v := &d.commit.Views
	dropped := make(map[tresse.ID]bool, len(v.DropRegistrations))
	for _, id := range v.DropRegistrations {
		dropped[id] = true
	}
	o := newOccupancy()
	for i := range stored {
		if !dropped[stored[i].ID] {
			o.register(&stored[i])
		}
	}
	for i := range v.PutRegistrations {
		o.register(&v.PutRegistrations[i])
	}
	for _, erased := range d.commit.Erase {
		if erased.Kind == store.Bookings {
			stubs = append(stubs, erased.Stub)
		}
	}
	for i := range stubs {
		o.stub(&stubs[i], w.at)
	}
	o.fill(w.all)
	return nil
}

// addReseated adds to the sessions of a commit those whose seats changed though
// their listings did not, made again from their listings with all that they are
// closed with.
func (e *Engine) addReseated(w *woven) error {
	have := map[tresse.ID]bool{"": true}
	for i := range w.all {
		have[w.all[i].ID] = true
	}
	for i := range w.stored {
		have[w.stored[i].ID] = true
	}
	var ids []tresse.ID
	for _, id := range w.reseated {
		if !have[id] {
			have[id] = true
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	held, err := e.store.SessionsByID("sessions", ids)
	if err != nil {
		return err
	}
	d := &draft{}
	for i := range held {
		d.touched = append(d.touched, held[i].Refs...)
	}
	group, err := e.closeListings(d)
	if err != nil {
		return err
	}
	if held, err = e.stored("sessions", group, len(e.force) > 0); err != nil {
		return err
	}
	more := &woven{at: w.at, courses: w.courses}
	more.all = sessions.Group(group, e.rules)
	more.note(group)
	w.all = append(w.all, more.all...)
	w.stored = append(w.stored, held...)
	return nil
}
