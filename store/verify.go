package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"tresse"
)

// A VerifyReport says in what state a store is.
type VerifyReport struct {
	Schema                               int
	Size                                 int64 // bytes
	Listings, Bookings, Contacts         int
	Stubs, Decisions, Published, Sources int
	Views                                Counts
	Stale                                bool // the views wait to be rebuilt, and were not compared with the facts
	Problems                             []Problem
	More                                 int // problems beyond those told
}

// A Problem is something that is not as it should be.
type Problem struct {
	Grave  bool   // facts, records or pages are hurt; else indexes, views or counts, which follow from them
	Bucket string // see doc.go; "" is the file itself
	Key    string // keyed hash of the key, "" of none
	Text   string // French, names nobody
}

// maxProblems bounds what a report tells.
const maxProblems = 50

// OK reports whether nothing was found.
func (r *VerifyReport) OK() bool { return len(r.Problems) == 0 }

// Grave reports whether facts, records or pages are hurt.
func (r *VerifyReport) Grave() bool {
	for _, p := range r.Problems {
		if p.Grave {
			return true
		}
	}
	return false
}

// Verify checks every page, record and reference of the data file at path,
// which nobody may hold. It works on a copy; the file itself is left alone.
func Verify(path string) (VerifyReport, error) {
	real := realPath(path)
	db, err := openBolt(real, defaultTimeout, true)
	if err != nil {
		if os.IsNotExist(err) {
			return VerifyReport{}, trouble("store: verify "+filepath.Base(path), err, fmt.Sprintf("Le fichier « %s » n’existe pas.", filepath.Base(path)))
		}
		return VerifyReport{}, explain(path, err)
	}
	s := &Store{given: path, path: real, options: Options{Now: time.Now}, db: db}
	defer s.Close()
	schema := 0
	if err := s.view(func(tx *bbolt.Tx) error { schema = schemaOf(tx); return nil }); err != nil {
		return VerifyReport{}, err
	}
	if schema > 0 && schema < len(migrations()) {
		return s.verifyOld(schema)
	}
	return s.Verify()
}

// verifyOld checks the pages of a file of an older schema as it is, and all else
// in a copy of today's.
func (s *Store) verifyOld(schema int) (VerifyReport, error) {
	name, err := s.snapshot()
	if err != nil {
		return VerifyReport{}, err
	}
	defer os.Remove(name)
	v := &verifier{}
	v.report.Schema = schema
	err = guarded(func() error { return s.db.View(walk) })
	if err == nil {
		err = guarded(func() error { return s.db.View(v.pages) })
	}
	if err != nil || v.report.Grave() {
		v.problem(true, "", nil, "Une page du fichier est illisible.")
		return v.report, nil
	}
	copied, err := Open(name, Options{Now: s.options.Now, AnyPlace: true, scratch: true})
	if errors.As(err, new(unreadable)) || isDamage(err) {
		v.problem(true, "", nil, "Une fiche du fichier est illisible.")
		return v.report, nil
	}
	if err != nil {
		return VerifyReport{}, err
	}
	defer copied.Close()
	report, err := copied.Verify()
	report.Schema = schema
	return report, err
}

// Verify checks every page, record and reference of the store, on a copy made
// while it serves.
func (s *Store) Verify() (VerifyReport, error) {
	name, err := s.snapshot()
	if err != nil {
		return VerifyReport{}, err
	}
	defer os.Remove(name)
	return verifyFile(name, s.path)
}

// verifyFile checks the file name, a copy of the store at path that nobody else
// has. Its pages are walked here first: bbolt's own check runs where its faults
// could not be caught.
func verifyFile(name, path string) (VerifyReport, error) {
	db, err := openBolt(name, defaultTimeout, true)
	if err != nil {
		return VerifyReport{}, explain(path, err)
	}
	defer guarded(db.Close)
	v := &verifier{}
	err = guarded(func() error { return db.View(v.records) })
	if err == nil && !v.report.Grave() {
		err = guarded(func() error { return db.View(v.pages) })
	}
	if isDamage(err) || errors.As(err, new(unreadable)) {
		v.problem(true, "", nil, "Une page du fichier est illisible.")
		err = nil
	}
	return v.report, explainIf(path, err)
}

// walk reads every key and value, where faults can be caught.
func walk(tx *bbolt.Tx) error {
	sum := byte(0)
	var each func(*bbolt.Bucket) error
	each = func(b *bbolt.Bucket) error {
		return b.ForEach(func(key, v []byte) error {
			if v == nil {
				return each(b.Bucket(key))
			}
			for _, x := range key {
				sum ^= x
			}
			for _, x := range v {
				sum ^= x
			}
			return nil
		})
	}
	return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error { return each(b) })
}

// pages runs bbolt's check of all pages.
func (v *verifier) pages(tx *bbolt.Tx) error {
	for err := range tx.Check(bbolt.WithKVStringer(nameless{})) {
		v.problem(true, "", nil, "Pages incohérentes : "+err.Error())
	}
	return nil
}

// nameless keeps keys out of what bbolt's check says: refs may name somebody,
// and a damaged key may reach beyond the file, which would end the process.
type nameless struct{}

func (nameless) KeyToString(key []byte) string     { return fmt.Sprintf("%d octets", len(key)) }
func (nameless) ValueToString(value []byte) string { return fmt.Sprintf("%d octets", len(value)) }

// problem notes a problem, and only counts it when there are many.
func (v *verifier) problem(grave bool, bucket string, key []byte, text string) {
	if len(v.report.Problems) >= maxProblems {
		v.report.More++
		return
	}
	p := Problem{Grave: grave, Bucket: bucket, Text: text}
	if key != nil {
		p.Key = fmt.Sprintf("%x", tresse.KeyedHash(v.secret, string(key))[:6])
	}
	v.report.Problems = append(v.report.Problems, p)
}
