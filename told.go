package tresse

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Told is what a platform said of a booking in a push and says nowhere else. It
// is kept beside the booking, so that a poll that does not carry it neither
// differs nor takes it away.
type Told struct {
	FirstName string   `json:"first_name,omitempty"`
	LastName  string   `json:"last_name,omitempty"`
	Phones    []string `json:"phones,omitempty"`
	Seats     int      `json:"seats,omitempty"` // 0 where it was not said
	// At is when it was last told here.
	At time.Time `json:"at,omitzero"`
}

// Empty reports whether nothing was said.
func (t Told) Empty() bool {
	return t.FirstName == "" && t.LastName == "" && len(t.Phones) == 0 && t.Seats == 0
}

// And returns t with what a later push said: nothing takes nothing away.
func (t Told) And(later Told) Told {
	if later.FirstName != "" || later.LastName != "" {
		t.FirstName, t.LastName = later.FirstName, later.LastName
	}
	if len(later.Phones) > 0 {
		t.Phones = later.Phones
	}
	if later.Seats > 0 {
		t.Seats = later.Seats
	}
	t.At = later.At
	return t
}

// Equal reports whether both say the same, whenever.
func (t Told) Equal(u Told) bool {
	return t.FirstName == u.FirstName && t.LastName == u.LastName && t.Seats == u.Seats && slices.Equal(t.Phones, u.Phones)
}

// With returns the booking as it is known with what was told of it. What the
// platform itself says elsewhere goes first: a count of seats stands, numbers
// are added, and the first and last name hold as long as they are those of the
// full name.
func (b Booking) With(t *Told) Booking {
	if t == nil {
		return b
	}
	p := &b.Person
	if p.FirstName == "" && p.LastName == "" && (p.FullName == "" || sameWords(p.FullName, t.FirstName+" "+t.LastName)) {
		p.FirstName, p.LastName = t.FirstName, t.LastName
	}
	for _, phone := range t.Phones {
		if !slices.ContainsFunc(p.Phones, func(have string) bool { return digitsOf(have) == digitsOf(phone) }) {
			p.Phones = append(slices.Clone(p.Phones), phone)
		}
	}
	if b.Seats == 0 {
		b.Seats = t.Seats
	}
	return b
}

// sameWords compares names whatever the order, capitals and signs of their
// words.
func sameWords(a, b string) bool {
	words := func(s string) []string {
		list := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
		slices.Sort(list)
		return list
	}
	return slices.Equal(words(a), words(b))
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
