package rdvsp

import (
	"time"

	"tresse"
	"tresse/connectors"
)

// The statuses of an appointment and of a participation (sheet §8). Whatever
// else comes counts as still to come.
const (
	statusUnknown = "unknown" // to come, or past and not filled in
	statusSeen    = "seen"
	statusNoShow  = "noshow"
	statusExcused = "excused" // cancelled by the person
	statusRevoked = "revoked" // cancelled by the structure
)

// Who cancelled, in the words of tresse.Booking.
const (
	byPerson    = "person"
	byStructure = "structure"
)

// bookings adds one booking for each participation.
func (d *draft) bookings() {
	if d.r.Participations == nil {
		d.lost("the list of participations is missing")
		return
	}
	all := d.r.Participations
	seen := make(map[int64]bool, len(all))
	for n := range all {
		one := &all[n]
		switch {
		case one.ID <= 0:
			d.lost("participation without a usable id")
		case seen[one.ID]:
			d.refused(d.bookingRef(one), "participation listed twice in one appointment")
		default:
			seen[one.ID] = true
			d.booking(one)
		}
	}
}

// lost rejects a participation that has no name, protecting the appointment's
// bookings from being taken for gone.
func (d *draft) lost(reason string) {
	d.batch.Rejected = append(d.batch.Rejected, connectors.Rejection{Parent: d.external, Reason: reason})
}

// booking adds one. Its status is its own and never the appointment's, which is
// only general (sheet §8).
func (d *draft) booking(p *participation) {
	external := d.bookingRef(p)
	b := tresse.Booking{
		Ref:     tresse.NewRef(d.source, external),
		Listing: tresse.NewRef(d.source, d.external),
		Scopes:  d.scopes,
		URL:     d.page(),
	}
	d.status(&b, p.Status)
	if !d.r.workshop() {
		// Participations have no date of their own; an individual appointment is
		// made for whoever comes.
		b.BookedAt = d.moment(external, "created_at", d.r.CreatedAt)
	}
	switch {
	case p.User == nil:
		d.refused(external, "participation without a user")
	case p.User.deleted():
		d.erase(b.Ref, p.User)
	default:
		d.who(&b, p.User)
	}
	d.batch.Bookings = append(d.batch.Bookings, b)
}

func (d *draft) status(b *tresse.Booking, status string) {
	b.Status = tresse.Booked
	switch status {
	case statusSeen:
		b.Status = tresse.Attended
	case statusNoShow:
		b.Status = tresse.Absent
	case statusExcused:
		b.Status, b.CancelledBy = tresse.Excused, byPerson
	case statusRevoked:
		b.Status, b.CancelledBy = tresse.SeatCancelled, byStructure
	case statusUnknown:
	default:
		d.refused(b.Ref.External(), "a status that is not documented")
	}
	if b.CancelledBy != "" {
		b.CancelledAt = d.moment(b.Ref.External(), "cancelled_at", d.r.CancelledAt)
	}
}

// moment reads an instant that need not be there.
func (d *draft) moment(external, field, text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	at, err := instant(text)
	if err != nil {
		d.refused(external, field+" is not a date and time with a zone")
	}
	return at.Time
}

// erase has whoever the platform has forgotten be forgotten here too (sheet
// §13). The seat stays, and is nobody's.
func (d *draft) erase(booking tresse.Ref, u *user) {
	e := connectors.Erasure{Booking: booking}
	if u.ID > 0 {
		e.Identifier = d.identifier(u)
	}
	d.batch.Erased = append(d.batch.Erased, e)
}
