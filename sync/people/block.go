package people

import (
	"cmp"
	"slices"
	"strconv"
)

// A key is a block: rows that share one are compared. It is a hash, so that an
// index of keys names nobody.
type key uint64

// crowded is how many different faces a block may hold; a block of more tells
// nobody apart and is left out, its rows meet in narrower blocks. Many counts
// the rows, whichever faces they have.
const (
	crowded = 48
	many    = 2000
)

// mostKeys bounds the keys of one row.
const mostKeys = 20

// Blocks returns the texts under which r is to be found in an index: two rows
// that share none, and that no decision joins, are never one person. They are
// few, short, and hold no name. The first is that of all rows of one Profile.
func Blocks(r *Row) []string {
	f := faceOf(r)
	texts := []string{key(f.digest).text()}
	for _, k := range f.keys() {
		texts = append(texts, k.text())
	}
	return texts
}

func (k key) text() string { return strconv.FormatUint(uint64(k), 36) }

func keyOf(parts ...string) key { return key(sum(parts...)) }

// keys returns the blocks of f, sorted, each once: contacts, and pairs of two
// independent things, so that no common value is a block by itself.
func (f *face) keys() []key {
	keys := make([]key, 0, mostKeys)
	first, last := "", skeleton(f.core)
	if len(f.given) > 0 {
		first = skeleton(f.given[0])
	}
	for _, c := range f.contacts() {
		keys = append(keys, keyOf("c", c))
		if first != "" {
			keys = append(keys, keyOf("cg", c, first))
		}
	}
	keys = append(keys, f.bornKeys(first, last)...)
	if first != "" && last != "" {
		// With particles and without; either way round, for names that changed
		// places.
		for _, l := range []string{last, skeleton(f.l)} {
			keys = append(keys, keyOf("n", min(first, l), max(first, l)))
		}
	}
	if place := cmp.Or(f.postcode, f.city); place != "" {
		for _, w := range []string{first, last} {
			if w != "" {
				keys = append(keys, keyOf("p", place, w))
			}
		}
	}
	if f.born.full {
		keys = append(keys, keyOf("d", f.born.text())) // crowded in a large store
	}
	for i := range f.mails {
		if len(f.mails[i].local) >= 5 {
			keys = append(keys, keyOf("l", f.mails[i].local))
		}
	}
	keys = append(keys, f.traitKeys(first, last)...)
	slices.Sort(keys)
	keys = slices.Compact(keys)
	return slices.Clone(keys[:min(len(keys), mostKeys)])
}

// contacts returns the e-mails and phones by which f is looked up.
func (f *face) contacts() []string {
	all := make([]string, 0, len(f.mails)+len(f.phones))
	for i := range f.mails {
		all = append(all, f.mails[i].key)
	}
	return append(all, f.phones...)
}

// bornKeys pairs the birth date with each name, in one space so that swapped
// names meet.
func (f *face) bornKeys(first, last string) (keys []key) {
	if f.born.year == 0 {
		return nil
	}
	day := f.born.text()
	for _, w := range []string{first, last} {
		if w != "" {
			keys = append(keys, keyOf("b", day, w))
		}
	}
	return keys
}

// traitKeys are identifiers, and long attributes with a name.
func (f *face) traitKeys(first, last string) (keys []key) {
	for _, t := range f.facts {
		if t.unique && len(t.value) > 3 && len(keys) < 2 {
			keys = append(keys, keyOf("i", t.name, t.value))
		}
	}
	for _, t := range f.facts {
		if t.unique || len(t.value) < 8 || len(keys) >= 5 {
			continue
		}
		for _, w := range []string{first, last} {
			if w != "" {
				keys = append(keys, keyOf("t", t.name, t.value, w))
			}
		}
	}
	return keys
}
