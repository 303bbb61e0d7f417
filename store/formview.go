package store

import "tresse"

// session is a session but for its id, which is its key.
func (f *form) session(x *tresse.Session) {
	f.ids(2, &x.Aliases)
	text(f, 3, &x.Title)
	text(f, 4, &x.Description)
	word(f, 5, &x.Kind, kindWords)
	f.when(6, &x.Start, epoch)
	f.when(7, &x.End, x.Start.Unix())
	word(f, 8, &x.Status, statusWords)
	f.truth(9, &x.Archived)
	f.truth(10, &x.Private)
	f.part(11, func() { f.place(&x.Place) })
	text(f, 12, &x.OnlineURL)
	texts(f, 13, &x.BookingURLs)
	members(f, 14, &x.Links, f.link)
	integer(f, 15, &x.Capacity)
	integer(f, 16, &x.Taken)
	members(f, 17, &x.Hosts, f.host)
	texts(f, 18, &x.Tags)
	texts(f, 19, &x.Themes)
	text(f, 20, &x.Level)
	pointed(f, 21, &x.Programme, f.programme)
	f.id(22, &x.PartOf)
	members(f, 23, &x.Conflicts, f.conflict)
	f.refs(24, &x.Refs, Listings)
	f.instant(25, &x.Updated)
	f.ids(26, &x.Via)
	members(f, 27, &x.Doors, func(d *tresse.Door) {
		text(f, 1, &d.Source)
		integer(f, 2, &d.Taken)
	})
}

// pointed is what may be there or not, with fields of its own.
func pointed[T any](f *form, n byte, p **T, fields func(*T)) {
	x := *p
	if f.reading {
		x = new(T)
	}
	if f.inner(n, x != nil, func() { fields(x) }) {
		*p = x
	}
}

func (f *form) link(l *tresse.Link) {
	text(f, 1, &l.Source)
	text(f, 2, &l.URL)
}

func (f *form) programme(p *tresse.ProgrammePart) {
	f.id(1, &p.ID)
	text(f, 2, &p.Title)
	integer(f, 3, &p.Index)
	integer(f, 4, &p.Of)
}

func (f *form) conflict(c *tresse.Conflict) {
	text(f, 1, &c.Field)
	members(f, 2, &c.Values, func(v *tresse.ConflictValue) {
		text(f, 1, &v.Source)
		text(f, 2, &v.Value)
	})
}

// registration is a registration but for its id.
func (f *form) registration(x *tresse.Registration) {
	f.id(2, &x.Session)
	f.id(3, &x.Beneficiary)
	word(f, 4, &x.Status, bookingWords)
	text(f, 5, &x.CancelledBy)
	f.instant(6, &x.CancelledAt)
	f.instant(7, &x.BookedAt)
	integer(f, 8, &x.Seats)
	text(f, 9, &x.BookedBy)
	text(f, 10, &x.ContactVia)
	pointed(f, 11, &x.Prescriber, f.prescription)
	members(f, 12, &x.Links, f.link)
	f.refs(13, &x.Refs, Bookings)
	text(f, 14, &x.Withdrawn)
	members(f, 15, &x.Conflicts, f.conflict)
}

// beneficiary is a beneficiary but for its id.
func (f *form) beneficiary(x *tresse.Beneficiary) {
	f.ids(2, &x.Aliases)
	text(f, 3, &x.FirstName)
	text(f, 4, &x.LastName)
	text(f, 5, &x.BirthName)
	text(f, 6, &x.BirthDate)
	texts(f, 7, &x.Emails)
	texts(f, 8, &x.Phones)
	text(f, 9, &x.Postcode)
	text(f, 10, &x.City)
	f.truth(11, &x.Minor)
	f.id(12, &x.Responsible)
	f.truth(13, &x.NoPhone)
	texts(f, 14, &x.Refuses)
	text(f, 15, &x.Language)
	integer(f, 16, &x.Registrations)
	integer(f, 17, &x.Attended)
	integer(f, 18, &x.Absent)
	f.instant(19, &x.FirstSeen)
	f.instant(20, &x.LastSeen)
	f.refs(21, &x.Refs, Bookings, Contacts)
	texts(f, 22, &x.Spellings)
}
