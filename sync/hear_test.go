package syncer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tresse"
	"tresse/connectors"
)

// pushing is a platform that tells of changes by itself, in an invented form.
type pushing struct {
	*platform
	mu      sync.Mutex
	read    []tresse.Ref
	unread  error // of Read
	stands  []connectors.Subscription
	asked   int
	refusal error // of Subscribe
}

type pushForm struct {
	Listing, Booking string
	Told             tresse.Told
}

func (p *pushing) Hear(d connectors.Delivery) (connectors.News, error) {
	if d.Header.Get("Token") != d.Secret {
		return connectors.News{}, connectors.ErrNotAuthentic
	}
	var f pushForm
	if err := json.Unmarshal(d.Body, &f); err != nil {
		return connectors.News{}, fmt.Errorf("no object")
	}
	n := connectors.News{Refs: []tresse.Ref{tresse.NewRef(p.name, f.Listing)}}
	if f.Booking != "" {
		n.Told = map[tresse.Ref]tresse.Told{tresse.NewRef(p.name, f.Booking): f.Told}
	}
	return n, nil
}

func (p *pushing) Read(_ context.Context, ref tresse.Ref) (connectors.Batch, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.read = append(p.read, ref)
	l, ok := p.listings[ref]
	switch {
	case p.unread != nil:
		return connectors.Batch{}, p.unread
	case !ok:
		return connectors.Batch{}, tresse.Errorf(tresse.TroubleNotFound, "no such listing")
	}
	b := connectors.Batch{Listings: []tresse.Listing{l}, Read: 1}
	for _, one := range sorted(p.bookings) {
		if one.Listing == ref {
			b.Bookings = append(b.Bookings, one)
		}
	}
	return b, nil
}

func (p *pushing) reads() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.read)
}

func (p *pushing) Subscribe(_ context.Context, s connectors.Subscription) (connectors.Subscribed, error) {
	p.asked++
	if p.refusal != nil {
		return connectors.Subscribed{}, p.refusal
	}
	for _, one := range p.stands {
		if one.URL == s.URL {
			return connectors.Subscribed{ID: "1"}, nil
		}
	}
	p.stands = []connectors.Subscription{s}
	return connectors.Subscribed{ID: "1", Made: true}, nil
}

func (p *pushing) Unsubscribe(_ context.Context, s connectors.Subscription) error {
	p.stands = slices.DeleteFunc(p.stands, func(one connectors.Subscription) bool { return s.Ours(one.URL) })
	return nil
}

// pushHouse is a house with one source that pushes, subscribed.
func pushHouse(t *testing.T) (*house, *pushing) {
	p := &pushing{platform: newPlatform("rendezvous")}
	h := newHouse(t)
	h.restart(Source{Name: p.name, Root: p.name, Kind: "fake", Every: time.Hour, Connector: p})
	h.engine.address, h.engine.hintRest = "https://agenda.example.org", 0
	h.sync()
	h.subscribe(HookOptions{Random: [64]byte{1}})
	return h, p
}

func (h *house) subscribe(o HookOptions) HookReport {
	h.t.Helper()
	r, err := h.engine.Hooks(context.Background(), "rendezvous", o)
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// push delivers as the platform would, to the address that it was given last.
func (h *house) push(p *pushing, f pushForm) {
	h.t.Helper()
	s := p.stands[0]
	body, _ := json.Marshal(f)
	path := s.URL[strings.LastIndex(s.URL, "/")+1:]
	if !h.engine.Knows("rendezvous", path) {
		h.t.Fatal("the address is not known")
	}
	if err := h.engine.Hear("rendezvous", path, connectors.Delivery{Header: map[string][]string{"Token": {s.Secret}}, Body: body}); err != nil {
		h.t.Fatal(err)
	}
}

// attend reads all that was pushed.
func (h *house) attend() {
	h.t.Helper()
	h.now = h.now.Add(time.Second)
	for _, name := range h.engine.heard.idle() {
		h.engine.attendTo(context.Background(), nil, name)
	}
	h.check()
}

func (h *house) booking(ref tresse.Ref) tresse.BookingFact {
	h.t.Helper()
	list, err := h.store.Bookings([]tresse.Ref{ref})
	if err != nil || len(list) != 1 {
		h.t.Fatalf("booking %s: %d %v", ref, len(list), err)
	}
	return list[0]
}

var toldAna = tresse.Told{FirstName: "Ana", LastName: "Pereira", Phones: []string{"06 39 98 01 01"}, Seats: 2}

func (p *pushing) ana() {
	p.list("a", "Accompagnement", noon.Add(48*time.Hour), time.Hour).Kind = tresse.Appointment
	p.book("a", "a/1", "", "ana@exemple.fr")
	b := p.bookings["rendezvous/a/1"]
	b.Person.FirstName, b.Person.LastName, b.Person.FullName = "", "", "Ana PEREIRA"
	p.bookings[b.Ref] = b
}

// A push is read at once, and brings what nothing else carries; polls that do
// not carry it neither take it away nor have anything to write.
func TestAPushBringsWhatPollsDoNot(t *testing.T) {
	h, p := pushHouse(t)
	p.ana()
	h.push(p, pushForm{"a", "a/1", toldAna})
	h.attend()
	who := h.people()
	if len(who) != 1 || who[0].FirstName != "Ana" || !strings.EqualFold(who[0].LastName, "Pereira") || !slices.Equal(who[0].Phones, []string{"+33639980101"}) {
		t.Fatalf("after the push: %+v", who)
	}
	seats, err := h.store.Registrations()
	if err != nil || len(seats) != 1 || seats[0].Seats != 2 {
		t.Fatalf("registrations: %+v %v", seats, err)
	}
	before := h.booking("rendezvous/a/1")
	for range 2 {
		r := h.sync()["rendezvous"]
		if r.Bookings.Changed+r.Bookings.Added+r.Listings.Changed+r.Listings.Added != 0 {
			t.Errorf("the poll found changes: %+v", r)
		}
	}
	if after := h.booking("rendezvous/a/1"); after.Changed != before.Changed || !after.Told.Equal(toldAna) {
		t.Errorf("after polls: %+v", after)
	}
	if s := h.source("rendezvous").Pushes; s == nil || s.Drift != 0 || s.Heard != 1 {
		t.Errorf("state of pushes: %+v", s)
	}
	if who := h.people(); len(who[0].Phones) != 1 {
		t.Errorf("the telephone is gone: %+v", who)
	}
	// A later push that says nothing takes nothing away.
	h.push(p, pushForm{"a", "a/1", tresse.Told{}})
	h.push(p, pushForm{"a", "a/1", tresse.Told{Seats: 3}})
	h.attend()
	if got := h.booking("rendezvous/a/1").Told; got.Seats != 3 || len(got.Phones) != 1 || got.FirstName != "Ana" {
		t.Errorf("after a push that says less: %+v", got)
	}
	// Another name on the platform takes the place of the one that was pushed.
	b := p.bookings["rendezvous/a/1"]
	b.Person.FullName = "Anabela Martin"
	p.bookings[b.Ref] = b
	h.sync()
	if who := h.people(); who[0].FirstName == "Ana" || strings.EqualFold(who[0].LastName, "Pereira") {
		t.Errorf("the old name stands: %+v", who)
	}
}

// What was told waits on disk for a booking that cannot be read yet.
func TestWhatWasToldWaits(t *testing.T) {
	h, p := pushHouse(t)
	p.unread = errDown
	h.push(p, pushForm{"a", "a/1", toldAna})
	h.attend()
	if due := h.engine.due()["rendezvous"]; due.After(h.now.Add(soonRest)) {
		t.Errorf("a push that was not read: the next pull is at %s", due)
	}
	h.restart()
	p.ana()
	h.sync()
	if who := h.people(); len(who) != 1 || len(who[0].Phones) != 1 {
		t.Errorf("after the poll: %+v", who)
	}
	if left, err := h.store.WaitingTold(nil); err != nil || len(left) != 0 {
		t.Errorf("still waiting: %+v %v", left, err)
	}
}

// Floods, doubles, disorder and replays end where one push would have.
func TestPushesAreHints(t *testing.T) {
	h, p := pushHouse(t)
	p.ana()
	for range 50 {
		h.push(p, pushForm{"a", "a/1", toldAna})
	}
	h.attend()
	if n := p.reads(); n != 1 {
		t.Errorf("fifty pushes of one thing were %d readings", n)
	}
	before := h.booking("rendezvous/a/1")
	round, _ := h.store.Round()
	h.push(p, pushForm{"a", "a/1", toldAna})
	h.attend()
	if after := h.booking("rendezvous/a/1"); after.Changed != before.Changed {
		t.Error("a replay changed the booking")
	}
	if again, _ := h.store.Round(); again != round {
		t.Error("a replay used a round up")
	}
	// More than is read one by one is one pull of everything.
	before2 := p.reads()
	for i := range 3 * mostHints {
		h.push(p, pushForm{Listing: fmt.Sprintf("x%d", i)})
	}
	if len(h.engine.heard.of("rendezvous").refs) > mostHints {
		t.Error("what waits is not bounded")
	}
	h.attend()
	if n := p.reads() - before2; n > mostHints {
		t.Errorf("a flood was %d readings", n)
	}
	if yes, whole := h.engine.heard.wanting("rendezvous"); !yes || !whole {
		t.Error("a flood did not ask for a pull of everything")
	}
	if due := h.engine.due()["rendezvous"]; due.After(h.source("rendezvous").LastTry.Add(wholeRest)) {
		t.Errorf("the pull comes at %s", due)
	}
	h.sync()
	if yes, _ := h.engine.heard.wanting("rendezvous"); yes {
		t.Error("still wanted after the pull")
	}
}

// What is gone is left to a pull, which comes soon: a push withdraws nothing.
func TestAPushWithdrawsNothing(t *testing.T) {
	h, p := pushHouse(t)
	p.ana()
	h.sync()
	p.drop("a")
	h.push(p, pushForm{Listing: "a"})
	h.attend()
	if s := h.one(); s.Status == tresse.Withdrawn {
		t.Error("a push withdrew a session")
	}
	if yes, whole := h.engine.heard.wanting("rendezvous"); !yes || whole {
		t.Error("no pull is wanted, or too much of one")
	}
}

// What a poll finds and nobody pushed is counted; what was pushed is not.
func TestDriftIsCounted(t *testing.T) {
	h, p := pushHouse(t)
	h.sync()
	p.ana()
	p.list("b", "Un autre", noon.Add(72*time.Hour), time.Hour)
	h.push(p, pushForm{"a", "a/1", toldAna})
	h.sync()
	if s := h.source("rendezvous").Pushes; s.Drift != 1 || s.LastDrift.IsZero() {
		t.Errorf("drift: %+v", s)
	}
	h.sync()
	if s := h.source("rendezvous").Pushes; s.Drift != 1 {
		t.Errorf("drift of a poll without news: %+v", s)
	}
}

// Who does not know the secret is refused, and nothing is read; an address that
// was retired is known, and not believed.
func TestWhoIsBelieved(t *testing.T) {
	h, p := pushHouse(t)
	first := p.stands[0]
	path := first.URL[strings.LastIndex(first.URL, "/")+1:]
	deliver := func(path, token string) error {
		return h.engine.Hear("rendezvous", path, connectors.Delivery{Header: map[string][]string{"Token": {token}}, Body: []byte(`{"Listing":"a"}`)})
	}
	for _, token := range []string{"", "wrong", path} {
		if err := deliver(path, token); err != connectors.ErrNotAuthentic {
			t.Errorf("token %q: %v", token, err)
		}
	}
	if h.engine.Knows("rendezvous", first.Secret) || h.engine.Knows("agenda", path) || h.engine.Knows("rendezvous", "") {
		t.Error("what is no address is known")
	}
	h.subscribe(HookOptions{Random: [64]byte{2, 40: 2}, Renew: true})
	if p.stands[0].URL == first.URL || p.stands[0].Secret == first.Secret {
		t.Error("nothing was renewed")
	}
	if err := deliver(path, first.Secret); err != nil || !h.engine.Knows("rendezvous", path) {
		t.Errorf("the address before: %v", err)
	}
	if n := len(h.engine.heard.of("rendezvous").refs); n != 0 {
		t.Errorf("%d are read though nobody was believed", n)
	}
	h.sync()
	if s := h.source("rendezvous").Pushes; s.Refused != 3 || s.Heard != 0 {
		t.Errorf("state of pushes: %+v", s)
	}
	h.subscribe(HookOptions{Remove: true})
	if len(p.stands) != 0 || h.source("rendezvous").Pushes != nil || !h.engine.Knows("rendezvous", path) {
		t.Error("after it was taken away")
	}
}

// A subscription that was lost is noticed and made again within a day.
func TestALostSubscription(t *testing.T) {
	h, p := pushHouse(t)
	p.stands = nil
	asked := p.asked
	h.engine.checkHook(context.Background(), "rendezvous")
	if p.asked != asked {
		t.Error("it is asked more than once a day")
	}
	h.now = h.now.Add(hookEvery)
	h.engine.checkHook(context.Background(), "rendezvous")
	if s := h.source("rendezvous").Pushes; len(p.stands) != 1 || s.Lost.IsZero() || s.Trouble != "" {
		t.Errorf("stands: %d, state: %+v", len(p.stands), s)
	}
	// A platform that does not answer is asked again within the hour, and no more
	// often.
	p.refusal, asked = errDown, p.asked
	h.now = h.now.Add(hookEvery)
	for range 3 {
		h.engine.checkHook(context.Background(), "rendezvous")
	}
	if s := h.source("rendezvous").Pushes; p.asked != asked+1 || s.Trouble == "" || h.now.Sub(s.Checked) < hookEvery {
		t.Errorf("asked %d times, state %+v", p.asked-asked, s)
	}
	p.refusal = nil
	h.now = h.now.Add(hookAgain)
	h.engine.checkHook(context.Background(), "rendezvous")
	if s := h.source("rendezvous").Pushes; s.Trouble != "" || !s.Checked.Equal(h.now) {
		t.Errorf("once it answers: %+v", s)
	}
	h.restart()
	h.engine.address = "https://agenda.example.org"
	if path := p.stands[0].URL[strings.LastIndex(p.stands[0].URL, "/")+1:]; !h.engine.Knows("rendezvous", path) {
		t.Error("the address is not known after a restart")
	}
}

// Somebody who was erased stays so, whatever is pushed of them.
func TestPushesOfSomebodyErased(t *testing.T) {
	h, p := pushHouse(t)
	p.ana()
	h.push(p, pushForm{"a", "a/1", toldAna})
	h.attend()
	if _, err := h.engine.Forget(h.people()[0].ID, false, ""); err != nil {
		t.Fatal(err)
	}
	h.push(p, pushForm{"a", "a/1", toldAna})
	h.attend()
	if left, err := h.store.WaitingTold(nil); err != nil || len(left) != 0 || len(h.people()) != 0 {
		t.Errorf("left: %+v %v %+v", left, err, h.people())
	}
}

// What was heard and not read goes on with the engine that takes over.
func TestTakeOver(t *testing.T) {
	h, p := pushHouse(t)
	p.ana()
	h.push(p, pushForm{"a", "a/1", toldAna})
	before := h.engine
	var err error
	if h.engine, err = New(h.store, Options{Sources: h.conf, Zone: paris(t), Now: h.clock, PublicURL: before.address}); err != nil {
		t.Fatal(err)
	}
	h.engine.hintRest = 0
	h.engine.TakeOver(before)
	h.attend()
	if who := h.people(); len(who) != 1 || len(who[0].Phones) != 1 {
		t.Errorf("people: %+v", who)
	}
}
