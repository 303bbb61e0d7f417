package openagenda

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/openagenda/openagendatest"
)

func TestFaultsAreFailuresAndLoseNothing(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault openagendatest.Fault
		want  tresse.Trouble
	}{
		{"403", openagendatest.Forbidden, tresse.TroubleConfig},
		{"401", openagendatest.Unauthorized, tresse.TroubleConfig},
		{"404", openagendatest.NotFound, tresse.TroubleNotFound},
		{"429", openagendatest.TooMany, tresse.TroubleLater},
		{"500", openagendatest.Broken, tresse.TroubleTemporary},
		{"502 with a web page", openagendatest.BadGateway, tresse.TroubleTemporary},
		{"503", openagendatest.Unavailable, tresse.TroubleTemporary},
		{"200 with a web page", openagendatest.WebPage, tresse.TroubleAnswer},
		{"success:false", openagendatest.NotSuccess, tresse.TroubleAnswer},
		{"truncated", openagendatest.Truncated, tresse.TroubleAnswer},
		{"cut short", openagendatest.CutShort, tresse.TroubleAnswer},
		{"garbage", openagendatest.Garbage, tresse.TroubleAnswer},
		{"reset", openagendatest.Reset, tresse.TroubleTemporary},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.fill(val, 65)
			b.mustPull()
			for i := range 60 {
				b.stand.Edit(10_000+int64(i), func(e *openagendatest.Event) { e.Title += " (bis)" })
			}
			b.from = nil
			b.stand.Set(func(m *openagendatest.Modes) { m.Fault, m.Times, m.Pass = c.fault, -1, 1 })
			err := b.pull(t.Context())
			if got := tresse.TroubleOf(err); err == nil || got != c.want {
				t.Fatalf("%v: %q, want %q", err, got, c.want)
			}
			if !strings.HasPrefix(err.Error(), "openagenda: read agenda 73510284: page 2: ") {
				t.Error(err)
			}
			if strings.Contains(err.Error(), openagendatest.Key) {
				t.Error("the key is in the error:", err)
			}
			if tresse.AdviceOf(err) == "" {
				t.Error("no advice")
			}
			if len(b.out.Coverage) != 0 || b.out.Requests < 2 || len(b.missing()) != 0 || len(b.standing()) != 130 {
				t.Errorf("%+v, %d standing", b.out, len(b.standing()))
			}
			// The first page was kept; once the platform is well the rest comes.
			b.stand.Behave()
			b.mustPull()
			b.mustPull()
			if len(b.missing()) != 0 || len(b.standing()) != 130 {
				t.Error(len(b.missing()), len(b.standing()))
			}
			for ref, k := range b.kept {
				if k.Parent < "10060" != strings.HasSuffix(k.Title, " (bis)") {
					t.Fatal(ref, k.Title)
				}
			}
		})
	}
}

func TestPassingFaultsAreRiddenOut(t *testing.T) {
	for _, fault := range []openagendatest.Fault{
		openagendatest.Broken, openagendatest.BadGateway, openagendatest.Unavailable, openagendatest.TooMany,
		openagendatest.WebPage, openagendatest.Truncated, openagendatest.CutShort, openagendatest.Garbage, openagendatest.Reset,
	} {
		b := newBench(t)
		b.fill(val, 65)
		b.stand.Set(func(m *openagendatest.Modes) { m.Fault, m.Times, m.Pass = fault, 1, 1 })
		if err := b.pull(t.Context()); err != nil {
			t.Errorf("fault %d: %v", fault, err)
		}
		if len(b.standing()) != 130 {
			t.Errorf("fault %d: %d listings", fault, len(b.standing()))
		}
	}
}

func TestWaitThatThePlatformAsksFor(t *testing.T) {
	b := newBench(t, val, ville)
	b.stand.Set(func(m *openagendatest.Modes) { m.Fault, m.Times, m.RetryAfter = openagendatest.TooMany, -1, "86400" })
	err := b.pull(t.Context())
	var e *tresse.Error
	if !errors.As(err, &e) || e.Trouble != tresse.TroubleLater || e.Wait != 24*time.Hour {
		t.Fatalf("%v %+v", err, e)
	}
	if n := len(b.stand.Requests()); n != 1 {
		t.Errorf("%d requests to a platform that asked to wait", n)
	}
}

func TestRefusedKeyIsSaidOnce(t *testing.T) {
	b := newBench(t, val, ville)
	b.stand.Allow("une-autre")
	err := b.pull(t.Context())
	if tresse.TroubleOf(err) != tresse.TroubleConfig {
		t.Fatal(err)
	}
	if n := strings.Count(tresse.AdviceOf(err), "La clé OpenAgenda est refusée"); n != 1 {
		t.Error(tresse.AdviceOf(err))
	}
	if b.resume != nil {
		t.Error("nothing was read: nothing to take up")
	}
}

// One agenda that is gone does not keep the others from being read, and nothing
// of it is taken for gone.
func TestOneAgendaOfSeveralFails(t *testing.T) {
	b := newBench(t, ville, val)
	b.fill(val, 10)
	b.fillOther(ville, 10)
	b.mustPull()
	b.stand.RemoveAgenda(ville)
	for range 3 {
		b.now = b.now.Add(26 * time.Hour)
		b.stand.Edit(10_001, func(e *openagendatest.Event) { e.Title += "!" })
		b.stand.Put(val, workshop("Atelier nouveau", b.now.AddDate(0, 0, 3), 1))
		err := b.pull(t.Context())
		if tresse.TroubleOf(err) != tresse.TroubleNotFound || !strings.Contains(tresse.AdviceOf(err), "L’agenda 52093316 est introuvable") {
			t.Fatal(err, tresse.AdviceOf(err))
		}
	}
	if len(b.standing()) != 33 || len(b.missing()) != 0 || b.get("10001@20261016T120000Z").Title != "Atelier 1!!!" {
		t.Error(b.standing(), b.get("10001@20261016T120000Z").Title)
	}
	// Once it has left the configuration, what it listed stays as it was.
	b.open(val)
	b.stand.Remove(10_002, val)
	for range 3 {
		b.mustPull()
		b.now = b.now.Add(26 * time.Hour)
	}
	if len(b.missing()) != 2 || len(b.standing()) != 31 {
		t.Error(b.missing(), len(b.standing()))
	}
}

func TestRepeatedCursorIsAFailure(t *testing.T) {
	b := newBench(t)
	b.fill(val, 65)
	b.mustPull()
	b.from = nil
	b.stand.Set(func(m *openagendatest.Modes) { m.RepeatCursor = true })
	for range 4 {
		err := b.pull(t.Context())
		if tresse.TroubleOf(err) != tresse.TroubleAnswer || !strings.Contains(err.Error(), "the cursor repeats") {
			t.Fatal(err)
		}
		if len(b.missing()) != 0 {
			t.Fatal(b.missing())
		}
	}
	b.stand.Behave()
	b.mustPull()
	if len(b.standing()) != 130 {
		t.Error(len(b.standing()))
	}
}

func TestResumeGoesOnWhereItGotTo(t *testing.T) {
	b := newBench(t)
	b.fill(val, 100)
	b.stand.Set(func(m *openagendatest.Modes) { m.Fault, m.Times, m.Pass = openagendatest.Forbidden, -1, 2 })
	if err := b.pull(t.Context()); tresse.TroubleOf(err) != tresse.TroubleConfig {
		t.Fatal(err)
	}
	if len(b.standing()) != 120 {
		t.Fatal("the two pages that came were not kept:", len(b.standing()))
	}
	b.stand.Behave()
	b.stand.Forget()
	b.mustPull()
	if len(b.standing()) != 200 || b.read() != 40 {
		t.Errorf("%d listings, %d events read again", len(b.standing()), b.read())
	}
	if after := b.asked()[0]["after[]"]; !slices.Equal(after, []string{"1791969540000", "10059"}) {
		t.Error(after)
	}
	// What was unpublished in the part that was not read again is found.
	b.stand.Publish(10_000, val, openagendatest.Refused)
	b.now = b.now.Add(25 * time.Hour)
	b.mustPull()
	if len(b.missing()) != 2 {
		t.Error(b.missing())
	}
}

// A page that always fails does not block what comes after it for ever.
func TestPageThatAlwaysFails(t *testing.T) {
	b := newBench(t)
	b.fill(val, 100)
	b.stand.Set(func(m *openagendatest.Modes) { m.BrokenPage = 2 })
	if err := b.pull(t.Context()); tresse.TroubleOf(err) != tresse.TroubleTemporary {
		t.Fatal(err)
	}
	for range 8 {
		if b.pull(t.Context()) == nil {
			break
		}
	}
	if len(b.standing()) != 200 {
		t.Error(len(b.standing()))
	}
}

// An event that the platform cannot give is refused alone.
func TestEventThatAlwaysFails(t *testing.T) {
	for _, first := range []bool{true, false} {
		b := newBench(t)
		b.fill(val, 100)
		if !first {
			b.mustPull()
			b.now = b.now.Add(time.Hour)
			for i := range 90 {
				b.stand.Edit(10_000+int64(i), func(e *openagendatest.Event) { e.Title += " (bis)" })
			}
		}
		b.stand.Set(func(m *openagendatest.Modes) { m.Poison = []int64{10_035, 10_077} })
		if err := b.pull(t.Context()); tresse.TroubleOf(err) != tresse.TroubleTemporary {
			t.Fatal(err)
		}
		b.mustPull()
		var items []string
		for _, r := range b.rejected() {
			items = append(items, r.Item+" "+r.Parent+" "+r.Reason)
		}
		want := []string{"10035 10035 the platform does not give it: status 500", "10077 10077 the platform does not give it: status 500"}
		if !slices.Equal(items, want) {
			t.Error(items)
		}
		known := 200
		if first {
			known = 196
		}
		if len(b.standing()) != known || len(b.missing()) != 0 {
			t.Errorf("first %v: %d standing", first, len(b.standing()))
		}
		if !first && !strings.HasSuffix(b.get("10089@20270112T130000Z").Title, "(bis)") {
			t.Error("what comes after was not reached")
		}
		// A sweep, and after a week a full read, get through as well.
		for range 24 {
			b.now = b.now.Add(13 * time.Hour)
			_ = b.pull(t.Context())
		}
		if err := b.pull(t.Context()); err != nil {
			t.Error(err)
		}
		if full := b.c.newCursor(b.from).Agendas[val].Full; time.Unix(full, 0).Before(noon.AddDate(0, 0, 6)) {
			t.Error("never read in full:", time.Unix(full, 0))
		}
		if len(b.missing()) != 0 {
			t.Error(b.missing())
		}
	}
}

// While nothing works, each pull costs little and forgets nothing.
func TestLongOutage(t *testing.T) {
	b := newBench(t)
	b.fill(val, 50)
	b.mustPull()
	b.stand.Set(func(m *openagendatest.Modes) { m.Fault, m.Times = openagendatest.Broken, -1 })
	for range 10 {
		b.now = b.now.Add(10 * time.Hour)
		b.stand.Forget()
		if err := b.pull(t.Context()); err == nil {
			t.Fatal("no failure")
		}
		if n := len(b.stand.Requests()); n > 8 {
			t.Errorf("%d requests to a platform that is down", n)
		}
	}
	b.stand.Behave()
	b.stand.Publish(10_000, val, openagendatest.Ready)
	b.stand.Edit(10_001, func(e *openagendatest.Event) { e.Timings = e.Timings[:1] })
	for range 2 {
		b.mustPull()
	}
	if len(b.missing()) != 3 {
		t.Error(b.missing())
	}
}

func TestCancelMidPage(t *testing.T) {
	b := newBench(t)
	b.fill(val, 65)
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan struct{})
	b.stand.Set(func(m *openagendatest.Modes) {
		m.Intercept = func(w http.ResponseWriter, r *http.Request) bool {
			if !r.URL.Query().Has("after[]") {
				return false
			}
			io.WriteString(w, `{"success":true,"events":[`)
			http.NewResponseController(w).Flush()
			cancel()
			<-r.Context().Done() // the reader has hung up
			close(gone)
			return true
		}
	})
	err := b.pull(ctx)
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	<-gone
	if len(b.standing()) != 60 {
		t.Error(len(b.standing()))
	}
	b.stand.Behave()
	b.mustPull()
	if len(b.standing()) != 130 {
		t.Error(len(b.standing()))
	}
}

func TestRefusalOfTheCallerEndsThePull(t *testing.T) {
	b := newBench(t, val, ville)
	b.fill(val, 65)
	full := errors.New("no room")
	b.emitHook = func(connectors.Batch) error { return full }
	if err := b.pull(t.Context()); err != full {
		t.Error(err)
	}
	if n := len(b.stand.Requests()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// The server's clock may be wrong for one event; what comes before that moment
// is not lost.
func TestMomentInTheFuture(t *testing.T) {
	b := newBench(t)
	b.fill(val, 5)
	far := workshop("Atelier de 2099", noon.AddDate(0, 0, 1), 1)
	far.UpdatedAt = time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)
	b.stand.Put(val, far)
	b.mustPull()
	b.now = b.now.Add(time.Hour)
	b.stand.Edit(10_001, func(e *openagendatest.Event) { e.Title = "Atelier changé" })
	b.mustPull()
	if title := b.get("10001@20261016T120000Z").Title; title != "Atelier changé" {
		t.Error(title)
	}
}

// Our own clock may have been wrong when the cursor was written.
func TestCursorOfAWrongClock(t *testing.T) {
	b := newBench(t)
	b.now = noon.AddDate(20, 0, 0)
	b.fill(val, 5)
	b.mustPull()
	b.now = noon
	b.mustPull()
	if w := (&pull{c: b.c, now: noon}).window(b.c.newCursor(b.from).Agendas[val]); w.to.After(noon.Add(b.env.Horizon)) {
		t.Error(w)
	}
}

func TestTwoConnectorsAtOnce(t *testing.T) {
	b := newBench(t)
	b.fill(val, 40)
	done := make(chan error)
	for range 2 {
		c := b.connector("url = \"" + b.url + "\"\nkey = \"" + openagendatest.Key + "\"\nagendas = [73510284]")
		go func() {
			_, err := c.Pull(t.Context(), nil, func(connectors.Batch) error { return nil })
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
