package people

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"tresse"
)

// A scribe copies what it reads, with the errors of fingers, ears, scanners and
// spreadsheets. It is the hand of the generators that were not written beside
// the rules.
type scribe struct{ *rand.Rand }

func newScribe(seed, stream uint64) scribe { return scribe{rand.New(rand.NewPCG(seed, stream))} }

func (s scribe) chance(p float64) bool { return s.Float64() < p }

func (s scribe) pick(list ...string) string { return list[s.IntN(len(list))] }

// zipf draws an index under n, low ones more often; the larger the bend, the
// more even.
func (s scribe) zipf(n int, bend float64) int {
	return min(n-1, int(bend*(math.Exp(s.Float64()*math.Log(float64(n)/bend+1))-1)))
}

const keyboard = "azertyuiop qsdfghjklm wxcvbn"

// finger makes one slip anywhere: a letter added, lost, changed for its
// neighbour, or two swapped.
func (s scribe) finger(w string) string {
	r := []rune(w)
	if len(r) < 2 {
		return w
	}
	i := s.IntN(len(r))
	switch s.IntN(4) {
	case 0:
		return string(r[:i]) + string(r[i+1:])
	case 1:
		if i+1 < len(r) {
			r[i], r[i+1] = r[i+1], r[i]
		}
		return string(r)
	case 2:
		if r[i] >= '0' && r[i] <= '9' {
			r[i] = rune('0' + s.IntN(10))
			return string(r)
		}
		if at := strings.IndexRune(keyboard, r[i]); at > 0 {
			r[i] = rune(keyboard[at-1])
		} else {
			r[i] = rune('a' + s.IntN(26))
		}
		return string(r)
	}
	return string(r[:i]) + string(rune('a'+s.IntN(26))) + string(r[i:])
}

// swapPair replaces one of the pairs, either way round, where w holds it.
func (s scribe) swapPair(w string, pairs ...string) string {
	for range 6 {
		i := 2 * s.IntN(len(pairs)/2)
		a, b := pairs[i], pairs[i+1]
		if s.chance(.5) {
			a, b = b, a
		}
		if a != "" && strings.Contains(w, a) {
			return strings.Replace(w, a, b, 1)
		}
	}
	return w
}

// scanner misreads as optical recognition does.
func (s scribe) scanner(w string) string {
	return s.swapPair(w, "rn", "m", "cl", "d", "l", "1", "O", "0", "o", "0", "i", "l", "u", "ii", "vv", "w", "e", "c", "B", "8", "S", "5")
}

// ear writes what a French clerk hears.
func (s scribe) ear(w string) string {
	return s.swapPair(w, "ph", "f", "eau", "o", "au", "o", "ai", "é", "k", "c", "qu", "k", "ss", "s", "ll", "l", "nn", "n", "tt", "t",
		"y", "i", "th", "t", "z", "s", "ault", "aud", "ez", "é", "an", "en")
}

// roman writes a name that comes from another script as another clerk would.
func (s scribe) roman(w string) string {
	return s.swapPair(w, "ou", "u", "kh", "h", "dj", "j", "ss", "s", "y", "i", "ch", "sh", "gh", "g", "ei", "i", "aa", "a", "ll", "l",
		"mm", "m", "dd", "d", "ine", "in", "ane", "an", "ou", "w", "tch", "ch", "q", "k", "ph", "f", "dh", "d", "bd", "bed", "ş", "s", "ğ", "g", "ı", "i", "ü", "u", "ö", "o", "ç", "c", "ã", "a", "v", "w")
}

// digitSlip changes one digit or swaps two neighbours.
func (s scribe) digitSlip(n string) string {
	d := []byte(n)
	i := 2 + s.IntN(len(d)-3)
	if s.chance(.5) {
		d[i], d[i+1] = d[i+1], d[i]
	} else {
		d[i] = byte('0' + s.IntN(10))
	}
	return string(d)
}

// capital writes a word with a capital and the rest small.
func capital(w string) string {
	for i, part := range strings.FieldsFunc(w, func(r rune) bool { return r == '-' }) {
		r := []rune(part)
		part = strings.ToUpper(string(r[:1])) + string(r[1:])
		if i == 0 {
			w = part
		} else {
			w += "-" + part
		}
	}
	return w
}

// add puts one row with its truth into the set.
func (set *measured) add(who string, relayed bool, p tresse.Person) {
	set.rows = append(set.rows, Row{
		Ref: tresse.Ref(fmt.Sprintf("set/%x", sum(set.name, fmt.Sprint(len(set.rows))))), First: tresse.Sight{Round: 1}, Person: p, Relayed: relayed,
	})
	set.truth = append(set.truth, who)
}
