package people

import (
	"fmt"
	"strings"
)

// house settles who lives together: alone, couples, mother and child, brothers
// and sisters, twins, a father and a son of one name, flat-mates, a hostel.
func (c *canton) house() {
	from := -1
	if c.chance(c.foreignShare) {
		from = c.IntN(len(peoples))
	}
	first := c.soul(from, c.lastName(from), nil, 1938, 2000)
	switch u := c.Float64(); {
	case u < .62:
	case u < .74: // a couple, of one name or two, on one phone or mailbox
		last := first.last
		if c.chance(.4) {
			last = c.lastName(from)
		}
		c.shares(c.other(first, from, last, 1938, 2000), first, .4)
	case u < .84: // a mother who signs her children up
		for range 1 + c.IntN(3) {
			c.shares(c.other(first, from, first.last, 2001, 2014), first, .8)
		}
	case u < .89: // grown brothers and sisters
		for range 1 + c.IntN(2) {
			c.shares(c.other(first, from, first.last, 1970, 2003), first, .2)
		}
	case u < .905: // twins
		twin := c.other(first, from, first.last, 1970, 2012)
		twin.birth = first.birth
		c.shares(twin, first, .6)
	case u < .907: // father and son
		son := c.soul(from, first.last, first, 1975, 2008)
		son.given, son.maiden, son.pet = first.given, "", ""
		c.shares(son, first, .3)
	case u < .97: // flat-mates, with the phone of the flat
		for range 1 + c.IntN(2) {
			o := c.other(first, from, c.lastName(from), 1985, 2005)
			if c.chance(.5) {
				o.phones = append(o.phones, first.phones[0])
			}
		}
	default: // a hostel: its phone and address for all
		first.postcode, first.city = "29200", "Brest"
		for range 6 + c.IntN(14) {
			home := c.IntN(len(peoples))
			o := c.soul(home, c.lastName(home), first, 1970, 2004)
			if c.chance(.7) {
				o.phones = []string{first.phones[0]}
			}
		}
	}
}

// other is somebody of the household with another first name.
func (c *canton) other(first *soul, from int, last string, oldest, youngest int) *soul {
	o := c.soul(from, last, first, oldest, youngest)
	for tries := 0; tries < 30; tries++ {
		taken := false
		for _, s := range c.souls[max(0, len(c.souls)-6) : len(c.souls)-1] {
			taken = taken || s.street == o.street && fold(s.given) == fold(o.given)
		}
		if !taken {
			break
		}
		o.given, o.pet, o.maiden = c.firstName(c.chance(.5), from), "", ""
	}
	return o
}

// shares lets o use the contacts of first.
func (c *canton) shares(o, first *soul, how float64) {
	if c.chance(how) {
		o.phones = []string{first.phones[len(first.phones)-1]}
	}
	if c.chance(how / 2) {
		o.mailOf = first
	}
}

// written returns the names of s as one hand writes them.
func (c *canton) written(s *soul) (given, last string) {
	given, last = s.given, s.last
	if s.pet != "" && c.chance(.3) {
		given = s.pet
	}
	if s.maiden != "" {
		switch u := c.Float64(); {
		case u < .06:
			last = s.maiden
		case u < .1:
			last = s.last + " née " + s.maiden
		case u < .12:
			last = s.maiden + " épouse " + s.last
		case u < .15:
			last = s.maiden + "-" + s.last
		}
	}
	if strings.ContainsAny(given, "- ") && c.chance(.3) {
		given = c.pick(strings.NewReplacer("-", " ").Replace(given), strings.NewReplacer("-", "", " ", "").Replace(given), given[:strings.IndexAny(given, "- ")])
	}
	if strings.ContainsAny(last, "' ") && c.chance(.25) {
		last = strings.NewReplacer("'", c.pick("", " ", "’"), " ", c.pick("", "-", " ")).Replace(last)
	}
	for _, w := range []*string{&given, &last} {
		switch u := c.Float64() / c.mess; {
		case u < .025:
			*w = c.finger(*w)
		case u < .045:
			*w = c.ear(*w)
		case u < .055:
			*w = c.scanner(*w)
		case u < .1 && !ascii(*w) || u < .12 && len(s.last) > 0 && c.foreignName(s):
			*w = c.roman(*w)
		}
		if c.chance(.35) {
			*w = unmarked(*w)
		}
	}
	if c.chance(.02) {
		given += " " + c.firstName(c.chance(.5), -1)
	}
	if c.chance(.012) {
		given = string([]rune(given)[:1]) + "."
	}
	return given, last
}

// foreignName reports a first name that is not of the French list.
func (c *canton) foreignName(s *soul) bool {
	for _, p := range peoples {
		if strings.Contains(p.women+" "+p.men, strings.ReplaceAll(s.given, " ", "%")) {
			return true
		}
	}
	return false
}

// unmarked drops accents but keeps the rest.
func unmarked(w string) string {
	var b strings.Builder
	for _, r := range w {
		if r < 128 {
			b.WriteRune(r)
		} else {
			b.WriteString(fold(string(r)))
		}
	}
	return b.String()
}

func (c *canton) dated(s *soul) string {
	b := s.birth
	switch u := c.Float64(); {
	case u < .015 && b[8:] <= "12": // day and month changed places
		b = b[:4] + "-" + b[8:] + "-" + b[5:7]
	case u < .03:
		b = b[:5] + fmt.Sprintf("%02d", 1+c.IntN(12)) + b[7:]
	case u < .04:
		b = fmt.Sprintf("%04d", 1938+c.IntN(70)) + b[4:]
	case u < .05:
		b = b[:4] + "-01-01"
	}
	if c.yearOnly {
		b = b[:4]
	}
	return b
}
