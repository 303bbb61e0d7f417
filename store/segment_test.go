package store

import (
	"slices"
	"testing"

	"go.etcd.io/bbolt"
	"pgregory.net/rapid"
)

// Entries are a set, in whatever order and batches they came and went; the same
// set is the same bytes.
func TestEntriesAreASet(t *testing.T) {
	s := newStore(t)
	rapid.Check(t, func(t *rapid.T) {
		draw := rapid.Custom(func(t *rapid.T) entryEdit {
			from := rapid.SampledFrom([]uint64{0, 1, 2, 1 << 50, 1<<50 + 1, 3 << 60, 1<<64 - 1}).Draw(t, "from")
			return entryEdit{entry{from, rapid.Uint64Range(0, 5).Draw(t, "to")}, rapid.Bool().Draw(t, "drop")}
		})
		batches := rapid.SliceOfN(rapid.SliceOf(draw), 0, 5).Draw(t, "batches")
		want := map[entry]bool{}
		grown := edited(t, s, batches)
		for _, edits := range batches {
			for _, e := range edits {
				if delete(want, e.entry); !e.drop {
					want[e.entry] = true
				}
			}
		}
		var at1 []entryEdit
		for e := range want {
			at1 = append(at1, entryEdit{e, false})
		}
		same(t, "at once", edited(t, s, [][]entryEdit{at1}), grown)
		same(t, "how many", grown.N, len(want))
	})
}

type kept struct {
	Pairs []string // of the bucket
	N     int      // entries
}

// edited returns what a bucket holds after the edits.
func edited(t tester, s *Store, batches [][]entryEdit) kept {
	var k kept
	err := s.db.Update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucket([]byte("entries"))
		if err != nil {
			return err
		}
		to := segments{b, []byte("x")}
		for _, edits := range batches {
			var batch batch
			part := 0
			if err := to.stage(batch.on(b, &part), slices.Clone(edits)); err != nil {
				return err
			}
			if err := batch.apply(); err != nil {
				return err
			}
		}
		var list []entry
		if err := to.each(func(e entry) error { list = append(list, e); return nil }); err != nil {
			return err
		}
		if k.N = len(list); !slices.IsSortedFunc(list, entry.compare) {
			t.Errorf("not in order")
		}
		r := readerOf(to)
		for _, e := range list {
			found := false
			if err := r.find(e.from, func(to uint64) bool { found = found || to == e.to; return true }); err != nil {
				return err
			}
			if !found {
				t.Errorf("an entry is not found")
			}
		}
		err = b.ForEach(func(key, v []byte) error { k.Pairs = append(k.Pairs, string(key)+"="+string(v)); return nil })
		if err != nil {
			return err
		}
		return tx.DeleteBucket([]byte("entries"))
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}
