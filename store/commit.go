package store

import (
	"errors"

	"go.etcd.io/bbolt"

	"tresse"
)

// A Commit is one change of the store: whole or not at all.
type Commit struct {
	Round *Round
	// Facts are put under their refs; digest and sum of scopes are computed from
	// them. The bookings of a listing are indexed by the store itself.
	Listings []tresse.ListingFact
	Bookings []tresse.BookingFact
	Contacts []tresse.ContactFact
	// Unindex is applied before Index.
	Index, Unindex []IndexEntry
	Sources        []tresse.SourceState
	DropSources    []string // the states, credentials and hooks; facts stay
	// Unhold is applied before Hold.
	Hold, Unhold []Hold
	Decisions    []tresse.Decision // put by number
	// Erase is applied last: the fact goes, with whatever indexes or holds it,
	// and its stub stays. No later Commit can put a fact under that ref.
	Erase     []Erasure
	Published []tresse.Published
	Model     *tresse.Model
	Tokens    map[string][]byte // credentials by source; empty ones are dropped
	Said      []tresse.Ref      // bookings of which nothing waits to be told any more (PutTold)
	Views     ViewChange
}

// A ViewChange is a change of the views: first the drops, then the puts. Views
// and ids that are dropped without being there are no error.
type ViewChange struct {
	PutSessions, PutPublic   []tresse.Session
	DropSessions, DropPublic []tresse.ID
	PutRegistrations         []tresse.Registration
	DropRegistrations        []tresse.ID
	PutBeneficiaries         []tresse.Beneficiary
	DropBeneficiaries        []tresse.ID
	PutFaces, DropFaces      []Face
	PutLooks, DropLooks      []Look
}

// Commit applies c in one transaction: after an error, or a crash at any moment,
// either all of it is there or nothing. A Commit that changes nothing writes
// nothing. An error of TroubleRefused means that c itself cannot be kept.
func (s *Store) Commit(c Commit) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	w, err := s.commit(&c)
	if err != nil {
		return err
	}
	s.written = w
	if w.Facts+w.Views > 0 {
		s.changes++
	}
	return nil
}

// LastCommit says what the last Commit that succeeded wrote.
func (s *Store) LastCommit() Written {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.written
}

// errNothing rolls back a transaction that changed nothing.
var errNothing = errors.New("nothing to write")

func (s *Store) commit(c *Commit) (Written, error) {
	d, err := s.draft(c)
	if err != nil {
		return Written{}, &tresse.Error{Trouble: tresse.TroubleRefused, Op: "store: commit", Err: err}
	}
	if d.empty() {
		return Written{}, nil
	}
	var written Written
	err = s.update(func(tx *bbolt.Tx) error {
		var t batch
		if err := d.stage(s, tx, &t); err != nil {
			return err
		}
		if err := t.apply(); err != nil {
			return err
		}
		if err := t.tallyUp(viewsOf(tx)); err != nil {
			return err
		}
		if written = t.written; written.Keys == 0 {
			return errNothing
		}
		return nil
	})
	if err == errNothing {
		err = nil
	}
	return written, err
}
