package store

import (
	"strings"

	"tresse"
)

// The usual words, in the order of their numbers: only ever added to at the end.
var (
	kindWords    = []tresse.Kind{tresse.Workshop, tresse.DropIn, tresse.Appointment, tresse.OtherKind}
	statusWords  = []tresse.Status{tresse.Scheduled, tresse.Full, tresse.Postponed, tresse.MovedOnline, tresse.Cancelled, tresse.Withdrawn}
	bookingWords = []tresse.BookingStatus{tresse.Booked, tresse.ToFill, tresse.Attended, tresse.Absent, tresse.Excused, tresse.SeatCancelled}
)

// listing is a listing but for what its key and header say: ref, start, state.
func (f *form) listing(x *tresse.ListingFact) {
	f.near[0] = x.Ref.External()
	f.parent(1, &x.Parent)
	f.near[1] = x.Parent
	nearTexts(f, 3, &x.Keys)
	texts(f, 5, &x.Scopes)
	text(f, 6, &x.Title)
	text(f, 7, &x.Description)
	word(f, 8, &x.Kind, kindWords)
	f.when(9, &x.End, x.Start.Unix())
	word(f, 10, &x.Status, statusWords)
	f.truth(11, &x.Private)
	f.part(12, func() { f.place(&x.Place) })
	text(f, 13, &x.OnlineURL)
	f.truth(14, &x.OnlinePrivate)
	nearTexts(f, 15, &x.BookingURLs)
	text(f, 16, &x.URL)
	integer(f, 17, &x.Capacity)
	integer(f, 18, &x.Taken)
	members(f, 19, &x.Hosts, f.host)
	texts(f, 20, &x.Tags)
	texts(f, 21, &x.Themes)
	text(f, 22, &x.Level)
	f.part(23, func() { f.track(&x.Track) })
	f.listingID(24, x)
	f.ids(26, &x.Via)
	nearTexts(f, 27, &x.Pages)
}

// parent is the parent in field n+1, or how much of the external id it is in
// field n.
func (f *form) parent(n byte, p *string) {
	if !f.reading {
		*p = f.clean(*p)
	}
	head := 0
	if *p != "" && strings.HasPrefix(f.near[0], *p) {
		head = len(*p)
	}
	if integer(f, n, &head); f.reading && head != 0 {
		if head < 0 || head > len(f.near[0]) {
			f.fail("broken parent")
			return
		}
		*p = f.near[0][:head]
		return
	}
	if head == 0 {
		text(f, n+1, p)
	}
}

// listingID is the id in field n+1, or in field n that it follows from the first
// key.
func (f *form) listingID(n byte, x *tresse.ListingFact) {
	follows := !f.reading && len(x.Keys) > 0 && x.ID == tresse.NewID(f.clean(x.Keys[0]))
	f.truth(n, &follows)
	switch {
	case !follows:
		f.id(n+1, &x.ID)
	case f.reading && len(x.Keys) > 0:
		x.ID = tresse.NewID(x.Keys[0])
	}
}

// booking is a booking but for what its key and header say: ref, listing,
// state, start of the listing.
func (f *form) booking(x *tresse.BookingFact) {
	f.near = [2]string{x.Ref.External(), x.Listing.External()}
	texts(f, 1, &x.Scopes)
	word(f, 2, &x.Status, bookingWords)
	text(f, 3, &x.CancelledBy)
	f.instant(4, &x.CancelledAt)
	f.instant(5, &x.BookedAt)
	integer(f, 6, &x.Seats)
	f.part(7, func() { f.person(&x.Person) })
	f.part(8, func() { f.person(&x.BookedBy) })
	text(f, 9, &x.ContactVia)
	f.part(10, func() { f.prescription(&x.Prescriber) })
	text(f, 11, &x.URL)
	text(f, 12, &x.Note)
	f.part(13, func() { f.track(&x.Track) })
	integer(f, 14, &x.Filled)
	text(f, 15, &x.Group)
}

// contact is a contact but for its ref and state.
func (f *form) contact(x *tresse.ContactFact) {
	f.near[0] = x.Ref.External()
	f.parent(1, &x.Parent)
	texts(f, 3, &x.Scopes)
	f.part(4, func() { f.person(&x.Person) })
	f.part(5, func() { f.track(&x.Track) })
}

func (f *form) person(p *tresse.Person) {
	text(f, 1, &p.FirstName)
	text(f, 2, &p.LastName)
	text(f, 3, &p.FullName)
	text(f, 4, &p.BirthName)
	text(f, 5, &p.BirthDate)
	texts(f, 6, &p.Emails)
	texts(f, 7, &p.Phones)
	text(f, 8, &p.Postcode)
	text(f, 9, &p.City)
	f.truth(10, &p.Minor)
	f.truth(11, &p.NoPhone)
	texts(f, 12, &p.Refuses)
	text(f, 13, &p.Language)
	members(f, 14, &p.Identifiers, f.attribute)
	members(f, 15, &p.Attributes, f.attribute)
}

func (f *form) attribute(a *tresse.Attribute) {
	text(f, 1, &a.Name)
	text(f, 2, &a.Value)
}

func (f *form) prescription(p *tresse.Prescription) {
	text(f, 1, &p.Organisation)
	text(f, 2, &p.Referent)
}

func (f *form) place(p *tresse.Place) {
	text(f, 1, &p.Name)
	text(f, 2, &p.Address)
	text(f, 3, &p.Postcode)
	text(f, 4, &p.City)
	f.float(5, &p.Lat)
	f.float(6, &p.Lon)
}

func (f *form) host(h *tresse.Host) {
	text(f, 1, &h.Name)
	text(f, 2, &h.Email)
}

// track is what tresse knows of a fact, but for its state. Most facts never
// changed since they were first seen.
func (f *form) track(t *tresse.Track) {
	integer(f, 1, &t.First.Round)
	integer(f, 2, &t.First.Place)
	f.instant(3, &t.First.At)
	asSeen := t.Changed == t.First.At
	f.truth(4, &asSeen)
	if f.reading && asSeen {
		t.Changed = t.First.At
	} else if f.reading || !asSeen {
		f.instant(5, &t.Changed)
	}
	members(f, 6, &t.MovedFrom, f.move)
	pointed(f, 7, &t.Told, f.told)
}

func (f *form) told(t *tresse.Told) {
	text(f, 1, &t.FirstName)
	text(f, 2, &t.LastName)
	texts(f, 3, &t.Phones)
	integer(f, 4, &t.Seats)
	f.instant(5, &t.At)
}

func (f *form) move(m *tresse.Move) {
	text(f, 1, &m.Ref)
	f.when(2, &m.Start, epoch)
}
