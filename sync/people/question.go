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
	Doubt   bool       // a decision that holds them together contradicts what is known now
	Reasons []Reason
}

// Questions returns the pairs of people between "same" and "different", the
// most valuable first; ties by ref. Rows are all rows, decisions those in
// force about people. Two people that a decision keeps apart are not asked
// about again; two that a decision joins are, where birth dates have since
// come to contradict it.
func Questions(rows []Row, m tresse.Model, decisions []tresse.Decision) []Question {
	a := newAsking(rows, m, decisions)
	best := map[[2]int32]pair{}
	for _, p := range a.pairs {
		for _, q := range a.between(p) {
			id := [2]int32{min(q[0], q[1]), max(q[0], q[1])}
			if had, ok := best[id]; !ok || p.bits > had.bits {
				best[id] = p
			}
		}
	}
	var all []Question
	for id, p := range best {
		if q, ok := a.question(id, p); ok {
			all = append(all, q)
		}
	}
	all = append(all, a.doubts()...)
	slices.SortFunc(all, func(p, q Question) int {
		return cmp.Or(cmp.Compare(q.Value, p.Value), cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B))
	})
	return all
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
	joined   [][2]int32 // rows that a decision holds together
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
	personOf := make([]int32, len(sorted))
	at := map[tresse.Ref]int32{}
	for c, one := range a.clusters {
		for _, i := range one {
			personOf[i] = int32(c)
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
				a.apart[[2]int32{min(personOf[x], personOf[y]), max(personOf[x], personOf[y])}] = true
			}
		}
		for _, p := range same {
			if x, y, ok := both(at, p); ok {
				a.joined = append(a.joined, [2]int32{x, y})
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

// mostCompared bounds how many rows of a person a question looks at.
const mostCompared = 12

// question weighs two people, best rows and mean; it is none where anything
// forbids that they are one.
func (a *asking) question(id [2]int32, p pair) (Question, bool) {
	x, y := a.clusters[id[0]], a.clusters[id[1]]
	var w weighing
	var best, sum float64
	var pick [2]int
	n := 0
	for _, i := range x[:min(len(x), mostCompared)] {
		for _, j := range y[:min(len(y), mostCompared)] {
			fi, fj := a.faceOfRow(i), a.faceOfRow(j)
			a.scale.weigh(&w, fi, fj, a.census.crowd)
			if w.clash || w.given >= near && !w.swapped && a.rows[i].Listing != "" && a.rows[i].Listing == a.rows[j].Listing {
				return Question{}, false
			}
			if n == 0 || w.bits > best {
				best, pick = w.bits, [2]int{i, j}
			}
			sum += max(w.bits, -steepest)
			n++
		}
	}
	score := best
	if mean := sum / float64(n); mean < best {
		score = (3*best + mean) / 4
	}
	if score < a.scale.maybe {
		return Question{}, false
	}
	q := Question{A: a.rows[pick[0]].Ref, B: a.rows[pick[1]].Ref, Score: score}
	q.Value = chance(score) * math.Sqrt(float64(len(x)*len(y)))
	q.Reasons = a.scale.reasons(a.faceOfRow(pick[0]), a.faceOfRow(pick[1]), a.census.crowd)
	return q, true
}

func (a *asking) faceOfRow(i int) *face { return a.faces[a.of[i]] }

// chance turns bits into a probability.
func chance(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }

// doubts are pairs that a decision holds together although their birth dates
// now contradict it.
func (a *asking) doubts() (all []Question) {
	for _, p := range a.joined {
		x, y := a.faceOfRow(int(p[0])), a.faceOfRow(int(p[1]))
		var w weighing
		a.scale.weigh(&w, x, y, a.census.crowd)
		if w.clash {
			all = append(all, Question{
				A: a.rows[p[0]].Ref, B: a.rows[p[1]].Ref, Score: w.bits, Value: 1e3, Doubt: true,
				Reasons: a.scale.reasons(x, y, a.census.crowd),
			})
		}
	}
	return all
}

func pointers(rows []Row) []*Row {
	all := make([]*Row, len(rows))
	for i := range rows {
		all[i] = &rows[i]
	}
	return all
}
