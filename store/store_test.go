package store

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tresse"
)

// noon is when all tests happen.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func options() Options { return Options{Now: func() time.Time { return noon }} }

func newStore(t testing.TB) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "tresse.db"), options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// reopened closes the store and opens it again.
func reopened(t testing.TB, s *Store) *Store {
	t.Helper()
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(path, s.options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := again.Close(); err != nil {
			t.Error(err)
		}
	})
	return again
}

func mustCommit(t testing.TB, s *Store, c Commit) Written {
	t.Helper()
	if err := s.Commit(c); err != nil {
		t.Fatal(err)
	}
	return s.LastCommit()
}

// A tester is a *testing.T, *testing.B or *rapid.T.
type tester interface {
	Helper()
	Fatal(...any)
	Errorf(string, ...any)
}

// must returns v, or ends the test.
func must[V any](v V, err error) func(tester) V {
	return func(t tester) V {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func same(t tester, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// listing is the i-th invented listing of a source.
func listing(source string, i int) tresse.ListingFact {
	ref := tresse.NewRef(source, fmt.Sprintf("%06d@20261201T090000Z", i))
	start := tresse.At(noon.Add(time.Duration(i) * time.Hour))
	return tresse.ListingFact{
		Listing: tresse.Listing{
			Ref: ref, ID: tresse.NewID(string(ref)), Keys: []string{"source|" + string(ref)}, Parent: fmt.Sprint(i), Scopes: []string{"a", "b"},
			Title: fmt.Sprintf("Créer son CV n° %d", i), Description: "Venez avec <vos> papiers & votre téléphone.",
			Start: start, End: tresse.At(start.Add(2 * time.Hour)), Place: tresse.Place{Name: "Médiathèque", City: "Lens", Lat: 50.43, Lon: 2.83},
			Hosts: []tresse.Host{{Name: "Nadia Roussel"}}, Tags: []string{"cv"},
		},
		Track: tresse.Track{First: tresse.Sight{Round: 1, At: noon}, Changed: noon, State: tresse.Live},
	}
}

// booking is the i-th invented booking in a listing.
func booking(of tresse.Ref, i int) tresse.BookingFact {
	return tresse.BookingFact{
		Booking: tresse.Booking{
			Ref: tresse.NewRef(of.Source(), fmt.Sprintf("%s/p%04d", of.External(), i)), Listing: of, Scopes: []string{"a"}, BookedAt: noon,
			Person: tresse.Person{FirstName: "Zoé", LastName: fmt.Sprintf("Inventée%d", i), Phones: []string{"06 01 02 03 04"}},
		},
		Track: tresse.Track{First: tresse.Sight{Round: 1, At: noon}, Changed: noon, State: tresse.Live},
	}
}

func contact(source string, i int) tresse.ContactFact {
	return tresse.ContactFact{
		Contact: tresse.Contact{Ref: tresse.NewRef(source, fmt.Sprintf("c%04d", i)), Parent: "fichier.xlsx", Scopes: []string{"f"},
			Person: tresse.Person{FullName: fmt.Sprintf("Aïcha N’existe-Pas %d", i), BirthDate: "1990"}},
		Track: tresse.Track{First: tresse.Sight{Round: 2, Place: 3, At: noon}, Changed: noon, State: tresse.Live},
	}
}

// session is the view of one listing alone.
func session(l *tresse.ListingFact, aliases ...tresse.ID) tresse.Session {
	return tresse.Session{ID: l.ID, Aliases: aliases, Title: l.Title, Kind: tresse.Workshop, Start: l.Start, End: l.End, Status: tresse.Scheduled,
		Place: l.Place, Refs: []tresse.Ref{l.Ref}, Updated: noon}
}

func refsOf(facts []tresse.ListingFact) []tresse.Ref {
	var refs []tresse.Ref
	for _, f := range facts {
		refs = append(refs, f.Ref)
	}
	return refs
}

func TestFactsComeBackAsTheyWerePut(t *testing.T) {
	s := newStore(t)
	var c Commit
	for i := range 20 {
		c.Listings = append(c.Listings, listing("agenda", i))
		c.Bookings = append(c.Bookings, booking(c.Listings[i].Ref, 1), booking(c.Listings[i].Ref, 2))
		c.Contacts = append(c.Contacts, contact("excel", i))
	}
	c.Listings[3].Start, c.Listings[3].End = tresse.OnDay(noon), tresse.Time{}
	c.Listings[4].State, c.Listings[4].Kept = tresse.Gone, true
	c.Listings[4].MovedFrom = []tresse.Move{{Ref: c.Listings[3].Ref, Start: c.Listings[3].Start}}
	mustCommit(t, s, c)
	s = reopened(t, s)

	same(t, "listings", must(s.Listings(refsOf(c.Listings)))(t), c.Listings)
	same(t, "listings after", must(s.ListingsAfter("", 100))(t), c.Listings)
	same(t, "two after the fifth", must(s.ListingsAfter(c.Listings[4].Ref, 2))(t), c.Listings[5:7])
	same(t, "bookings", must(s.BookingsAfter("", 100))(t), c.Bookings)
	same(t, "contacts", must(s.ContactsIn("excel", "", 100))(t), c.Contacts)
	same(t, "contacts of another", must(s.ContactsIn("agenda", "", 100))(t), []tresse.ContactFact(nil))
	same(t, "bookings of", must(s.BookingsOf([]tresse.Ref{c.Listings[7].Ref}))(t), []tresse.Ref{c.Bookings[14].Ref, c.Bookings[15].Ref})

	marks := must(s.SourceMarks(Listings, "agenda"))(t)
	for i, m := range marks {
		l := &c.Listings[i]
		d, _ := l.Digest(nil)
		same(t, "mark", m, Mark{Ref: l.Ref, Known: true, Digest: d, Scopes: ScopesSum(l.Scopes), State: l.State, Kept: l.Kept, Start: l.Start, Parent: ParentSum(l.Parent)})
	}
	asked := append([]tresse.Ref{"agenda/0", "zz/1"}, refsOf(c.Listings)...)
	got := must(s.Marks(Listings, asked))(t)
	same(t, "unknown", got[:2], []Mark{{Ref: "agenda/0"}, {Ref: "zz/1"}})
	same(t, "known", got[2:], marks)
}

func TestNothingChangedWritesNothing(t *testing.T) {
	s := newStore(t)
	l := listing("agenda", 1)
	c := Commit{Round: &Round{1, true}, Listings: []tresse.ListingFact{l}, Index: []IndexEntry{{Listings, "jour|2026-12-01", l.Ref}},
		Views: ViewChange{PutSessions: []tresse.Session{session(&l)}}}
	same(t, "first", mustCommit(t, s, c).Facts, 3) // it, its index and its number
	same(t, "again", mustCommit(t, s, c), Written{})
	same(t, "empty", mustCommit(t, s, Commit{}), Written{})
	c = Commit{Sources: []tresse.SourceState{{Name: "agenda", LastTry: noon}}}
	w := mustCommit(t, s, c)
	w.Bytes = 0
	same(t, "state alone", w, Written{Keys: 1, Records: 1})
}

func TestFactsOfOneSource(t *testing.T) {
	s := newStore(t)
	var c Commit
	for _, source := range []string{"a", "a-b", "b"} { // a-b sorts before a/
		for i := range 3 {
			l := listing(source, i)
			c.Listings, c.Bookings, c.Contacts = append(c.Listings, l), append(c.Bookings, booking(l.Ref, 1)), append(c.Contacts, contact(source, i))
		}
	}
	mustCommit(t, s, c)
	same(t, "listings", must(s.ListingsIn("a", "", 9))(t), c.Listings[:3])
	same(t, "the second", must(s.ListingsIn("a", c.Listings[0].Ref, 1))(t), c.Listings[1:2])
	same(t, "no more", must(s.ListingsIn("a", c.Listings[2].Ref, 9))(t), []tresse.ListingFact(nil))
	same(t, "bookings", must(s.BookingsIn("a-b", "", 9))(t), c.Bookings[3:6])
	same(t, "contacts", must(s.ContactsIn("b", c.Contacts[6].Ref, 9))(t), c.Contacts[7:])
	same(t, "by ref", must(s.Contacts([]tresse.Ref{c.Contacts[8].Ref, "b/none", c.Contacts[0].Ref}))(t), []tresse.ContactFact{c.Contacts[8], c.Contacts[0]})
	if _, err := s.Marks('?', nil); err == nil {
		t.Error("a kind that is none was read")
	}
}
