package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/rs/zerolog"

	"tresse/config"
	"tresse/store"
	"tresse/sync/publish"
)

// Options are what a Server is made of.
type Options struct {
	Store  *store.Store // required
	Zone   *time.Location
	Config config.Web
	// FeedNames has the mediator's own feeds show who is registered, but to
	// programs that keep calendars in a cloud.
	FeedNames bool
	Now       func() time.Time
	Log       zerolog.Logger
	// Health returns what /healthz says of the sources, anything that JSON can
	// hold; nil has it say what the store remembers of them.
	Health func() any
	// Duplicates returns the pairs that need a human, most valuable first: of
	// people, or of sessions. Where it is nil, /api/v1/duplicates is 404.
	Duplicates func(sessions bool) ([]publish.Duplicate, error)
	// Counter returns who books at the counter, nil where nobody can just now.
	Counter func() Counter
	// Files returns who takes files that are handed in, nil where nobody can just
	// now.
	Files func() Files
	// BirthYear: no more than the year of a birth is kept.
	BirthYear bool
	// Pushes returns who takes what platforms push, nil where nobody can just
	// now. Where it is nil itself, no address is known.
	Pushes func() Pushes
	// Connected finishes a consent that came back; nil where none is awaited.
	Connected Connected
}

// A Server answers over HTTP. It is made by New and ended by Close, before the
// store is closed.
type Server struct {
	store      *store.Store
	zone       *time.Location
	config     config.Web
	feedNames  bool
	now        func() time.Time
	log        zerolog.Logger
	health     func() any
	duplicates func(bool) ([]publish.Duplicate, error)
	pushes     func() Pushes
	counter    func() Counter
	files      func() Files
	birthYear  bool
	connected  Connected

	accesses *accesses
	readings *readings
	shelf    *shelf
	maker    *maker
	page     *page
	styled   asset
	counters []*counter // one a route; only New adds
	reading  chan struct{}
	pushing  chan struct{}
	filing   chan struct{} // full while files arrive
	handler  http.Handler
}

// atOnce bounds how many lists of the API are being made: each may hold some
// megabytes for a moment.
const atOnce = 4

// New returns a handler of all addresses. A template that does not fit its page
// is an error now, not when somebody looks.
func New(o Options) (*Server, error) {
	if o.Store == nil {
		return nil, errors.New("web: no store")
	}
	s := &Server{
		store: o.Store, zone: o.Zone, config: o.Config, feedNames: o.FeedNames, now: o.Now, log: o.Log, health: o.Health, duplicates: o.Duplicates, pushes: o.Pushes, counter: o.Counter, files: o.Files, birthYear: o.BirthYear, connected: o.Connected,
		reading: make(chan struct{}, atOnce), pushing: make(chan struct{}, pushesAtOnce), filing: make(chan struct{}, 2),
	}
	if s.zone == nil {
		s.zone = time.UTC
	}
	if s.now == nil {
		s.now = time.Now
	}
	var err error
	if s.styled, err = stylesheet(); err != nil {
		return nil, err
	}
	if s.page, err = newPage(s.styled.path); err != nil {
		return nil, err
	}
	s.accesses = &accesses{store: o.Store, log: o.Log}
	s.readings = newReadings(o.Store, o.Log)
	s.shelf = newShelf()
	s.maker = newMaker(s)
	s.handler = s.routes()
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Changed says that the store changed: the feeds are made again, soon and
// several changes together. It returns at once and may be called at any rate.
func (s *Server) Changed() { s.maker.changed() }

// Settle waits until the feeds show all that Changed was told of before, or ctx
// ends: a command that changed something says so once its effect can be seen.
func (s *Server) Settle(ctx context.Context) error { return s.maker.settle(ctx) }

// Close ends what goes on behind the requests and keeps when addresses were last
// read. Requests that still come are served from what is there.
func (s *Server) Close() error {
	s.maker.close()
	return s.readings.close()
}
