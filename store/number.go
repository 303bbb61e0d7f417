package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"go.etcd.io/bbolt"

	"tresse"
)

// Facts are numbered when they are first put, from 1: so the index, the seats
// and the views name them in a few bytes. A number is never given twice. A fact
// holds its own in its header; the bucket numbers leads from a number to the
// ref, and forgets it when the fact is erased. The bucket named holds the
// numbers of refs that no fact has, and that something names all the same: a
// booking's listing that is not known, or no longer.

// numbersIn is how many numbers stand in one value of the bucket numbers.
const numbersIn = 32

// A known is what has a number; the zero known is what was erased.
type known struct {
	kind FactKind
	ref  tresse.Ref
}

// numbers are the numbers of one transaction.
type numbers struct {
	tx    *bbolt.Tx
	facts map[FactKind]*bbolt.Bucket
	list  *bbolt.Bucket
	named *bbolt.Bucket // nil where it is empty

	fresh map[factKey]uint64 // given, or asked for, in this transaction
	next  uint64             // the first that was not given; 0 until it is asked for
	edits map[uint64]known
	stage []pair // of named
	ref   []byte // the ref read last

	chunks seeker // of list, once something was read
}

func numbersOf(tx *bbolt.Tx) *numbers {
	n := &numbers{tx: tx, facts: make(map[FactKind]*bbolt.Bucket, 3), list: tx.Bucket(bucketNumbers), named: tx.Bucket(bucketNamed)}
	for _, k := range [...]FactKind{Listings, Bookings, Contacts} {
		n.facts[k] = tx.Bucket(k.bucket())
	}
	if key, _ := n.named.Cursor().First(); key == nil {
		n.named = nil
	}
	return n
}

// of returns the number of a ref that is a fact of one of the kinds, 0 where it
// has none.
func (n *numbers) of(ref tresse.Ref, kinds ...FactKind) (uint64, error) {
	for _, k := range kinds {
		if number, ok := n.fresh[factKey{k, ref}]; ok {
			return number, nil
		}
		number, err := numberIn(n.facts[k].Get([]byte(ref)))
		if err != nil || number != 0 {
			return number, err
		}
		if n.named == nil {
			continue
		}
		if v := n.named.Get(heldKey(k, ref)); len(v) == 4 {
			return uint64(binary.BigEndian.Uint32(v)), nil
		}
	}
	return 0, nil
}

// numberIn returns the number in a stored fact, 0 of none.
func numberIn(v []byte) (uint64, error) {
	if v == nil {
		return 0, nil
	}
	var h header
	if _, err := readHeader(v, &h); err != nil {
		return 0, unreadable{err}
	}
	return uint64(h.number), nil
}

// name is of, and gives a number to what has none though something names it.
func (n *numbers) name(k FactKind, ref tresse.Ref) (uint64, error) {
	number, err := n.of(ref, k)
	if err != nil || number != 0 {
		return number, err
	}
	if number, err = n.give(k, ref); err == nil {
		n.stage = append(n.stage, pair{heldKey(k, ref), binary.BigEndian.AppendUint32(nil, uint32(number))})
	}
	return number, err
}

// fact is a ref that is a fact now: it takes the number under which it was
// named before.
func (n *numbers) fact(k FactKind, ref tresse.Ref, stored []byte) (uint64, error) {
	number, err := numberIn(stored)
	if err != nil || number != 0 {
		return number, err
	}
	key := factKey{k, ref}
	if number, ok := n.fresh[key]; ok {
		return number, nil
	}
	if n.named != nil {
		if v := n.named.Get(heldKey(k, ref)); len(v) == 4 {
			n.stage = append(n.stage, pair{heldKey(k, ref), nil})
			number := uint64(binary.BigEndian.Uint32(v))
			n.remember(key, number)
			return number, nil
		}
	}
	return n.give(k, ref)
}

func (n *numbers) remember(key factKey, number uint64) {
	if n.fresh == nil {
		n.fresh = map[factKey]uint64{}
	}
	n.fresh[key] = number
}

// give gives a ref the next number.
func (n *numbers) give(k FactKind, ref tresse.Ref) (uint64, error) {
	if n.next == 0 {
		n.next = 1
		if v := metaOf(n.tx).Get(keyNumbers); len(v) == 8 {
			n.next = binary.BigEndian.Uint64(v)
		}
	}
	number := n.next
	if number > math.MaxUint32 {
		return 0, fmt.Errorf("no number is left")
	}
	n.next++
	n.set(number, known{k, ref})
	n.remember(factKey{k, ref}, number)
	return number, nil
}

// set has a number lead to something else, the zero known for what is erased.
func (n *numbers) set(number uint64, to known) {
	if n.edits == nil {
		n.edits = map[uint64]known{}
	}
	n.edits[number] = to
}

// known returns what has a number.
func (n *numbers) known(number uint64) (known, error) {
	if to, ok := n.edits[number]; ok {
		return to, nil
	}
	if n.chunks.c == nil {
		n.chunks = seekerOf(n.list)
	}
	v := n.chunks.get(numbersKey(number))
	if len(v) == 0 || v[0] != recordVersion {
		return known{}, unreadable{fmt.Errorf("number %d is nobody's", number)}
	}
	r := numbersReader{rest: v[1:], ref: n.ref[:0]}
	for range number % numbersIn {
		r.next()
	}
	kind := r.next()
	n.ref = r.ref
	if r.err != nil {
		return known{}, unreadable{r.err}
	}
	if kind == 0 {
		return known{}, nil
	}
	return known{kind, tresse.Ref(r.ref)}, nil
}

func numbersKey(number uint64) []byte {
	return binary.BigEndian.AppendUint32(nil, uint32(number/numbersIn))
}

// numbersReader reads the refs of a value of the bucket numbers one by one: the
// kind (0 of what is erased), how much of the ref before is the same, the rest.
type numbersReader struct {
	rest, ref []byte
	err       error
}

func (r *numbersReader) next() FactKind {
	if len(r.rest) == 0 || r.err != nil {
		return 0
	}
	kind := FactKind(r.rest[0])
	r.rest = r.rest[1:]
	if kind == 0 {
		return 0
	}
	same, size1 := binary.Uvarint(r.rest)
	if size1 <= 0 {
		r.err = fmt.Errorf("broken numbers")
		return 0
	}
	length, size2 := binary.Uvarint(r.rest[size1:])
	rest := r.rest[size1+max(size2, 0):]
	if size2 <= 0 || same > uint64(len(r.ref)) || length > uint64(len(rest)) {
		r.err = fmt.Errorf("broken numbers")
		return 0
	}
	r.ref = append(r.ref[:same], rest[:length]...)
	r.rest = rest[length:]
	return kind
}

// put stages what the transaction changed.
func (n *numbers) put(t *batch) error {
	t.on(n.tx.Bucket(bucketNamed), &t.written.Facts).add(n.stage)
	if n.next != 0 {
		t.on(metaOf(n.tx), &t.written.Facts).put(keyNumbers, number(n.next))
	}
	changed := map[uint64]bool{}
	for number := range n.edits {
		changed[number/numbersIn] = true
	}
	list := t.on(n.list, &t.written.Facts)
	for chunk := range changed {
		key := numbersKey(chunk * numbersIn)
		value, err := n.rewritten(chunk, n.list.Get(key))
		if err != nil {
			return err
		}
		list.put(key, value)
	}
	return nil
}

// rewritten returns a value of the bucket numbers with its edits.
func (n *numbers) rewritten(chunk uint64, old []byte) ([]byte, error) {
	r := numbersReader{}
	if len(old) > 0 {
		r.rest = old[1:]
	}
	value := []byte{recordVersion}
	var before []byte
	for number := chunk * numbersIn; number < (chunk+1)*numbersIn; number++ {
		kind := r.next()
		ref := r.ref
		if to, ok := n.edits[number]; ok {
			kind, ref = to.kind, []byte(to.ref)
		}
		if kind == 0 {
			value = append(value, 0)
			continue
		}
		same := samePrefix(before, ref)
		value = append(value, byte(kind))
		value = binary.AppendUvarint(value, uint64(same))
		value = binary.AppendUvarint(value, uint64(len(ref)-same))
		value = append(value, ref[same:]...)
		before = append(before[:0], ref...)
	}
	if r.err != nil {
		return nil, unreadable{r.err}
	}
	return value, nil
}

func samePrefix(a, b []byte) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// forget has the numbers of erased facts lead nowhere. A listing that bookings
// are still in stays named: it names nobody.
func (n *numbers) forget(erased map[uint64]known, seats *bucketBatch) error {
	var standing map[uint64]bool
	for number, k := range erased {
		key := heldKey(k.kind, k.ref)
		if k.kind == Listings {
			if standing == nil {
				standing = listingsNamed(seats)
			}
			if standing[number] {
				n.stage = append(n.stage, pair{key, binary.BigEndian.AppendUint32(nil, uint32(number))})
				continue
			}
		}
		n.stage = append(n.stage, pair{key, nil})
		n.set(number, known{})
	}
	return nil
}

// listingsNamed returns the numbers of the listings that bookings will be in.
func listingsNamed(seats *bucketBatch) map[uint64]bool {
	count := map[uint64]int{}
	of := func(key []byte) uint64 { return uint64(binary.BigEndian.Uint32(key)) }
	c := seats.b.Cursor()
	for key, _ := c.First(); len(key) == 8; key, _ = c.Next() {
		count[of(key)]++
	}
	for _, p := range lastOfEach(slices.Clone(seats.pairs)) {
		stored := seats.b.Get(p.key) != nil
		if p.value == nil && stored {
			count[of(p.key)]--
		} else if p.value != nil && !stored {
			count[of(p.key)]++
		}
	}
	named := map[uint64]bool{}
	for number, n := range count {
		named[number] = n > 0
	}
	return named
}

// sweepNamed forgets the refs that nothing names any more: those of erased
// listings whose bookings are gone. What is in the index was never erased.
func sweepNamed(tx *bbolt.Tx) error {
	n := numbersOf(tx)
	if n.named == nil {
		return errNothing
	}
	var t batch
	seats := t.on(tx.Bucket(bucketSeats), &t.written.Facts)
	standing := listingsNamed(seats)
	for _, k := range [...]FactKind{Listings, Bookings, Contacts} {
		err := indexOf(tx, k).each(func(e entry) error { standing[e.to] = true; return nil })
		if err != nil {
			return err
		}
	}
	err := n.named.ForEach(func(key, v []byte) error {
		if number := uint64(binary.BigEndian.Uint32(v)); !standing[number] {
			n.stage = append(n.stage, pair{bytes.Clone(key), nil})
			n.set(number, known{})
		}
		return nil
	})
	if err != nil || len(n.stage) == 0 {
		return cmp.Or(err, errNothing)
	}
	if err := n.put(&t); err != nil {
		return err
	}
	return t.apply()
}
