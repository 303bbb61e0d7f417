package rdvsp

import (
	"fmt"
	"regexp"
	"strings"

	"tresse"
)

// How contact goes to somebody else, in the words of tresse.Booking.
const (
	viaParent = "parent"
	viaCarer  = "carer"
)

// who fills in who comes, and how they are reached. A relative without phone and
// e-mail is reached through whoever is responsible for them, to whom the
// platform writes as well (sheet §7).
func (d *draft) who(b *tresse.Booking, u *user) {
	external := b.Ref.External()
	b.Person = d.person(external, u)
	reached := u
	if r := u.Responsible; r != nil && !r.deleted() {
		b.BookedBy = d.named(external, r)
		if len(b.Person.Emails)+len(b.Person.Phones) == 0 {
			b.Person.Emails, b.Person.Phones = b.BookedBy.Emails, b.BookedBy.Phones
			b.ContactVia, reached = via(u, d.start), r
		}
	}
	b.Person.Refuses = reached.refuses()
}

// via: a child's responsible is a parent, to all that is known. Of somebody else,
// or whose age is not told, it is whoever cares for them.
func via(u *user, at tresse.Time) string {
	if minor(u.BirthDate, at.Time) {
		return viaParent
	}
	return viaCarer
}

// person keeps what tells people apart. All else that the platform says of a
// user is not in the wire types: addresses, affiliation number, notes, logement.
func (d *draft) person(external string, u *user) tresse.Person {
	p := d.named(external, u)
	p.BirthName = d.keep(external, "birth_name", u.BirthName)
	p.Minor = minor(u.BirthDate, d.start.Time)
	if u.BirthDate != "" {
		date, ok := birthDate(d.keep(external, "birth_date", u.BirthDate), d.birthYear)
		if p.BirthDate = date; !ok {
			d.refused(external, "birth_date is not a date")
		}
	}
	if u.ID > 0 {
		p.Identifiers = []tresse.Attribute{d.identifier(u)}
	}
	return p
}

// named keeps names and contacts.
func (d *draft) named(external string, u *user) tresse.Person {
	p := tresse.Person{
		FirstName: d.keep(external, "first_name", u.FirstName),
		LastName:  d.keep(external, "last_name", u.LastName),
	}
	for _, address := range []string{u.Email, u.OtherEmail} {
		if address = d.keep(external, "email", address); address != "" && len(p.Emails) == 0 {
			p.Emails = []string{address}
		}
	}
	// The platform's own reading of the number is null where it could not read it.
	for _, number := range []string{u.Phone, u.PhoneAsTyped} {
		if number = d.keep(external, "phone_number", number); number != "" && len(p.Phones) == 0 {
			p.Phones = []string{number}
		}
	}
	return p
}

// identifier names one user of one database. It is a keyed hash: the numbers of a
// family that was registered together differ by a digit, and must not look like a
// slip of the pen. It is written in letters alone, or one in some thousands would
// look like a social-security number and be refused.
func (m mapper) identifier(u *user) tresse.Attribute {
	return tresse.Attribute{
		Name:  "usager RDV (" + m.instance + ")",
		Value: strings.Map(letter, m.secret(fmt.Sprintf("rdvsp|%s|user|%d", m.instance, u.ID))),
	}
}

// letter turns the digits of a hash into letters beyond those of hexadecimal.
func letter(r rune) rune {
	if r >= '0' && r <= '9' {
		return 'g' + r - '0'
	}
	return r
}

// refuses lists the ways in which a person does not want to be written to.
// Unset is no refusal.
func (u *user) refuses() []string {
	var refused []string
	if u.NotifyByEmail != nil && !*u.NotifyByEmail {
		refused = append(refused, "email")
	}
	if u.NotifyBySMS != nil && !*u.NotifyBySMS {
		refused = append(refused, "sms")
	}
	return refused
}

// deleted reports whether the platform has made a user anonymous (sheet §13).
func (u *user) deleted() bool {
	return gone(u.FirstName) && gone(u.LastName) || goneEmail.MatchString(strings.TrimSpace(u.Email))
}

func gone(name string) bool { return strings.EqualFold(strings.TrimSpace(name), "Usager supprimé") }

var goneEmail = regexp.MustCompile(`(?i)^user_\d+@deleted\.`)
