package people

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"tresse"
)

// Two of a household that differ by birth date or first name alone, and a row
// that does not say whose it is: nobody is merged with the other, and each
// household is asked about.
func TestTornHouseholds(t *testing.T) {
	persons := 120
	if *evaluate {
		persons = 4000
	}
	c := newCanton(t, 31, persons)
	for _, kind := range []string{"twins", "parent and child of one name"} {
		var l lives
		house := map[tresse.Ref]int{}
		for i, s := range c.souls {
			phone := []string{fmt.Sprintf("06%08d", 20000000+i)}
			year, _ := strconv.Atoi(s.birth[:4])
			child, born := s.given, fmt.Sprintf("%d-0%d-%d", year+18+i%22, 3+i%7, 29+i%2)
			if kind == "twins" {
				child, born = c.firstName(i%2 == 0, -1), s.birth
			}
			if kind == "twins" && compareNames(child, s.given) {
				continue
			}
			for k, p := range []tresse.Person{
				{FirstName: s.given, LastName: s.last, BirthDate: s.birth, Phones: phone},
				{FirstName: child, LastName: s.last, BirthDate: born, Phones: phone},
				{FullName: s.last + " " + child, Phones: phone},
			} {
				house[tresse.Ref(fmt.Sprintf("l/%05d", len(l.rows)))] = i
				l.add(fmt.Sprint(i, min(k, 1)), false, p)
			}
		}
		for name, m := range map[string]tresse.Model{"shipped": {}, "learned": Estimate(l.rows, tresse.Model{})} {
			s := judge(l.truth, Group(l.rows, m, nil))
			asked := map[int]bool{}
			for _, q := range Questions(l.rows, m, nil) {
				if house[q.A] == house[q.B] {
					asked[house[q.A]] = true
				}
			}
			t.Logf("%-30s %s model: %d households, %d persons merged with the other, %d households asked about", kind, name, s.persons/2, s.mixed, len(asked))
			if s.mixed > 0 {
				t.Errorf("%s, %s model: merged", kind, name)
			}
			if kind != "twins" && len(asked) < s.persons/2*95/100 {
				t.Errorf("%s, %s model: only %d of %d households are asked about", kind, name, len(asked), s.persons/2)
			}
		}
	}
}

func compareNames(a, b string) bool {
	x, y := faceOf(&Row{Person: tresse.Person{FirstName: a}}), faceOf(&Row{Person: tresse.Person{FirstName: b}})
	return compareGiven(x, y) != other
}

// One person on two platforms in one session, under two spellings, is found:
// one person, or a question.
func TestTwoPlatformsTwoSpellings(t *testing.T) {
	persons := 300
	if *evaluate {
		persons = 4000
	}
	c := newCanton(t, 32, persons)
	c.mess = 4
	var l lives
	for i, s := range c.souls {
		phone, email := fmt.Sprintf("06%08d", 30000000+7*i), s.emails[0]
		given, last := c.written(s)
		l.add(s.id, false, tresse.Person{FullName: given + " " + last, Emails: []string{email}, Phones: []string{c.spaced(phone)}})
		given, last = c.written(s)
		p := tresse.Person{FirstName: given, LastName: last, Phones: []string{phone}}
		if c.chance(.3) {
			p.Phones, p.Emails = nil, []string{email}
		}
		l.add(s.id, false, p)
	}
	for name, m := range map[string]tresse.Model{"shipped": {}, "learned": Estimate(l.rows, tresse.Model{})} {
		clusters := Group(l.rows, m, nil)
		found := map[string]bool{}
		for _, one := range clusters {
			if len(one) > 1 && slices.ContainsFunc(one[1:], func(i int) bool { return l.truth[i] == l.truth[one[0]] }) {
				found[l.truth[one[0]]] = true
			}
		}
		same := len(found)
		at := map[tresse.Ref]string{}
		for i := range l.rows {
			at[l.rows[i].Ref] = l.truth[i]
		}
		for _, q := range Questions(l.rows, m, nil) {
			if at[q.A] == at[q.B] {
				found[at[q.A]] = true
			}
		}
		t.Logf("two spellings, %s model: of %d persons %.3f one, %.3f one or asked", name, len(c.souls), float64(same)/float64(len(c.souls)), float64(len(found))/float64(len(c.souls)))
		if len(found)*100 < 95*len(c.souls) {
			t.Errorf("%s model: only %d of %d are found", name, len(found), len(c.souls))
		}
	}
}
