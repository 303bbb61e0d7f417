package store

import (
	"bytes"
	"slices"

	"go.etcd.io/bbolt"
)

// A batch is what one transaction changes, gathered first so that each bucket
// is written in the order of its keys: a page is then met once. Of two changes
// of one key the later counts, and what is there already is not written again.
type batch struct {
	buckets []*bucketBatch
	counts  [len(viewBuckets)]int // how many views came, less how many went
	written Written
}

type bucketBatch struct {
	b     *bbolt.Bucket
	part  *int // of batch.written
	count *int // of batch.counts; nil where nothing is counted
	pairs []pair
	by    seeker
}

// Written says what a commit wrote. Keys is Facts + Views + Records: the keys
// put or dropped in the facts with their indexes, numbers and stubs, in the
// views, and in all the rest. What was already there as it is does not count.
type Written struct {
	Keys                  int
	Bytes                 int64 // keys and values put
	Facts, Views, Records int
}

// on begins the changes of one bucket, or goes on with them. A bucket is known
// by where it was taken from: tx.Bucket gives the same one each time.
func (t *batch) on(b *bbolt.Bucket, part *int) *bucketBatch {
	for _, known := range t.buckets {
		if known.b == b {
			return known
		}
	}
	t.buckets = append(t.buckets, &bucketBatch{b: b, part: part})
	return t.buckets[len(t.buckets)-1]
}

// onViews is on for the i-th bucket of views.
func (t *batch) onViews(i int, b *bbolt.Bucket) *bucketBatch {
	on := t.on(b, &t.written.Views)
	on.count = &t.counts[i]
	return on
}

func (b *bucketBatch) put(key, value []byte) { b.pairs = append(b.pairs, pair{key, value}) }
func (b *bucketBatch) add(pairs []pair)      { b.pairs = append(b.pairs, pairs...) }
func (b *bucketBatch) drop(key []byte)       { b.pairs = append(b.pairs, pair{key, nil}) }

// apply writes the batch.
func (t *batch) apply() error {
	for _, b := range t.buckets {
		pairs := lastOfEach(b.pairs)
		b.pack(pairs)
		b.by = seekerOf(b.b)
		for _, p := range pairs {
			if err := t.write(b, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// packed is how full pages are made where keys come in order: nothing will be
// put between them.
const packed = .95

// pack has pages filled where nearly all keys come after those that are there.
func (b *bucketBatch) pack(pairs []pair) {
	last, _ := b.b.Cursor().Last()
	after := 0
	for _, p := range pairs {
		if bytes.Compare(p.key, last) > 0 {
			after++
		}
	}
	if after*10 >= len(pairs)*9 {
		b.b.FillPercent = packed
	}
}

// lastOfEach puts pairs in the order of their keys and keeps the last of equal
// ones.
func lastOfEach(pairs []pair) []pair {
	slices.SortStableFunc(pairs, func(p, q pair) int { return bytes.Compare(p.key, q.key) })
	kept := pairs[:0]
	for i, p := range pairs {
		if i+1 == len(pairs) || !bytes.Equal(p.key, pairs[i+1].key) {
			kept = append(kept, p)
		}
	}
	return kept
}

// write brings one key to its value.
func (t *batch) write(b *bucketBatch, p pair) error {
	old := b.by.get(p.key)
	if (old == nil) == (p.value == nil) && bytes.Equal(old, p.value) {
		return nil
	}
	*b.part++
	t.written.Keys++
	if p.value == nil {
		b.tally(-1)
		return b.b.Delete(p.key)
	}
	if old == nil {
		b.tally(+1)
	}
	t.written.Bytes += int64(len(p.key) + len(p.value))
	return b.b.Put(p.key, p.value)
}

func (b *bucketBatch) tally(n int) {
	if b.count != nil {
		*b.count += n
	}
}

// tallyUp brings the counts of a generation to date.
func (t *batch) tallyUp(views *bbolt.Bucket) error {
	if t.counts == [len(viewBuckets)]int{} {
		return nil
	}
	n := readCounts(views)
	n.Sessions += t.counts[0]
	n.Public += t.counts[1]
	n.Registrations += t.counts[2]
	n.Beneficiaries += t.counts[3]
	return views.Put(keyCounts, n.bytes())
}
