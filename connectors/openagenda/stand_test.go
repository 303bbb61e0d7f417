package openagenda

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/httpx"
	"tresse/connectors/openagenda/openagendatest"
)

// update is the flag of the suite in connectors/conformance, which reads
// testdata/cases.
var update = flag.Bool("update", false, "rewrite the golden files of testdata/cases")

const (
	val   = int64(73510284) // the agenda of most tests
	ville = int64(52093316) // a second one
)

// noon is the moment of most tests.
var noon = time.Date(2026, 10, 14, 10, 0, 0, 0, time.UTC)

// A bench is a stand-in, a connector that reads it, and what a caller would
// have kept of it.
type bench struct {
	t     *testing.T
	stand *openagendatest.Server
	url   string
	now   time.Time
	env   connectors.Env
	c     *connector
	kept  map[tresse.Ref]*kept
	from  connectors.Cursor
	// of the last pull
	resume   connectors.Cursor
	resumed  bool
	batches  []connectors.Batch
	out      connectors.Outcome
	emitHook func(connectors.Batch) error
}

// kept is a listing as the store would have it.
type kept struct {
	tresse.Listing
	scopes map[string]bool
	was    map[string]bool // scopes that were taken off by the last pull
}

func newBench(t *testing.T, agendas ...int64) *bench {
	t.Helper()
	b := &bench{t: t, now: noon, kept: map[tresse.Ref]*kept{}}
	b.stand = openagendatest.New(func() time.Time { return b.now })
	b.stand.Cap(30) // so that few events make several pages
	if len(agendas) == 0 {
		agendas = []int64{val}
	}
	for _, uid := range agendas {
		b.stand.AddAgenda(openagendatest.Agenda{UID: uid, Title: fmt.Sprintf("Agenda %d", uid)})
	}
	server := httptest.NewUnstartedServer(b.stand)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	t.Cleanup(server.Close)
	b.url = server.URL + "/v2"
	b.env = connectors.Env{
		Name: "agenda", Root: "agenda", Zone: paris(), Horizon: 400 * 24 * time.Hour,
		Now: func() time.Time { return b.now },
	}
	b.open(agendas...)
	return b
}

// open makes the connector anew for these agendas.
func (b *bench) open(agendas ...int64) {
	b.t.Helper()
	list := strings.ReplaceAll(strings.Trim(fmt.Sprint(agendas), "[]"), " ", ", ")
	b.c = b.connector(fmt.Sprintf("url = %q\nkey = %q\nagendas = [%s]", b.url, openagendatest.Key, list))
}

func (b *bench) connector(block string) *connector {
	b.t.Helper()
	c, err := openWith(decoder(block), b.env, impatient)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// impatient waits a millisecond where the connector would wait seconds.
func impatient(o *httpx.Options) { o.MinWait, o.MaxWait = time.Millisecond, 2*time.Millisecond }

func decoder(block string) func(any) error {
	return func(into any) error {
		_, err := toml.Decode(block, into)
		return err
	}
}

func paris() *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return zone
}

// pull reads from where the last pull got to, and keeps what a caller keeps.
func (b *bench) pull(ctx context.Context) error {
	b.batches, b.resumed = nil, b.resume != nil
	from := b.from
	if b.resumed {
		from = b.resume
	}
	out, err := b.c.Pull(ctx, from, func(batch connectors.Batch) error {
		if b.emitHook != nil {
			if err := b.emitHook(batch); err != nil {
				return err
			}
		}
		b.batches = append(b.batches, batch)
		if batch.Resume != nil {
			if len(batch.Resume) > 64<<10 {
				b.t.Errorf("a cursor of %d bytes", len(batch.Resume))
			}
			b.resume = batch.Resume
		}
		return nil
	})
	b.out = out
	b.keep(err == nil)
	if err == nil {
		b.from, b.resume = out.Cursor, nil
	}
	return err
}

func (b *bench) mustPull() {
	b.t.Helper()
	if err := b.pull(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// keep does with the batches what sync promises (DESIGN §5): facts are kept
// whatever happens, and what is covered and was not seen leaves its scope when
// the pull ended well.
func (b *bench) keep(ended bool) {
	seen := map[string]bool{}
	told := map[connectors.Tombstone]bool{}
	spared := map[string]bool{}
	blind := false
	for _, k := range b.kept {
		k.was = map[string]bool{}
	}
	for _, batch := range b.batches {
		for _, l := range batch.Listings {
			k := b.kept[l.Ref]
			if k == nil {
				k = &kept{scopes: map[string]bool{}, was: map[string]bool{}}
				b.kept[l.Ref] = k
			}
			k.Listing = l
			for _, scope := range l.Scopes {
				k.scopes[scope] = true
				seen[scope+" "+string(l.Ref)] = true
			}
		}
		for _, s := range batch.Seen {
			seen[s.Scope+" "+s.Parent] = true
		}
		for _, g := range batch.Gone {
			told[g] = true
		}
		for _, r := range batch.Rejected {
			if !r.Kept {
				spared[r.Item], spared[r.Parent] = true, true
				blind = blind || r.Item == "" && r.Parent == ""
			}
		}
	}
	if !ended {
		return
	}
	for _, k := range b.kept {
		for scope := range maps.Clone(k.scopes) {
			switch {
			case seen[scope+" "+string(k.Ref)], seen[scope+" "+k.Parent]:
			case told[connectors.Tombstone{Scope: scope, Parent: k.Parent}]:
				delete(k.scopes, scope)
				k.was[scope] = true
			case blind, spared[k.Parent]:
			case b.covered(scope, k):
				delete(k.scopes, scope)
				k.was[scope] = true
			}
		}
	}
}

func (b *bench) covered(scope string, k *kept) bool {
	for _, c := range b.out.Coverage {
		switch {
		case c.Scope != scope:
		case c.Parent != "":
			if c.Parent == k.Parent && !k.Start.Before(c.From) && k.Start.Before(c.To) {
				return true
			}
		case b.resumed:
		case c.From.IsZero() || !k.Start.Before(c.From) && k.Start.Before(c.To):
			return true
		}
	}
	return false
}

// standing lists the refs that still stand somewhere.
func (b *bench) standing() []string {
	var refs []string
	for ref, k := range b.kept {
		if len(k.scopes) > 0 {
			refs = append(refs, ref.External())
		}
	}
	slices.Sort(refs)
	return refs
}

// missing lists what stood and no longer does.
func (b *bench) missing() []tresse.Ref {
	var refs []tresse.Ref
	for ref, k := range b.kept {
		if len(k.scopes) == 0 {
			refs = append(refs, ref)
		}
	}
	slices.Sort(refs)
	return refs
}

func (b *bench) get(external string) tresse.Listing {
	b.t.Helper()
	k := b.kept[tresse.NewRef("agenda", external)]
	if k == nil {
		b.t.Fatalf("no listing %s among %d", external, len(b.standing()))
	}
	return k.Listing
}

func (b *bench) rejected() []connectors.Rejection {
	var all []connectors.Rejection
	for _, batch := range b.batches {
		all = append(all, batch.Rejected...)
	}
	return all
}

func (b *bench) read() int {
	n := 0
	for _, batch := range b.batches {
		n += batch.Read
	}
	return n
}

// workshop is an event with slots on following days at 14:00 in Paris.
func workshop(title string, first time.Time, slots int) openagendatest.Event {
	e := openagendatest.Event{Title: title, Description: "Une séance.", Location: openagendatest.Amandiers()}
	y, m, d := first.In(paris()).Date()
	for i := range slots {
		begin := time.Date(y, m, d+i, 14, 0, 0, 0, paris())
		e.Timings = append(e.Timings, openagendatest.Timing{Begin: begin, End: begin.Add(2 * time.Hour)})
	}
	return e
}

// fill puts n workshops of two slots each in an agenda, updated a minute apart.
func (b *bench) fill(agenda int64, n int) {
	for i := range n {
		e := workshop(fmt.Sprintf("Atelier %d", i), b.now.AddDate(0, 0, 1+i%200), 2)
		e.UID = 10_000 + int64(i)
		e.UpdatedAt = b.now.Add(time.Duration(i-n) * time.Minute)
		b.stand.Put(agenda, e)
	}
}
