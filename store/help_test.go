package store

import (
	"testing"

	"go.etcd.io/bbolt"
)

// verified ends the test when Verify finds anything in the store.
func verified(t testing.TB, s *Store) VerifyReport {
	t.Helper()
	r, err := s.Verify()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Problems {
		t.Errorf("%s %s: %s", p.Bucket, p.Key, p.Text)
	}
	return r
}

// waysIn counts the keys of the bucket of ways.
func waysIn(t tester, s *Store) int {
	t.Helper()
	n := 0
	err := s.view(func(tx *bbolt.Tx) error {
		return viewsOf(tx).Bucket(bucketWays).ForEach(func(_, _ []byte) error { n++; return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
