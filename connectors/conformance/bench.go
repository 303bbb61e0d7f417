package conformance

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/rs/zerolog"

	"tresse/connectors"
)

// T is what a check needs of a test.
type T interface {
	Helper()
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Cleanup(func())
	Context() context.Context
}

// noon is when all checks begin: between summer and both changes of the clock.
var noon = time.Date(2026, 10, 14, 10, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

// reach is the horizon of most checks: enough for what they list.
const reach = 45 * day

// A bench is a stand-in behind a front, and the connector that reads it.
type bench struct {
	T
	*Subject
	stand   Standin
	front   *front // nil where nothing speaks HTTP
	address string
	env     connectors.Env
	haste   Haste
	log     *journal
	caller  *caller
	items   []listed
	names   []string // texts that may stand in no error, log line or notice

	c connectors.Connector

	mu    sync.Mutex // guards clock
	clock time.Time
}

// listed is an item that the stand-in was given.
type listed struct {
	Item
	ids []string // its listing's, then its bookings'
}

func newBench(t T, s *Subject) *bench {
	t.Helper()
	b := &bench{
		T: t, Subject: s, clock: noon, log: &journal{}, caller: newCaller(),
		haste: Haste{MinWait: time.Millisecond, MaxWait: 5 * time.Millisecond},
		names: append([]string{spilled, "Ebruitee", "ebruitee"}, s.Secrets...),
	}
	b.stand = s.Stand(b.now)
	b.address = b.stand.Address
	if b.stand.Handler != nil {
		b.front = &front{next: b.stand.Handler, renews: s.Renews}
		b.address = b.serve(b.front)
	}
	b.env = connectors.Env{
		Name: "source", Root: "source", Zone: paris(t), Horizon: reach, Now: b.now,
		Secret: func(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte("bench|"+text)))[:32] },
		Log:    zerolog.New(b.log).Level(zerolog.TraceLevel),
	}
	b.open()
	return b
}

// serve starts a server on loopback and returns its address.
func (b *bench) serve(f *front) string {
	server := httptest.NewUnstartedServer(f)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	b.Cleanup(server.Close)
	return server.URL
}

// open makes the connector anew, as a restart of the program does.
func (b *bench) open() {
	b.Helper()
	b.c = b.connector(b.env)
}

func (b *bench) connector(env connectors.Env) connectors.Connector {
	b.Helper()
	c, err := b.New(decoder(b.Config(b.address)), env, b.haste)
	if err != nil {
		b.Fatalf("the connector is not made: %v", err)
	}
	return c
}

// decoder decodes the keys of one source as config does: strictly, and without
// those that every source has.
func decoder(block string) func(any) error {
	return func(into any) error {
		meta, err := toml.Decode(block, into)
		if err != nil {
			return err
		}
		for _, key := range meta.Undecoded() {
			if !everySource[key[0]] {
				return fmt.Errorf("%w: %s", errUnknownKey, key)
			}
		}
		return nil
	}
}

var errUnknownKey = errors.New("unknown key")

// everySource are the keys that config reads itself (CONTRACT §3).
var everySource = map[string]bool{
	"name": true, "was": true, "kind": true, "every": true, "horizon": true, "public": true,
	"disabled": true, "session_kind": true,
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.clock
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clock = b.clock.Add(d)
}

// add lists an item; a second passes, for platforms that sort by change.
func (b *bench) add(i Item) listed {
	b.Helper()
	b.pass(time.Second)
	l := listed{i, b.stand.Add(i)}
	if len(l.ids) == 0 {
		b.Fatalf("the stand-in names nothing for an item")
	}
	b.items = append(b.items, l)
	return l
}

// fill lists n items over the next month, an hour long. Where there are pages,
// they come in clumps that begin within one hour and do not fit on a page, so
// that no choice of dates spares a connector from turning pages.
func (b *bench) fill(n int) {
	b.Helper()
	per := 1
	if b.stand.Page > 0 {
		per = b.stand.Page + 3
	}
	clumps := (n + per - 1) / per
	for k := range n {
		start := noon.Add(day + time.Duration(k/per)*30*day/time.Duration(clumps)).Truncate(time.Hour)
		start = start.Add(time.Duration(k%per%12) * 5 * time.Minute)
		b.add(Item{
			Title: fmt.Sprintf("Atelier numero%04d", len(b.items)), Start: start, End: start.Add(time.Hour),
			Person: b.person(len(b.items)),
		})
	}
}

// person invents one, whose name is a marker.
func (b *bench) person(n int) Person {
	p := Person{
		First: "Zenobie", Last: fmt.Sprintf("Wendelgarde%d", n), Email: fmt.Sprintf("wendelgarde.%d@example.fr", n),
		Phone: fmt.Sprintf("06 39 98 %02d %02d", n/100%100, n%100),
	}
	if n == 0 {
		b.names = append(b.names, p.First, "Wendelgarde", "wendelgarde")
	}
	return p
}

// rows are as many items as n pages hold, and some.
func (b *bench) rows(pages int) int { return pages*max(1, b.stand.Page) + 3 }

func paris(t T) *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatalf("%v", err)
	}
	return zone
}

// A journal keeps log lines.
type journal struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.lines.Write(p)
}

// take returns the lines so far and forgets them.
func (j *journal) take() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	text := j.lines.String()
	j.lines.Reset()
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}
