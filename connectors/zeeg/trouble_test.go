package zeeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/httpx"
	"tresse/connectors/zeeg/zeegtest"
)

// answerWith makes the stand-in answer every request so.
func (h *house) answerWith(status int, body string) {
	h.stand.Set(func(m *zeegtest.Modes) {
		m.Intercept = func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(status)
			io.WriteString(w, body)
			return true
		}
	})
}

func TestTroubles(t *testing.T) {
	for name, c := range map[string]struct {
		set     func(h *house)
		trouble tresse.Trouble
		status  int
		advice  string
	}{
		"token":   {func(h *house) { h.stand.Allow("autre") }, tresse.TroubleConfig, 401, "refuse le jeton"},
		"own":     {func(h *house) { h.stand.Allow(zeegtest.Token, "users:read") }, tresse.TroubleConfig, 403, "permission events:read"},
		"all":     {func(h *house) { h.connect(h.options.URL, scopeAll, ""); h.stand.Allow(zeegtest.Token, "events:read") }, tresse.TroubleConfig, 403, "admin:full"},
		"address": {func(h *house) { h.connect(h.options.URL+"/v3", scopeOwn, "") }, tresse.TroubleNotFound, 404, "vérifiez « url »"},
		"later":   {func(h *house) { h.stand.Set(func(m *zeegtest.Modes) { m.TooMany, m.RetryAfter = 99, "90" }) }, tresse.TroubleLater, 429, "patienter"},
		"slower":  {func(h *house) { h.stand.Set(func(m *zeegtest.Modes) { m.TooMany = 99 }) }, tresse.TroubleLater, 429, "patienter"},
		"broken":  {func(h *house) { h.stand.Set(func(m *zeegtest.Modes) { m.Broken = 99 }) }, tresse.TroubleTemporary, 500, "réessaiera"},
		"html":    {func(h *house) { h.answerWith(200, "<html>Connexion</html>") }, tresse.TroubleAnswer, 200, "réessaiera"},
		"cut":     {func(h *house) { h.answerWith(200, `{"collection":[{"uuid":"zg-O`) }, tresse.TroubleAnswer, 200, "réessaiera"},
		"error":   {func(h *house) { h.answerWith(200, `{"error":"Aline Modèle is not allowed"}`) }, tresse.TroubleAnswer, 0, ""},
		"success": {func(h *house) { h.answerWith(200, `{"success":false,"message":"Aline Modèle","status":400}`) }, tresse.TroubleAnswer, 0, ""},
		"list":    {func(h *house) { h.answerWith(200, `[]`) }, tresse.TroubleAnswer, 0, ""},
		"invalid": {func(h *house) { h.answerWith(422, `{"errors":{"count":["Aline Modèle"]}}`) }, tresse.TroubleAnswer, 422, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.fill(40, 40)
			c.set(h)
			got := h.pull(nil)
			var e *tresse.Error
			if !errors.As(got.err, &e) {
				t.Fatalf("error %v", got.err)
			}
			if e.Trouble != c.trouble || e.Status != c.status || !strings.Contains(tresse.AdviceOf(got.err), c.advice) {
				t.Errorf("%s, status %d, advice %q; want %s, %d, %q", e.Trouble, e.Status, tresse.AdviceOf(got.err), c.trouble, c.status, c.advice)
			}
			if name == "later" && e.Wait != 90*time.Second {
				t.Errorf("wait %v, want 90s", e.Wait)
			}
			if got.outcome.Coverage != nil || got.outcome.Cursor != nil || got.outcome.Requests == 0 {
				t.Errorf("outcome %+v", got.outcome)
			}
			for _, secret := range []string{zeegtest.Token, "Aline"} {
				if strings.Contains(got.err.Error()+tresse.AdviceOf(got.err), secret) {
					t.Errorf("%q stands in %v", secret, got.err)
				}
			}
		})
	}
}

// TestPassingTrouble is over before the client gives up.
func TestPassingTrouble(t *testing.T) {
	h := newHouse(t)
	h.fill(100, 100)
	h.stand.Set(func(m *zeegtest.Modes) { m.TooMany, m.RetryAfter, m.Broken = 1, "0", 2 })
	got := h.pull(nil)
	all := whole(now, defaultHorizon)
	h.complete(got, all.From, all.To)
	h.covers(got, all)
}

// failFor answers 500 to slices that begin in s, and says how many.
func (h *house) failFor(s span) {
	h.stand.Set(func(m *zeegtest.Modes) {
		m.Intercept = func(w http.ResponseWriter, r *http.Request) bool {
			from, err := time.Parse(time.RFC3339, r.URL.Query().Get("minStartTime"))
			to, terr := time.Parse(time.RFC3339, r.URL.Query().Get("maxStartTime"))
			if err != nil || terr != nil || !from.Before(s.To) || to.Before(s.From) {
				return false
			}
			w.WriteHeader(http.StatusInternalServerError)
			return true
		}
	})
}

// TestSliceThatFails does not keep the others out, fails the pull, and is what
// the next one goes on with.
func TestSliceThatFails(t *testing.T) {
	h := newHouse(t)
	h.fill(800, 800)
	near := hot(now, defaultHorizon)
	bad, _ := span{near.From.Add(usual), near.To}.first(usual)
	h.failFor(bad)
	got := h.pull(nil)
	if tresse.TroubleOf(got.err) != tresse.TroubleTemporary || got.outcome.Coverage != nil || got.outcome.Cursor != nil {
		t.Fatalf("error %v, outcome %+v", got.err, got.outcome)
	}
	for _, e := range h.stand.Events() {
		_, read := got.listings[tresse.NewRef("rendezvous", e.UUID)]
		inside := !e.Start.Before(bad.From) && e.Start.Before(bad.To)
		within := !e.Start.Before(now.Add(-defaultHorizon)) && e.Start.Before(now.Add(defaultHorizon))
		if read != (within && !inside) {
			t.Errorf("event at %v: read %v", e.Start, read)
		}
	}
	h.stand.Set(func(m *zeegtest.Modes) { m.Intercept = nil })
	h.stand.Forget()
	next := h.pull(got.resume)
	h.complete(next, bad.From, bad.To)
	h.covers(next, bad)
	if n := len(h.stand.Requests()); n != 1 {
		t.Errorf("going on took %d requests, want 1", n)
	}
}

// TestSliceThatKeepsFailing reads what is near before it tries again.
func TestSliceThatKeepsFailing(t *testing.T) {
	h := newHouse(t)
	h.fill(800, 800)
	far := span{now.Add(100 * day), now.Add(107 * day)}
	h.failFor(far)
	resume := h.pull(nil).resume
	for range 3 {
		h.clock = h.clock.Add(time.Hour)
		event := h.stand.AddEvent(zeegtest.Event{Start: h.clock.Add(day)})
		got := h.pull(resume)
		if got.err == nil {
			t.Fatal("a slice fails, and the pull does not")
		}
		if _, read := got.listings[tresse.NewRef("rendezvous", event)]; !read {
			t.Error("a new booking of tomorrow was kept out by a failing slice of the far future")
		}
		resume = got.resume
	}
}

// TestInterrupted is told to wait again and again, as by a limit on requests,
// and gets to the end all the same.
func TestInterrupted(t *testing.T) {
	h := newHouse(t)
	h.fill(800, 2000)
	left := 0
	h.stand.Set(func(m *zeegtest.Modes) {
		m.Intercept = func(w http.ResponseWriter, _ *http.Request) bool {
			if left--; left >= 0 {
				return false
			}
			w.Header().Set("Retry-After", "60")
			w.WriteHeader(http.StatusTooManyRequests)
			return true
		}
	})
	seen := map[tresse.Ref]bool{}
	var cursor connectors.Cursor
	for pulls := 1; ; pulls++ {
		left = 40
		got := h.pull(cursor)
		for ref := range got.listings {
			seen[ref] = true
		}
		if got.err == nil {
			break
		}
		if tresse.TroubleOf(got.err) != tresse.TroubleLater || pulls > 10 {
			t.Fatalf("pull %d: %v", pulls, got.err)
		}
		cursor = got.resume
		h.clock = h.clock.Add(time.Minute)
	}
	for _, e := range h.stand.Events() {
		if e.Start.After(now.Add(-defaultHorizon)) && e.Start.Before(now.Add(defaultHorizon)) && !seen[tresse.NewRef("rendezvous", e.UUID)] {
			t.Errorf("event at %v was never read", e.Start)
		}
	}
}

// TestTooLarge cuts a slice whose page is over the size limit.
func TestTooLarge(t *testing.T) {
	h := newHouse(t)
	for n := range 90 {
		h.stand.AddEvent(zeegtest.Event{Start: now.Add(time.Duration(n) * time.Hour), Title: strings.Repeat("é", 500)})
	}
	env := h.connector.env
	h.connector = newConnector(h.options, env, httpx.Options{MinWait: time.Millisecond, MaxBody: 40_000})
	got := h.pull(nil)
	h.complete(got, now, now.Add(5*day))
	h.covers(got, whole(now, defaultHorizon))
}

// TestLogsNothing runs with the most talkative log.
func TestLogsNothing(t *testing.T) {
	h := newHouse(t)
	h.fill(40, 100)
	event := h.stand.AddEvent(zeegtest.Event{Start: now})
	h.stand.Book(event, zeegtest.Invitee{Name: "Zénobie Introuvable", Email: "zenobie@example.fr"})
	var log bytes.Buffer
	env := h.connector.env
	env.Log = zerolog.New(&log).Level(zerolog.TraceLevel)
	h.connector = newConnector(h.options, env, httpx.Options{MinWait: time.Millisecond})
	h.stand.Set(func(m *zeegtest.Modes) { m.Broken = 1 })
	got := h.pull(nil)
	if _, err := h.connector.Probe(context.Background()); err != nil || got.err != nil {
		t.Fatal(err, got.err)
	}
	if log.Len() == 0 {
		t.Error("no debug line at all")
	}
	for _, secret := range []string{zeegtest.Token, "Zénobie", "zenobie", "personne."} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%q stands in the log", secret)
		}
	}
}

// TestEndless meets a platform whose lists never end, page after page of new
// events: the pull gives up, having kept what it read.
func TestEndless(t *testing.T) {
	h := newHouse(t)
	n := 0
	h.stand.Set(func(m *zeegtest.Modes) {
		m.Intercept = func(w http.ResponseWriter, r *http.Request) bool {
			n++
			fmt.Fprintf(w, `{"collection":[{"uuid":"zg-O%d","startTime":%q}],"pagination":{"total":1000000,"totalPages":1000000,"nextPage":"/v2/x"}}`, n, r.URL.Query().Get("minStartTime"))
			return true
		}
	})
	p := pull{connector: h.connector, emit: func(connectors.Batch) error { return nil }, width: usual, budget: 100, rest: []span{hot(now, defaultHorizon)}}
	err := p.all(context.Background())
	if tresse.TroubleOf(err) != tresse.TroubleAnswer || n > 100+2*mostPages+20 {
		t.Errorf("after %d requests: %v", n, err)
	}
}
