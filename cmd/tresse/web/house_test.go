package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"tresse"
	"tresse/config"
	"tresse/connectors"
	"tresse/store"
	syncer "tresse/sync"
	"tresse/sync/publish"
)

// noon is when the tests happen, a Sunday.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func paris(t testing.TB) *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// fake is a platform whose answers a test writes.
type fake struct {
	listings []tresse.Listing
	bookings []tresse.Booking
}

func (f *fake) Pull(_ context.Context, _ connectors.Cursor, emit func(connectors.Batch) error) (connectors.Outcome, error) {
	err := emit(connectors.Batch{Listings: slices.Clone(f.listings), Bookings: slices.Clone(f.bookings), Read: len(f.listings)})
	return connectors.Outcome{Coverage: []connectors.Coverage{{Scope: "all"}}}, err
}

// house is a server over a real store that a real engine fills.
type house struct {
	t      testing.TB
	mu     sync.Mutex
	at     time.Time // guarded by mu
	store  *store.Store
	engine *syncer.Engine
	server *Server
	logged *logged
	public *fake // source "agenda", public
	own    *fake // source "rendezvous"
}

// logged gathers what is logged, at every level.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newHouse(t testing.TB, change ...func(*Options)) *house {
	t.Helper()
	h := &house{t: t, at: noon, logged: &logged{}, public: &fake{}, own: &fake{}}
	log := zerolog.New(h.logged).Level(zerolog.TraceLevel)
	var err error
	h.store, err = store.Open(filepath.Join(t.TempDir(), "tresse.db"), store.Options{Now: h.now, Log: log, AnyPlace: true})
	h.must(err)
	h.engine, err = syncer.New(h.store, syncer.Options{Zone: paris(t), Now: h.now, Log: log, Sources: []syncer.Source{
		{Name: "agenda", Root: "agenda", Kind: "fake", Place: 0, Public: true, Every: time.Hour, Connector: h.public},
		{Name: "rendezvous", Root: "rendezvous", Kind: "fake", Place: 1, Every: time.Hour, Connector: h.own},
	}})
	h.must(err)
	o := Options{Store: h.store, Zone: paris(t), Now: h.now, Log: log, Config: config.Web{PublicURL: "https://agenda.example.org", PublicFeed: true}}
	for _, f := range change {
		f(&o)
	}
	h.server, err = New(o)
	h.must(err)
	t.Cleanup(func() {
		_ = h.server.Close()
		_ = h.store.Close()
	})
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

// sync reads the sources and waits until the feeds show it.
func (h *house) sync() {
	h.t.Helper()
	h.pass(time.Minute)
	report, err := h.engine.Round(context.Background(), syncer.RoundOptions{})
	h.must(err)
	if report.Failed() {
		h.t.Fatalf("round failed: %+v", report)
	}
	h.settle()
}

func (h *house) settle() {
	h.t.Helper()
	h.server.Changed()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	h.must(h.server.Settle(ctx))
}

// list adds a listing that starts some hours after noon.
func (f *fake) list(source, external, title string, hours int) *tresse.Listing {
	start := noon.Add(time.Duration(hours) * time.Hour)
	f.listings = append(f.listings, tresse.Listing{
		Ref: tresse.NewRef(source, external), ID: tresse.NewID(tresse.KeyOwn(source, external)), Keys: []string{tresse.KeyOwn(source, external)},
		Parent: external, Scopes: []string{"all"}, Title: title, Start: tresse.At(start), End: tresse.At(start.Add(2 * time.Hour)),
	})
	return &f.listings[len(f.listings)-1]
}

func (f *fake) book(source, listing, external, first, last, email string) {
	f.bookings = append(f.bookings, tresse.Booking{
		Ref: tresse.NewRef(source, external), Listing: tresse.NewRef(source, listing), Scopes: []string{"all"},
		Person: tresse.Person{FirstName: first, LastName: last, Emails: []string{email}},
	})
}

// quarter fills the sources with a few sessions and invented people.
func (h *house) quarter() {
	h.t.Helper()
	cv := h.public.list("agenda", "1", "Créer son CV", 26)
	cv.Kind, cv.Place, cv.Hosts = tresse.Workshop, tresse.Place{Name: "Médiathèque Jean-Macé", City: "Saint-Étienne"}, []tresse.Host{{Name: "Nadia Roussel", Email: "nadia@example.org"}}
	open := h.public.list("agenda", "2", "Permanence numérique", 50)
	open.Kind, open.Place = tresse.DropIn, tresse.Place{Name: "Mairie annexe", City: "Lens"}
	past := h.public.list("agenda", "3", "Découvrir la tablette", -100)
	past.Kind = tresse.Workshop
	meeting := h.own.list("rendezvous", "r1", "Entretien avec Zoé Quelconque", 74)
	meeting.Kind, meeting.Place = tresse.Appointment, tresse.Place{Name: "Bureau 12", City: "Lens"}
	private := h.own.list("rendezvous", "r2", "Bilan confidentiel", 98)
	private.Private, private.Kind, private.Hosts = true, tresse.Workshop, []tresse.Host{{Name: "Nadia Roussel"}}
	h.own.book("rendezvous", "r1", "b1", "Zoé", "Quelconque", "zoe.quelconque@example.org")
	h.own.book("rendezvous", "r2", "b2", "Aurélien", "Lambert", "aurelien@example.org")
	h.public.book("agenda", "3", "b3", "Zoé", "Quelconque", "zoe.quelconque@example.org")
	h.sync()
}

// feedAddress makes a feed address and returns its access and path.
func (h *house) feedAddress(a tresse.Audience) (tresse.Access, string) {
	access, secret := h.access(tresse.PurposeFeed)
	access.Audience = a
	h.must(h.store.PutAccesses(access))
	return access, "/feed/" + secret + ".ics"
}

func (h *house) token() string {
	access, secret := h.access(tresse.PurposeAPI)
	h.must(h.store.PutAccesses(access))
	return secret
}

func (h *house) access(p tresse.Purpose) (tresse.Access, string) {
	h.t.Helper()
	list, err := h.store.Accesses()
	h.must(err)
	return tresse.NewAccess([32]byte{7, byte(len(list))}, p, h.now())
}

// get asks as a program on this machine does; header is name, value in turn.
func (h *house) get(path string, header ...string) *http.Response {
	return h.ask(http.MethodGet, path, header...)
}

func (h *house) ask(method, path string, header ...string) *http.Response {
	h.t.Helper()
	r := httptest.NewRequest(method, "http://127.0.0.1:8080"+path, nil)
	r.RemoteAddr = "127.0.0.1:50000"
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.server.ServeHTTP(w, r)
	return w.Result()
}

func body(t testing.TB, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func status(t testing.TB, r *http.Response, want int) {
	t.Helper()
	if r.StatusCode != want {
		t.Errorf("%s, want %d", r.Status, want)
	}
}

// calendar reads a feed that must be a good one.
func (h *house) calendar(path string, header ...string) string {
	h.t.Helper()
	r := h.get(path, header...)
	status(h.t, r, http.StatusOK)
	text := body(h.t, r)
	for _, finding := range publish.Lint([]byte(text)) {
		h.t.Errorf("feed: %s", finding)
	}
	return text
}

func titles(calendar string) []string {
	var list []string
	for _, line := range strings.Split(calendar, "\r\n") {
		if title, is := strings.CutPrefix(line, "SUMMARY:"); is {
			list = append(list, strings.ReplaceAll(title, "\u00a0", " "))
		}
	}
	slices.Sort(list)
	return list
}

func equal(t testing.TB, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}
