package store

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"tresse"
)

func TestVerifyCounts(t *testing.T) {
	s, _ := stocked(t)
	r := verified(t, s)
	r.Size = 0
	same(t, "report", r, VerifyReport{Schema: len(migrations()), Listings: 30, Bookings: 30, Contacts: 1, Decisions: 1, Published: 30, Sources: 2, Views: Counts{30, 30, 30, 30}})
	if _, err := Verify(s.Path()); !strings.Contains(tresse.AdviceOf(err), "déjà utilisé") {
		t.Errorf("a held store was verified from outside: %v", err)
	}
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	if r, err := Verify(path); err != nil || !r.OK() {
		t.Error(r, err)
	}
	after, _ := os.ReadFile(path)
	if !bytes.Equal(before, after) {
		t.Error("Verify changed the file")
	}
	if _, err := Verify(path + ".rien"); tresse.AdviceOf(err) == "" {
		t.Errorf("missing: %v", err)
	}
	if _, err := os.Stat(path + ".rien"); err == nil {
		t.Error("Verify made a file")
	}
}

// Each spoiling of one thing is found, and said to be as grave as it is.
func TestVerifyFindsWhatIsWrong(t *testing.T) {
	put := func(bucket []byte, key, value []byte) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error { return tx.Bucket(bucket).Put(key, value) }
	}
	first := func(tx *bbolt.Tx, bucket []byte) ([]byte, []byte) {
		k, v := tx.Bucket(bucket).Cursor().First()
		return bytes.Clone(k), bytes.Clone(v)
	}
	change := func(bucket []byte, at int) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error {
			k, v := first(tx, bucket)
			v[at] ^= 1
			return tx.Bucket(bucket).Put(k, v)
		}
	}
	drop := func(bucket []byte) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error {
			k, _ := first(tx, bucket)
			return tx.Bucket(bucket).Delete(k)
		}
	}
	view := func(f func(views *bbolt.Bucket) error) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error { return f(viewsOf(tx)) }
	}
	for name, c := range map[string]struct {
		spoil  func(*bbolt.Tx) error
		bucket string
		grave  bool
	}{
		"digest":         {change(bucketListings, 5), "listings", true},
		"scopes":         {change(bucketListings, 19), "listings", true},
		"parent":         {change(bucketListings, 28), "listings", true},
		"number":         {change(bucketListings, headerNumber+3), "listings", true},
		"listing":        {change(bucketBookings, headerListing+3), "bookings", true},
		"state":          {change(bucketBookings, 1), "sources", false},
		"version":        {change(bucketContacts, 0), "contacts", true},
		"fact lost":      {drop(bucketContacts), "sources", false},
		"listing lost":   {drop(bucketListings), "bookings", false},
		"booking lost":   {drop(bucketBookings), "seats", false},
		"seat lost":      {drop(bucketSeats), "seats", false},
		"seat of nobody": {put(bucketSeats, seatKey(999, 999), nil), "seats", false},
		"index of nothing": {func(tx *bbolt.Tx) error {
			return tx.Bucket(bucketIndex).Put([]byte("l\x12\x34"), appendEntries([]byte{recordVersion}, []entry{{0x1234 << segmentShift, 999}}))
		}, "index", false},
		"index broken":     {put(bucketIndex, []byte("l\x12\x34"), []byte{recordVersion, 0xff}), "index", false},
		"numbers lost":     {drop(bucketNumbers), "listings", true},
		"named twice":      {put(bucketNamed, heldKey(Listings, listing("agenda", 1).Ref), []byte{0, 0, 0, 2}), "named", false},
		"hold of nothing":  {put(bucketHeld, heldKey(Contacts, "agenda/rien"), make([]byte, 8)), "held", false},
		"stub":             {put(bucketStubs, []byte("court"), []byte("\x01{}")), "stubs", true},
		"decision":         {put(bucketDecisions, number(2), []byte("\x01{}")), "decisions", true},
		"undo of nothing":  {put(bucketDecisions, number(3), []byte(``+"\x01"+`{"number":3,"target":9}`)), "decisions", false},
		"about nobody":     {put(bucketDecisions, number(3), []byte(``+"\x01"+`{"number":3,"a":"agenda/rien"}`)), "decisions", false},
		"published":        {put(bucketPublished, make([]byte, 16), []byte{1}), "published", true},
		"source":           {put(bucketSources, []byte("x"), []byte("\x01{}")), "sources", true},
		"counts of source": {put(bucketSources, []byte("x"), []byte("\x01"+`{"name":"x","listings":4}`)), "sources", false},
		"model":            {put(bucketMeta, keyModel, []byte("\x01[")), "meta", true},
		"tokens":           {put(bucketTokens, []byte("x"), []byte("x")), "tokens", true},
		"view":             {view(func(b *bbolt.Bucket) error { return b.Bucket(bucketSessions).Put(make([]byte, 16), []byte{9, 9, 9}) }), "sessions", false},
		"way lost": {view(func(b *bbolt.Bucket) error {
			k, _ := b.Bucket(bucketWays).Cursor().Seek([]byte{'s'})
			return b.Bucket(bucketWays).Delete(k)
		}), "ways", false},
		"way to nothing": {view(func(b *bbolt.Bucket) error {
			return b.Bucket(bucketWays).Put(append([]byte{'S'}, make([]byte, 16)...), make([]byte, 16))
		}), "ways", false},
		"counts": {view(func(b *bbolt.Bucket) error { return b.Put(keyCounts, Counts{1, 2, 3, 4}.bytes()) }), "counts", false},
		"person lost": {view(func(b *bbolt.Bucket) error {
			k, _ := b.Bucket(bucketBeneficiaries).Cursor().First()
			return b.Bucket(bucketBeneficiaries).Delete(k)
		}), "registrations", false},
		"bucket lost": {func(tx *bbolt.Tx) error { return tx.DeleteBucket(bucketHeld) }, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := stocked(t)
			if err := s.update(c.spoil); err != nil {
				t.Fatal(err)
			}
			r, err := s.Verify()
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, p := range r.Problems {
				found = found || p.Bucket == c.bucket && p.Grave == c.grave
				if strings.Contains(p.Text+p.Key, "Introuvable") || strings.Contains(p.Text, "agenda/") {
					t.Errorf("a problem names somebody: %q", p.Text)
				}
			}
			if !found {
				t.Errorf("not found among %+v", r.Problems)
			}
			if r.Grave() != c.grave {
				t.Errorf("grave: %v, %+v", r.Grave(), r.Problems)
			}
		})
	}
}

// Whatever happens to the bytes of a file, it is opened, verified and read with
// errors at worst: no panic, no fault, nothing held afterwards.
func TestDamageIsAnError(t *testing.T) {
	s, c := stocked(t)
	text, err := os.ReadFile(backupOf(t, s))
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	path := filepath.Join(t.TempDir(), "tresse.db")
	told := 0
	for i := range 150 {
		if err := os.WriteFile(path, damaged(r, text, i), 0o600); err != nil {
			t.Fatal(err)
		}
		report, err := Verify(path)
		if err != nil || !report.OK() {
			told++
			if err != nil && tresse.AdviceOf(err) == "" {
				t.Errorf("no advice: %v", err)
			}
		}
		o := options()
		o.Timeout = 50e6
		d, err := Open(path, o)
		if err != nil {
			if strings.Contains(tresse.AdviceOf(err), "déjà utilisé") {
				t.Fatalf("damage %d: the file is still held", i)
			}
			continue
		}
		_, err1 := d.Sessions(ViewSessions, Window{})
		_, err2 := d.BookingsAfter("", 99)
		err3 := d.Commit(Commit{Listings: c.Listings, Views: c.Views})
		for _, err := range []error{err1, err2, err3, d.Close()} {
			if err != nil && tresse.AdviceOf(err) == "" {
				t.Errorf("no advice: %v", err)
			}
		}
	}
	if told < 75 {
		t.Errorf("of 150 damages Verify told %d", told)
	}
}

// damaged spoils a copy of text: bytes, a page, the end.
func damaged(r *rand.Rand, text []byte, i int) []byte {
	b := bytes.Clone(text)
	page := 4096 * r.IntN(len(b)/4096)
	switch i % 5 {
	case 0:
		b = b[:r.IntN(len(b))]
	case 1:
		clear(b[page : page+4096])
	case 2:
		for j := range b[page : page+4096] {
			b[page+j] = byte(r.Uint32())
		}
	case 3: // the head of a page, where bbolt keeps its numbers
		for range 4 {
			b[page+r.IntN(64)] = byte(r.Uint32())
		}
	default:
		other := 4096 * r.IntN(len(b)/4096)
		copy(b[page:page+4096], text[other:])
	}
	return b
}

// A file that is cut under an open store is an error, not the end of the program.
func TestAFileCutUnderTheStoreIsAnError(t *testing.T) {
	s, _ := stocked(t)
	if err := os.Truncate(s.Path(), 8192); err != nil {
		t.Fatal(err)
	}
	_, err := s.ListingsAfter("", 99)
	if !isDamage(err) || !strings.Contains(tresse.AdviceOf(err), "abîmé") {
		t.Fatalf("%v", err)
	}
	if err := s.Commit(Commit{Round: &Round{9, true}}); !isDamage(err) {
		t.Errorf("written into a damaged file: %v", err)
	}
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := Open(path, options()); strings.Contains(tresse.AdviceOf(err), "déjà utilisé") {
		t.Errorf("still held: %v", err)
	}
}
