package people

import (
	"cmp"
	"math"
	"slices"

	"tresse"
)

// A Question is two people who may be one: the mediator is asked.
type Question struct {
	A, B    tresse.Ref // of a row of each, those that speak most for it
	Score   float64    // log2 of the odds that they are one
	Value   float64    // how much the answer is worth: the chance of a yes and what it joins
	Doubt   uint64     // the decision that holds them together and contradicts what is known now; 0 where it is none
	Reasons []Reason
}

// Questions returns the pairs of people between "same" and "different", the
// most valuable first; ties by ref. Rows are all rows, decisions those in
// force about people. Two people that a decision keeps apart are not asked
// about again; two that a decision joins are, where birth dates have since
// come to contradict it.
func Questions(rows []Row, m tresse.Model, decisions []tresse.Decision) []Question {
	a := newAsking(rows, m, decisions)
	asked := a.met()
	for _, p := range a.pairs {
		for _, q := range a.between(p) {
			asked[[2]int32{min(q[0], q[1]), max(q[0], q[1])}] = true
		}
	}
	var all []Question
	for id := range asked {
		if q, ok := a.question(id); ok {
			all = append(all, q)
		}
	}
	all = append(all, a.doubts()...)
	slices.SortFunc(all, func(p, q Question) int {
		return cmp.Or(cmp.Compare(q.Value, p.Value), cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B))
	})
	return all
}

// A bond is two rows that a decision holds together.
type bond struct {
	x, y   int32
	number uint64
}

// An asking knows the people and the pairs worth a question.
type asking struct {
	scale    *scale
	census   *census
	rows     []*Row
	faces    []*face
	of       []int32 // the face of each row
	clusters [][]int
	people   [][]int32 // of each face: the people its rows belong to
	pairs    []pair
	apart    map[[2]int32]bool
	joined   []bond
	personOf []int32 // of each row
}

func newAsking(rows []Row, m tresse.Model, decisions []tresse.Decision) *asking {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b Row) int { return before(&a, &b) })
	sorted := pointers(rows)
	all, of := faces(sorted)
	s := newScale(m)
	a := &asking{scale: s, census: newCensus(s, all), rows: sorted, faces: all, of: of, people: make([][]int32, len(all)), apart: map[[2]int32]bool{}}
	a.pairs = a.census.pairs(s.maybe)
	a.clusters = Group(rows, m, decisions)
	a.personOf = make([]int32, len(sorted))
	at := map[tresse.Ref]int32{}
	for c, one := range a.clusters {
		for _, i := range one {
			a.personOf[i] = int32(c)
			if f := of[i]; !slices.Contains(a.people[f], int32(c)) && len(a.people[f]) < crowded {
				a.people[f] = append(a.people[f], int32(c))
			}
		}
	}
	for i := range sorted {
		at[sorted[i].Ref] = int32(i)
	}
	for i := range decisions {
		same, different := decisions[i].Pairs()
		for _, p := range different {
			if x, y, ok := both(at, p); ok {
				a.apart[[2]int32{min(a.personOf[x], a.personOf[y]), max(a.personOf[x], a.personOf[y])}] = true
			}
		}
		for _, p := range same {
			if x, y, ok := both(at, p); ok {
				a.joined = append(a.joined, bond{x, y, decisions[i].Number})
			}
		}
	}
	return a
}

// both returns the rows of two refs, if they are there.
func both(at map[tresse.Ref]int32, p [2]tresse.Ref) (x, y int32, ok bool) {
	x, okX := at[p[0]]
	y, okY := at[p[1]]
	return x, y, okX && okY
}

// between returns the pairs of different people to which a pair of faces
// belongs.
func (a *asking) between(p pair) (all [][2]int32) {
	for _, x := range a.people[p.a] {
		for _, y := range a.people[p.b] {
			if x != y && !a.apart[[2]int32{min(x, y), max(x, y)}] {
				all = append(all, [2]int32{x, y})
			}
		}
	}
	return all
}

// mostCompared bounds how many looks of a person are compared with another's.
const mostCompared = 12

// looks returns rows of a person that say different things, the first seen
// first, at most mostCompared.
func (a *asking) looks(person int32) (rows []int32) {
	had := map[int32]bool{}
	for _, i := range a.clusters[person] {
		if f := a.of[i]; !had[f] && len(rows) < mostCompared {
			had[f] = true
			rows = append(rows, int32(i))
		}
	}
	return rows
}

// question weighs two people, best rows and mean; it is none where anything
// forbids that they are one.
func (a *asking) question(id [2]int32) (Question, bool) {
	var w weighing
	var best, sum float64
	var pick [2]int32
	n := 0
	for _, i := range a.looks(id[0]) {
		for _, j := range a.looks(id[1]) {
			a.scale.weigh(&w, a.faceOfRow(i), a.faceOfRow(j), a.census.crowd)
			if w.clash || w.given >= near && !w.swapped && a.listedTogether(id, a.of[i], a.of[j]) {
				return Question{}, false
			}
			if n == 0 || w.bits > best {
				best, pick = w.bits, [2]int32{i, j}
			}
			sum += max(w.bits, -steepest)
			n++
		}
	}
	score := best
	if mean := sum / float64(n); mean < best {
		score = (3*best + mean) / 4
	}
	meets := a.inOneSession(id)
	if meets {
		score += a.scale.meeting()
	}
	if score < a.scale.maybe {
		return Question{}, false
	}
	q := Question{A: a.rows[pick[0]].Ref, B: a.rows[pick[1]].Ref, Score: score}
	q.Value = Chance(score) * math.Sqrt(float64(len(a.clusters[id[0]])*len(a.clusters[id[1]])))
	q.Reasons = a.scale.reasons(a.faceOfRow(pick[0]), a.faceOfRow(pick[1]), a.census.crowd)
	if meets {
		q.Reasons = withMeeting(q.Reasons, a.scale)
	}
	return q, true
}

// listedTogether reports two people of whom one listing of one platform holds
// both, looking so.
func (a *asking) listedTogether(id [2]int32, f, g int32) bool {
	listings := map[tresse.Ref]bool{}
	for _, i := range a.clusters[id[0]] {
		if a.of[i] == f && a.rows[i].Listing != "" {
			listings[a.rows[i].Listing] = true
		}
	}
	return slices.ContainsFunc(a.clusters[id[1]], func(j int) bool { return a.of[j] == g && listings[a.rows[j].Listing] })
}

func (a *asking) faceOfRow(i int32) *face { return a.faces[a.of[i]] }

// Chance turns a score, log2 of odds, into a probability.
func Chance(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }

// doubts are pairs that a decision holds together although birth dates now
// contradict it: their own, or those of somebody who came since and could be
// one of the two, but never the other.
func (a *asking) doubts() (all []Question) {
	var w weighing
	bonds := map[int32][]bond{}
	for _, b := range a.joined {
		a.scale.weigh(&w, a.faceOfRow(b.x), a.faceOfRow(b.y), a.census.crowd)
		if w.clash {
			all = append(all, a.doubt(b, a.faceOfRow(b.x), a.faceOfRow(b.y)))
			continue
		}
		person := a.personOf[b.x]
		bonds[person] = append(bonds[person], b)
	}
	asked := map[uint64]bool{}
	for _, p := range a.pairs {
		if float64(p.bits) < a.scale.same {
			continue
		}
		for _, q := range a.between(p) {
			for _, side := range [2]struct {
				person, other int32
				from          *face
			}{{q[0], q[1], a.faces[p.b]}, {q[1], q[0], a.faces[p.a]}} {
				for _, b := range bonds[side.person] {
					if against := a.clashes(side.person, side.from); against != nil && !asked[b.number] {
						asked[b.number] = true
						all = append(all, a.doubt(b, side.from, against))
					}
				}
			}
		}
	}
	return all
}

// clashes returns what a person is known by that cannot be f's.
func (a *asking) clashes(person int32, f *face) *face {
	var w weighing
	for _, i := range a.looks(person) {
		if a.scale.weigh(&w, a.faceOfRow(i), f, a.census.crowd); w.clash {
			return a.faceOfRow(i)
		}
	}
	return nil
}

// doubt asks about a decision again; what x and y say speaks against it.
func (a *asking) doubt(b bond, x, y *face) Question {
	var w weighing
	a.scale.weigh(&w, x, y, a.census.crowd)
	return Question{
		A: a.rows[b.x].Ref, B: a.rows[b.y].Ref, Score: w.bits, Value: 1e3, Doubt: b.number,
		Reasons: a.scale.reasons(x, y, a.census.crowd),
	}
}

func pointers(rows []Row) []*Row {
	all := make([]*Row, len(rows))
	for i := range rows {
		all[i] = &rows[i]
	}
	return all
}
