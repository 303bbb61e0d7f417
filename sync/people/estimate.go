package people

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"sync"

	"tresse"
)

// Bounds on what a model is learned from.
const (
	mostLearned  = 200_000 // pairs of faces
	rounds       = 8
	leastCounted = 3 // rows with a value, for it to be in the table of frequencies
	mostCounted  = 200_000
	randomPairs  = 60_000
)

// trust is how many pairs the shipped rates are worth against those seen.
const trust = 60

// Estimate learns a model from rows: how common values are, how often each
// field agrees for one person, for a household, for strangers. Sample may be
// all rows or whole blocks of them; at best all. It is deterministic and does
// not hang on the order of sample. Number is one more than previous; At is the
// caller's to fill.
func Estimate(sample []Row, previous tresse.Model) tresse.Model {
	m := tresse.Model{Number: previous.Number + 1, Weights: kept(previous)}
	if len(sample) < leastRows {
		set := m.Weights
		m.Weights = Shipped().Weights
		maps.Copy(m.Weights, set)
		return m
	}
	rows := byHash(sample)
	all, of := faces(rows)
	m.Tables = map[string][]byte{frequencies: countRows(all, of)}
	m.Weights["counts_each"] = shippedRows
	m.Weights["people"] = float64(len(rows)) / shippedRows
	for _, f := range all {
		for _, t := range f.traits() {
			m.Weights["extra.="+t.name] = 1
			if t.unique {
				m.Weights["unique.="+t.name] = 1
			}
		}
	}
	e := &estimation{model: m, all: all, of: of, rows: len(rows)}
	e.census = newCensus(newScale(m), all)
	e.pairs = e.census.candidates(mostLearned)
	e.random()
	for range rounds {
		e.round()
	}
	// Once more, with how many people, not rows, have a value.
	turns := passes
	if len(rows) > largeStore {
		turns = 1
	}
	for turn := range turns {
		e.recount(rows, turn == turns-1)
		for range rounds / 2 {
			e.round()
		}
	}
	return e.model
}

// passes is how often people are formed and counted.
const passes = 2

// largeStore is from how many rows on once is enough.
const largeStore = 150_000

// splinters is how many clusters one person makes, about, while names alone join
// nobody.
const splinters = 1.25

// recount forms people by the model so far and counts values and people anew.
// After the last time the blocks are needed no more.
func (e *estimation) recount(rows []*Row, last bool) {
	s := newScale(e.model)
	s.byName = false
	c := e.census
	c.scale = s
	g := &grouping{scale: s, crowd: c.crowd, rows: rows}
	g.seat(e.all, e.of)
	pairs := c.pairs(s.same)
	if last {
		c.entries, c.keys = nil, keyring{}
	}
	clusters := g.clusters(pairs)
	counts := map[uint32]uint32{}
	var from [origins + 1]float64
	dates := map[uint32]uint32{}
	born := map[uint64]bool{}
	names := newChristening()
	for _, one := range clusters {
		had := map[uint32]bool{}
		from[french().from[e.all[e.of[one[0]]].g]]++
		if f := e.named(one); f != nil {
			names.add(f)
		}
		for _, row := range one {
			f := e.all[e.of[row]]
			if day := sum(f.g, f.l, f.born.text()); s.strict && f.born.full && f.g != "" && f.l != "" && !born[day] {
				born[day] = true
				dates[valueHash("both", f.g+f.l)]++
			}
			f.values(func(h uint32) {
				if !had[h] {
					had[h] = true
					counts[h]++
				}
			})
		}
	}
	for h, n := range dates {
		counts[h] = max(counts[h], homonyms*n)
	}
	names.learn()
	e.model.Tables = map[string][]byte{frequencies: bounds(counts, 2), origination: names.table()}
	for k := range from {
		e.model.Weights["origin."+strconv.Itoa(k)] = from[k] / float64(max(1, len(clusters)))
	}
	e.model.Weights["counts_each"] = splinters
	e.model.Weights["people"] = max(1, float64(len(clusters))/splinters)
	e.model.Weights["by_name"] = 1
	now := newScale(e.model)
	shared(len(e.all), func(i int) { now.rate(e.all[i]) })
}

// named returns the first face of a person that has both names.
func (e *estimation) named(rows []int32) *face {
	for _, row := range rows {
		if f := e.all[e.of[row]]; f.g != "" && f.l != "" {
			return f
		}
	}
	return nil
}

// byHash orders rows by the hash of their ref: an order of no meaning that does
// not hang on how they were handed in.
func byHash(sample []Row) []*Row {
	type hashedRow struct {
		hash uint64
		row  *Row
	}
	order := make([]hashedRow, len(sample))
	for i := range sample {
		order[i] = hashedRow{sum(string(sample[i].Ref)), &sample[i]}
	}
	slices.SortFunc(order, func(a, b hashedRow) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.row.Ref, b.row.Ref))
	})
	rows := make([]*Row, len(order))
	for i := range order {
		rows[i] = order[i].row
	}
	return rows
}

// leastRows is how many rows there must be to learn from.
const leastRows = 300

// countRows counts how many rows have each value that is not rare.
func countRows(all []*face, of []int32) table {
	weight := make([]uint32, len(all))
	for _, f := range of {
		weight[f]++
	}
	counts := map[uint32]uint32{}
	for i, f := range all {
		f.values(func(h uint32) { counts[h] += weight[i] })
	}
	return bounds(counts, leastCounted)
}

// bounds makes a table of the values counted least times or more; more, where
// it would be too large.
func bounds(counts map[uint32]uint32, least uint32) table {
	for {
		n := 0
		for _, c := range counts {
			if c >= least {
				n++
			}
		}
		if n <= mostCounted {
			return tableOf(counts, least)
		}
		least *= 2
	}
}

// An estimation goes round and round: weigh the pairs, learn from the weights.
type estimation struct {
	model  tresse.Model
	all    []*face
	of     []int32
	rows   int
	census *census
	pairs  []pair
}

// A tally sums, for one field, how often each level was seen under each
// hypothesis.
type tally struct{ one, house, strangers [levels]float64 }

// name returns the name of the column an item belongs to.
func (it *item) name() string {
	if it.field == fixed {
		return "=" + it.trait
	}
	return it.field.String()
}

// random learns from pairs at random what strangers agree on.
func (e *estimation) random() {
	s := newScale(e.model)
	tallies := map[string]*tally{}
	n := len(e.all)
	state := uint64(n)
	next := func() int {
		state = state*6364136223846793005 + 1442695040888963407
		return int((state >> 33) % uint64(n))
	}
	var w weighing
	nobody := func(string) int { return 1 }
	for range randomPairs {
		a, b := next(), next()
		if a == b {
			continue
		}
		s.weigh(&w, e.all[a], e.all[b], nobody)
		if w.bits > 0 {
			continue
		}
		for i := range w.items[:w.n] {
			it := &w.items[i]
			t := tallies[it.name()]
			if t == nil {
				t = &tally{}
				tallies[it.name()] = t
			}
			t.strangers[it.level]++
		}
	}
	for name, t := range tallies {
		e.keep("strangers.", name, t.strangers, func(l level) float64 { return math.Exp2(s.named(name).strangers[l]) }, trust)
	}
}

// named returns the column of a name.
func (s *scale) named(name string) *column {
	for f := range fixed {
		if f.String() == name {
			return &s.fixed[f]
		}
	}
	return s.extra[name[1:]]
}

// keep writes the rates of a tally into the model, the prior counting for as
// many pairs as weight says.
func (e *estimation) keep(class, name string, seen [levels]float64, prior func(level) float64, weight float64) {
	total := weight
	for l := exact; l <= other; l++ {
		total += seen[l]
	}
	for l := exact; l <= other; l++ {
		e.model.Weights[class+name+"."+l.String()] = (seen[l] + weight*prior(l)) / total
	}
}

// round weighs all pairs with the model so far and learns from the result.
func (e *estimation) round() {
	s, c := newScale(e.model), e.census
	parts := make([]lesson, workers)
	var wait sync.WaitGroup
	for part := range workers {
		wait.Go(func() {
			parts[part].tallies = map[string]*tally{}
			var w weighing
			for i := part; i < len(e.pairs); i += workers {
				p := e.pairs[i]
				s.weigh(&w, e.all[p.a], e.all[p.b], c.crowd)
				parts[part].learn(s, &w)
			}
		})
	}
	wait.Wait()
	total := lesson{tallies: map[string]*tally{}}
	for i := range parts {
		total.add(&parts[i])
	}
	e.apply(s, &total)
}

// A lesson is what one round learned.
type lesson struct {
	tallies    map[string]*tally
	one, house float64
}

// anchored reports that more than names and birth date agree. What dates do
// for one person is learned from such pairs alone: homonyms would teach that
// people have several birth dates.
func (w *weighing) anchored() bool {
	other := w.pieces - w.named
	if w.dated {
		other--
	}
	return other > 0
}

// learn shares a pair out between the hypotheses as they are likely.
func (l *lesson) learn(s *scale, w *weighing) {
	one := w.one + s.match
	house := w.house + s.match + s.house
	if w.crowd >= 0 {
		house += crowding(w.crowd)
	}
	all := either(either(one, house), w.strangers)
	pOne, pHouse := math.Exp2(one-all), math.Exp2(house-all)
	l.one += pOne
	l.house += pHouse
	for i := range w.items[:w.n] {
		it := &w.items[i]
		if (it.field == fBorn || it.field == fYear) && !w.anchored() {
			continue
		}
		t := l.tallies[it.name()]
		if t == nil {
			t = &tally{}
			l.tallies[it.name()] = t
		}
		t.one[it.level] += pOne
		t.house[it.level] += pHouse
	}
}

func (l *lesson) add(m *lesson) {
	l.one += m.one
	l.house += m.house
	for name, t := range m.tallies {
		mine := l.tallies[name]
		if mine == nil {
			mine = &tally{}
			l.tallies[name] = mine
		}
		for i := range levels {
			mine.one[i] += t.one[i]
			mine.house[i] += t.house[i]
		}
	}
}

// mostOther is the share of one person's pairs of rows that may have wholly
// different first names; more would be brothers and sisters.
const mostOther = 0.15

func sumOf(seen [levels]float64) (total float64) {
	for _, n := range seen {
		total += n
	}
	return total
}

// apply writes what was learned into the model.
func (e *estimation) apply(s *scale, l *lesson) {
	before := newScale(tresse.Model{Weights: map[string]float64{}})
	for name, t := range l.tallies {
		prior := before.prior(name, s)
		if name == fGiven.String() {
			t.one[other] = min(t.one[other], mostOther*sumOf(t.one))
		}
		e.keep("one.", name, t.one, func(l level) float64 { return math.Exp2(prior.one[l]) }, trust)
	}
	n := float64(len(e.all))
	share := (l.one + 5) / (n*n/2 + 5*shippedPeople)
	e.model.Weights["match"] = min(max(share, 1e-9), .05)
	e.model.Weights["household"] = min(max((l.house+20)/(l.one+20), .03), 3)
}

// prior returns the shipped column of a name.
func (s *scale) prior(name string, now *scale) *column {
	if name[0] != '=' {
		return s.named(name)
	}
	if _, unique := now.extra[name[1:]]; unique && now.unique[name[1:]] {
		return &s.ident
	}
	return &s.trait
}

// candidates returns pairs that share a block, at most most of them: whole
// blocks, chosen by their hash.
func (c *census) candidates(most int) (all []pair) {
	runs(c.entries, func(block []entry) {
		for i, x := range block {
			for _, y := range block[:i] {
				if first(c.keys.of(x.face), c.keys.of(y.face)) == x.key {
					all = append(all, pair{a: y.face, b: x.face})
				}
			}
		}
	})
	if len(all) > most {
		step := len(all)/most + 1
		kept := all[:0]
		for i := 0; i < len(all); i += step {
			kept = append(kept, all[i])
		}
		all = kept
	}
	return all
}
