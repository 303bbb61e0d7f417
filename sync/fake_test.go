package syncer

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tresse"
	"tresse/connectors"
	"tresse/store"
)

// platform is a source whose answers a test writes: what it lists, and how it
// misbehaves.
type platform struct {
	name     string
	listings map[tresse.Ref]tresse.Listing
	bookings map[tresse.Ref]tresse.Booking
	contacts map[tresse.Ref]tresse.Contact
	cover    []connectors.Coverage // nil: everything of scope "all"
	partial  bool                  // covers nothing
	gone     []connectors.Tombstone
	seen     []connectors.Sighting
	rejected []connectors.Rejection
	erased   []connectors.Erasure
	batch    int                                  // facts a batch, 0 is all
	failAt   int                                  // fails after so many batches, 0 never
	failure  error                                // with this
	confirm  func(tresse.Ref) connectors.Presence // nil: cannot be asked
	asked    []tresse.Ref
	during   func(batch int) // called before each batch
}

func newPlatform(name string) *platform {
	return &platform{name: name, listings: map[tresse.Ref]tresse.Listing{}, bookings: map[tresse.Ref]tresse.Booking{}, contacts: map[tresse.Ref]tresse.Contact{}}
}

// list puts a listing: hours from noon, and how long.
func (p *platform) list(external, title string, start time.Time, d time.Duration) *tresse.Listing {
	ref := tresse.NewRef(p.name, external)
	l := tresse.Listing{
		Ref: ref, ID: tresse.NewID(tresse.KeyOwn(p.name, external)), Keys: []string{tresse.KeyOwn(p.name, external)},
		Parent: external, Scopes: []string{"all"}, Title: title, Start: tresse.At(start), End: tresse.At(start.Add(d)),
	}
	p.listings[ref] = l
	return &l
}

func (p *platform) put(l tresse.Listing) { p.listings[l.Ref] = l }

func (p *platform) drop(external string) { delete(p.listings, tresse.NewRef(p.name, external)) }

func (p *platform) book(listing, external, first, email string) {
	ref := tresse.NewRef(p.name, external)
	p.bookings[ref] = tresse.Booking{
		Ref: ref, Listing: tresse.NewRef(p.name, listing), Scopes: []string{"all"},
		Person: tresse.Person{FirstName: first, LastName: "Essai", Emails: []string{email}},
	}
}

func (p *platform) Pull(ctx context.Context, from connectors.Cursor, emit func(connectors.Batch) error) (connectors.Outcome, error) {
	var batches []connectors.Batch
	size := p.batch
	if size == 0 {
		size = 1 << 30
	}
	for chunk := range slices.Chunk(sorted(p.listings), size) {
		batches = append(batches, connectors.Batch{Listings: chunk, Read: len(chunk)})
	}
	for chunk := range slices.Chunk(sorted(p.bookings), size) {
		batches = append(batches, connectors.Batch{Bookings: chunk, Erased: p.erased, Read: len(chunk)})
	}
	for chunk := range slices.Chunk(sorted(p.contacts), size) {
		batches = append(batches, connectors.Batch{Contacts: chunk, Read: len(chunk)})
	}
	batches = append(batches, connectors.Batch{Gone: p.gone, Seen: p.seen, Rejected: p.rejected})
	for i, b := range batches {
		if p.during != nil {
			p.during(i)
		}
		if p.failAt > 0 && i >= p.failAt {
			return connectors.Outcome{}, p.failure
		}
		if err := emit(b); err != nil {
			return connectors.Outcome{}, err
		}
	}
	if p.failAt == -1 {
		return connectors.Outcome{}, p.failure
	}
	out := connectors.Outcome{Cursor: connectors.Cursor("done"), Coverage: p.cover}
	if p.cover == nil && !p.partial {
		out.Coverage = []connectors.Coverage{{Scope: "all"}}
	}
	return out, ctx.Err()
}

// asking is a platform that can be asked by id.
type asking struct{ *platform }

func (p asking) Confirm(_ context.Context, refs []tresse.Ref) ([]connectors.Presence, error) {
	answers := make([]connectors.Presence, len(refs))
	for i, ref := range refs {
		p.asked = append(p.asked, ref)
		answers[i] = p.confirm(ref)
	}
	return answers, nil
}

func sorted[V any](m map[tresse.Ref]V) []V {
	refs := make([]tresse.Ref, 0, len(m))
	for ref := range m {
		refs = append(refs, ref)
	}
	slices.Sort(refs)
	list := make([]V, len(refs))
	for i, ref := range refs {
		list[i] = m[ref]
	}
	return list
}

// house is an engine over a real store, with a clock that a test moves.
type house struct {
	t      failer // whoever is to be told: the test, or one try of a property
	path   string
	now    time.Time
	store  *store.Store
	engine *Engine
	conf   []Source
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// failer is what a test and one try of a property have in common.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func paris(t failer) *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func newHouse(t testing.TB, platforms ...*platform) *house {
	h := &house{t: t, path: filepath.Join(t.TempDir(), "tresse.db"), now: noon}
	for i, p := range platforms {
		h.conf = append(h.conf, Source{Name: p.name, Root: p.name, Kind: "fake", Place: i, Every: time.Hour, Connector: p})
	}
	h.open()
	t.Cleanup(func() { h.store.Close() })
	return h
}

func (h *house) open() {
	h.t.Helper()
	var err error
	h.store, err = store.Open(h.path, store.Options{Now: h.clock, AnyPlace: true})
	if err != nil {
		h.t.Fatal(err)
	}
	h.engine, err = New(h.store, Options{Sources: h.conf, Zone: paris(h.t), Now: h.clock})
	if err != nil {
		h.t.Fatal(err)
	}
}

// restart closes and opens the store, perhaps with other sources.
func (h *house) restart(conf ...Source) {
	h.t.Helper()
	if err := h.store.Close(); err != nil {
		h.t.Fatal(err)
	}
	if conf != nil {
		h.conf = conf
	}
	h.open()
}

func (h *house) clock() time.Time { return h.now }

// sync runs a round a minute later and returns the reports by source; whatever
// happened, what grew must equal what would be rebuilt.
func (h *house) sync(only ...string) map[string]SourceReport {
	h.t.Helper()
	h.now = h.now.Add(time.Minute)
	r, err := h.engine.Round(context.Background(), RoundOptions{Only: only})
	if err != nil {
		h.t.Fatal(err)
	}
	h.check()
	m := map[string]SourceReport{}
	for _, s := range r.Sources {
		m[s.Name] = s
	}
	return m
}

func (h *house) check() {
	h.t.Helper()
	differ, err := h.engine.RebuildCheck()
	if err != nil {
		h.t.Fatal(err)
	}
	if len(differ) > 0 {
		h.t.Fatalf("rebuilt differs from grown: %v", differ)
	}
}

func (h *house) sessions() []tresse.Session {
	h.t.Helper()
	list, err := h.store.Sessions("sessions", store.Window{})
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

// one returns the only session.
func (h *house) one() tresse.Session {
	h.t.Helper()
	list := h.sessions()
	if len(list) != 1 {
		h.t.Fatalf("%d sessions, want 1: %+v", len(list), list)
	}
	return list[0]
}

func (h *house) titled(title string) tresse.Session {
	h.t.Helper()
	for _, s := range h.sessions() {
		if s.Title == title {
			return s
		}
	}
	h.t.Fatalf("no session titled %q", title)
	return tresse.Session{}
}

func (h *house) source(name string) tresse.SourceState {
	h.t.Helper()
	list, err := h.store.Sources()
	if err != nil {
		h.t.Fatal(err)
	}
	for _, s := range list {
		if s.Name == name {
			return s
		}
	}
	h.t.Fatalf("no source %q", name)
	return tresse.SourceState{}
}

func status(t *testing.T, r map[string]SourceReport, source, want string) {
	t.Helper()
	if got := r[source].Status; got != want {
		t.Fatalf("%s is %s (%v), want %s", source, got, r[source].Err, want)
	}
}

var errDown = &tresse.Error{Trouble: tresse.TroubleTemporary, Op: "fake", Err: errors.New("down")}
