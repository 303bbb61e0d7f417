package store

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.etcd.io/bbolt"
	"time"

	"tresse"
)

// stocked is a store with something of everything, all of it in order.
func stocked(t testing.TB) (*Store, Commit) {
	t.Helper()
	s := newStore(t)
	var c Commit
	for i := range 30 {
		l := listing("agenda", i)
		b := booking(l.Ref, i)
		b.Person.LastName = "Introuvable-Ailleurs"
		c.Listings, c.Bookings = append(c.Listings, l), append(c.Bookings, b)
		c.Index = append(c.Index, IndexEntry{Listings, "jour", l.Ref}, IndexEntry{Bookings, "nom", b.Ref})
		x := session(&l)
		r := tresse.Registration{ID: id("r" + string(b.Ref)), Session: x.ID, Beneficiary: id("p" + string(b.Ref)), Refs: []tresse.Ref{b.Ref}, Seats: 1}
		c.Views.PutSessions, c.Views.PutPublic = append(c.Views.PutSessions, x), append(c.Views.PutPublic, x)
		c.Views.PutRegistrations = append(c.Views.PutRegistrations, r)
		c.Views.PutBeneficiaries = append(c.Views.PutBeneficiaries, tresse.Beneficiary{ID: r.Beneficiary, LastName: b.Person.LastName, Refs: []tresse.Ref{b.Ref}})
		c.Published = append(c.Published, tresse.Published{Audience: tresse.Public, UID: x.ID, Sequence: int64(i), Modified: noon})
	}
	c.Contacts = []tresse.ContactFact{contact("excel", 1)}
	c.Round = &Round{3, false}
	c.Sources = []tresse.SourceState{{Name: "agenda", Listings: 30, Bookings: 30, Held: 1}, {Name: "excel", Contacts: 1}}
	c.Hold = []Hold{{Listings, c.Listings[0].Ref, noon}}
	c.Decisions = []tresse.Decision{{Number: 1, Verb: tresse.DecideSame, Subject: tresse.AboutPeople, A: c.Bookings[0].Ref, B: c.Bookings[1].Ref, At: noon}}
	c.Model = &tresse.Model{Number: 1, At: noon}
	c.Tokens = map[string][]byte{"rdv": []byte("jeton d'avant")}
	mustCommit(t, s, c)
	return s, c
}

// beside returns the names of the files beside the store, but for itself.
func beside(t testing.TB, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != filepath.Base(path) {
			names = append(names, e.Name())
		}
	}
	return names
}

func backupOf(t testing.TB, s *Store) string {
	t.Helper()
	var b bytes.Buffer
	n, err := s.Backup(&b)
	if err != nil || n != int64(b.Len()) {
		t.Fatal(n, b.Len(), err)
	}
	path := filepath.Join(t.TempDir(), "sauvegarde.db")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBackupIsTheStore(t *testing.T) {
	s, c := stocked(t)
	path := backupOf(t, s)
	same(t, "left beside", beside(t, s.Path()), []string(nil))
	if r, err := Verify(path); err != nil || !r.OK() || r.Listings != 30 {
		t.Fatal(r, err)
	}
	b, err := Open(path, options())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	same(t, "listings", must(b.ListingsAfter("", 99))(t), c.Listings)
	same(t, "sessions", len(must(b.Sessions(ViewSessions, Window{}))(t)), 30)
	same(t, "secret", b.Secret(), s.Secret())
}

// slow takes its time, and lets the test write meanwhile.
type slow struct {
	started chan struct{}
	resume  chan struct{}
	once    sync.Once
	io.Writer
}

func (w *slow) Write(b []byte) (int, error) {
	w.once.Do(func() { close(w.started); <-w.resume })
	return w.Writer.Write(b)
}

func TestASlowBackupHoldsNobodyUp(t *testing.T) {
	s, _ := stocked(t)
	var b bytes.Buffer
	w := &slow{started: make(chan struct{}), resume: make(chan struct{}), Writer: &b}
	done := make(chan error)
	go func() { _, err := s.Backup(w); done <- err }()
	<-w.started
	mustCommit(t, s, Commit{Round: &Round{4, true}}) // deadlocks if the backup reads inside a transaction and the file grows
	if err := s.Compact(); err != nil {
		t.Fatal(err)
	}
	close(w.resume)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "b.db")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := Open(path, options())
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	same(t, "as it was when the backup began", must(o.Round())(t), Round{3, false})
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestABackupThatCannotBeWrittenSaysSo(t *testing.T) {
	s, _ := stocked(t)
	_, err := s.Backup(full{})
	if tresse.TroubleOf(err) != tresse.TroubleStore || tresse.AdviceOf(err) == "" {
		t.Errorf("%v", err)
	}
	same(t, "left beside", beside(t, s.Path()), []string(nil))
}

// What was erased is nowhere in the file after Compact, nor in any backup.
func TestCompactLeavesNothingOfTheErased(t *testing.T) {
	s, c := stocked(t)
	name := []byte("Introuvable-Ailleurs")
	inFile := func() bool {
		text, err := os.ReadFile(s.Path())
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Contains(text, name)
	}
	if !inFile() {
		t.Fatal("the name was never in the file")
	}
	var e Commit
	for i := range c.Bookings {
		e.Erase = append(e.Erase, Erasure{Bookings, c.Bookings[i].Ref, tresse.Stub{Listing: c.Bookings[i].Listing, At: noon}})
		e.Views.DropRegistrations = append(e.Views.DropRegistrations, c.Views.PutRegistrations[i].ID)
		e.Views.DropBeneficiaries = append(e.Views.DropBeneficiaries, c.Views.PutBeneficiaries[i].ID)
	}
	e.Sources = []tresse.SourceState{{Name: "agenda", Listings: 30, Held: 1}}
	mustCommit(t, s, e)
	if text, _ := os.ReadFile(backupOf(t, s)); bytes.Contains(text, name) {
		t.Error("the name travels in the backup")
	}
	if err := s.Compact(); err != nil {
		t.Fatal(err)
	}
	if inFile() {
		t.Error("the name is still in the file")
	}
	info, err := os.Stat(s.Path())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	verified(t, s)
	mustCommit(t, s, Commit{Round: &Round{9, false}})
	if _, err := Open(s.Path(), Options{Timeout: 10 * time.Millisecond}); err == nil {
		t.Error("the exchanged file is not held")
	}
	s = reopened(t, s)
	same(t, "written after Compact", must(s.Round())(t).Number, uint64(9))
	same(t, "left beside", beside(t, s.Path()), []string(nil))
}

func TestOpenCompactsWhatIsHalfFree(t *testing.T) {
	s := newStore(t)
	var c Commit
	for i := range 4000 {
		l := listing("agenda", i)
		l.Description = strings.Repeat("longue description ", 200)
		c.Listings = append(c.Listings, l)
	}
	mustCommit(t, s, c)
	var e Commit
	for i := range c.Listings {
		e.Erase = append(e.Erase, Erasure{Listings, c.Listings[i].Ref, tresse.Stub{At: noon}})
	}
	mustCommit(t, s, e)
	before, free, err := s.Room()
	if err != nil || before < roomy || free*2 < before {
		t.Fatal(before, free, err)
	}
	s = reopened(t, s)
	after, _, _ := s.Room()
	if after > before/4 {
		t.Errorf("%d bytes before, %d after", before, after)
	}
	same(t, "stubs", len(must(s.AllStubs())(t)), 4000)
	verified(t, s)
}

func TestSmallStoresAreSmall(t *testing.T) {
	s := newStore(t)
	size := func() int64 {
		info, err := os.Stat(s.Path())
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	if n := size(); n > 256<<10 {
		t.Errorf("an empty store has %d bytes", n)
	}
	var c Commit
	for i := range 100 {
		c.Listings = append(c.Listings, listing("agenda", i))
	}
	mustCommit(t, s, c)
	if n := size(); n > 2<<20 {
		t.Errorf("a store of 100 listings has %d bytes", n)
	}
}

// Readers, a writer and Compact at once: nobody waits for ever, and whoever
// reads a listing finds its session with the same title.
func TestReadersMeetWholeCommits(t *testing.T) {
	s := newStore(t)
	l := listing("agenda", 1)
	put := func(n int) {
		l.Title = strings.Repeat("x", n)
		x := session(&l)
		if err := s.Commit(Commit{Round: &Round{uint64(n), false}, Listings: []tresse.ListingFact{l}, Views: ViewChange{PutSessions: []tresse.Session{x}, PutPublic: []tresse.Session{x}}}); err != nil {
			t.Error(err)
		}
	}
	put(1)
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				all, err := s.Sessions(ViewSessions, Window{})
				if err != nil || len(all) != 1 {
					t.Error(len(all), err)
					return
				}
				if _, ok, err := s.Session(ViewPublic, l.ID); !ok || err != nil {
					t.Error(ok, err)
					return
				}
			}
		})
	}
	for n := 2; n < 60; n++ {
		put(n)
		if n%20 == 0 {
			if err := s.Compact(); err != nil {
				t.Error(err)
			}
		}
	}
	close(stop)
	readers.Wait()
	same(t, "last", must(s.Listings([]tresse.Ref{l.Ref}))(t)[0].Title, strings.Repeat("x", 59))
}

// Whoever waits for the lock of a file that Compact exchanges meanwhile must not
// end up with the old one, and write where nobody will ever look.
func TestWaitingForAFileThatIsExchanged(t *testing.T) {
	s := newStore(t)
	o := options()
	o.Timeout = time.Minute
	var waits sync.WaitGroup
	started := make(chan struct{})
	waits.Go(func() {
		close(started)
		next, err := Open(s.Path(), o)
		if err != nil {
			t.Error(err)
			return
		}
		defer next.Close()
		if r, err := next.Round(); err != nil || r.Number != 9 {
			t.Errorf("opened a file of round %d: %v", r.Number, err)
		}
	})
	<-started
	for n := range uint64(10) {
		mustCommit(t, s, Commit{Round: &Round{n, false}})
		if err := s.Compact(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	waits.Wait()
}

// Where an open file can be neither renamed nor replaced, Compact closes both
// first. That way works everywhere, so it is tested everywhere.
func TestExchangeOfClosedFiles(t *testing.T) {
	s, c := stocked(t)
	exchange := func(lose bool) error {
		dst, name, err := compacted(s.db, s.path)
		if err != nil {
			t.Fatal(err)
		}
		if lose {
			if err := os.Remove(name); err != nil {
				t.Fatal(err)
			}
		}
		s.swap.Lock()
		defer s.swap.Unlock()
		return s.exchangeClosed(dst, name)
	}
	if err := exchange(false); err != nil {
		t.Fatal(err)
	}
	if err := exchange(true); err == nil {
		t.Error("a file that is gone took the place of the store")
	}
	same(t, "all there", must(s.ListingsAfter("", 99))(t), c.Listings)
	mustCommit(t, s, Commit{Round: &Round{8, false}})
	s = reopened(t, s)
	same(t, "written after", must(s.Round())(t).Number, uint64(8))
	verified(t, s)
}

// A file that has doubled is made dense once it is large, and not again while it
// stays as it is; a small one never.
func TestAFileThatHasDoubledIsMadeDense(t *testing.T) {
	s, c := stocked(t)
	before, _, err := s.Room()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.CompactIfGrown(); err != nil {
		t.Fatal(err)
	}
	if size, _, _ := s.Room(); size != before {
		t.Error("a small file was compacted")
	}
	if err := s.update(func(tx *bbolt.Tx) error { // a large one, nearly empty
		b, err := tx.CreateBucket([]byte("filling"))
		if err != nil {
			return err
		}
		return b.Put([]byte("x"), make([]byte, grown))
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.update(func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("filling")) }); err != nil {
		t.Fatal(err)
	}
	s.dense = grown
	if err := s.CompactIfGrown(); err != nil {
		t.Fatal(err)
	}
	if size, _, _ := s.Room(); size < grown {
		t.Error("a file that has not doubled was compacted")
	}
	s.dense = before
	if err := s.CompactIfGrown(); err != nil {
		t.Fatal(err)
	}
	if size, _, _ := s.Room(); size > 2*before || s.dense > 3*before {
		t.Errorf("%d bytes are left of %d, %d of them remembered", size, before, s.dense)
	}
	same(t, "listings", must(s.ListingsAfter("", 99))(t), c.Listings)
	verified(t, s)
}
