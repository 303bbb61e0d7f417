package people

import (
	"fmt"
	"strings"
	"testing"

	"tresse"
)

// A pool holds how often each value of each column is seen among the originals
// of FEBRL 1 to 3: what FEBRL's own generator draws from.
type pool map[string][]string

var febrlColumns = []string{
	"given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state", "date_of_birth", "soc_sec_id",
}

func newPool(t *testing.T) pool {
	p := pool{}
	for _, file := range []string{"dataset1.csv", "dataset2.csv", "dataset3.csv"} {
		all := linkage(t, file)
		for _, cells := range all[1:] {
			if !strings.HasSuffix(cells[0], "org") {
				continue
			}
			for i, name := range all[0][1:] {
				p[strings.TrimSpace(name)] = append(p[strings.TrimSpace(name)], strings.TrimSpace(cells[i+1]))
			}
		}
	}
	return p
}

// A febrlStyle says how hard a file in the manner of FEBRL is.
type febrlStyle struct {
	persons, most int // copies of each original, at most
	fields        int // of a copy that differ, at most
}

// febrlLike writes originals and copies of them: file A and file B of FEBRL 4
// where there is one copy each.
func febrlLike(t *testing.T, seed uint64, style febrlStyle) measured {
	s, p := newScribe(seed, 4), newPool(t)
	set := measured{name: fmt.Sprintf("FEBRL style %d", seed)}
	for i := range style.persons {
		original := map[string]string{}
		for _, c := range febrlColumns {
			original[c] = s.pick(p[c]...)
		}
		if original["date_of_birth"] != "" {
			original["date_of_birth"] = fmt.Sprintf("%d%02d%02d", 1900+s.IntN(100), 1+s.IntN(12), 1+s.IntN(28))
		}
		original["soc_sec_id"] = fmt.Sprint(1000000 + s.IntN(9000000))
		set.add(fmt.Sprint(i), false, febrlPerson(original))
		for range 1 + s.IntN(style.most) {
			set.add(fmt.Sprint(i), false, febrlPerson(s.febrlCopy(original, p, style.fields)))
		}
	}
	return set
}

// febrlCopy changes one field or more, as often each as FEBRL 2 shows.
func (s scribe) febrlCopy(original map[string]string, p pool, most int) map[string]string {
	weights := []int{287, 322, 154, 345, 424, 257, 169, 42, 90, 89}
	c := map[string]string{}
	for name, v := range original {
		c[name] = v
	}
	for range 1 + s.IntN(most) {
		at := s.IntN(2179)
		i := 0
		for at >= weights[i] {
			at -= weights[i]
			i++
		}
		name := febrlColumns[i]
		v := c[name]
		switch u := s.IntN(20); {
		case v == "":
			c[name] = s.pick(p[name]...)
		case u == 0:
			c["given_name"], c["surname"] = c["surname"], c["given_name"]
		case u < 4 && name != "soc_sec_id":
			c[name] = ""
		case u < 7 && name != "soc_sec_id":
			c[name] = s.pick(p[name]...)
		case u < 9 && strings.Contains(v, " "):
			c[name] = strings.Replace(v, " ", "", 1)
		case u < 10 && len(v) > 4 && i < 6:
			c[name] = v[:3] + " " + v[3:]
		case i >= 6 && len(v) > 3:
			c[name] = s.digitSlip(v)
		default:
			c[name] = s.finger(v)
		}
	}
	return c
}

func febrlPerson(c map[string]string) (p tresse.Person) {
	p.FirstName, p.LastName = c["given_name"], c["surname"]
	p.BirthDate, p.Postcode, p.City = c["date_of_birth"], c["postcode"], c["suburb"]
	if v := c["soc_sec_id"]; v != "" {
		p.Identifiers = []tresse.Attribute{{Name: "soc_sec_id", Value: v}}
	}
	attributes(&p, func(name string) string { return c[name] }, "street_number", "address_1", "address_2", "state")
	return p
}

// splinkLike writes what Splink's fake data look like: a few rows a person,
// fields missing, names swapped and mistyped, one city, one mailbox.
func splinkLike(t *testing.T, seed uint64, persons int) measured {
	s, p := newScribe(seed, 5), newPool(t)
	set := measured{name: fmt.Sprintf("Splink style %d", seed)}
	for i := range persons {
		given, last := s.pick(p["given_name"]...), s.pick(p["surname"]...)
		if given == "" || last == "" {
			continue
		}
		local := s.pick(given+last, given+"."+last, given+last[:1], given[:1]+last) + fmt.Sprint(1+s.IntN(99))
		email := strings.ReplaceAll(local, " ", "") + "@" + s.pick(p["surname"]...) + s.pick("-"+s.pick(p["surname"]...), "", "") + s.pick(".com", ".net", ".org", ".biz", ".info")
		birth := fmt.Sprintf("%d-%02d-%02d", 1970+s.IntN(50), 1+s.IntN(12), 1+s.IntN(28))
		city := s.pick("London", "London", "Birmingham", "Leeds", "Hull", "Bristol", "Sheffield", "Glasgow", "Southend-on-Sea", "Portsmouth", "York", "Derby")
		for range 1 + s.IntN(6) {
			set.add(fmt.Sprint(i), false, s.splinkCopy(given, last, birth, city, email))
		}
	}
	return set
}

func (s scribe) splinkCopy(given, last, birth, city, email string) (p tresse.Person) {
	g, l, b, c, e := capital(given), capital(last), birth, city, email
	for _, field := range []struct {
		value        *string
		blank, wrong float64
	}{{&g, .17, .12}, {&l, .17, .12}, {&c, .2, .2}, {&e, .2, .2}} {
		switch u := s.Float64(); {
		case u < field.blank:
			*field.value = ""
		case u < field.blank+field.wrong:
			*field.value = s.finger(*field.value)
		}
	}
	if s.chance(.15) {
		b = birth[:5] + fmt.Sprintf("%02d", 1+s.IntN(12)) + birth[7:]
	} else if s.chance(.1) {
		b = fmt.Sprint(1970+s.IntN(50)) + birth[4:]
	}
	if s.chance(.06) {
		g, l = l, g
	}
	p.FirstName, p.LastName, p.BirthDate, p.City = g, l, b, c
	if strings.Contains(e, "@") {
		p.Emails = []string{e}
	}
	return p
}
