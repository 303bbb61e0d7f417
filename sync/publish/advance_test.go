package publish

import (
	"bytes"
	"testing"
	"time"

	"tresse"
)

func TestAdvance(t *testing.T) {
	zone := load(t, "Europe/Paris")
	s := quarter(t)[0]
	now := time.Date(2026, 10, 21, 9, 0, 0, 123, time.UTC)
	first, write := Advance(tresse.Public, &s, zone, nil, now)
	if !write || first.Sequence != 214736400 || !first.Modified.Equal(now.Truncate(time.Second)) || first.UID != s.ID || first.Audience != tresse.Public {
		t.Fatalf("first publication: %+v %v", first, write)
	}
	// In these the audience sees nothing new.
	for name, change := range map[string]func(*tresse.Session){
		"nothing":          func(*tresse.Session) {},
		"refs and updated": func(s *tresse.Session) { s.Refs, s.Updated = nil, now },
		"seats":            func(s *tresse.Session) { s.Taken = 8 },
		"hosts":            func(s *tresse.Session) { s.Hosts = nil },
		"a secret link":    func(s *tresse.Session) { s.BookingURLs[1] = "https://zeeg.me/r/y8Hh39Le?token=def" },
		"a masked number": func(s *tresse.Session) {
			s.Description = bytesReplace(s.Description, "06 12 34 56 78", "07 12 34 56 78")
		},
	} {
		s := quarter(t)[0]
		change(&s)
		if p, write := Advance(tresse.Public, &s, zone, &first, now.Add(time.Hour)); write || p != first {
			t.Errorf("%s: %+v", name, p)
		}
	}
	for name, c := range map[string]struct {
		change func(*tresse.Session)
		core   bool
	}{
		"title":       {func(s *tresse.Session) { s.Title += " !" }, false},
		"description": {func(s *tresse.Session) { s.Description += " Café offert." }, false},
		"tag":         {func(s *tresse.Session) { s.Tags = s.Tags[:1] }, false},
		"level":       {func(s *tresse.Session) { s.Level = "" }, false},
		"start":       {func(s *tresse.Session) { s.Start = tresse.At(s.Start.Add(-time.Hour)) }, true},
		"end":         {func(s *tresse.Session) { s.End = tresse.At(s.End.Add(time.Minute)) }, true},
		"all day":     {func(s *tresse.Session) { s.Start, s.End = day(2026, 10, 20), day(2026, 10, 21) }, true},
		"place":       {func(s *tresse.Session) { s.Place.Name = "Salle 3" }, true},
		"position":    {func(s *tresse.Session) { s.Place.Lat = 45.19 }, true},
		"cancelled":   {func(s *tresse.Session) { s.Status = tresse.Cancelled }, true},
		"full":        {func(s *tresse.Session) { s.Status = tresse.Full }, true},
	} {
		s := quarter(t)[0]
		c.change(&s)
		p, write := Advance(tresse.Public, &s, zone, &first, now) // in the same second
		if !write || !p.Modified.After(first.Modified) || p.Sequence > first.Sequence != c.core || p.Sequence < first.Sequence {
			t.Errorf("%s: %+v after %+v", name, p, first)
		}
	}
}

func bytesReplace(s, old, new string) string {
	return string(bytes.ReplaceAll([]byte(s), []byte(old), []byte(new)))
}

// Cancelled by the platform or gone from it: the words are the same.
func TestAdvanceToldTwiceInTheSameWords(t *testing.T) {
	s := quarter(t)[0]
	s.Status = tresse.Cancelled
	p, _ := Advance(tresse.Team, &s, time.UTC, nil, asOf)
	s.Status = tresse.Withdrawn
	if q, write := Advance(tresse.Team, &s, time.UTC, &p, asOf.Add(time.Hour)); write {
		t.Errorf("%+v", q)
	}
}

// A clock set back, or a restored store, takes no number down.
func TestAdvanceNeverGoesDown(t *testing.T) {
	s := quarter(t)[0]
	p, _ := Advance(tresse.Own, &s, time.UTC, nil, asOf)
	s.Start = tresse.At(s.Start.Add(-time.Hour))
	q, write := Advance(tresse.Own, &s, time.UTC, &p, asOf.AddDate(-1, 0, 0))
	if !write || q.Sequence != p.Sequence+1 || !q.Modified.Equal(p.Modified.Add(time.Second)) {
		t.Errorf("%+v after %+v", q, p)
	}
}

// What an audience does not see has no record; one that it stopped seeing keeps
// the one it had.
func TestAdvanceOfTheUnseen(t *testing.T) {
	for _, s := range quarter(t) {
		hidden := s.Private || s.Kind == tresse.Appointment
		if _, write := Advance(tresse.Public, &s, time.UTC, nil, asOf); write == hidden {
			t.Errorf("%s: written is %v", s.Title, write)
		}
		old := tresse.Published{UID: s.ID, Sequence: 1}
		if _, write := Advance(tresse.Public, &s, time.UTC, &old, asOf); write == hidden {
			t.Errorf("%s: written again is %v", s.Title, write)
		}
	}
}

// A private session shows colleagues no more than that it is there.
func TestAdvanceOfAPrivateSessionForTheTeam(t *testing.T) {
	s := quarter(t)[0]
	s.Private = true
	p, _ := Advance(tresse.Team, &s, time.UTC, nil, asOf)
	s.Title, s.Description, s.Place, s.Status = "Autre", "", tresse.Place{}, tresse.Full
	if _, write := Advance(tresse.Team, &s, time.UTC, &p, asOf.Add(time.Hour)); write {
		t.Error("colleagues are told of what they do not see")
	}
}
