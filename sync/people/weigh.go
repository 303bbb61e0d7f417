package people

import "math"

// An item is what one field says of two rows: log2 of how likely it is under
// each hypothesis.
type item struct {
	field                 field
	trait                 string // of an identifier or attribute: its name
	level                 level
	one, house, strangers float64
}

// A weighing is the comparison of two faces.
type weighing struct {
	items                 [fixed + mostTraits + 2]item
	n                     int
	one, house, strangers float64
	crowd                 float64 // other names on the contacts they share; -1 where they share none
	given                 level
	swapped, renamed      bool // first and last name changed places; wholly other last names
	pieces, named         int  // independent things that agree; those of them that are names
	identified            bool // an identifier agrees
	dated, slipped        bool // whole birth dates agree; but for a slip
	unlike, aged          bool // whole birth dates differ by more than a slip; years do as a parent's and a child's
	half                  bool // Jean and Jean-François, and no birth date says that they are one
	clash                 bool // birth dates that cannot be one person's
	bits                  float64
}

func (w *weighing) add(f field, name string, l level, one, house, strangers float64) {
	if l == missing || w.n == len(w.items) {
		return
	}
	w.items[w.n] = item{f, name, l, one, house, strangers}
	w.n++
	w.one += one
	w.house += house
	w.strangers += strangers
}

func (w *weighing) column(f field, c *column, l level) {
	w.add(f, "", l, c.one[l], c.house[l], c.strangers[l])
}

// A crowd tells how many different first names are seen with a contact.
type crowd func(contact string) int

// weigh compares a and b. Bits is the log2 of the odds that they are one
// person.
func (s *scale) weigh(w *weighing, a, b *face, names crowd) {
	*w = weighing{crowd: -1}
	s.weighNames(w, a, b)
	s.weighBirth(w, a, b)
	w.half = w.half && !w.dated
	s.weighContacts(w, a, b, names)
	s.weighAddress(w, a, b)
	s.weighTraits(w, a, b)
	s.conclude(w)
}

// conclude sets the hypotheses against each other.
func (s *scale) conclude(w *weighing) {
	house := w.house + s.match + s.house
	if w.crowd >= 0 {
		house += crowding(w.crowd)
	}
	w.bits = w.one + s.match - either(w.strangers, house)
	w.clash = (w.clash || w.unlike && w.crowd >= throng || w.aged && w.crowd >= 0) && !w.identified
	// Little evidence is no evidence, however rare the value.
	need := 2
	if w.given > initial || w.given == missing && !w.dated && !w.identified || w.renamed && w.crowd < 0 {
		need = 3
	}
	if w.pieces < need || w.pieces == w.named && !s.byName {
		w.bits = min(w.bits, s.same-1)
	}
	if w.given >= near && w.crowd >= 0 && !w.identified {
		w.bits = min(w.bits, s.same-3) // brothers and sisters, twins, couples
	}
	if s.strict && w.given == other && !w.swapped && !w.renamed && !w.identified {
		w.bits = min(w.bits, s.same-1) // twins have one birth date, and relatives phones that are nearly one
	}
	if w.renamed && w.crowd >= 0 && (!w.dated || w.slipped && w.crowd >= 2) && !w.identified {
		w.bits = min(w.bits, s.same-1) // an organisation's address, or a name by marriage: asked
	}
	if w.renamed && w.crowd >= 2 && !w.dated && !w.identified {
		w.bits = min(w.bits, s.same-3) // one first name twice in a hostel
	}
	if s.strict && w.slipped && w.pieces == w.named+1 {
		w.bits = min(w.bits, s.same-1) // homonyms, as like as not
	}
	if (w.slipped && w.crowd >= throng || w.half && w.crowd >= 0) && !w.identified {
		w.bits = min(w.bits, s.same-1) // namesakes of one prescriber; Jean and his son Jean-François
	}
	if w.pieces == w.named {
		w.bits -= s.alone
	}
}

// throng is from how many other first names on a contact it is a prescriber's
// sooner than a household's: who shares it proves nothing, and birth dates that
// differ there are those of two people, whatever the Model holds of dates.
const throng = 4

// crowding returns how many bits likelier a household is on a contact seen
// with others; a household has few, a prescriber's crowd is none.
func crowding(others float64) float64 { return math.Log2(min(others, 4) + unseen) }

// against adds up what speaks against one person, of what is not mere absence.
func (w *weighing) against() (bits float64) {
	for i := range w.items[:w.n] {
		it := &w.items[i]
		bits += min(0, it.one-max(it.house, it.strangers))
	}
	return bits
}

// either returns log2(2^x + 2^y).
func either(x, y float64) float64 {
	if x < y {
		x, y = y, x
	}
	if x-y > 30 {
		return x
	}
	return x + math.Log2(1+math.Exp2(y-x))
}

func (s *scale) weighNames(w *weighing, a, b *face) {
	given, last := compareGiven(a, b), compareLast(a, b)
	if given == typo && a.common.frequent && b.common.frequent {
		given = near
	}
	if (given == other || given == missing) && (last == other || last == missing) {
		if l := lone(a, b); l != missing {
			w.swapped = true
			s.addLast(w, a, b, l)
			return
		}
		if g, l := crosswise(a, b); l != 0 {
			s.swapped(w, a, b, g, l)
			return
		}
	}
	s.addGiven(w, a, b, given)
	s.addLast(w, a, b, last)
	w.half = given == variant && (halfOf(a.given, b.given) || halfOf(b.given, a.given))
	if given != missing && given <= typo && last != missing && last <= typo {
		both := 0.
		if given == exact && last == exact {
			both = float64(a.common.both)
		}
		w.together(float64(max(a.common.given, b.common.given)), float64(max(a.common.together, b.common.together)), both)
	}
}

// together corrects what two agreeing names say: first and last names go
// together, and what both are is commoner than chance would have it. Given is
// how common the first name is, among how common it is with such a last name,
// both how common the full name is known to be.
func (w *weighing) together(given, among, both float64) {
	first, last := &w.items[0], &w.items[1]
	change := math.Log2(among / given)
	if both > 0 {
		change = max(change, math.Log2(both)-first.strangers-last.strangers)
	}
	last.strangers += change
	w.strangers += change
}

// dependent returns how common a first name is among those of one last name:
// both are mostly of one origin.
func (s *scale) dependent(f *face, given float64) float64 {
	if x := lift(s.goes, f.g, f.l); x > 0 {
		return min(1, x*given)
	}
	lex, joined := french(), f.g
	if k := lex.from[joined]; k > 0 {
		return min(1, max(3*given, given/s.origins[k]))
	}
	if r := lex.rank[joined]; r > 0 && r < 600 {
		return min(1, 3*given)
	}
	return unknownOrigin(given)
}

// unknownOrigin is the same for a name of which nothing is known.
func unknownOrigin(given float64) float64 { return min(1, max(3*given, min(.01, 20*given))) }

// crosswise compares first names with last names, where they may have changed
// places.
func crosswise(a, b *face) (given, last level) {
	if a.g == "" || b.g == "" || a.l == "" || b.l == "" {
		return 0, 0
	}
	one := func(x, y string) level {
		switch {
		case x == y:
			return exact
		case resembles(x, y):
			return typo
		}
		return other
	}
	given, last = one(a.g, b.l), one(a.l, b.g)
	if given == other || last == other || given == typo && last == typo {
		return 0, 0
	}
	return given, last
}

// lone compares a last name that stands alone, where a first name is asked
// for, with a last name.
func lone(a, b *face) level {
	if a.l != "" {
		a, b = b, a
	}
	if a.l == "" && a.g != "" && a.g == b.l {
		return exact
	}
	return missing
}

// swaps is the log2 of how often first and last names change places, by whether
// they were told apart by a guess.
const (
	swaps        = -6
	swapsGuessed = -2
)

func (s *scale) swapped(w *weighing, a, b *face, given, last level) {
	w.swapped = true
	// Whichever of the two is the right way round, neither name is rarer than
	// it is as the other.
	x, y := float64(max(a.common.given, b.common.last)), float64(max(a.common.last, b.common.given))
	s.addGivenAs(w, given, x, x)
	s.addLastAs(w, last, y, y)
	w.together(max(x, y), unknownOrigin(max(x, y)), 0)
	cost := float64(swaps)
	if a.whole || b.whole {
		cost = swapsGuessed
	}
	w.items[0].one += cost
	w.one += cost
	w.items[0].house += cost
	w.house += cost
}

func (s *scale) addGiven(w *weighing, a, b *face, l level) {
	s.addGivenAs(w, l, float64(a.common.given), float64(b.common.given))
}

func (s *scale) addGivenAs(w *weighing, l level, a, b float64) {
	w.given = l
	if l == missing {
		return
	}
	c := &s.fixed[fGiven]
	strangers := named(c, l, a, b)
	house := c.house[l]
	if l <= typo || l == near {
		house = either(house, strangers)
	}
	w.add(fGiven, "", l, c.one[l], house, strangers)
	if l <= initial {
		w.pieces++
		w.named++
	}
}

func (s *scale) addLast(w *weighing, a, b *face, l level) {
	s.addLastAs(w, l, float64(a.common.last), float64(b.common.last))
}

func (s *scale) addLastAs(w *weighing, l level, a, b float64) {
	if l == missing {
		return
	}
	w.renamed = l == other
	c := &s.fixed[fLast]
	w.add(fLast, "", l, c.one[l], c.house[l], named(c, l, a, b))
	if l <= typo {
		w.pieces++
		w.named++
	}
}

// named returns log2 of how likely a stranger's name is to agree so far with
// one that is as common as a and b.
func named(c *column, l level, a, b float64) float64 {
	rare, frequent := min(a, b), max(a, b)
	switch l {
	case exact:
		return math.Log2(frequent)
	case variant:
		return math.Log2(frequent + 1e-5)
	case typo, near:
		return math.Log2(3*(rare+.05*frequent) + 1e-5)
	}
	return c.strangers[l]
}

func (s *scale) weighBirth(w *weighing, a, b *face) {
	f, l := compareBorn(a.born, b.born)
	w.column(f, &s.fixed[f], l)
	if f == fBorn && (l == exact || l == typo) {
		w.pieces++
		w.dated, w.slipped = true, l == typo
	}
	w.unlike = f == fBorn && (l == other || l == near)
	w.aged = s.strict && f == fYear && l == typo && apart(a.born, b.born)
	w.clash = s.strict && (w.unlike || f == fYear && l == other)
}

// apart reports two years of birth that are those of a parent and a child sooner
// than a slip.
func apart(a, b date) bool { return max(a.year, b.year)-min(a.year, b.year) >= 15 }
