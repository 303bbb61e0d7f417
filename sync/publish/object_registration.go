package publish

import (
	"time"

	"tresse"
)

// A RegistrationObject is a registration as JSON.
type RegistrationObject struct {
	ID          tresse.ID            `json:"id"`
	Session     tresse.ID            `json:"session"`
	Beneficiary tresse.ID            `json:"beneficiary,omitempty"` // none for seats without a name
	Status      tresse.BookingStatus `json:"status"`
	CancelledBy string               `json:"cancelled_by,omitempty"`
	CancelledAt string               `json:"cancelled_at,omitempty"`
	Withdrawn   string               `json:"withdrawn,omitempty"` // file, platform: no longer listed there, and nobody cancelled
	BookedAt    string               `json:"booked_at,omitempty"`
	Seats       int                  `json:"seats"`
	BookedBy    string               `json:"booked_by,omitempty"`
	ContactVia  string               `json:"contact_via"`
	Prescriber  *tresse.Prescription `json:"prescriber,omitempty"`
	Links       []tresse.Link        `json:"links"`
	Refs        []tresse.Ref         `json:"refs"`
	Conflicts   []tresse.Conflict    `json:"conflicts,omitempty"` // cancelled at one platform and held at another
}

// RegistrationJSON returns a registration as JSON shows it at asOf; s is its
// session, nil where it is not known.
func RegistrationJSON(r *tresse.Registration, s *tresse.Session, asOf time.Time, zone *time.Location) RegistrationObject {
	o := RegistrationObject{
		ID: r.ID, Session: r.Session, Beneficiary: r.Beneficiary, Status: SeatStatus(r, s, asOf, zone),
		CancelledBy: r.CancelledBy, CancelledAt: instant(r.CancelledAt, zone), Withdrawn: r.Withdrawn, BookedAt: instant(r.BookedAt, zone),
		Seats: max(r.Seats, 1), BookedBy: r.BookedBy, ContactVia: r.ContactVia, Prescriber: r.Prescriber,
		Links: listed(r.Links), Refs: listed(r.Refs), Conflicts: conflictObjects(r.Conflicts),
	}
	if o.ContactVia == "" {
		o.ContactVia = "self"
	}
	return o
}

// SeatStatus is what becomes of a seat as seen at asOf: one that nobody marked
// is to be filled in once its session is over. A session that did not take place
// leaves nothing to fill in.
func SeatStatus(r *tresse.Registration, s *tresse.Session, asOf time.Time, zone *time.Location) tresse.BookingStatus {
	switch r.Status {
	case "", tresse.Booked, tresse.ToFill:
	default:
		return r.Status
	}
	if s == nil {
		return tresse.Booked
	}
	switch s.Status {
	case tresse.Cancelled, tresse.Withdrawn, tresse.Postponed:
		return tresse.Booked
	}
	if _, end := span(s, zone); end.In(zone).After(asOf) {
		return tresse.Booked
	}
	return tresse.ToFill
}
