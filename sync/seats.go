package syncer

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tresse"
	"tresse/sync/people"
	"tresse/sync/sessions"
)

func sessionsApart(ref tresse.Ref) tresse.ID { return sessions.ApartID(ref) }

// sight is when a fact was first known, and when its person last showed: booked,
// or came.
func (e *Engine) sight(p *known, ref tresse.Ref) (first, last time.Time) {
	if c, ok := p.contacts[ref]; ok {
		return c.First.At, c.First.At
	}
	b := p.bookings[ref]
	first = b.First.At
	if !b.BookedAt.IsZero() && b.BookedAt.Before(first) {
		first = b.BookedAt.UTC()
	}
	last = latest(b.First.At, b.BookedAt.UTC())
	if b.Status == tresse.Attended {
		last = latest(last, b.Start.Time)
	}
	return first, last
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// seat makes the registrations of one person: one a session, whichever
// platforms booked it. Bookings of listings that are not known are kept as facts
// and seat nobody yet.
func (e *Engine) seat(w *woven, p *known, members []people.Row, person tresse.ID) []tresse.Registration {
	bySession := map[tresse.ID][]*tresse.BookingFact{}
	var order []tresse.ID
	for i := range members {
		b, ok := p.bookings[members[i].Ref]
		if !ok || w.at[b.Listing] == "" || b.Places() == 0 { // all its seats have taken a name
			continue
		}
		session := w.at[b.Listing]
		if len(bySession[session]) == 0 {
			order = append(order, session)
		}
		bySession[session] = append(bySession[session], b)
	}
	var seats []tresse.Registration
	for _, session := range order {
		r := registration(bySession[session], e.trust)
		e.sayWithdrawn(&r, bySession[session])
		r.ID = e.registrationID(bySession[session][0].Ref)
		r.Session, r.Beneficiary = session, person
		seats = append(seats, r)
	}
	return seats
}

// registration is the one seat of bookings given in the order first seen. What
// the latest word said of it holds; details come from the most trusted source.
func registration(list []*tresse.BookingFact, trust sessions.Trust) tresse.Registration {
	standing := slices.DeleteFunc(slices.Clone(list), func(b *tresse.BookingFact) bool {
		return b.State == tresse.Gone || b.State == tresse.Superseded
	})
	r := tresse.Registration{Links: []tresse.Link{}, Seats: 1}
	for _, b := range list {
		r.Refs = append(r.Refs, b.Ref)
	}
	if len(standing) == 0 {
		standing = list
		r.Status, r.CancelledBy = tresse.SeatCancelled, "unknown"
	} else {
		word := lastWord(standing, trust)
		r.Status, r.CancelledBy, r.CancelledAt = statusOf(word), word.CancelledBy, word.CancelledAt
		if r.Status == tresse.SeatCancelled && r.CancelledBy == "" {
			r.CancelledBy = "unknown"
		}
		r.Conflicts = seatConflict(standing, word)
	}
	trusted := slices.Clone(standing)
	slices.SortStableFunc(trusted, func(a, b *tresse.BookingFact) int {
		return cmp.Compare(trust.Rank(a.Ref.Source()), trust.Rank(b.Ref.Source()))
	})
	for _, b := range trusted {
		detail(&r, b)
	}
	return r
}

// sayWithdrawn tells a seat that is no longer listed from one that somebody
// cancelled: of a row that left its file nobody said why.
func (e *Engine) sayWithdrawn(r *tresse.Registration, list []*tresse.BookingFact) {
	where := "file"
	for _, b := range list {
		if b.State != tresse.Gone && b.State != tresse.Superseded {
			return
		}
		if e.states[b.Ref.Source()].Kind != "sheet" {
			where = "platform"
		}
	}
	r.Withdrawn = where
}

// seatConflict shows that a seat is cancelled at one door and held at another;
// word is the booking that was believed.
func seatConflict(standing []*tresse.BookingFact, word *tresse.BookingFact) []tresse.Conflict {
	value := func(b *tresse.BookingFact) tresse.ConflictValue {
		return tresse.ConflictValue{Source: b.Ref.Source(), Value: string(statusOf(b))}
	}
	c := tresse.Conflict{Field: "status", Values: []tresse.ConflictValue{value(word)}}
	differ := false
	for _, b := range standing {
		differ = differ || takes(statusOf(b)) != takes(statusOf(word))
		if v := value(b); !slices.Contains(c.Values, v) {
			c.Values = append(c.Values, v)
		}
	}
	if !differ {
		return nil
	}
	return []tresse.Conflict{c}
}

// detail fills from a booking what more trusted ones left open.
func detail(r *tresse.Registration, b *tresse.BookingFact) {
	known := b.Booking.With(b.Told)
	r.Seats = max(r.Seats, known.Places())
	if r.BookedBy == "" {
		r.BookedBy = nameOf(&b.BookedBy)
	}
	if r.ContactVia == "" {
		r.ContactVia = b.ContactVia
	}
	if r.Prescriber == nil && b.Prescriber != (tresse.Prescription{}) {
		by := b.Prescriber
		r.Prescriber = &by
	}
	if !b.BookedAt.IsZero() && (r.BookedAt.IsZero() || b.BookedAt.Before(r.BookedAt)) {
		r.BookedAt = b.BookedAt.UTC()
	}
	if link := (tresse.Link{Source: b.Ref.Source(), URL: b.URL}); b.URL != "" && !slices.Contains(r.Links, link) {
		r.Links = append(r.Links, link)
	}
}

// lastWord is the booking whose status holds for all: who came or did not is
// said after anything else; else the later event wins, else the more trusted.
func lastWord(list []*tresse.BookingFact, trust sessions.Trust) *tresse.BookingFact {
	marked := func(b *tresse.BookingFact) int {
		switch b.Status {
		case tresse.Attended:
			return 3
		case tresse.Absent:
			return 2
		case tresse.Excused:
			return 1
		}
		return 0
	}
	return slices.MaxFunc(list, func(a, b *tresse.BookingFact) int {
		return cmp.Or(
			cmp.Compare(marked(a), marked(b)),
			eventTime(a).Compare(eventTime(b)),
			cmp.Compare(trust.Rank(b.Ref.Source()), trust.Rank(a.Ref.Source())),
		)
	})
}

// eventTime is when a booking was made or cancelled, as well as is known.
func eventTime(b *tresse.BookingFact) time.Time {
	switch {
	case b.Status == tresse.SeatCancelled && !b.CancelledAt.IsZero():
		return b.CancelledAt
	case b.Status == tresse.SeatCancelled:
		return b.Changed
	case !b.BookedAt.IsZero():
		return b.BookedAt
	}
	return b.First.At
}

func statusOf(b *tresse.BookingFact) tresse.BookingStatus {
	if b.Status == "" {
		return tresse.Booked
	}
	return b.Status
}

// takes reports whether a seat of this status is held for somebody.
func takes(s tresse.BookingStatus) bool {
	return s != tresse.SeatCancelled && s != tresse.Excused
}

// nameOf is a person's name as it was written.
func nameOf(p *tresse.Person) string {
	if name := strings.TrimSpace(p.FirstName + " " + p.LastName); name != "" {
		return name
	}
	return p.FullName
}
