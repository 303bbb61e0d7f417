package syncer

import (
	"encoding/hex"
	"slices"
	"time"

	"tresse"
	"tresse/store"
)

// What the mediator books at the counter are facts of a source of its own,
// `guichet`, which stands in no configuration, is read by nobody and never
// withdrawn. They are written here like those of any platform: facts, views and
// what each audience is told, in one commit.

// counterScope is where all facts of the counter stand.
const counterScope = tresse.SourceCounter

// A counterDraft is a change at the counter in the making. The engine's lock is
// held from the first reading to the end of the commit.
type counterDraft struct {
	draft
	e     *Engine
	sight tresse.Sight
	round store.Round
}

func (e *Engine) counterDraft() (*counterDraft, error) {
	stored, err := e.store.Round()
	if err != nil {
		return nil, err
	}
	number := max(stored.Number, e.rounds.high) + 1
	return &counterDraft{
		e: e, sight: tresse.Sight{Round: number, Place: counterPlace, At: e.at()},
		round: store.Round{Number: number, Open: stored.Open}, // one that runs, or was interrupted, still does
	}, nil
}

// counterPlace is before all sources of the configuration: what the mediator
// booked is believed first.
const counterPlace = -1

// external makes the external id of what a request adds: the same request, the
// same id. A key may be made of somebody's name, so it is hashed with the
// store's secret (DESIGN §1).
func (e *Engine) external(kind, key string) string {
	return kind + "-" + hex.EncodeToString(tresse.KeyedHash(e.secret, "counter|"+kind+"|"+key)[:12])
}

func (c *counterDraft) addListing(l tresse.Listing) {
	l.Parent, l.Scopes = l.Ref.External(), []string{counterScope}
	l.Keys = []string{tresse.KeyOwn(tresse.SourceCounter, l.Ref.External())}
	l.ID = tresse.NewID(l.Keys[0])
	c.listings = append(c.listings, change[tresse.ListingFact]{new: tresse.ListingFact{
		Listing: l, Track: tresse.Track{First: c.sight, Changed: c.sight.At, State: tresse.Live},
	}})
}

func (c *counterDraft) addBooking(b tresse.Booking, start tresse.Time) {
	b.Scopes = []string{counterScope}
	c.bookings = append(c.bookings, change[tresse.BookingFact]{new: tresse.BookingFact{
		Booking: b, Start: start, Track: tresse.Track{First: c.sight, Changed: c.sight.At, State: tresse.Live},
	}})
}

// change alters a stored booking, unless that changes nothing.
func (c *counterDraft) change(old tresse.BookingFact, alter func(*tresse.Booking)) {
	now := old
	alter(&now.Booking)
	was, _ := old.Booking.Digest(nil)
	is, _ := now.Booking.Digest(nil)
	if was == is && old.State == tresse.Live {
		return
	}
	now.State, now.Changed = tresse.Live, c.sight.At
	c.bookings = append(c.bookings, change[tresse.BookingFact]{old: &old, new: now})
}

func (c *counterDraft) changeListing(old tresse.ListingFact, alter func(*tresse.Listing)) {
	now := old
	alter(&now.Listing)
	was, _ := old.Listing.Digest(nil)
	is, _ := now.Listing.Digest(nil)
	if was == is && old.State == tresse.Live {
		return
	}
	now.State, now.Changed = tresse.Live, c.sight.At
	one := change[tresse.ListingFact]{old: &old, new: now}
	moved(&one)
	c.listings = append(c.listings, one)
}

// write writes the draft, with the counter's own state. A round's number is used
// up by what is new alone.
func (c *counterDraft) write() error {
	if !c.hasFacts() {
		return nil
	}
	fresh := slices.ContainsFunc(c.listings, func(l change[tresse.ListingFact]) bool { return l.old == nil }) ||
		slices.ContainsFunc(c.bookings, func(b change[tresse.BookingFact]) bool { return b.old == nil })
	if fresh {
		c.commit.Round = &c.round
	}
	e := c.e
	state, known := e.states[tresse.SourceCounter]
	if !known {
		state = tresse.SourceState{Name: tresse.SourceCounter, Root: tresse.SourceCounter, Kind: tresse.SourceCounter, Place: counterPlace, Health: tresse.HealthOK}
		e.trust[tresse.SourceCounter] = counterPlace
	}
	state.LastTry, state.LastSuccess = e.at(), e.at()
	state.Listings += liveChange(c.listings, listings)
	state.Bookings += liveChange(c.bookings, bookings)
	c.commit.Sources = []tresse.SourceState{state}
	if err := e.land(&c.draft); err != nil {
		return err
	}
	if fresh {
		e.rounds.high = max(e.rounds.high, c.round.Number)
	}
	e.states[tresse.SourceCounter] = state
	return nil
}

// A Booked is what came of something done at the counter.
type Booked struct {
	Ref          tresse.Ref
	Registration tresse.Registration
	Session      tresse.Session
	// Again: the same request was made before, and nothing was written.
	Again bool
	// Known: the person had a seat there already; it is one registration.
	Known bool
}

// booked finds the views that follow from a booking.
func (e *Engine) booked(ref, listing tresse.Ref) (Booked, error) {
	b := Booked{Ref: ref}
	facts, err := e.store.Listings([]tresse.Ref{listing})
	if err != nil || len(facts) == 0 {
		return b, err
	}
	ids := []tresse.ID{facts[0].ID}
	if len(e.force) > 0 {
		ids = []tresse.ID{sessionsApart(listing), facts[0].ID}
	}
	found, err := e.store.SessionsByID(store.ViewSessions, ids)
	if err != nil {
		return b, err
	}
	for _, s := range found {
		seats, err := e.store.RegistrationsOfSessions([]tresse.ID{s.ID})
		if err != nil {
			return b, err
		}
		for _, r := range seats {
			if slices.Contains(r.Refs, ref) {
				b.Registration, b.Session = r, s
				return b, nil
			}
		}
	}
	if len(found) > 0 {
		b.Session = found[0]
	}
	return b, nil
}

// counterBookings returns the counter's own bookings of a registration, the last
// made last.
func (e *Engine) counterBookings(refs []tresse.Ref) ([]tresse.BookingFact, error) {
	var own []tresse.Ref
	for _, ref := range refs {
		if ref.Source() == tresse.SourceCounter {
			own = append(own, ref)
		}
	}
	facts, err := e.store.Bookings(own)
	slices.SortFunc(facts, func(a, b tresse.BookingFact) int {
		if a.First.Before(a.Ref, b.First, b.Ref) {
			return -1
		}
		return 1
	})
	return facts, err
}

// counterRefusal is a TroubleRefused with its advice, which names nobody.
func counterRefusal(text, advice string) error {
	err := tresse.Errorf(tresse.TroubleRefused, "counter: %s", text)
	err.Advice = advice
	return err
}

// instantOf is a moment as it is kept: UTC, whole seconds.
func instantOf(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
