package people

import (
	"math"
	"strconv"

	"tresse"
)

// A scale is a Model ready to weigh with. Three hypotheses are weighed against
// each other for two rows: one person; two of one household, who share a last
// name, contacts and address; strangers.
type scale struct {
	people  float64 // how many people the store holds, about
	counts  float64 // how many of those counted in the table are one person, about
	byName  bool    // rare names are enough: how common they are was counted
	match   float64 // log2 of the share of pairs of rows that are one person
	house   float64 // log2 of how many pairs of a household there are for one of those
	same    float64 // from these bits on, two rows are merged
	maybe   float64 // from these on, the mediator is asked
	alone   float64 // bits off where names alone agree: chance is less well known there
	crowded int     // how many different faces a block may hold
	strict  bool    // birth dates are reliable here: different ones veto
	fixed   [fixed]column
	extra   map[string]*column
	unique  map[string]bool // the names of extra that are identifiers
	trait   column          // of an identifier or attribute that the Model knows nothing of
	ident   column
	table   table
	goes    []byte               // which names go together, as learned
	origins [origins + 1]float64 // the share of people with a first name of each
}

// A column holds the log2 of how often each level is seen under each
// hypothesis.
type column struct{ one, house, strangers [levels]float64 }

// rates are the shares of the levels of one field, exact, variant, typo,
// initial, near, other.
type rates [levels - 1]float64

// shipped holds what is assumed before anything is learned: French
// registrations.
var shipped = [fixed]struct{ one, house, strangers rates }{
	fGiven:    {rates{.84, .06, .05, .012, .006, .03}, rates{.004, .002, .004, .01, .012, .968}, rates{.006, .003, .003, .02, .008, .96}},
	fLast:     {rates{.84, .06, .06, 0, 0, .04}, rates{.72, .06, .02, 0, 0, .2}, rates{.0005, .0005, .001, 0, 0, .998}},
	fBorn:     {rates{.95, 0, .035, 0, .008, .004}, rates{.02, 0, .004, 0, .03, .946}, rates{.00004, 0, .0016, 0, .025, .97}},
	fYear:     {rates{.965, 0, .025, 0, 0, .01}, rates{.04, 0, .1, 0, 0, .86}, rates{.016, 0, .13, 0, 0, .854}},
	fEmail:    {rates{.8, .04, .05, 0, .01, .1}, rates{.4, .01, .01, 0, .01, .57}, rates{1e-6, 1e-5, 1e-5, 0, 1e-3, .999}},
	fPhone:    {rates{.78, 0, .05, 0, 0, .17}, rates{.45, 0, .03, 0, 0, .52}, rates{1e-6, 0, 2e-5, 0, 0, 1}},
	fPostcode: {rates{.87, 0, .03, 0, .06, .04}, rates{.85, 0, .03, 0, .07, .05}, rates{.03, 0, .05, 0, .5, .42}},
	fCity:     {rates{.85, 0, .07, 0, .02, .06}, rates{.85, 0, .06, 0, .02, .07}, rates{.05, 0, .005, 0, .005, .94}},
}

// shippedTrait and shippedIdent hold the same for further attributes and
// identifiers.
var (
	shippedTrait = struct{ one, house, strangers rates }{rates{.78, 0, .08, 0, .04, .1}, rates{.6, 0, .06, 0, .04, .3}, rates{.02, 0, .01, 0, .02, .95}}
	shippedIdent = struct{ one, house, strangers rates }{rates{.95, 0, .04, 0, 0, .01}, rates{1e-4, 0, 1e-3, 0, 0, .999}, rates{1e-6, 0, 1e-4, 0, 0, 1}}
)

// shippedPeople is how many people a store is taken to hold before they are
// counted, and shippedRows how many rows each has.
const (
	shippedPeople = 5000
	shippedRows   = 2.2
)

// The zones: from how many bits on two rows are merged, or asked about, and how
// many bits names alone must be ahead.
const (
	shippedSame  = 0.25
	shippedMaybe = -3
	shippedAlone = 3.8
)

// shippedOrigin is the share of people of one origin before they are counted.
const shippedOrigin = 0.02

// newScale makes the model ready; what it does not say is as shipped.
func newScale(m tresse.Model) *scale {
	get := func(name string, otherwise float64) float64 {
		if v, ok := m.Weights[name]; ok && !math.IsNaN(v) && !math.IsInf(v, 0) {
			return v
		}
		return otherwise
	}
	s := &scale{
		people:  max(1, get("people", shippedPeople)),
		counts:  max(1, get("counts_each", shippedRows)),
		byName:  get("by_name", 0) > 0,
		house:   math.Log2(max(1e-3, get("household", 1))),
		same:    get("same", shippedSame),
		maybe:   get("maybe", shippedMaybe),
		alone:   get("alone", shippedAlone),
		crowded: int(min(max(2, get("crowded", crowded)), 1e4)),
		extra:   map[string]*column{},
		unique:  map[string]bool{},
		table:   tableIn(m),
		goes:    m.Tables[origination],
	}
	for k := range s.origins {
		s.origins[k] = max(0.002, get("origin."+strconv.Itoa(k), shippedOrigin))
	}
	s.match = math.Log2(get("match", 1/s.people))
	for f := range fixed {
		d := shipped[f]
		s.fixed[f] = columnOf(get, f.String(), d.one, d.house, d.strangers)
	}
	s.strict = s.fixed[fBorn].reliable()
	s.trait = columnOf(func(_ string, v float64) float64 { return v }, "", shippedTrait.one, shippedTrait.house, shippedTrait.strangers)
	s.ident = columnOf(func(_ string, v float64) float64 { return v }, "", shippedIdent.one, shippedIdent.house, shippedIdent.strangers)
	for _, name := range extraNames(m) {
		d := shippedTrait
		if _, unique := m.Weights["unique.="+name]; unique {
			d = shippedIdent
			s.unique[name] = true
		}
		c := columnOf(get, "="+name, d.one, d.house, d.strangers)
		s.extra[name] = &c
	}
	return s
}

// reliable reports birth dates of which one person has but one. Where they are
// mistyped, some are so by little; where they differ wholly and hardly ever by
// little, they are those of parents and children of one name.
func (c *column) reliable() bool {
	wholly := math.Exp2(c.one[other])
	return wholly < 0.02 || wholly > 10*(math.Exp2(c.one[near])+math.Exp2(c.one[typo]))
}

// extraNames lists the further columns that the model knows.
func extraNames(m tresse.Model) (names []string) {
	for k := range m.Weights {
		if len(k) > len("extra.=") && k[:len("extra.=")] == "extra.=" {
			names = append(names, k[len("extra.="):])
		}
	}
	return names
}

func columnOf(get func(string, float64) float64, name string, one, house, strangers rates) (c column) {
	for l := exact; l <= other; l++ {
		key := name + "." + l.String()
		c.one[l] = bits(get("one."+key, one[l-1]))
		c.house[l] = bits(get("house."+key, house[l-1]))
		c.strangers[l] = bits(get("strangers."+key, strangers[l-1]))
	}
	return c
}

func bits(share float64) float64 { return math.Log2(max(share, 1e-7)) }

func (s *scale) column(t *trait) *column {
	if c, ok := s.extra[t.name]; ok {
		return c
	}
	if t.unique {
		return &s.ident
	}
	return &s.trait
}
