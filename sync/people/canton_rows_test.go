package people

import (
	"fmt"
	"strings"

	"tresse"
)

// registrations writes what the canton's people leave behind over some years.
func (c *canton) registrations(name string) measured {
	c.set = measured{name: name}
	for _, s := range c.souls {
		habit := c.IntN(4) // the tool they mostly come by
		for n := 1 + c.zipf(9, .8); n > 0; n-- {
			if c.chance(.35) {
				habit = c.IntN(4)
			}
			c.register(s, habit)
		}
	}
	return c.set
}

// contacts returns a phone and an e-mail that s gives today, wrong ones and
// other people's among them.
func (c *canton) contacts(s *soul) (phone, email string) {
	phone, email = s.phones[len(s.phones)-1], s.emails[len(s.emails)-1]
	if c.chance(.15) {
		phone = s.phones[0]
	}
	if c.chance(.15) {
		email = s.emails[0]
	}
	switch u := c.Float64() / c.mess; {
	case u < .01:
		phone = c.digitSlip(phone)
	case u < .02:
		phone = c.pick("0600000000", "0000000000", "0612345678", "0606060606", "06")
	}
	switch u := c.Float64() / c.mess; {
	case u < .012:
		email = c.finger(email)
	case u < .024:
		email = c.pick("pasdemail@gmail.com", "aucun@aucun.fr", "noreply@noreply.fr", "accueil@espacenumerique.fr", "sans@mail.fr")
	}
	if s.guide != nil && c.chance(.6) {
		email = s.guide.email
		if c.chance(.4) {
			phone = s.guide.phone
		}
	}
	return phone, email
}

func (c *canton) register(s *soul, tool int) {
	given, last := c.written(s)
	phone, email := c.contacts(s)
	relayed := s.guide != nil && c.chance(.3)
	if c.chance(.012) {
		given, last = last, given
	}
	var p tresse.Person
	switch tool {
	case 0: // an agenda on the web
		p.FullName, p.Emails = given+" "+last, []string{email}
		if c.chance(.5) {
			p.Phones = []string{c.spaced(phone)}
		}
		if c.chance(.2) {
			p.FullName = strings.ToLower(p.FullName)
		}
	case 1: // a public service, with all that it asks
		p.FirstName, p.LastName, p.BirthDate = given, strings.ToUpper(last), c.dated(s)
		p.Phones, p.Postcode, p.City = []string{c.spaced(phone)}, s.postcode, s.city
		if c.chance(.5) {
			p.Emails = []string{email}
		}
		if s.maiden != "" && c.chance(.6) {
			p.BirthName = s.maiden
		}
		if c.chance(.6) {
			p.Attributes = []tresse.Attribute{{Name: "adresse", Value: c.address(s)}}
		}
		if c.chance(.4) {
			p.Identifiers = []tresse.Attribute{{Name: "numéro", Value: s.number}}
		}
	case 2: // a colleague's spreadsheet
		p.FullName = c.pick(c.pick("M. ", "Mme ", "")+strings.ToUpper(last)+" "+given, strings.ToUpper(last)+" "+given, last+" "+given, given+" "+last)
		p.Phones = []string{c.spaced(phone)}
		if c.chance(.4) {
			p.City = s.city
		}
		if c.chance(.25) {
			p.BirthDate = s.birth[:4]
		}
	default: // a list of who was there
		p.FirstName, p.LastName = given, last
		if c.chance(.25) {
			p.LastName = ""
		}
		if c.chance(.6) {
			p.Phones = []string{c.spaced(phone)}
		}
		if c.chance(.3) {
			p.City = s.city
		}
	}
	c.set.add(s.id, relayed, p)
}

// address is written now this way, now that.
func (c *canton) address(s *soul) string {
	a := s.street
	if c.chance(.2) {
		a = strings.NewReplacer("avenue", "av", "place", "pl", "impasse", "imp").Replace(a)
	}
	if c.chance(.1) {
		a = c.finger(a)
	}
	return a
}

func (c *canton) spaced(n string) string {
	if len(n) < 10 {
		return n
	}
	switch c.IntN(5) {
	case 0:
		return n[:2] + " " + n[2:4] + " " + n[4:6] + " " + n[6:8] + " " + n[8:]
	case 1:
		return "+33 (0)" + n[1:]
	case 2:
		return "0033" + n[1:]
	case 3:
		return n + " / " + fmt.Sprintf("02%08d", 98000000+c.IntN(10000)) // the phone of a hall, now and then
	}
	return n
}
