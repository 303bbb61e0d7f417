package store

import (
	"flag"
	"testing"

	"go.etcd.io/bbolt"
)

// rooms has TestRooms tell what stands in a data file that nobody holds, bucket
// by bucket:
//
//	go test ./store -run TestRooms -v -rooms tresse.db
var rooms = flag.String("rooms", "", "tell what stands in this data file")

func TestRooms(t *testing.T) {
	path := *rooms
	if path == "" {
		s, _ := stocked(t) // so that what tells is itself tested
		path = backupOf(t, s)
	}
	db, err := openBolt(path, defaultTimeout, true)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) error {
		t.Logf("%-14s %8s %6s %7s %8s %8s", "bucket", "keys", "B/key", "B/value", "MB", "MB held")
		var sum float64
		err := tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			return eachRoom(string(name), b, func(name string, b *bbolt.Bucket) { sum += tellRoom(t, name, b) })
		})
		t.Logf("%.1f MB, %.1f of them held by buckets", float64(tx.Size())/1e6, sum)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// eachRoom tells a bucket, and those in it by their own names.
func eachRoom(name string, b *bbolt.Bucket, tell func(string, *bbolt.Bucket)) error {
	inner := false
	err := b.ForEachBucket(func(key []byte) error {
		inner = true
		return eachRoom(string(key), b.Bucket(key), tell)
	})
	if !inner {
		tell(name, b)
	}
	return err
}

func tellRoom(t *testing.T, name string, b *bbolt.Bucket) (held float64) {
	keys, values, n := 0, 0, 0
	_ = b.ForEach(func(key, v []byte) error {
		keys, values, n = keys+len(key), values+len(v), n+1
		return nil
	})
	if n == 0 {
		return 0
	}
	s := b.Stats()
	held = float64(s.LeafAlloc+s.BranchAlloc) / 1e6
	t.Logf("%-14s %8d %6d %7d %8.1f %8.1f", name, n, keys/n, values/n, float64(s.LeafInuse+s.BranchInuse)/1e6, held)
	return held
}
