// Package people decides who is who: which bookings and contacts are one human
// being. It is pure: the same rows, decisions and model give the same people in
// whatever order they are handed in. It knows neither the store nor the clock.
package people

import "tresse"

// A Row is one booking or contact as this package sees it: who takes part, and
// what is known around it.
type Row struct {
	Ref     tresse.Ref
	First   tresse.Sight
	Listing tresse.Ref // of a booking: the platform's listing; "" for a contact
	// Session is that of the listing, where it is known: two platforms on which
	// somebody is booked into one session say something about who that is. Only
	// Questions and Why look at it.
	Session tresse.ID
	Person  tresse.Person
	// Relayed: the e-mail and phone are somebody else's (a parent, carer,
	// guardian or prescriber) and are never evidence of identity.
	Relayed bool
}
