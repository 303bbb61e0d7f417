package store

import (
	"testing"

	"tresse"
)

func TestRenameSource(t *testing.T) {
	s := newStore(t)
	l, gone, other := listing("agenda", 1), listing("agenda", 2), listing("agenda-2", 1)
	l.MovedFrom = []tresse.Move{{Ref: gone.Ref, Start: gone.Start}}
	gone.State = tresse.Superseded
	own, erased := booking(l.Ref, 1), booking(l.Ref, 2)
	counter := booking(l.Ref, 3)
	counter.Ref = "guichet/1"
	c := Commit{
		Listings: []tresse.ListingFact{l, gone, other}, Bookings: []tresse.BookingFact{own, erased, counter}, Contacts: []tresse.ContactFact{contact("agenda", 1)},
		Index:     []IndexEntry{{Listings, "jour", l.Ref}, {Listings, "jour", other.Ref}, {Bookings, "tel", own.Ref}},
		Hold:      []Hold{{Listings, l.Ref, noon}},
		Sources:   []tresse.SourceState{{Name: "agenda", Root: "agenda", Listings: 1, Bookings: 1, Contacts: 1, Held: 1}, {Name: "guichet", Bookings: 1}},
		Decisions: []tresse.Decision{{Number: 1, Verb: tresse.DecideSame, A: l.Ref, B: other.Ref, At: noon}, {Number: 2, Verb: tresse.DecideRefuse, Source: "agenda", At: noon}},
		Tokens:    map[string][]byte{"agenda": []byte("jeton")},
	}
	mustCommit(t, s, c)
	mustCommit(t, s, Commit{Erase: []Erasure{{Bookings, erased.Ref, tresse.Stub{Listing: l.Ref, At: noon}}}})
	if err := s.RenameSource("agenda", "ville"); err != nil {
		t.Fatal(err)
	}
	s = reopened(t, s)
	l.Ref, gone.Ref, own.Ref = l.Ref.In("ville"), gone.Ref.In("ville"), own.Ref.In("ville")
	l.MovedFrom[0].Ref, own.Listing, counter.Listing = gone.Ref, l.Ref, l.Ref
	same(t, "listings", must(s.ListingsAfter("", 9))(t), []tresse.ListingFact{other, l, gone})
	same(t, "bookings", must(s.BookingsAfter("", 9))(t), []tresse.BookingFact{counter, own})
	same(t, "contacts", len(must(s.ContactsIn("ville", "", 9))(t)), 1)
	same(t, "seats", must(s.BookingsOf([]tresse.Ref{l.Ref}))(t), []tresse.Ref{counter.Ref, own.Ref})
	same(t, "blocks", must(s.Blocked(Listings, []string{"jour"}))(t), []tresse.Ref{other.Ref, l.Ref})
	same(t, "holds", must(s.Held("ville"))(t), []Hold{{Listings, l.Ref, noon}})
	same(t, "stubs", must(s.StubsOf([]tresse.Ref{l.Ref}))(t)[0].Listing, l.Ref)
	same(t, "tokens", string(must(s.Tokens("ville"))(t)), "jeton")
	d := must(s.Decisions())(t)
	same(t, "decisions", []string{string(d[0].A), string(d[0].B), d[1].Source}, []string{string(l.Ref), string(other.Ref), "ville"})
	states := must(s.Sources())(t)
	same(t, "state", []string{states[1].Name, states[1].Root}, []string{"ville", "agenda"})
	same(t, "stale", must(s.Stale())(t), true)
	verified(t, s)

	// The erased booking stays erased under the new name, twice renamed too, and
	// is not taken for one of a new source that takes over the old name.
	same(t, "erased", must(s.Stubs([]tresse.Ref{erased.Ref.In("ville"), erased.Ref}))(t), []bool{true, false})
	if err := s.RenameSource("ville", "mairie"); err != nil {
		t.Fatal(err)
	}
	same(t, "erased", must(s.Stubs([]tresse.Ref{erased.Ref.In("mairie"), erased.Ref.In("ville"), erased.Ref}))(t), []bool{true, false, false})
	if err := s.RenameSource("mairie", "agenda"); err != nil {
		t.Fatal(err)
	}
	s = reopened(t, s)
	same(t, "erased, back under the first name", must(s.Stubs([]tresse.Ref{erased.Ref}))(t), []bool{true})
	verified(t, s)

	g := generation(t, s)
	if err := g.Finish(nil, nil); err != nil {
		t.Fatal(err)
	}
	same(t, "no longer stale", must(s.Stale())(t), false)
}

func TestRenameIsRefusedOrNothing(t *testing.T) {
	s := newStore(t)
	mustCommit(t, s, Commit{Listings: []tresse.ListingFact{listing("a", 1), listing("b", 1)}})
	for _, c := range [][2]string{{"a", "b"}, {"a", "a"}, {"a", ""}, {"a", "x/y"}} {
		if err := s.RenameSource(c[0], c[1]); tresse.TroubleOf(err) != tresse.TroubleRefused {
			t.Errorf("%q: %v", c, err)
		}
	}
	if err := s.RenameSource("c", "d"); err != nil {
		t.Errorf("what is not there: %v", err)
	}
	same(t, "stale", must(s.Stale())(t), false)
	same(t, "as before", len(must(s.ListingsAfter("", 9))(t)), 2)
}
