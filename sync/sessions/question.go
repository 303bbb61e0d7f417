package sessions

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"tresse"
)

// A Question is two sessions that may be one: the mediator is asked.
type Question struct {
	A, B    tresse.ID
	Score   float64
	Reasons []Reason
}

// Questions returns the pairs of sessions between "same" and "different", each
// once, by what their most telling listings say; in order of ids. facts are all
// listings, of the session that of says. Two that the mediator keeps apart are
// not asked about again.
func Questions(facts []tresse.ListingFact, of map[tresse.Ref]tresse.ID, rules *Rules) []Question {
	a := newAsking(facts, of, rules)
	var list []Question
	for pair, w := range a.best {
		if !a.apart[pair] && !a.clash(pair) {
			list = append(list, Question{pair[0], pair[1], w.Score, weightiest(w.Reasons)})
		}
	}
	slices.SortFunc(list, func(x, y Question) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return list
}

// An asking gathers what stands together in time.
type asking struct {
	rules    *Rules
	of       map[tresse.Ref]tresse.ID
	sketches []*Sketch
	members  map[tresse.ID][]*Sketch
	apart    map[[2]tresse.ID]bool
	best     map[[2]tresse.ID]Weighing
}

func newAsking(facts []tresse.ListingFact, of map[tresse.Ref]tresse.ID, rules *Rules) *asking {
	a := &asking{rules: rules, of: of, members: map[tresse.ID][]*Sketch{}, apart: map[[2]tresse.ID]bool{}, best: map[[2]tresse.ID]Weighing{}}
	for i := range facts {
		f := &facts[i]
		if of[f.Ref] == "" || f.State == tresse.Superseded || f.State == tresse.Gone {
			continue
		}
		if kind, _ := rules.Kind(f); kind != tresse.Appointment {
			s := rules.Sketch(f)
			a.sketches = append(a.sketches, s)
			a.members[of[f.Ref]] = append(a.members[of[f.Ref]], s)
		}
	}
	for i := range rules.decisions {
		_, different := rules.decisions[i].Pairs()
		for _, pair := range different {
			a.apart[two(of[pair[0]], of[pair[1]])] = true
		}
	}
	slices.SortFunc(a.sketches, func(x, y *Sketch) int {
		return cmp.Or(x.f.Start.Compare(y.f.Start.Time), cmp.Compare(x.f.Ref, y.f.Ref))
	})
	a.weigh()
	return a
}

// two orders a pair of ids.
func two(a, b tresse.ID) [2]tresse.ID { return [2]tresse.ID{min(a, b), max(a, b)} }

// weigh weighs what begins within two hours, and what lasts all day with what is
// held that day.
func (a *asking) weigh() {
	for i, x := range a.sketches {
		reach := 2 * time.Hour
		if x.f.Start.Day {
			reach = 24 * time.Hour
		}
		for _, y := range a.sketches[i+1:] {
			if y.f.Start.Sub(x.f.Start.Time) > reach {
				break
			}
			pair := two(a.of[x.f.Ref], a.of[y.f.Ref])
			if pair[0] == pair[1] {
				continue
			}
			if w := weigh(x, y, false); w.Zone == Different {
				continue
			} else if had, ok := a.best[pair]; ok && had.Score >= w.Score {
				continue
			}
			a.best[pair] = weigh(x, y, true)
		}
	}
}

// clash: a question is none where two listings of the sessions cannot be one.
func (a *asking) clash(pair [2]tresse.ID) bool {
	for _, x := range a.members[pair[0]] {
		for _, y := range a.members[pair[1]] {
			if weigh(x, y, false).veto {
				return true
			}
		}
	}
	return false
}

// Why weighs two sessions, given by their listings: what the most telling pair
// says, and what was decided; the weightiest first.
func Why(a, b []tresse.ListingFact, rules *Rules) []Reason {
	var best Weighing
	none := true
	for i := range a {
		for j := range b {
			if a[i].Ref == b[j].Ref {
				continue
			}
			w := weigh(rules.Sketch(&a[i]), rules.Sketch(&b[j]), true)
			if identity(&a[i], &b[j]) {
				w.Reasons = append(w.Reasons, Reason{"identity", "le même identifiant chez la plateforme", -never})
				w.Score -= never
			}
			if none || w.Score > best.Score {
				best, none = w, false
			}
		}
	}
	reasons := best.Reasons
	for _, d := range rules.decisions {
		same, different := d.Pairs()
		if between(same, a, b) {
			reasons = append(reasons, Reason{"decision", decided(d.Number, "les réunit"), -never})
		}
		if between(different, a, b) {
			reasons = append(reasons, Reason{"decision", decided(d.Number, "les sépare"), never})
		}
	}
	return weightiest(reasons)
}

func decided(number uint64, how string) string {
	return "la décision n° " + strconv.FormatUint(number, 10) + " " + how
}

func identity(a, b *tresse.ListingFact) bool {
	theirs := Firm(b)
	return slices.ContainsFunc(Firm(a), func(block string) bool { return slices.Contains(theirs, block) })
}

func between(pairs [][2]tresse.Ref, a, b []tresse.ListingFact) bool {
	in := func(ref tresse.Ref, list []tresse.ListingFact) bool {
		return slices.ContainsFunc(list, func(f tresse.ListingFact) bool { return f.Ref == ref })
	}
	return slices.ContainsFunc(pairs, func(p [2]tresse.Ref) bool {
		return in(p[0], a) && in(p[1], b) || in(p[1], a) && in(p[0], b)
	})
}

// weightiest puts the weightiest reason first, whichever way it speaks.
func weightiest(reasons []Reason) []Reason {
	slices.SortStableFunc(reasons, func(x, y Reason) int {
		return cmp.Compare(max(y.Weight, -y.Weight), max(x.Weight, -x.Weight))
	})
	return reasons
}
