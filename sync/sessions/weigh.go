package sessions

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"tresse"
)

// A Zone says what is made of two listings.
type Zone int

const (
	Different Zone = iota // two sessions
	Maybe                 // a question for the mediator
	Same                  // one session, merged by itself
)

// A Reason is one thing that speaks for or against two listings being one
// session.
type Reason struct {
	Field  string // title, start, end, place, host, kind, number, level, audience, language, capacity, link, source
	Text   string // French, for a mediator
	Weight float64
}

// A Weighing is what two listings say of each other.
type Weighing struct {
	Zone    Zone
	Score   float64 // the sum of the weights
	Reasons []Reason
	veto    bool // they cannot be one session whatever else agrees
}

// The bounds of the zones. Chosen on testdata/labelled.tsv; docs/sessions.md
// tells what was found on the other half.
const (
	sameAt  = 9.0
	maybeAt = 3.5
)

// The weights, in the order of how much a mediator would give for each.
const (
	exactStart, formerStart, nearStart, halfHour, overlapping = 5.0, 4.0, 2.5, 1.0, -1.0
	equalEnd, otherEnd, otherLength                           = 1.0, -1.0, -2.0
	equalTitle, partTitle, bothTitle, weakTitle, otherTitle   = 6.0, 3.5, -2.0, 2.0, -5.0
	samePlace, vaguePlace, otherPlace                         = 4.0, 1.0, -3.0
	sameHost, vagueHost                                       = 4.0, 1.0
	oneSided                                                  = -1.0
	equalSeats, otherSeats                                    = 1.0, -0.5
	pointsToPage, pointsToHost, pointsAlike                   = 8.0, 4.0, 2.0
	never                                                     = -20.0
)

// A scale gathers what is found about a pair.
type scale struct {
	Weighing
	explain bool
	asked   bool // at most a question
}

func (s *scale) add(field string, weight float64, text string) {
	s.Score += weight
	if s.explain {
		s.Reasons = append(s.Reasons, Reason{field, text, weight})
	}
}

func (s *scale) forbid(field, text string) {
	s.veto = true
	s.add(field, never, text)
}

func (s *scale) doubt(field string, weight float64, text string) {
	s.asked = true
	s.add(field, weight, text)
}

// weigh compares two listings. explain has the reasons written down.
func weigh(a, b *Sketch, explain bool) Weighing {
	s := &scale{explain: explain}
	s.time(a, b)
	if s.Zone != Different || explain {
		s.kind(a, b)
		if !s.veto || explain {
			s.rest(a, b)
		}
	}
	switch {
	case s.Zone == Different && s.veto, s.Score < maybeAt, s.veto:
		s.Zone = Different
	case s.Score < sameAt || s.asked:
		s.Zone = Maybe
	default:
		s.Zone = Same
	}
	return s.Weighing
}

func (s *scale) rest(a, b *Sketch) {
	link := points(a, b)
	s.title(a, b, link)
	s.place(a, b)
	s.host(a, b)
	s.seats(a, b)
	switch link {
	case toPage:
		s.add("link", pointsToPage, "l’une renvoie à la page de l’autre")
	case toHost:
		s.add("link", pointsToHost, "l’une renvoie aux pages de qui tient l’autre")
	case alike:
		s.add("link", pointsAlike, "même page")
	}
	if a.f.Ref.Source() == b.f.Ref.Source() {
		s.doubt("source", 0, "deux annonces d’une même source")
	}
}

// time leaves Zone at Different where two listings are so far apart in time that
// nothing else counts.
func (s *scale) time(a, b *Sketch) {
	s.Zone = Maybe
	apart, former := closest(a, b)
	switch {
	case a.f.Start.Day != b.f.Start.Day && (former || !sameDay(a, b)):
		s.Zone, s.veto = Different, true
		s.add("start", never, "pas le même jour")
		return
	case a.f.Start.Day != b.f.Start.Day:
		s.doubt("start", halfHour, "même jour, l’une sans heure")
		return
	case apart == 0 && former:
		s.add("start", formerStart, "même horaire avant un déplacement")
		return
	case apart == 0:
		s.add("start", exactStart, "même début")
	case !former && apart <= 2*time.Hour && a.lasts() > 0 && b.lasts() > 0 && !overlap(a, b):
		s.Zone, s.veto = Different, true
		s.add("start", never, "l’une après l’autre")
		return
	case apart <= 15*time.Minute && !former:
		s.add("start", nearStart, "débuts à moins d’un quart d’heure")
	case apart <= 30*time.Minute && !former:
		s.doubt("start", halfHour, "débuts à moins d’une demi-heure")
	case overlap(a, b) && apart <= 2*time.Hour && !former:
		s.doubt("start", overlapping, "horaires qui se chevauchent")
	default:
		s.Zone, s.veto = Different, true
		s.add("start", never, "pas au même moment")
		return
	}
	s.end(a, b)
}

func (s *scale) end(a, b *Sketch) {
	x, y := a.lasts(), b.lasts()
	switch {
	case x <= 0 || y <= 0:
	case a.f.End.Same(b.f.End):
		s.add("end", equalEnd, "même fin")
	case 2*max(x, y) > 5*min(x, y):
		s.doubt("end", otherLength, "durées sans rapport")
	case (a.f.End.Sub(b.f.End.Time)).Abs() > 30*time.Minute:
		s.add("end", otherEnd, "fins différentes")
	}
}

// closest is how far apart two listings begin; former: only where one stood
// before it was moved.
func closest(a, b *Sketch) (apart time.Duration, former bool) {
	apart = a.f.Start.Sub(b.f.Start.Time).Abs()
	if apart <= 30*time.Minute {
		return apart, false
	}
	for i, x := range a.starts {
		for j, y := range b.starts {
			if (i == 0 || j == 0) && i+j > 0 && x.Same(y) {
				return 0, true
			}
		}
	}
	return apart, false
}

func sameDay(a, b *Sketch) bool {
	day, at := a.f.Start, b.f.Start
	if !day.Day {
		day, at = at, day
	}
	return at.Sub(day.Time) >= -2*time.Hour && at.Sub(day.Time) < 24*time.Hour
}

func overlap(a, b *Sketch) bool {
	return a.f.Start.Before(b.f.End.Time) && b.f.Start.Before(a.f.End.Time)
}

func (s *scale) kind(a, b *Sketch) {
	switch {
	case a.kind == tresse.Appointment || b.kind == tresse.Appointment:
		s.forbid("kind", "un rendez-vous ne se rapproche que par son identité")
	case kindsClash(a.kind, b.kind) && !a.decided && !b.decided:
		s.forbid("kind", "atelier d’un côté, permanence de l’autre")
	}
}

// title weighs what two listings are about, and what titles set apart.
func (s *scale) title(a, b *Sketch, link pointing) {
	x, y := &a.title, &b.title
	shared := common(x.Words, y.Words)
	switch {
	case len(x.Words)+len(y.Words) == 0:
		s.weakly(x, y, a.kind == tresse.DropIn && b.kind == tresse.DropIn)
	case len(shared) == len(x.Words) && len(shared) == len(y.Words):
		s.add("title", equalTitle, "même intitulé")
	case len(shared) > 0 && (!more(x.Words, y.Words) || !more(y.Words, x.Words)):
		weight := partTitle + 0.5*float64(len(shared)-1)
		s.add("title", min(weight, equalTitle-1), "un intitulé contient l’autre")
	case len(shared) > 1 && 2*len(shared) >= max(len(x.Words), len(y.Words)):
		s.add("title", bothTitle+float64(len(shared)), "intitulés proches")
	case len(shared) > 0:
		s.add("title", bothTitle+float64(len(shared)-1), "intitulés qui se ressemblent en partie")
	case len(x.Words) == 0 || len(y.Words) == 0:
		s.add("title", bothTitle, "un intitulé ne dit rien de précis")
	case link == toPage:
		s.add("title", bothTitle, "intitulés différents")
	default:
		s.doubt("title", otherTitle, "intitulés différents")
	}
	s.apart(x, y)
}

// more reports whether x is about something that y is not; what one does with
// it, a verb, is nothing more.
func more(x, y []string) bool {
	shared := common(x, y)
	return slices.ContainsFunc(x, func(w string) bool {
		return !slices.Contains(shared, w) && !(len(w) > 4 && (strings.HasSuffix(w, "er") || strings.HasSuffix(w, "ir")))
	})
}

// weakly compares titles that say little: "Atelier numérique", "Permanence".
func (s *scale) weakly(x, y *Title, dropIns bool) {
	switch {
	case slices.Equal(x.Weak, y.Weak), dropIns:
		s.add("title", weakTitle, "même intitulé, peu précis")
	case len(common(x.Weak, y.Weak)) > 0:
		s.add("title", weakTitle/2, "intitulés peu précis, proches")
	default:
		s.add("title", bothTitle, "intitulés peu précis")
	}
}

// apart weighs what sets two sessions apart that are about the same.
func (s *scale) apart(x, y *Title) {
	switch {
	case x.Number != 0 && y.Number != 0 && x.Number != y.Number:
		s.forbid("number", fmt.Sprintf("séance %d et séance %d", x.Number, y.Number))
	case x.Number != 0 && y.Number != 0 && x.Of != 0 && y.Of != 0 && x.Of != y.Of:
		s.doubt("number", oneSided, "pas le même nombre de séances")
	}
	if x.Group != "" && y.Group != "" && x.Group != y.Group {
		s.forbid("group", "groupes différents")
	}
	switch {
	case x.Level == y.Level:
	case x.Level != "" && y.Level != "", x.Beginning && y.beyondFirst() || y.Beginning && x.beyondFirst():
		s.forbid("level", "niveaux différents")
	case x.beyondFirst() || y.beyondFirst():
		s.doubt("level", oneSided, "niveau dit d’un seul côté")
	default:
		s.add("level", oneSided, "niveau dit d’un seul côté")
	}
	s.lists("audience", x.Audience, y.Audience, "publics différents", "public dit d’un seul côté")
	s.lists("language", x.Language, y.Language, "langues différentes", "langue dite d’un seul côté")
}

func (s *scale) lists(field string, x, y []string, differ, alone string) {
	switch {
	case slices.Equal(x, y):
	case beyond(x, y) && beyond(y, x):
		s.forbid(field, differ)
	case field == "language":
		s.doubt(field, oneSided, alone)
	default:
		s.add(field, oneSided, alone)
	}
}

// beyond reports whether x names something that y does not.
func beyond(x, y []string) bool {
	return slices.ContainsFunc(x, func(w string) bool { return !slices.Contains(y, w) })
}

func (s *scale) place(a, b *Sketch) {
	switch a.spot.compare(&b.spot) {
	case differ:
		if a.spot.room != "" && b.spot.room != "" && a.spot.room != b.spot.room {
			s.forbid("place", "salles différentes")
			return
		}
		s.forbid("place", "lieux différents")
	case unlike:
		s.doubt("place", otherPlace, "lieux qui ne se ressemblent pas")
	case vague:
		s.add("place", vaguePlace, "rien n’oppose les lieux")
	case same:
		s.add("place", samePlace, "même lieu")
	}
}

func (s *scale) host(a, b *Sketch) {
	switch compareHosts(a, b) {
	case differ:
		s.forbid("host", "tenues par des personnes différentes")
	case vague:
		s.add("host", vagueHost, "peut-être tenues par la même personne")
	case same:
		s.add("host", sameHost, "tenues par la même personne")
	}
}

func (s *scale) seats(a, b *Sketch) {
	switch x, y := a.f.Capacity, b.f.Capacity; {
	case x == 0 || y == 0:
	case x == y:
		s.add("capacity", equalSeats, "même nombre de places")
	default:
		s.add("capacity", otherSeats, "nombres de places différents")
	}
}

// Chance turns a score into 0…1, as questions show it.
func Chance(score float64) float64 {
	const middle = (sameAt + maybeAt) / 2
	return 1 / (1 + math.Exp2(middle-score))
}

// Field and text of reasons in one line, for a log or a test.
func (w Weighing) String() string {
	var parts []string
	for _, r := range w.Reasons {
		parts = append(parts, fmt.Sprintf("%s %+.1f", r.Text, r.Weight))
	}
	return fmt.Sprintf("%.1f : %s", w.Score, strings.Join(parts, ", "))
}
