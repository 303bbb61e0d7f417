package publish

import (
	"strings"
	"testing"
	"time"

	"tresse"
)

// An appointment inside a permanence says so to the mediator and to colleagues;
// the public sees no appointment.
func TestInsideAPermanence(t *testing.T) {
	s := tresse.Session{
		ID: "8d3f3a52-6c2f-5a0e-9d7e-1d2c3b4a5f60", Title: "Aide aux démarches", Kind: tresse.Appointment,
		Start: tresse.At(time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)), End: tresse.At(time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)),
	}
	for _, inside := range []bool{true, false} {
		if s.PartOf = ""; inside {
			s.PartOf = "8d3f3a52-6c2f-5a0e-9d7e-1d2c3b4a5f61"
		}
		for _, a := range []tresse.Audience{tresse.Own, tresse.Team, tresse.Public} {
			feed, _, err := Feed{Audience: a, Zone: time.UTC, AsOf: s.Start.Time}.Render([]tresse.Session{s}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if said := strings.Contains(string(feed), "Pendant la permanence"); said != (inside && a != tresse.Public) {
				t.Errorf("%s, inside %v: said %v", a, inside, said)
			}
		}
	}
}
