package people

import (
	_ "embed"
	"encoding/binary"
	"math"
	"sort"
	"strings"
	"sync"

	"tresse"
)

// lastNames lists the commonest last names, the commonest first.
//
//go:embed data/last_names.txt
var lastNames string

var lastRanks = sync.OnceValue(func() map[string]int {
	ranks := map[string]int{}
	for i, n := range strings.Fields(lastNames) {
		if _, twice := ranks[n]; !twice {
			ranks[n] = i
		}
	}
	return ranks
})

// common says how common the values of a face are: the share of people that
// have them.
type common struct {
	given, last, both, postcode, city float32
	together                          float32 // of the first name, among those of one last name
	frequent                          bool    // several people of the store have this first name
}

// shippedWeight is how many people the shipped lists of names stand for, set
// against those counted in the store.
const shippedWeight = 2000

// A table holds how many people have a value, for the values that are not rare:
// records of a hash (4 bytes) and a count (4 bytes), by hash. It names nobody.
type table []byte

const tableRecord = 8

func (t table) count(hash uint32) float64 {
	n := len(t) / tableRecord
	at := sort.Search(n, func(i int) bool { return binary.BigEndian.Uint32(t[i*tableRecord:]) >= hash })
	if at == n || binary.BigEndian.Uint32(t[at*tableRecord:]) != hash {
		return 0
	}
	return float64(binary.BigEndian.Uint32(t[at*tableRecord+4:]))
}

// tableOf returns the table of counts, values under least left out.
func tableOf(counts map[uint32]uint32, least uint32) table {
	hashes := make([]uint32, 0, len(counts))
	for h, n := range counts {
		if n >= least {
			hashes = append(hashes, h)
		}
	}
	sort.Slice(hashes, func(i, j int) bool { return hashes[i] < hashes[j] })
	t := make(table, 0, len(hashes)*tableRecord)
	for _, h := range hashes {
		t = binary.BigEndian.AppendUint32(t, h)
		t = binary.BigEndian.AppendUint32(t, counts[h])
	}
	return t
}

// valueHash names a value of a field in a table.
func valueHash(kind, value string) uint32 {
	h := sum(kind, value)
	return uint32(h ^ h>>32)
}

// share returns the share of people who have a value: as many as were counted
// beside this one, some yet unseen, and those the shipped lists expect.
func (s *scale) share(kind, value string, shipped float64) float64 {
	return (s.counted(kind, value) + unseen + shippedWeight*shipped) / (s.people + shippedWeight)
}

// counted returns how many other people were counted with a value.
func (s *scale) counted(kind, value string) float64 {
	return max(0, s.table.count(valueHash(kind, value))-2) / s.counts
}

// homonyms is how often a full name must be seen to stand for one more person,
// where no birth dates tell.
const homonyms = 3

// unseen is how many others have a value that nobody else was seen with
// (Good–Turing, for the names of a mediator's visitors).
const unseen = 0.3

// shippedGiven is the share of people with a first name by its rank: half of
// the people have the first 50, 86 % the first 300.
func shippedGiven(joined string) float64 {
	r := float64(french().rank[joined])
	if r == 0 {
		return 2e-6
	}
	return 0.5 * 25 / ((r + 25) * (r + 25))
}

func shippedLast(joined string) float64 {
	if r, ok := lastRanks()[joined]; ok {
		return 0.004 / (1 + float64(r)/12)
	}
	return 1e-5
}

// misplaced is how often a last name stands where a first name is asked for and
// the other way round; guessed, where the cut between them was guessed.
const (
	misplaced = 0.02
	guessed   = 0.2
)

// rate fills in how common the values of f are.
func (s *scale) rate(f *face) {
	c := &f.common
	given, last := s.share("given", f.g, shippedGiven(f.g)), s.share("last", f.l, shippedLast(f.l))
	// A word that is rare as a first name may be a last name that was put there.
	slips := misplaced
	if f.whole {
		slips = guessed
	}
	given = max(given, slips*s.share("last", f.g, shippedLast(f.g)))
	last = max(last, slips*s.share("given", f.l, shippedGiven(f.l)))
	c.given, c.last, c.together = float32(given), float32(last), float32(s.dependent(f, given))
	c.frequent = s.counted("given", f.g) >= 4
	if s.strict {
		c.both = float32(max(0, s.table.count(valueHash("both", f.g+f.l))/homonyms-1) / s.people)
	}
	c.postcode = float32(s.place(fPostcode, f.postcode))
	c.city = float32(s.place(fCity, f.city))
	for i, all := 0, f.traits(); i < len(all); i++ {
		all[i].share = float32(s.traitShare(&all[i]))
	}
}

// traitShare returns the share of people who have the value of t.
func (s *scale) traitShare(t *trait) float64 {
	if s.byName || t.unique {
		return s.share("="+t.name, t.value, 1e-4)
	}
	expected := math.Exp2(s.column(t).strangers[exact]) // nothing was counted yet
	if telling(t.value) {
		expected /= 10
	}
	return expected
}

// telling reports a value that few can be expected to share: several words, as
// of an address.
func telling(value string) bool { return len(value) >= 10 && strings.Contains(value, " ") }

// place returns the share of people of a town; before they are counted, most
// are taken to come from around.
func (s *scale) place(f field, value string) float64 {
	if !s.byName {
		return math.Exp2(s.fixed[f].strangers[exact])
	}
	return s.share(f.String(), value, 1e-3)
}

// Values that a table counts, of one face.
func (f *face) values(each func(hash uint32)) {
	if f.g != "" {
		each(valueHash("given", f.g))
	}
	if f.l != "" {
		each(valueHash("last", f.l))
	}
	if f.g != "" && f.l != "" {
		each(valueHash("both", f.g+f.l))
	}
	if f.postcode != "" {
		each(valueHash("postcode", f.postcode))
	}
	if f.city != "" {
		each(valueHash("city", f.city))
	}
	for _, t := range f.traits() {
		each(valueHash("="+t.name, t.value))
	}
}

// frequencies is the Model's table of counts.
const frequencies = "frequencies"

func tableIn(m tresse.Model) table {
	t := table(m.Tables[frequencies])
	return t[:len(t)/tableRecord*tableRecord]
}
