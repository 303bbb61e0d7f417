package zeeg

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/httpx"
	"tresse/connectors/zeeg/zeegtest"
)

var (
	now   = time.Date(2026, 9, 10, 7, 30, 0, 0, time.UTC)
	paris = mustZone("Europe/Paris")
)

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// A house is a stand-in, the connector that reads it, and the clock of both.
type house struct {
	*testing.T
	stand *zeegtest.Server
	*connector
	clock time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{T: t, clock: now}
	h.stand = zeegtest.New(func() time.Time { return h.clock })
	server := httptest.NewServer(h.stand)
	t.Cleanup(server.Close)
	h.connect(server.URL+"/v2", scopeOwn, "")
	return h
}

// connect makes the connector anew, with waits that suit a test.
func (h *house) connect(url, scope string, kind tresse.Kind) {
	h.Helper()
	o := Options{URL: url, Token: zeegtest.Token, Scope: scope}
	if err := o.check(); err != nil {
		h.Fatal(err)
	}
	env := connectors.Env{Name: "rendezvous", Zone: paris, Horizon: defaultHorizon, SessionKind: kind, Now: func() time.Time { return h.clock }}
	h.connector = newConnector(o, env, httpx.Options{MinWait: time.Millisecond, MaxWait: 5 * time.Millisecond})
}

// A haul is what one pull emitted, by ref.
type haul struct {
	listings map[tresse.Ref]tresse.Listing
	bookings map[tresse.Ref]tresse.Booking
	rejected []connectors.Rejection
	read     int
	resume   connectors.Cursor
	outcome  connectors.Outcome
	err      error
}

func (h *house) pull(from connectors.Cursor) *haul {
	h.Helper()
	return pullWith(context.Background(), h.connector, from, nil)
}

// pullWith lets before look at each batch, and stop the pull.
func pullWith(ctx context.Context, c *connector, from connectors.Cursor, before func(connectors.Batch) error) *haul {
	got := &haul{listings: map[tresse.Ref]tresse.Listing{}, bookings: map[tresse.Ref]tresse.Booking{}}
	got.outcome, got.err = c.Pull(ctx, from, func(b connectors.Batch) error {
		if before != nil {
			if err := before(b); err != nil {
				return err
			}
		}
		for _, l := range b.Listings {
			got.listings[l.Ref] = l
		}
		for _, k := range b.Bookings {
			got.bookings[k.Ref] = k
		}
		got.rejected = append(got.rejected, b.Rejected...)
		got.read += b.Read
		if b.Resume != nil {
			got.resume = b.Resume
		}
		return nil
	})
	return got
}

// complete checks that a haul holds every event between from and to, each once,
// with all its bookings.
func (h *house) complete(got *haul, from, to time.Time) {
	h.Helper()
	if got.err != nil {
		h.Fatalf("pull: %v", got.err)
	}
	want := map[tresse.Ref]int{}
	for _, e := range h.stand.Events() {
		if !e.Start.Before(from) && e.Start.Before(to) {
			want[tresse.NewRef("rendezvous", e.UUID)] = len(e.Invitees)
		}
	}
	seats := map[tresse.Ref]int{}
	for _, b := range got.bookings {
		seats[b.Listing]++
	}
	have := map[tresse.Ref]int{}
	for ref := range got.listings {
		have[ref] = seats[ref]
	}
	if diff := cmp.Diff(want, have); diff != "" {
		h.Errorf("events and their bookings (-want +got):\n%s", diff)
	}
}

// covers checks the coverage of a haul.
func (h *house) covers(got *haul, want ...span) {
	h.Helper()
	have := []span{}
	for _, c := range got.outcome.Coverage {
		if c.Scope != h.options.Scope || c.Parent != "" {
			h.Errorf("coverage %+v", c)
		}
		have = append(have, span{c.From, c.To})
	}
	if diff := cmp.Diff(append([]span{}, want...), have); diff != "" {
		h.Errorf("coverage (-want +got):\n%s", diff)
	}
}

func (h *house) fill(events, bookings int) {
	h.stand.Fill(zeegtest.Filling{Events: events, Bookings: bookings, From: now.Add(-defaultHorizon), Days: 800})
}

func TestPullEverything(t *testing.T) {
	h := newHouse(t)
	h.fill(400, 1000)
	all := whole(now, defaultHorizon)
	got := h.pull(nil)
	h.complete(got, all.From, all.To)
	h.covers(got, all)
	if n := len(got.listings); got.read != n || n < 390 {
		t.Errorf("read %d, emitted %d listings", got.read, n)
	}
	if got.outcome.Requests != len(h.stand.Requests()) || got.outcome.Bytes < 100_000 {
		t.Errorf("told of %d requests and %d bytes; %d were sent", got.outcome.Requests, got.outcome.Bytes, len(h.stand.Requests()))
	}
}

func TestPullAgainReadsWhatIsNear(t *testing.T) {
	h := newHouse(t)
	h.fill(400, 1000)
	first := h.pull(nil)
	h.clock = now.Add(10 * time.Minute)
	h.stand.Forget()
	got := h.pull(first.outcome.Cursor)
	near := hot(h.clock, defaultHorizon)
	h.complete(got, near.From, near.To)
	h.covers(got, near)
	if n := len(h.stand.Requests()); n != 4 {
		t.Errorf("62 days took %d requests, want 4", n)
	}
	for ref, l := range got.listings {
		before := first.listings[ref]
		was, _ := before.Digest(nil)
		is, _ := l.Digest(nil)
		if was != is {
			t.Errorf("%s changed because time went by", ref)
		}
	}
}

func TestPullAtNightReadsFarther(t *testing.T) {
	h := newHouse(t)
	h.fill(400, 1000)
	first := h.pull(nil)
	h.clock = now.Add(24 * time.Hour)
	got := h.pull(first.outcome.Cursor)
	night := cold(h.clock, defaultHorizon)
	h.complete(got, night.From, night.To)
	h.covers(got, night)
	h.clock = h.clock.Add(10 * time.Minute)
	h.covers(h.pull(got.outcome.Cursor), hot(h.clock, defaultHorizon))
}

func TestPullEmptyAccount(t *testing.T) {
	h := newHouse(t)
	got := h.pull(nil)
	h.complete(got, now, now)
	h.covers(got, whole(now, defaultHorizon))
	if got.read != 0 || got.outcome.Notices != nil || got.outcome.Cursor == nil {
		t.Errorf("%+v", got.outcome)
	}
}

func TestPullOtherSettingsReadEverything(t *testing.T) {
	h := newHouse(t)
	cursor := h.pull(nil).outcome.Cursor
	all := whole(now, defaultHorizon)
	h.connector.env.Horizon = 100 * day
	h.covers(h.pull(cursor), hot(now, 100*day))
	narrow := h.pull(nil).outcome.Cursor
	h.connector.env.Horizon = defaultHorizon
	h.covers(h.pull(narrow), all)
	h.covers(h.pull(connectors.Cursor("not a cursor")), all)
	h.connect(h.options.URL, scopeAll, "")
	h.covers(h.pull(cursor), all)
}

// TestSliceBounds puts events on and around the bounds of slices: both of
// Zeeg's bounds are inclusive.
func TestSliceBounds(t *testing.T) {
	h := newHouse(t)
	near := hot(now, defaultHorizon)
	for week := range 10 {
		for _, off := range []time.Duration{-time.Second, -time.Microsecond, 0, time.Microsecond, time.Second} {
			h.stand.AddEvent(zeegtest.Event{Start: near.From.Add(time.Duration(week)*usual + off)})
		}
	}
	got := h.pull(nil)
	h.complete(got, near.From.Add(-day), near.To.Add(10*day))
	if got.read != 50 {
		t.Errorf("read %d, want each of 50 once", got.read)
	}
}

// TestDST pulls on both nights on which clocks change: windows are instants,
// and the night's reading falls due once.
func TestDST(t *testing.T) {
	for _, sunday := range []time.Time{time.Date(2026, 10, 25, 0, 0, 0, 0, paris), time.Date(2027, 3, 28, 0, 0, 0, 0, paris)} {
		h := newHouse(t)
		h.clock = sunday.UTC()
		for n := range 16 {
			h.stand.AddEvent(zeegtest.Event{Start: h.clock.Add(time.Duration(n) * 30 * time.Minute)})
		}
		cursor := h.pull(nil).outcome.Cursor
		colds := 0
		for range 48 {
			h.clock = h.clock.Add(30 * time.Minute)
			got := h.pull(cursor)
			cursor = got.outcome.Cursor
			if len(got.listings) != 16 {
				t.Fatalf("at %v: %d events, want 16", h.clock.In(paris), len(got.listings))
			}
			if got.outcome.Coverage[0].From.Equal(h.clock.Add(-coldBack)) {
				colds++
			}
		}
		if colds != 1 {
			t.Errorf("on %s the cold window was read %d times, want once", sunday.Format(time.DateOnly), colds)
		}
	}
}

func TestDenseSlices(t *testing.T) {
	h := newHouse(t)
	for n := range 700 {
		h.stand.AddEvent(zeegtest.Event{Start: now.Add(time.Duration(n%70) * 2 * time.Hour)})
	}
	for range 250 { // at one moment: no slice is narrow enough
		h.stand.AddEvent(zeegtest.Event{Start: now.Add(30 * day)})
	}
	got := h.pull(nil)
	h.complete(got, now, now.Add(31*day))
	h.covers(got, whole(now, defaultHorizon))
	if got.read != 950 {
		t.Errorf("read %d, want each of 950 once", got.read)
	}
	if n := len(h.stand.Requests()); n > 200 {
		t.Errorf("took %d requests", n)
	}
}

// crowd puts so many events at one moment that their pages must be turned.
func (h *house) crowd(n int) (uuids []string) {
	for range n {
		uuids = append(uuids, h.stand.AddEvent(zeegtest.Event{Start: now.Add(day)}))
	}
	return uuids
}

// once runs change after the first page 1 that has a next one.
func (h *house) once(change func()) {
	done := false
	h.stand.Set(func(m *zeegtest.Modes) {
		m.AfterPage = func(page int) {
			if reqs := h.stand.Requests(); page == 1 && !done && strings.Contains(reqs[len(reqs)-1], "count=100") && h.narrow(reqs[len(reqs)-1]) {
				done = true
				change()
			}
		}
	})
}

// narrow reports whether a request is for a slice of an hour at most that holds
// the crowd.
func (h *house) narrow(request string) bool {
	_, address, _ := strings.Cut(request, " ")
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return false
	}
	from, err1 := time.Parse(time.RFC3339, r.URL.Query().Get("minStartTime"))
	to, err2 := time.Parse(time.RFC3339, r.URL.Query().Get("maxStartTime"))
	at := now.Add(day)
	return err1 == nil && err2 == nil && to.Sub(from) <= narrowest && !from.After(at) && !to.Before(at)
}

func TestPagingDrift(t *testing.T) {
	for name, change := range map[string]func(h *house, crowd []string){
		"booked before":    func(h *house, _ []string) { h.stand.AddEvent(zeegtest.Event{UUID: "zg-A", Start: now.Add(day)}) },
		"booked after":     func(h *house, _ []string) { h.stand.AddEvent(zeegtest.Event{UUID: "zg-Z", Start: now.Add(day)}) },
		"cancelled":        func(h *house, crowd []string) { h.stand.CancelEvent(crowd[3]) },
		"deleted":          func(h *house, crowd []string) { h.stand.Delete(crowd[3]) },
		"moved away":       func(h *house, crowd []string) { h.stand.Move(crowd[3], now.Add(20*day)) },
		"moved to before":  func(h *house, crowd []string) { h.stand.Move(crowd[140], now.Add(day-time.Minute)) },
		"gained a booking": func(h *house, crowd []string) { h.stand.Book(crowd[120], zeegtest.Invitee{Name: "Aline Modèle"}) },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			crowd := h.crowd(150)
			changed := false
			h.once(func() { changed = true; change(h, crowd) })
			got := h.pull(nil)
			if !changed {
				t.Fatal("nothing changed between two pages")
			}
			h.complete(got, now, now.Add(30*day))
			h.covers(got, whole(now, defaultHorizon))
		})
	}
}

// TestRestlessSlice books at every page: what was read is kept, and absence
// from that hour means nothing.
func TestRestlessSlice(t *testing.T) {
	h := newHouse(t)
	h.crowd(150)
	h.stand.Set(func(m *zeegtest.Modes) {
		m.AfterPage = func(page int) {
			if reqs := h.stand.Requests(); page == 1 && h.narrow(reqs[len(reqs)-1]) {
				h.stand.AddEvent(zeegtest.Event{Start: now.Add(day)})
			}
		}
	})
	got := h.pull(nil)
	h.complete(got, now, now.Add(30*day))
	if len(got.outcome.Coverage) != 2 || len(got.outcome.Notices) != 1 {
		t.Fatalf("coverage %v, notices %q", got.outcome.Coverage, got.outcome.Notices)
	}
	gap := span{got.outcome.Coverage[0].To, got.outcome.Coverage[1].From}
	if at := now.Add(day); gap.From.After(at) || !gap.To.After(at) || gap.length() > narrowest {
		t.Errorf("not covered: %v, want an hour around %v", gap, at)
	}
}

func TestTotalNeverMatches(t *testing.T) {
	h := newHouse(t)
	h.fill(100, 100)
	h.stand.Set(func(m *zeegtest.Modes) { m.TotalOff = 1 })
	got := h.pull(nil)
	all := whole(now, defaultHorizon)
	h.complete(got, all.From, all.To)
	h.covers(got)
	if len(got.outcome.Notices) != 1 {
		t.Errorf("notices %q", got.outcome.Notices)
	}
}

func TestPagesThatMisbehave(t *testing.T) {
	h := newHouse(t)
	h.crowd(150)
	h.stand.Set(func(m *zeegtest.Modes) { m.RepeatPage = true })
	got := h.pull(nil)
	if got.err != nil || len(got.listings) != 100 || len(h.stand.Requests()) > 8000 {
		t.Errorf("a list that repeats its page: %d listings, %d requests, %v", len(got.listings), len(h.stand.Requests()), got.err)
	}
	for _, c := range got.outcome.Coverage {
		if at := now.Add(day); !at.Before(c.From) && at.Before(c.To) {
			t.Errorf("covers %v, where it read one page for ever", c)
		}
	}

	h = newHouse(t)
	h.crowd(150)
	h.stand.Set(func(m *zeegtest.Modes) { m.MaxPage = 7 })
	got = h.pull(nil)
	h.complete(got, now, now.Add(30*day))
	h.covers(got, whole(now, defaultHorizon))

	h = newHouse(t)
	h.connector.env.Horizon = 50 * day
	h.fill(250, 300)
	h.stand.Set(func(m *zeegtest.Modes) { m.IgnoreFilter = true })
	got = h.pull(nil)
	h.complete(got, now.Add(-500*day), now.Add(500*day))
	if n := len(h.stand.Requests()); n > 60 {
		t.Errorf("a list that ignores its bounds took %d requests", n)
	}
}

func TestScopes(t *testing.T) {
	h := newHouse(t)
	h.stand.AddEvent(zeegtest.Event{Start: now})
	h.stand.AddEvent(zeegtest.Event{Start: now, Hosts: []zeegtest.Host{{FirstName: "Autre", Email: "autre@example.fr"}}})
	if got := h.pull(nil); len(got.listings) != 1 {
		t.Errorf("own: %d listings, want 1", len(got.listings))
	}
	h.connect(h.options.URL, scopeAll, "")
	got := h.pull(nil)
	h.complete(got, now, now.Add(day))
	for _, l := range got.listings {
		if !slices.Equal(l.Scopes, []string{"all"}) {
			t.Errorf("scopes %v", l.Scopes)
		}
	}
}

func TestUnusualAnswers(t *testing.T) {
	h := newHouse(t)
	h.fill(40, 80)
	want := h.pull(nil)
	h.stand.Set(func(m *zeegtest.Modes) { m.ExtraKeys = true })
	got := h.pull(nil)
	if diff := cmp.Diff(want.listings, got.listings); diff != "" {
		t.Errorf("extra keys changed listings:\n%s", diff)
	}
	if diff := cmp.Diff(want.bookings, got.bookings); diff != "" {
		t.Errorf("extra keys changed bookings:\n%s", diff)
	}
	h.stand.Set(func(m *zeegtest.Modes) { *m = zeegtest.Modes{NoQuestions: true, NoLocation: true} })
	got = h.pull(nil)
	if len(got.listings) != len(want.listings) || len(got.bookings) != len(want.bookings) || len(got.rejected) != 0 {
		t.Errorf("without questions and locations: %d listings, %d bookings, %d rejected", len(got.listings), len(got.bookings), len(got.rejected))
	}
	for _, b := range got.bookings {
		if len(b.Person.Phones) > 0 {
			t.Errorf("phones %q without a question", b.Person.Phones)
		}
	}
}

func TestSlotsAndKinds(t *testing.T) {
	h := newHouse(t)
	group := h.stand.AddPage(zeegtest.Page{Title: "Atelier CV", Type: zeegtest.Group, Capacity: 8})
	alone := h.stand.AddPage(zeegtest.Page{Title: "Aide", Type: zeegtest.OneOnOne})
	a := h.stand.AddEvent(zeegtest.Event{Page: group, Start: now})
	b := h.stand.AddEvent(zeegtest.Event{Page: group, Start: now})
	c := h.stand.AddEvent(zeegtest.Event{Page: group, Start: now.Add(time.Hour)})
	d := h.stand.AddEvent(zeegtest.Event{Page: alone, Start: now})
	e := h.stand.AddEvent(zeegtest.Event{Page: alone, Start: now})
	h.connect(h.options.URL, scopeOwn, tresse.DropIn)
	got := h.pull(nil)
	share := func(x, y string) bool {
		return slices.ContainsFunc(got.listings[tresse.NewRef("rendezvous", x)].Keys, func(key string) bool {
			return slices.Contains(got.listings[tresse.NewRef("rendezvous", y)].Keys, key)
		})
	}
	if !share(a, b) || share(a, c) || share(d, e) || share(a, d) {
		t.Errorf("two group events of one slot, and only they, share a key: %v", got.listings)
	}
	if l := got.listings[tresse.NewRef("rendezvous", a)]; l.Kind != tresse.DropIn || l.Parent != group || l.ID != tresse.NewID(tresse.KeyZeeg(a)) {
		t.Errorf("group event: %+v", l)
	}
	if l := got.listings[tresse.NewRef("rendezvous", d)]; l.Kind != tresse.Appointment || l.Parent != d {
		t.Errorf("appointment: %+v", l)
	}
}

func TestEmitFails(t *testing.T) {
	h := newHouse(t)
	h.fill(400, 400)
	full := errors.New("disk full")
	calls := 0
	got := pullWith(context.Background(), h.connector, nil, func(connectors.Batch) error {
		calls++
		return full
	})
	if !errors.Is(got.err, full) || calls != 1 || got.outcome.Cursor != nil || got.outcome.Requests == 0 {
		t.Errorf("%d calls, error %v, outcome %+v", calls, got.err, got.outcome)
	}
}

func TestCancelled(t *testing.T) {
	h := newHouse(t)
	h.fill(400, 400)
	ctx, cancel := context.WithCancel(context.Background())
	got := pullWith(ctx, h.connector, nil, func(connectors.Batch) error { cancel(); return nil })
	if !errors.Is(got.err, context.Canceled) || got.outcome.Coverage != nil || len(h.stand.Requests()) > 20 {
		t.Errorf("error %v, coverage %v, %d requests", got.err, got.outcome.Coverage, len(h.stand.Requests()))
	}
}

// TestBadEvent keeps what stands beside an event that cannot be read.
func TestBadEvent(t *testing.T) {
	h := newHouse(t)
	good := h.stand.AddEvent(zeegtest.Event{Start: now})
	bad := h.stand.AddEvent(zeegtest.Event{Start: now, Extra: map[string]any{"startTime": "demain"}})
	got := h.pull(nil)
	want := []connectors.Rejection{{Item: bad, Parent: bad, Reason: "startTime is not a date and time with a zone"}}
	if diff := cmp.Diff(want, got.rejected); diff != "" || got.err != nil || got.read != 2 {
		t.Errorf("read %d, error %v, rejected (-want +got):\n%s", got.read, got.err, diff)
	}
	if _, kept := got.listings[tresse.NewRef("rendezvous", good)]; !kept {
		t.Error("the good one is missing")
	}
}

// TestTwoAtOnce runs two sources side by side, for the race detector.
func TestTwoAtOnce(t *testing.T) {
	done := make(chan error)
	for range 2 {
		h := newHouse(t)
		h.fill(50, 100)
		go func() { done <- h.pull(nil).err }()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestPullNamesNobody(t *testing.T) {
	h := newHouse(t)
	event := h.stand.AddEvent(zeegtest.Event{Start: now})
	h.stand.Book(event, zeegtest.Invitee{
		Name: "Zénobie Introuvable 1 85 05 78 006 084 91", Email: "zenobie@example.fr",
		Questions: []zeegtest.Question{{Question: "Numéro de sécurité sociale", Answer: "185057800608491"}},
	})
	got := h.pull(nil)
	if len(got.rejected) != 2 {
		t.Errorf("rejected %v, want name and answer", got.rejected)
	}
	text := fmt.Sprintf("%+v %+v %+v", got.rejected, got.bookings, got.outcome.Notices)
	for _, secret := range []string{"85 05", "8505", "Zénobie"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q stands in %s", secret, text)
		}
	}
}
