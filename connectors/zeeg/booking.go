package zeeg

import (
	"strconv"
	"time"

	"tresse"
	"tresse/connectors"
)

// bookings adds one booking for each invitee. Guests of an invitee are bare
// e-mail addresses without a seat, and are left out.
func (d *draft) bookings() {
	if d.e.Invitees == nil && (d.e.Active == nil || *d.e.Active > 0) {
		d.lost("the list of invitees is missing")
		return
	}
	seen := make(map[string]bool, len(d.e.Invitees))
	for i := range d.e.Invitees {
		one := &d.e.Invitees[i]
		switch {
		case !usableID(one.UUID):
			d.lost("invitee without a usable uuid")
		case seen[one.UUID]:
			d.refused(d.e.UUID+"/"+one.UUID, "invitee listed twice in one event")
		default:
			seen[one.UUID] = true
			d.booking(one)
		}
	}
}

// lost rejects an invitee that has no name, protecting the event's bookings
// from being taken for gone.
func (d *draft) lost(reason string) {
	d.batch.Rejected = append(d.batch.Rejected, connectors.Rejection{Parent: d.e.UUID, Reason: reason})
}

// booking adds one. Its ref holds both ids, since the samples show an event and
// an invitee of the same id (sheet §5).
func (d *draft) booking(i *invitee) {
	item := d.e.UUID + "/" + i.UUID
	seat := d.e.seat(i)
	b := tresse.Booking{
		Ref:     tresse.NewRef(d.source, item),
		Listing: tresse.NewRef(d.source, d.e.UUID),
		Scopes:  []string{d.scope},
		Status:  tresse.Booked,
		Seats:   seats(i.NumberOfSeats),
		Person:  d.person(item, i),
	}
	if seat.cancelled {
		b.Status, b.CancelledBy, b.CancelledAt = tresse.SeatCancelled, seat.by, seat.at
	}
	if at, err := instant(i.ScheduledAt); err == nil {
		b.BookedAt = at.Time
	} else if i.ScheduledAt != "" {
		d.refused(item, "scheduledAt is not a date and time with a zone")
	}
	d.batch.Bookings = append(d.batch.Bookings, b)
}

// person keeps name, e-mail address and telephone; all else that Zeeg says of
// an invitee is dropped here: form of address, time zone, guests, payment,
// answers, parameters, the reason of a cancellation.
func (d *draft) person(item string, i *invitee) tresse.Person {
	p := tresse.Person{FullName: d.keep(item, "fullName", i.FullName)}
	if email := d.keep(item, "email", i.Email); email != "" {
		p.Emails = []string{email}
	}
	for _, v := range [...]any{i.Phone, i.PhoneNumber, i.InviteePhone} {
		if !blank(v) {
			p.Phones = addPhones(p.Phones, d.keep(item, "phone", text(v)), anyPhone)
		}
	}
	for n := range i.Questions {
		p.Phones = d.answer(p.Phones, item, &i.Questions[n])
	}
	return p
}

// answer adds the telephone numbers of an answer, where its question asks for
// the person's; whatever the question, a social-security number in it is
// reported, for the mediator should know what the page collects.
func (d *draft) answer(phones []string, item string, q *question) []string {
	for _, answer := range texts(q.Answer) {
		if value := d.keep(item, "answer", answer); len(digits(value)) >= fewestDigits {
			phones = addPhones(phones, value, d.asks.of(q.Question))
		}
	}
	return phones
}

// seats reads an undocumented count; 0 is not said.
func seats(v any) int {
	if blank(v) {
		return 0
	}
	n, err := strconv.Atoi(text(v))
	if err != nil || n < 1 || n > 1000 {
		return 0
	}
	return n
}

// A seat tells whether an invitee's place is cancelled, by whom and when.
type seat struct {
	cancelled bool
	by        string
	at        time.Time
}

// seat judges one invitee: cancelled by their own cancellation, or with the
// whole event, and then by whom the event says, if it does.
func (e *event) seat(i *invitee) seat {
	switch c := &i.Cancellation; {
	case c.set():
		return seat{true, e.who(c, i), c.moment()}
	case e.cancelled():
		c = &e.Cancellation
		return seat{true, e.who(c, i), c.moment()}
	}
	return seat{}
}

// set reports whether there is a cancellation: any of its four keys says
// something.
func (c *cancellation) set() bool {
	return !blank(c.At) || !blank(c.By) || !blank(c.Type) || !blank(c.Reason)
}

func (c *cancellation) moment() time.Time {
	at, err := instant(text(c.At))
	if err != nil {
		return time.Time{}
	}
	return at.Time
}
