package people

import (
	"cmp"
	"slices"
)

// A key is a block: rows that share one are compared. It is a hash, so that an
// index of keys names nobody.
type key uint64

// crowded is how many different faces a block may hold; a block of more tells
// nobody apart and is left out, its rows meet in narrower blocks. How many rows
// a face has does not count.
const crowded = 48

// mostKeys bounds the keys of one row.
const mostKeys = 20

func keyOf(parts ...string) key { return key(sum(parts...)) }

// keys returns the blocks of f, sorted, each once: contacts, and pairs of two
// independent things, so that no common value is a block by itself. A store
// keeps each of them, so a row that says how to phone its person, as most do,
// has few: whoever it is met by name, birth date or contact, or by nothing.
func (f *face) keys() []key {
	keys := make([]key, 0, mostKeys)
	first, last := "", skeleton(f.core)
	if len(f.given) > 0 {
		first = skeleton(f.given[0])
	}
	for _, c := range f.contacts() {
		keys = append(keys, keyOf("c", c))
	}
	if first != "" && last != "" {
		// With particles and without; either way round, for names that changed
		// places.
		for _, l := range []string{last, skeleton(f.l)} {
			keys = append(keys, keyOf("n", min(first, l), max(first, l)))
		}
	}
	if f.born.full {
		keys = append(keys, keyOf("d", f.born.text())) // crowded in a large store
	}
	keys = append(keys, f.identifierKeys()...)
	if len(f.phones) == 0 {
		keys = append(keys, f.looseKeys(first, last)...)
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	return slices.Clone(keys[:min(len(keys), mostKeys)])
}

// looseKeys are those of rows that nobody can be phoned by: one of their names
// with what else is known.
func (f *face) looseKeys(first, last string) (keys []key) {
	with := func(kind, name, value string) {
		for _, w := range []string{first, last} {
			if w != "" {
				keys = append(keys, keyOf(kind, name, value, w)) // one space: swapped names meet
			}
		}
	}
	if f.born.year != 0 {
		with("b", "", f.born.text())
	}
	if place := cmp.Or(f.postcode, f.city); place != "" {
		with("p", "", place)
	}
	for i := range f.mails {
		if len(f.mails[i].local()) >= 5 {
			keys = append(keys, keyOf("l", f.mails[i].local()))
		}
	}
	n := 0
	for _, t := range f.traits() {
		if !t.unique && len(t.value) >= 8 && n < 2 {
			with("t", t.name, t.value)
			n++
		}
	}
	return keys
}

// keyless reports a face that is in no block: its rows are each a person by
// itself.
func (f *face) keyless() bool { return len(f.mails)+len(f.phones) == 0 && len(f.keys()) == 0 }

// contacts returns the e-mails and phones by which f is looked up.
func (f *face) contacts() []string {
	all := make([]string, 0, len(f.mails)+len(f.phones))
	for i := range f.mails {
		all = append(all, f.mails[i].key)
	}
	return append(all, f.phones...)
}

// identifierKeys are those of two identifiers, an affiliation number or so.
func (f *face) identifierKeys() (keys []key) {
	for _, t := range f.traits() {
		if t.unique && len(t.value) > 3 && len(keys) < 2 {
			keys = append(keys, keyOf("i", t.name, t.value))
		}
	}
	return keys
}
