package store

import "go.etcd.io/bbolt"

// A seeker gets values of one bucket, many in a transaction: a cursor that is
// kept keeps its way from the root to the leaf, which Bucket.Get makes anew each
// time. What is put into the bucket meanwhile is found.
type seeker struct{ c *bbolt.Cursor }

func seekerOf(b *bbolt.Bucket) seeker { return seeker{b.Cursor()} }

// get returns the value of key, nil where there is none.
func (s seeker) get(key []byte) []byte {
	if found, v := s.c.Seek(key); string(found) == string(key) {
		return v
	}
	return nil
}
