package store

import (
	"errors"
	"testing"
	"time"

	"tresse"
)

func TestRecordsComeBack(t *testing.T) {
	s := newStore(t)
	c := Commit{
		Round: &Round{7, true},
		Sources: []tresse.SourceState{
			{Name: "zeeg", Root: "zeeg", Kind: "zeeg", Place: 1, Health: tresse.HealthOK, LastSuccess: noon, Cursor: []byte{0, 1, 2}, Listings: 0},
			{Name: "agenda", Root: "oa", Kind: "openagenda", Place: 0, Public: true, Health: tresse.HealthHeld, Withdrawals: []tresse.Withdrawal{{At: noon, Listings: 3}}},
			{Name: "aaa", Root: "aaa", Kind: "ical", Place: 1, Health: tresse.HealthWaiting},
		},
		Decisions: []tresse.Decision{
			{Number: 300, Verb: tresse.DecideUndo, Subject: tresse.AboutPeople, Target: 2, At: noon},
			{Number: 2, Verb: tresse.DecideSame, Subject: tresse.AboutPeople, At: noon},
		},
		Hold:   []Hold{{Bookings, "agenda/1/2", noon}, {Listings, "agenda/1", noon}, {Listings, "agenda-2/1", noon}},
		Model:  &tresse.Model{Number: 4, At: noon, Weights: map[string]float64{"phone": 7.25}},
		Tokens: map[string][]byte{"rdv": []byte("jeton inventé")},
		Published: []tresse.Published{
			{Audience: tresse.Public, UID: id("a"), Visible: tresse.Digest{1}, Core: tresse.Digest{2}, Sequence: 217_000_000, Modified: noon},
			{Audience: tresse.Team, UID: id("a"), Sequence: 3, Modified: noon.Add(time.Second)},
		},
	}
	mustCommit(t, s, c)
	s = reopened(t, s)
	same(t, "round", must(s.Round())(t), Round{7, true})
	same(t, "sources", must(s.Sources())(t), []tresse.SourceState{c.Sources[1], c.Sources[2], c.Sources[0]})
	same(t, "decisions", must(s.Decisions())(t), []tresse.Decision{c.Decisions[1], c.Decisions[0]})
	same(t, "held", must(s.Held("agenda"))(t), []Hold{c.Hold[1], c.Hold[0]})
	same(t, "all held", len(must(s.Held(""))(t)), 3)
	same(t, "model", must(s.Model())(t), *c.Model)
	same(t, "tokens", string(must(s.Tokens("rdv"))(t)), "jeton inventé")
	same(t, "no tokens", must(s.Tokens("zeeg"))(t), []byte(nil))
	same(t, "published", must(s.Published(tresse.Public, []tresse.ID{id("a"), id("b"), "?"}))(t), map[tresse.ID]tresse.Published{id("a"): c.Published[0]})
	same(t, "all published", must(s.AllPublished(tresse.Team))(t), c.Published[1:])
	same(t, "none", must(s.AllPublished(tresse.Own))(t), []tresse.Published(nil))

	mustCommit(t, s, Commit{DropSources: []string{"rdv", "zeeg"}, Unhold: []Hold{{Kind: Listings, Ref: "agenda/1"}}, Decisions: []tresse.Decision{{Number: 2, Verb: tresse.DecideForget, Subject: tresse.AboutPeople, At: noon}}})
	same(t, "two sources", len(must(s.Sources())(t)), 2)
	same(t, "tokens gone", must(s.Tokens("rdv"))(t), []byte(nil))
	same(t, "held", must(s.Held("agenda"))(t), []Hold{c.Hold[0]})
	same(t, "rewritten", must(s.Decisions())(t)[0].Verb, tresse.DecideForget)
}

func TestTokensAreSavedByThemselves(t *testing.T) {
	s := newStore(t)
	if err := s.SaveTokens("rdv", []byte("premier")); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveTokens("rdv", []byte("second")); err != nil {
		t.Fatal(err)
	}
	s = reopened(t, s)
	same(t, "kept", string(must(s.Tokens("rdv"))(t)), "second")
	if err := s.SaveTokens("rdv", nil); err != nil {
		t.Fatal(err)
	}
	same(t, "dropped", must(s.Tokens("rdv"))(t), []byte(nil))
}

func TestBlocks(t *testing.T) {
	s := newStore(t)
	c := Commit{Listings: []tresse.ListingFact{listing("agenda", 1), listing("agenda", 2), listing("zeeg", 3)}}
	entry := func(block string, i int) IndexEntry { return IndexEntry{Listings, block, c.Listings[i].Ref} }
	c.Index = []IndexEntry{entry("jour", 2), entry("jour", 0), entry("lieu", 0), entry("lieu", 1), {Bookings, "jour", "agenda/b"}}
	mustCommit(t, s, c)
	refs := refsOf(c.Listings)
	same(t, "one", must(s.Blocked(Listings, []string{"jour"}))(t), []tresse.Ref{refs[0], refs[2]})
	same(t, "each once", must(s.Blocked(Listings, []string{"lieu", "jour", "rien", "jour"}))(t), refs)
	same(t, "kinds apart", must(s.Blocked(Contacts, []string{"jour"}))(t), []tresse.Ref(nil))
	mustCommit(t, s, Commit{Unindex: []IndexEntry{entry("jour", 0), entry("lieu", 0)}, Index: []IndexEntry{entry("lieu", 0)}})
	same(t, "taken out", must(s.Blocked(Listings, []string{"jour"}))(t), []tresse.Ref{refs[2]})
	same(t, "the index wins over the unindex", must(s.Blocked(Listings, []string{"lieu"}))(t), refs[:2])
}

func TestABookingIsFoundUnderItsListingAlone(t *testing.T) {
	s := newStore(t)
	one, two := listing("rdv", 1), listing("rdv", 11)
	b := booking(one.Ref, 1)
	mustCommit(t, s, Commit{Listings: []tresse.ListingFact{one, two}, Bookings: []tresse.BookingFact{b, booking(two.Ref, 2)}})
	b.Listing = two.Ref
	mustCommit(t, s, Commit{Bookings: []tresse.BookingFact{b}})
	same(t, "left", must(s.BookingsOf([]tresse.Ref{one.Ref}))(t), []tresse.Ref(nil))
	same(t, "came", len(must(s.BookingsOf([]tresse.Ref{two.Ref, one.Ref, two.Ref}))(t)), 2)
	verified(t, s)
}

func TestErasedStaysErased(t *testing.T) {
	s := newStore(t)
	l := listing("rdv", 1)
	b, other, c := booking(l.Ref, 1), booking(l.Ref, 2), contact("excel", 1)
	mustCommit(t, s, Commit{Listings: []tresse.ListingFact{l}, Bookings: []tresse.BookingFact{b, other}, Contacts: []tresse.ContactFact{c},
		Index: []IndexEntry{{Bookings, "tel|0601020304", b.Ref}, {Bookings, "nom|x", b.Ref}, {Bookings, "nom|x", other.Ref}, {Contacts, "nom|x", c.Ref}},
		Hold:  []Hold{{Bookings, b.Ref, noon}}})
	stub := tresse.Stub{First: b.First, Listing: l.Ref, Status: tresse.Booked, Seats: 2, At: noon}
	mustCommit(t, s, Commit{Erase: []Erasure{{Bookings, b.Ref, stub}, {Contacts, c.Ref, tresse.Stub{Contact: true, At: noon}}},
		Index: []IndexEntry{{Bookings, "nom|y", b.Ref}}, Bookings: []tresse.BookingFact{b}, Hold: []Hold{{Bookings, b.Ref, noon}}})
	same(t, "which", must(s.Stubs([]tresse.Ref{other.Ref, b.Ref, c.Ref, l.Ref}))(t), []bool{false, true, true, false})
	same(t, "bookings", must(s.BookingsAfter("", 9))(t), []tresse.BookingFact{other})
	same(t, "contacts", must(s.ContactsAfter("", 9))(t), []tresse.ContactFact(nil))
	same(t, "seats", must(s.BookingsOf([]tresse.Ref{l.Ref}))(t), []tresse.Ref{other.Ref})
	same(t, "blocks", must(s.Blocked(Bookings, []string{"tel|0601020304", "nom|x", "nom|y"}))(t), []tresse.Ref{other.Ref})
	same(t, "blocks of contacts", must(s.Blocked(Contacts, []string{"nom|x"}))(t), []tresse.Ref(nil))
	same(t, "holds", must(s.Held(""))(t), []Hold(nil))
	stub.Hash = tresse.KeyedHash(s.Secret(), string(b.Ref))
	same(t, "its seat", must(s.StubsOf([]tresse.Ref{l.Ref}))(t), []tresse.Stub{stub})
	same(t, "all", len(must(s.AllStubs())(t)), 2)
	verified(t, s)

	err := s.Commit(Commit{Bookings: []tresse.BookingFact{other, b}})
	if tresse.TroubleOf(err) != tresse.TroubleRefused {
		t.Errorf("an erased booking was put again: %v", err)
	}
	s = reopened(t, s)
	same(t, "still erased", must(s.Stubs([]tresse.Ref{b.Ref}))(t), []bool{true})
	same(t, "still one", len(must(s.BookingsAfter("", 9))(t)), 1)
}

func TestWhatCannotBeKeptIsRefused(t *testing.T) {
	s := newStore(t)
	good := listing("agenda", 1)
	for name, spoil := range map[string]func(*tresse.ListingFact){
		"no source":     func(l *tresse.ListingFact) { l.Ref = "sans-source" },
		"control":       func(l *tresse.ListingFact) { l.Ref = "agenda/a\x00b" },
		"state":         func(l *tresse.ListingFact) { l.State = "perdu" },
		"year":          func(l *tresse.ListingFact) { l.Start = tresse.At(time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)) },
		"year of track": func(l *tresse.ListingFact) { l.Changed = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		bad := listing("agenda", 2)
		spoil(&bad)
		err := s.Commit(Commit{Listings: []tresse.ListingFact{good, bad}})
		var e *tresse.Error
		if !errors.As(err, &e) || e.Trouble != tresse.TroubleRefused {
			t.Errorf("%s: %v", name, err)
		}
	}
	same(t, "nothing landed", must(s.Marks(Listings, []tresse.Ref{good.Ref}))(t), []Mark{{Ref: good.Ref}})
}

// Bytes that are no UTF-8 cannot be kept in JSON. The fact is still recognised
// when it comes again, and Verify knows of it.
func TestAForeignByteIsStillRecognised(t *testing.T) {
	s := newStore(t)
	l := listing("agenda", 1)
	l.Title = "Caf\xe9 num\xe9rique"
	mustCommit(t, s, Commit{Listings: []tresse.ListingFact{l}})
	d, _ := l.Digest(nil)
	same(t, "recognised", must(s.Marks(Listings, []tresse.Ref{l.Ref}))(t)[0].Digest, d)
	same(t, "readable", must(s.Listings([]tresse.Ref{l.Ref}))(t)[0].Title, "Caf\ufffd num\ufffdrique")
	verified(t, s)
	if err := s.RenameSource("agenda", "autre"); err != nil {
		t.Fatal(err)
	}
	same(t, "after a rename", must(s.Marks(Listings, []tresse.Ref{l.Ref.In("autre")}))(t)[0].Digest, d)
	verified(t, s)
}

func TestOfTwoFactsWithOneRefTheLaterCounts(t *testing.T) {
	s := newStore(t)
	one, two := listing("rdv", 1), listing("rdv", 2)
	first, second := booking(one.Ref, 1), booking(one.Ref, 1)
	first.Listing, second.Listing = two.Ref, one.Ref
	mustCommit(t, s, Commit{Listings: []tresse.ListingFact{one, two}, Bookings: []tresse.BookingFact{first, second}})
	same(t, "seats", must(s.BookingsOf([]tresse.Ref{two.Ref}))(t), []tresse.Ref(nil))
	same(t, "the later", must(s.Bookings([]tresse.Ref{first.Ref}))(t), []tresse.BookingFact{second})
	verified(t, s)
}
