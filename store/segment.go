package store

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"
)

// An entry leads from a hash to a number, as the index and the faces of people
// do. Entries are many and small, and bbolt spends 16 bytes on each key: so all
// whose hashes begin with the same 14 bits stand together in one value, in
// order, each as the difference from the one before. An entry costs about eleven
// bytes, and the same entries are always the same bytes.
type entry struct{ from, to uint64 }

func (e entry) compare(o entry) int {
	return cmp.Or(cmp.Compare(e.from, o.from), cmp.Compare(e.to, o.to))
}

// segmentShift leaves the bits of a hash by which entries stand together.
const segmentShift = 64 - 14

// A segments is a bucket of entries, those whose keys begin with prefix.
type segments struct {
	bucket *bbolt.Bucket
	prefix []byte
}

func (s segments) key(from uint64) []byte {
	key := slices.Concat(s.prefix, []byte{0, 0})
	binary.BigEndian.PutUint16(key[len(s.prefix):], uint16(from>>segmentShift))
	return key
}

// appendEntries writes sorted entries; readEntries reads them.
func appendEntries(b []byte, entries []entry) []byte {
	var before entry
	for i, e := range entries {
		b = binary.AppendUvarint(b, e.from-before.from)
		if i > 0 && e.from == before.from {
			b = binary.AppendUvarint(b, e.to-before.to)
		} else {
			b = binary.AppendUvarint(b, e.to)
		}
		before = e
	}
	return b
}

// readEntries appends the entries of a value to list.
func readEntries(list []entry, v []byte) ([]entry, error) {
	if len(v) == 0 {
		return list, nil
	}
	if v[0] != recordVersion {
		return list, unreadable{fmt.Errorf("entries of version %d", v[0])}
	}
	var before entry
	for first, v := true, v[1:]; len(v) > 0; first = false {
		from, n1 := binary.Uvarint(v)
		to, n2 := binary.Uvarint(v[max(n1, 0):])
		if n1 <= 0 || n2 <= 0 {
			return list, unreadable{fmt.Errorf("broken entries")}
		}
		if !first && from == 0 {
			to += before.to
		}
		before = entry{before.from + from, to}
		list = append(list, before)
		v = v[n1+n2:]
	}
	return list, nil
}

// An entryEdit adds an entry, or drops it.
type entryEdit struct {
	entry
	drop bool
}

// stage gathers the edits; of two of one entry the later counts.
func (s segments) stage(t *bucketBatch, edits []entryEdit) error {
	slices.SortStableFunc(edits, func(a, b entryEdit) int { return a.compare(b.entry) })
	var list, merged []entry
	for len(edits) > 0 {
		n := 1
		for n < len(edits) && edits[n].from>>segmentShift == edits[0].from>>segmentShift {
			n++
		}
		key := s.key(edits[0].from)
		var err error
		if list, err = readEntries(list[:0], s.bucket.Get(key)); err != nil {
			return err
		}
		merged = merge(merged[:0], list, edits[:n])
		if len(merged) == 0 {
			t.drop(key)
		} else {
			t.put(key, appendEntries([]byte{recordVersion}, merged))
		}
		edits = edits[n:]
	}
	return nil
}

// merge appends to merged the entries of list after the edits, both in order.
func merge(merged, list []entry, edits []entryEdit) []entry {
	for i, e := range edits {
		if i+1 < len(edits) && edits[i+1].entry == e.entry {
			continue // the later counts
		}
		for len(list) > 0 && list[0].compare(e.entry) < 0 {
			merged, list = append(merged, list[0]), list[1:]
		}
		if len(list) > 0 && list[0] == e.entry {
			list = list[1:]
		}
		if !e.drop {
			merged = append(merged, e.entry)
		}
	}
	return append(merged, list...)
}

// A segmentReader finds entries; it is fastest when it is asked in order.
type segmentReader struct {
	segments
	by   seeker
	at   []byte // the key of list
	list []entry
}

func readerOf(s segments) segmentReader { return segmentReader{segments: s, by: seekerOf(s.bucket)} }

// find calls f with the number of each entry from a hash, until f returns false.
func (r *segmentReader) find(from uint64, f func(to uint64) bool) error {
	key := r.key(from)
	if !slices.Equal(key, r.at) {
		list, err := readEntries(r.list[:0], r.by.get(key))
		if err != nil {
			return err
		}
		r.at, r.list = key, list
	}
	i, _ := slices.BinarySearchFunc(r.list, from, func(e entry, from uint64) int { return cmp.Compare(e.from, from) })
	for ; i < len(r.list) && r.list[i].from == from; i++ {
		if !f(r.list[i].to) {
			break
		}
	}
	return nil
}

// each calls f with every entry.
func (s segments) each(f func(entry) error) error {
	var list []entry
	c := s.bucket.Cursor()
	for key, v := c.Seek(s.prefix); len(key) == len(s.prefix)+2 && string(key[:len(s.prefix)]) == string(s.prefix); key, v = c.Next() {
		var err error
		if list, err = readEntries(list[:0], v); err != nil {
			return err
		}
		for _, e := range list {
			if err := f(e); err != nil {
				return err
			}
		}
	}
	return nil
}
