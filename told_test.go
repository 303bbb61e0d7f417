package tresse

import (
	"slices"
	"testing"
)

func TestWhatWasTold(t *testing.T) {
	full := Booking{Person: Person{FullName: "PEREIRA Ana-Maria", Phones: []string{"06 39 98 01 01"}}}
	told := &Told{FirstName: "Ana-Maria", LastName: "Pereira", Phones: []string{"0639980101", "06 39 98 02 02"}, Seats: 3}
	b := full.With(told)
	if b.Person.FirstName != "Ana-Maria" || b.Person.LastName != "Pereira" || !slices.Equal(b.Person.Phones, []string{"06 39 98 01 01", "06 39 98 02 02"}) || b.Seats != 3 {
		t.Errorf("joined: %+v", b)
	}
	if len(full.Person.Phones) != 1 || full.Seats != 0 {
		t.Errorf("the booking itself changed: %+v", full)
	}
	full.Person.FullName, full.Seats = "Anne Martin", 1
	if b := full.With(told); b.Person.FirstName != "" || b.Seats != 1 {
		t.Errorf("another name and another count: %+v", b)
	}
	for name, c := range map[string]struct{ was, later, want Told }{
		"nothing":      {*told, Told{}, *told},
		"a telephone":  {*told, Told{Phones: []string{"1"}}, Told{FirstName: "Ana-Maria", LastName: "Pereira", Phones: []string{"1"}, Seats: 3}},
		"another name": {*told, Told{FirstName: "Ana"}, Told{FirstName: "Ana", Phones: told.Phones, Seats: 3}},
	} {
		if got := c.was.And(c.later); !got.Equal(c.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestPlacesOfABooking(t *testing.T) {
	for want, b := range map[int]Booking{1: {}, 8: {Seats: 8}, 5: {Seats: 8, Filled: 3}, 0: {Seats: 2, Filled: 2}} {
		if got := b.Places(); got != want {
			t.Errorf("%+v: %d places", b, got)
		}
	}
}
