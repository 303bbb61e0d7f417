package rdvsp

import (
	"context"
	"fmt"
	"maps"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/httpx"
	"tresse/connectors/rdvsp/rdvsptest"
)

var now = time.Date(2026, 10, 14, 10, 0, 0, 0, time.UTC)

// house is a stand-in and a connector that reads it, with a caller that keeps
// what comes.
type house struct {
	*testing.T
	stand    *rdvsptest.Server
	server   *httptest.Server
	options  Options
	env      connectors.Env
	c        *connector
	tokens   *kept
	clock    time.Time
	cursor   connectors.Cursor
	listings map[tresse.Ref]tresse.Listing
	bookings map[tresse.Ref]tresse.Booking
	erased   []connectors.Erasure
	rejected []connectors.Rejection
	out      connectors.Outcome
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{T: t, clock: now, tokens: &kept{}, listings: map[tresse.Ref]tresse.Listing{}, bookings: map[tresse.Ref]tresse.Booking{}}
	h.stand = rdvsptest.New(h.now)
	h.server = httptest.NewServer(h.stand)
	t.Cleanup(h.server.Close)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	h.options = Options{URL: h.server.URL, ClientID: rdvsptest.ClientID, ClientSecret: rdvsptest.ClientSecret, RefreshToken: h.stand.Consent()}
	h.env = connectors.Env{
		Name: "rdv", Root: "rdv", Zone: paris, Horizon: 400 * day, Now: h.now, Tokens: h.tokens,
		Secret: func(text string) string { return "clef:" + text },
	}
	h.open()
	return h
}

func (h *house) now() time.Time { return h.clock }

// open makes the connector anew, as a restart does.
func (h *house) open() {
	h.Helper()
	if err := h.options.check(); err != nil {
		h.Fatal(err)
	}
	h.c = newConnector(h.options, h.env, hasty())
}

// pull reads once and keeps what came.
func (h *house) pull() error {
	h.Helper()
	h.listings, h.bookings = map[tresse.Ref]tresse.Listing{}, map[tresse.Ref]tresse.Booking{}
	h.erased, h.rejected = nil, nil
	var err error
	h.out, err = h.c.Pull(context.Background(), h.cursor, h.take)
	if err == nil {
		h.cursor = h.out.Cursor
	}
	return err
}

func (h *house) take(b connectors.Batch) error {
	for _, l := range b.Listings {
		h.listings[l.Ref] = l
	}
	for _, k := range b.Bookings {
		h.bookings[k.Ref] = k
	}
	h.erased = append(h.erased, b.Erased...)
	h.rejected = append(h.rejected, b.Rejected...)
	return nil
}

func (h *house) mustPull() {
	h.Helper()
	if err := h.pull(); err != nil {
		h.Fatal(err)
	}
}

func (h *house) refs() []tresse.Ref { return slices.Sorted(maps.Keys(h.listings)) }

// appointment adds an individual one with one person in it.
func (h *house) appointment(start time.Time, u rdvsptest.User) (rdv, seat int64) {
	rdv = h.stand.Add(rdvsptest.RDV{Motif: rdvsptest.Motif{Name: "Aide numérique", LocationType: rdvsptest.ByPhone}, Start: start, Created: now.Add(-48 * time.Hour)})
	return rdv, h.stand.Book(rdv, rdvsptest.Participation{User: u})
}

func (h *house) listing(id int64) tresse.Listing {
	h.Helper()
	l, ok := h.listings[tresse.NewRef("rdv", strconv.FormatInt(id, 10))]
	if !ok {
		h.Fatalf("%d was not read", id)
	}
	return l
}

func (h *house) booking(rdv, seat int64) tresse.Booking {
	h.Helper()
	b, ok := h.bookings[tresse.NewRef("rdv", strconv.FormatInt(rdv, 10)+"/"+strconv.FormatInt(seat, 10))]
	if !ok {
		h.Fatalf("%d/%d was not read", rdv, seat)
	}
	return b
}

// kept are credentials in memory; saving may fail.
type kept struct {
	mu    sync.Mutex
	b     []byte
	saves int
	fail  error
	turn  sync.Mutex
}

func (k *kept) Load() ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.b), nil
}

func (k *kept) Save(b []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fail != nil {
		return k.fail
	}
	k.saves++
	k.b = slices.Clone(b)
	return nil
}

func (k *kept) Turn(context.Context) (func(), error) {
	k.turn.Lock()
	return k.turn.Unlock, nil
}

// hasty are the times of an HTTP client that waits for nobody.
func hasty() httpx.Options {
	return httpx.Options{MinWait: time.Millisecond, MaxWait: 5 * time.Millisecond}
}

func sprint(v any) string { return fmt.Sprintf("%+v", v) }

// contextThatEnds before a host's turn comes.
func contextThatEnds(t *testing.T) (context.Context, func()) {
	return context.WithTimeout(t.Context(), 100*time.Millisecond)
}
