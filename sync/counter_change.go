package syncer

import (
	"cmp"
	"slices"
	"strings"

	"tresse"
	"tresse/store"
)

// CancelSeat cancels what the counter booked for a registration, by the person
// or by the structure. A seat that a group had given goes back to it. What a
// platform booked is cancelled there.
func (e *Engine) CancelSeat(registration tresse.ID, by string) (Booked, error) {
	if by = cmp.Or(by, "person"); by != "person" && by != "structure" {
		return Booked{}, counterRefusal("by whom", "Qui annule : person (la personne) ou structure.")
	}
	return e.alter(registration, func(c *counterDraft, own []tresse.BookingFact) error {
		for _, f := range own {
			if !takes(statusOf(&f)) {
				continue
			}
			if err := c.giveBack(&f.Booking); err != nil {
				return err
			}
			c.change(f, func(b *tresse.Booking) {
				b.Status, b.CancelledBy, b.CancelledAt, b.Group = tresse.SeatCancelled, by, instantOf(e.now()), ""
			})
		}
		return nil
	})
}

// giveBack has a group hold a seat again that somebody no longer takes.
func (c *counterDraft) giveBack(b *tresse.Booking) error {
	if b.Group == "" {
		return nil
	}
	groups, err := c.e.store.Bookings([]tresse.Ref{b.Group})
	if err != nil {
		return err
	}
	for _, g := range groups {
		if takes(statusOf(&g)) {
			seats := max(b.Seats, 1)
			for i := range c.bookings { // more than one of this group in this draft
				if c.bookings[i].new.Ref == g.Ref {
					c.bookings[i].new.Filled = max(c.bookings[i].new.Filled-seats, 0)
					return nil
				}
			}
			c.change(g, func(group *tresse.Booking) { group.Filled = max(group.Filled-seats, 0) })
		}
	}
	return nil
}

// A Correction holds what is to be otherwise; nil leaves as it is.
type Correction struct {
	FirstName, LastName, BirthName, BirthDate *string
	Postcode, City                            *string
	Emails, Phones                            *[]string
	Minor                                     *bool
	Seats                                     *int
	BookedBy, Via                             *string
	Prescriber                                *tresse.Prescription
}

// Correct corrects what the counter booked last for a registration.
func (e *Engine) Correct(registration tresse.ID, o Correction) (Booked, error) {
	return e.alter(registration, func(c *counterDraft, own []tresse.BookingFact) error {
		list, err := e.senders()
		if err != nil {
			return err
		}
		f := own[len(own)-1]
		fixed := f.Booking
		fixed.Person.Emails, fixed.Person.Phones = slices.Clone(fixed.Person.Emails), slices.Clone(fixed.Person.Phones)
		o.apply(&fixed)
		fixed.Prescriber = list.Resolve(fixed.Prescriber)
		if err := checkSeat(&fixed, fixed.Group == ""); err != nil {
			return err
		}
		if fixed.Seats != f.Seats && fixed.Group != "" {
			return counterRefusal("seats of a group", "Le nombre de places d’une personne d’un groupe ne se corrige pas : annulez-la, puis ajoutez-la de nouveau.")
		}
		if max(fixed.Seats, 1) < fixed.Filled {
			return counterRefusal("fewer seats than names", plural(fixed.Filled, "%d place de ce groupe a déjà un nom : il ne peut pas en tenir moins.", "%d places de ce groupe ont déjà un nom : il ne peut pas en tenir moins."))
		}
		c.change(f, func(b *tresse.Booking) { *b = fixed })
		return nil
	})
}

func (o *Correction) apply(b *tresse.Booking) {
	set := func(to *string, from *string) {
		if from != nil {
			*to = strings.TrimSpace(*from)
		}
	}
	p := &b.Person
	if o.FirstName != nil || o.LastName != nil {
		p.FullName = ""
	}
	set(&p.FirstName, o.FirstName)
	set(&p.LastName, o.LastName)
	set(&p.BirthName, o.BirthName)
	set(&p.BirthDate, o.BirthDate)
	set(&p.Postcode, o.Postcode)
	set(&p.City, o.City)
	set(&b.BookedBy.FullName, o.BookedBy)
	set(&b.ContactVia, o.Via)
	if o.Emails != nil {
		p.Emails = *o.Emails
	}
	if o.Phones != nil {
		p.Phones = *o.Phones
	}
	if o.Minor != nil {
		p.Minor = *o.Minor
	}
	if o.Seats != nil {
		b.Seats = *o.Seats
	}
	if o.Prescriber != nil {
		b.Prescriber = *o.Prescriber
	}
}

// alter changes the counter's bookings of a registration and tells what came of
// it.
func (e *Engine) alter(registration tresse.ID, change func(*counterDraft, []tresse.BookingFact) error) (Booked, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	list, err := e.store.RegistrationsByID([]tresse.ID{registration})
	if err != nil {
		return Booked{}, err
	}
	if len(list) == 0 {
		return Booked{}, counterRefusal("no such registration", "Aucune inscription ne porte cet identifiant : « tresse registrations --format json » les montre.")
	}
	own, err := e.counterBookings(list[0].Refs)
	if err != nil {
		return Booked{}, err
	}
	if len(own) == 0 {
		return Booked{}, counterRefusal("not booked at the counter", "Cette inscription n’a pas été prise au guichet mais par « "+list[0].Refs[0].Source()+" » : c’est là qu’elle se corrige ou s’annule, tresse le lira.")
	}
	c, err := e.counterDraft()
	if err != nil {
		return Booked{}, err
	}
	if err := change(c, own); err != nil {
		return Booked{}, err
	}
	if err := c.write(); err != nil {
		return Booked{}, err
	}
	last := own[len(own)-1]
	return e.booked(last.Ref, last.Listing)
}

// A SessionCorrection holds what is to be otherwise of a session that the
// counter made; nil leaves as it is.
type SessionCorrection struct {
	Title      *string
	Kind       *tresse.Kind
	Start, End *tresse.Time
	Place      *tresse.Place
	Capacity   *int
	Cancelled  *bool
}

// CorrectSession corrects, moves or cancels a session that the counter made.
func (e *Engine) CorrectSession(session tresse.ID, o SessionCorrection) (tresse.Session, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, known, err := e.store.Session(store.ViewSessions, session)
	if err != nil {
		return tresse.Session{}, err
	}
	if !known {
		return tresse.Session{}, counterRefusal("no such session", "Aucune séance ne porte cet identifiant : « tresse sessions --format json » les montre.")
	}
	i := slices.IndexFunc(s.Refs, func(r tresse.Ref) bool { return r.Source() == tresse.SourceCounter })
	if i < 0 {
		return tresse.Session{}, counterRefusal("not of the counter", "Cette séance n’a pas été créée au guichet mais par « "+s.Refs[0].Source()+" » : c’est là qu’elle se corrige, tresse le lira.")
	}
	facts, err := e.store.Listings(s.Refs[i : i+1])
	if err != nil || len(facts) == 0 {
		return tresse.Session{}, err
	}
	c, err := e.counterDraft()
	if err != nil {
		return tresse.Session{}, err
	}
	fixed := facts[0].Listing
	o.apply(&fixed)
	n := NewSession{Title: fixed.Title, Kind: fixed.Kind, Start: fixed.Start, End: fixed.End, Place: fixed.Place, Capacity: fixed.Capacity}
	if err := n.check(); err != nil {
		return tresse.Session{}, err
	}
	if len(scrubListing(&fixed)) > 0 {
		return tresse.Session{}, looksLikeNIR()
	}
	c.changeListing(facts[0], func(l *tresse.Listing) { *l = fixed })
	if err := c.write(); err != nil {
		return tresse.Session{}, err
	}
	s, _, err = e.store.Session(store.ViewSessions, facts[0].ID)
	return s, err
}

// apply keeps the length where only the start is given.
func (o *SessionCorrection) apply(l *tresse.Listing) {
	if o.Title != nil {
		l.Title = strings.TrimSpace(*o.Title)
	}
	if o.Kind != nil {
		l.Kind = *o.Kind
	}
	if o.Start != nil {
		if length := l.End.Sub(l.Start.Time); !l.End.IsZero() && o.Start.Day == l.Start.Day {
			l.End.Time = o.Start.Add(length)
		} else if o.Start.Day != l.Start.Day {
			l.End = tresse.Time{}
		}
		l.Start = *o.Start
	}
	if o.End != nil {
		l.End = *o.End
	}
	if o.Place != nil {
		l.Place = *o.Place
	}
	if o.Capacity != nil {
		l.Capacity = *o.Capacity
	}
	if o.Cancelled != nil {
		l.Status = tresse.Scheduled
		if *o.Cancelled {
			l.Status = tresse.Cancelled
		}
	}
}
