package syncer

import (
	"errors"
	"slices"

	"tresse"
)

// What a connector emits is checked before it is kept: a fact that breaks the
// store's order is refused alone, with a reason that repeats no value.

func checkListing(l *tresse.Listing, source string) error {
	switch {
	case l.Ref.Check() != nil:
		return l.Ref.Check()
	case l.Ref.Source() != source:
		return errors.New("listing of another source")
	case l.ID == "" || len(l.Keys) == 0:
		return errors.New("listing without identity")
	case l.Start.IsZero():
		return errors.New("listing without start")
	case l.Start.Year() < 1 || l.Start.Year() > 9999:
		return errors.New("start out of range")
	case len(l.Scopes) == 0:
		return errors.New("listing without scope")
	}
	l.Scopes = sortedOnce(l.Scopes)
	return nil
}

// readTitle takes the status off a title, whichever connector it comes from. A
// status that the platform says in its own field stands against it, but for a
// cancellation: nobody writes that by mistake, and many forget the field.
func readTitle(l *tresse.Listing) {
	bare, said := tresse.ReadTitle(l.Title)
	if said == "" {
		return
	}
	l.Title = bare
	if l.Status == "" || l.Status == tresse.Scheduled || said == tresse.Cancelled {
		l.Status = said
	}
}

func checkBooking(b *tresse.Booking, source string) error {
	switch {
	case b.Ref.Check() != nil:
		return b.Ref.Check()
	case b.Ref.Source() != source:
		return errors.New("booking of another source")
	case b.Listing.Check() != nil:
		return errors.New("booking without listing")
	case len(b.Scopes) == 0:
		return errors.New("booking without scope")
	}
	b.Scopes = sortedOnce(b.Scopes)
	return nil
}

func checkContact(c *tresse.Contact, source string) error {
	switch {
	case c.Ref.Check() != nil:
		return c.Ref.Check()
	case c.Ref.Source() != source:
		return errors.New("contact of another source")
	case len(c.Scopes) == 0:
		return errors.New("contact without scope")
	}
	c.Scopes = sortedOnce(c.Scopes)
	return nil
}

// The scrub functions take out every value that looks like a social-security
// number, whatever source it comes from, and return the names of those fields
// (DESIGN §4).

func scrubListing(l *tresse.Listing) []string {
	s := scrubber{}
	s.text("title", &l.Title)
	s.text("description", &l.Description)
	s.text("place", &l.Place.Name)
	s.text("place", &l.Place.Address)
	s.text("url", &l.URL)
	s.text("online_url", &l.OnlineURL)
	s.text("level", &l.Level)
	s.list("booking_urls", &l.BookingURLs)
	s.list("pages", &l.Pages)
	s.list("tags", &l.Tags)
	s.list("themes", &l.Themes)
	return s.fields
}

func scrubBooking(b *tresse.Booking) []string {
	s := scrubber{}
	s.text("note", &b.Note)
	s.text("prescriber", &b.Prescriber.Organisation)
	s.text("prescriber", &b.Prescriber.Referent)
	return append(append(s.fields, scrubPerson(&b.Person)...), scrubPerson(&b.BookedBy)...)
}

func scrubPerson(p *tresse.Person) []string {
	s := scrubber{}
	s.text("first_name", &p.FirstName)
	s.text("last_name", &p.LastName)
	s.text("full_name", &p.FullName)
	s.text("birth_name", &p.BirthName)
	s.text("birth_date", &p.BirthDate)
	s.text("postcode", &p.Postcode)
	s.text("city", &p.City)
	s.list("emails", &p.Emails)
	s.list("phones", &p.Phones)
	s.attributes("identifiers", &p.Identifiers)
	s.attributes("attributes", &p.Attributes)
	return s.fields
}

type scrubber struct{ fields []string }

func (s *scrubber) text(field string, value *string) {
	if tresse.LooksLikeNIR(*value) {
		*value = ""
		s.fields = append(s.fields, field)
	}
}

func (s *scrubber) list(field string, values *[]string) {
	clean := slices.DeleteFunc(slices.Clone(*values), tresse.LooksLikeNIR)
	if len(clean) != len(*values) {
		*values = clean
		s.fields = append(s.fields, field)
	}
}

func (s *scrubber) attributes(field string, values *[]tresse.Attribute) {
	clean := slices.DeleteFunc(slices.Clone(*values), func(a tresse.Attribute) bool { return tresse.LooksLikeNIR(a.Value) })
	if len(clean) != len(*values) {
		*values = clean
		s.fields = append(s.fields, field)
	}
}
