package people

import (
	"encoding/binary"
	"math"
	"sort"
)

// First and last names are not independent: who is called Minh is likelier
// called Nguyen than others are. Which last names go with which first names is
// learned from the names of people alone (latent classes, by EM), starting from
// the first names known to be of one origin.

// groups is how many origins there are: what is usual in France, those of
// originals, and several elsewhere, which only the names themselves tell apart.
// Learning is how often people are gone over.
const (
	groups    = origins + 1 + abroad
	usualIn   = 0
	abroad    = 6
	elsewhere = origins + 1
	learning  = 25
)

// doubt is how many people a name's own group is worth against that of all.
const doubt = 1.0

// origination is the Model's table of origins: a record of the share of people
// of each, then one by hash for each name that several people have: how likely
// it is that somebody of this name is of each, in 255ths.
const (
	origination  = "origins"
	originRecord = 4 + groups
	mostNames    = 100_000
)

// A bearer is one person by the indexes of their names.
type bearer struct{ given, last int32 }

// A mixture is how likely each origin is.
type mixture [groups]float64

// A christening learns which names go together.
type christening struct {
	at      [2]map[string]int32 // the index of first, of last names
	hashes  [2][]uint32
	counts  [2][]float64
	first   []mixture    // the guess for each first name
	held    []float64    // how far it is held to that
	of      [2][]mixture // how many of a name's people are of each origin
	all     mixture      // how many people are
	bearers []bearer
}

func newChristening() *christening {
	return &christening{at: [2]map[string]int32{{}, {}}}
}

// add counts one person.
func (c *christening) add(f *face) {
	given := c.index(0, "given", f.g)
	if int(given) == len(c.first) {
		m, held := guess(f)
		c.first, c.held = append(c.first, m), append(c.held, held)
	}
	c.bearers = append(c.bearers, bearer{given, c.index(1, "last", f.l)})
}

// guess says where a first name is at home before any last name is known, and
// how sure that is.
func guess(f *face) (m mixture, held float64) {
	lex := french()
	at := int(lex.from[f.g])
	for k := range m {
		m[k] = .1 / groups
	}
	if at != usualIn || lex.rank[f.g] > 0 || lex.rank[f.given[0]] > 0 {
		m[at] += .9
		return m, .7
	}
	for k := range abroad {
		m[elsewhere+k] += .4 / abroad
	}
	m[elsewhere+int(valueHash("abroad", f.g))%abroad] += .5 // where to begin, no more
	return m, 0
}

func (c *christening) index(side int, kind, name string) int32 {
	at, ok := c.at[side][name]
	if !ok {
		at = int32(len(c.hashes[side]))
		c.at[side][name] = at
		c.hashes[side] = append(c.hashes[side], valueHash(kind, name))
		c.counts[side] = append(c.counts[side], 0)
	}
	c.counts[side][at]++
	return at
}

// learn shares all people out to origins.
func (c *christening) learn() {
	for side := range 2 {
		c.of[side] = make([]mixture, len(c.hashes[side]))
	}
	for _, b := range c.bearers {
		c.count(b, c.first[b.given])
	}
	for range learning {
		c.turn()
	}
}

func (c *christening) count(b bearer, m mixture) {
	given, last := &c.of[0][b.given], &c.of[1][b.last]
	for k, p := range m {
		given[k] += p
		last[k] += p
		c.all[k] += p
	}
}

// turn shares everybody out anew.
func (c *christening) turn() {
	before, all := c.of, c.all
	for side := range 2 {
		c.of[side] = make([]mixture, len(before[side]))
	}
	c.all = mixture{}
	n := float64(len(c.bearers))
	for _, b := range c.bearers {
		given, last := &before[0][b.given], &before[1][b.last]
		g, l := c.counts[0][b.given], c.counts[1][b.last]
		var m mixture
		total := 0.0
		for k := range m {
			share := (all[k] + 1) / (n + groups)
			p := (given[k] + doubt*share) / (g + doubt)
			p += c.held[b.given] * (c.first[b.given][k] - p)
			m[k] = p * (last[k] + doubt*share) / (l + doubt) / share
			total += m[k]
		}
		for k := range m {
			m[k] /= total
		}
		c.count(b, m)
	}
}

// table returns what is learned as the Model keeps it.
func (c *christening) table() []byte {
	n := max(1, float64(len(c.bearers)))
	type record struct {
		hash uint32
		of   *mixture
		n    float64
	}
	var records []record
	for least := 2.0; ; least *= 2 {
		records = records[:0]
		for side := range 2 {
			for i, count := range c.counts[side] {
				if count >= least {
					records = append(records, record{c.hashes[side][i], &c.of[side][i], count})
				}
			}
		}
		if len(records) <= mostNames {
			break
		}
	}
	sort.Slice(records, func(i, j int) bool { return records[i].hash < records[j].hash })
	t := make([]byte, 4, (len(records)+1)*originRecord)
	for _, share := range c.all {
		t = append(t, byte(math.Ceil(255*share/n)))
	}
	for _, r := range records {
		t = binary.BigEndian.AppendUint32(t, r.hash)
		for k := range groups {
			t = append(t, byte(math.Round(255*(r.of[k]+doubt*c.all[k]/n)/(r.n+doubt))))
		}
	}
	return t
}

// lift returns how many times likelier a first name is among people of a last
// name than among all, 0 where the table does not tell. One name tells of the
// other where that is not known.
func lift(t []byte, given, last string) float64 {
	if len(t) < originRecord {
		return 0
	}
	all := originAt(t[:originRecord])
	g, knownGiven := originOf(t, valueHash("given", given))
	l, knownLast := originOf(t, valueHash("last", last))
	switch {
	case !knownGiven && !knownLast:
		return 0
	case !knownGiven:
		g = l.blurred(&all)
	case !knownLast:
		l = g.blurred(&all)
	}
	x := 0.0
	for k := range groups {
		x += g[k] * l[k] / all[k]
	}
	return max(leastLift, x)
}

const leastLift = 1.5

// blurred is half m, half all.
func (m mixture) blurred(all *mixture) mixture {
	for k := range m {
		m[k] = (m[k] + all[k]) / 2
	}
	return m
}

func originOf(t []byte, hash uint32) (mixture, bool) {
	n := len(t)/originRecord - 1
	at := 1 + sort.Search(n, func(i int) bool { return binary.BigEndian.Uint32(t[(i+1)*originRecord:]) >= hash })
	if at > n || binary.BigEndian.Uint32(t[at*originRecord:]) != hash {
		return mixture{}, false
	}
	return originAt(t[at*originRecord:]), true
}

// originAt reads one record; the shares add up to one.
func originAt(record []byte) (m mixture) {
	total := 0.0
	for k := range m {
		m[k] = float64(record[4+k]) + .05
		total += m[k]
	}
	for k := range m {
		m[k] /= total
	}
	return m
}
