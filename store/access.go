package store

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"tresse"
)

// The keys of the bucket access begin with one of these; an id follows.
const (
	accessRecord  = 'a' // an Access
	accessReading = 'r' // a Reading: kept apart, because it is written without being asked for
)

func accessKey(prefix byte, id string) []byte { return append([]byte{prefix}, id...) }

// Accesses returns all accesses, those that ended among them, by when they were
// made, each with when it was last read.
func (s *Store) Accesses() ([]tresse.Access, error) {
	var all []tresse.Access
	err := s.view(func(tx *bbolt.Tx) error {
		var err error
		all, err = accessesIn(tx)
		return err
	})
	slices.SortFunc(all, func(a, b tresse.Access) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// accessesIn reads them in the order of their ids. A file in which none was ever
// made has no such bucket.
func accessesIn(tx *bbolt.Tx) ([]tresse.Access, error) {
	bucket := tx.Bucket(bucketAccess)
	if bucket == nil {
		return nil, nil
	}
	var all []tresse.Access
	c := bucket.Cursor()
	for key, v := c.Seek([]byte{accessRecord}); len(key) > 0 && key[0] == accessRecord; key, v = c.Next() {
		var a tresse.Access
		if err := decodeRecord(v, &a); err != nil {
			return nil, unreadable{err}
		}
		if v := bucket.Get(accessKey(accessReading, a.ID)); v != nil {
			var r tresse.Reading
			if err := decodeRecord(v, &r); err != nil {
				return nil, unreadable{err}
			}
			a.LastRead, a.Program = r.At, r.Program
		}
		all = append(all, a)
	}
	return all, nil
}

// PutAccesses keeps accesses under their ids, all or none; when they were last
// read is left as it is. One that lacks its id or hash, or whose id is that of
// another secret, is refused.
func (s *Store) PutAccesses(list ...tresse.Access) error {
	err := s.updateAccess(func(bucket *bbolt.Bucket) error {
		for i := range list {
			if err := putAccess(bucket, &list[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.accessChanges.Add(1)
	}
	return err
}

func putAccess(bucket *bbolt.Bucket, a *tresse.Access) error {
	if a.ID == "" || len(a.Hash) != 32 {
		return refusedAccess("it has no id or hash")
	}
	key := accessKey(accessRecord, a.ID)
	if v := bucket.Get(key); v != nil {
		var before tresse.Access
		if err := decodeRecord(v, &before); err != nil {
			return unreadable{err}
		}
		if !bytes.Equal(before.Hash, a.Hash) {
			return refusedAccess("its id is that of another")
		}
	}
	v, err := encodeRecord(a)
	if err != nil {
		return err
	}
	return bucket.Put(key, v)
}

func refusedAccess(why string) error {
	return &tresse.Error{Trouble: tresse.TroubleRefused, Op: "store: keep access", Err: errors.New(why)}
}

// PutReadings keeps when accesses were last read. Readings of accesses that are
// not there, or older than what is known, are passed over.
func (s *Store) PutReadings(list []tresse.Reading) error {
	return s.updateAccess(func(bucket *bbolt.Bucket) error {
		written := false
		for i := range list {
			if newer, err := newerReading(bucket, &list[i]); err != nil {
				return err
			} else if !newer {
				continue
			}
			v, err := encodeRecord(&list[i])
			if err != nil {
				return err
			}
			if err := bucket.Put(accessKey(accessReading, list[i].Access), v); err != nil {
				return err
			}
			written = true
		}
		if !written {
			return errNothing
		}
		return nil
	})
}

func newerReading(bucket *bbolt.Bucket, r *tresse.Reading) (bool, error) {
	if bucket.Get(accessKey(accessRecord, r.Access)) == nil {
		return false, nil
	}
	v := bucket.Get(accessKey(accessReading, r.Access))
	if v == nil {
		return true, nil
	}
	var before tresse.Reading
	if err := decodeRecord(v, &before); err != nil {
		return false, unreadable{err}
	}
	return r.At.After(before.At), nil
}

// AccessChanges counts the calls of PutAccesses since the store was opened, so
// that whoever keeps accesses in memory knows when to read them again.
func (s *Store) AccessChanges() uint64 { return s.accessChanges.Load() }

// updateAccess runs f on the bucket in a write transaction of its own.
func (s *Store) updateAccess(f func(*bbolt.Bucket) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	err := s.update(func(tx *bbolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists(bucketAccess)
		if err != nil {
			return err
		}
		return f(bucket)
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	return err
}

// keepAccesses brings what became of accesses since the backup into the restored
// store: one that was revoked must not open anything again, and an address that
// was given away meanwhile goes on.
func (r *restoring) keepAccesses() error {
	list, err := r.replaced.Accesses()
	if err != nil || len(list) == 0 {
		return err
	}
	readings := make([]tresse.Reading, 0, len(list))
	for _, a := range list {
		if !a.LastRead.IsZero() {
			readings = append(readings, tresse.Reading{Access: a.ID, At: a.LastRead, Program: a.Program})
		}
	}
	if err := r.restored.PutAccesses(list...); err != nil {
		return err
	}
	return r.restored.PutReadings(readings)
}

func (v *verifier) accesses() error {
	bucket := v.tx.Bucket(bucketAccess)
	if bucket == nil {
		return nil
	}
	return bucket.ForEach(func(key, value []byte) error {
		var a tresse.Access
		var r tresse.Reading
		switch {
		case key[0] == accessRecord && decodeRecord(value, &a) == nil && a.ID == string(key[1:]) && len(a.Hash) == 32:
		case key[0] == accessReading && decodeRecord(value, &r) == nil && bucket.Get(accessKey(accessRecord, r.Access)) != nil:
		default:
			v.problem(true, "access", key, fmt.Sprintf("Une adresse ou un jeton est illisible (%d octets).", len(value)))
		}
		return nil
	})
}
