package sessions

import (
	"strings"

	"tresse"
)

// A Room is how many people a place holds, set once for all that is held there.
type Room struct {
	Name     string // of the place, accents and case ignored
	Capacity int
}

// Rules are what sessions follow from beside the listings: whom to believe, what
// the mediator decided, how large the rooms are.
type Rules struct {
	trust     Trust
	decisions []tresse.Decision
	rooms     map[string]int
	kinds     map[tresse.Ref]tresse.Kind
	series    map[string][]kindSeries // by source and parent
	sketches  sketches
}

// A kindSeries is what was decided of the later dates of a parent.
type kindSeries struct {
	from  tresse.Time
	title string
	kind  tresse.Kind
}

// NewRules gathers the rules. Decisions are those in force about sessions, in the
// order taken; of two on the kind of one listing the later holds.
func NewRules(trust Trust, decisions []tresse.Decision, rooms []Room) *Rules {
	r := &Rules{
		trust: trust, decisions: decisions, rooms: make(map[string]int, len(rooms)),
		kinds: map[tresse.Ref]tresse.Kind{}, series: map[string][]kindSeries{},
	}
	for _, room := range rooms {
		r.rooms[fold(room.Name)] = room.Capacity
	}
	for _, d := range decisions {
		if d.Verb != tresse.DecideKind {
			continue
		}
		for _, s := range d.Series {
			key := seriesKey(s.Ref, s.Parent)
			r.series[key] = append(r.series[key], kindSeries{s.From, s.Title, d.Kind})
			r.kinds[s.Ref] = d.Kind
		}
	}
	return r
}

func seriesKey(ref tresse.Ref, parent string) string { return ref.Source() + "\x00" + parent }

// Kind is what a listing is: what the mediator decided, else what its platform
// or its title say; decided tells which.
func (r *Rules) Kind(f *tresse.ListingFact) (kind tresse.Kind, decided bool) {
	if len(r.series) == 0 {
		return f.Kind, false
	}
	kind, decided = f.Kind, false
	for _, s := range r.series[seriesKey(f.Ref, f.Parent)] {
		if !f.Start.Before(s.from.Time) && (s.title == "" || s.title == TitleKey(f.Title)) {
			kind, decided = s.kind, true
		}
	}
	if own, ok := r.kinds[f.Ref]; ok && !decided {
		return own, true
	}
	return kind, decided
}

// Decided returns the series of which a decision in force says the kind.
func (r *Rules) Decided() []tresse.Series {
	var all []tresse.Series
	for _, d := range r.decisions {
		all = append(all, d.Series...)
	}
	return all
}

// room is how many people a place holds, 0 where that was not set. Its name may
// go on: "Médiathèque" is meant by "Médiathèque, salle 2" only where that has no
// capacity of its own.
func (r *Rules) room(p tresse.Place) int {
	if len(r.rooms) == 0 {
		return 0
	}
	name := fold(p.Name)
	for name != "" {
		if n, ok := r.rooms[name]; ok {
			return n
		}
		at := strings.LastIndexByte(name, ' ')
		if at < 0 {
			break
		}
		name = name[:at]
	}
	return 0
}

// TitleKey is what the titles of one thing share, however they are written.
func TitleKey(title string) string {
	t := ReadTitle(title)
	return t.Key()
}
