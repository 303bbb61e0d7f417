package ical

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/httpx"
)

// testNow is when the tests take place: 14 o'clock in Paris.
var testNow = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

func testEnv(t testing.TB) connectors.Env {
	return connectors.Env{
		Name: "collegue", Root: "collegue", Dir: t.TempDir(), Zone: paris(t),
		Horizon: 400 * 24 * time.Hour, Now: func() time.Time { return testNow },
	}
}

// A pulled is all that one pull gave.
type pulled struct {
	connectors.Batch
	connectors.Outcome
	emitted int
}

func pullAll(t testing.TB, c connectors.Connector, from connectors.Cursor) (p pulled, err error) {
	t.Helper()
	p.Outcome, err = c.Pull(t.Context(), from, func(b connectors.Batch) error {
		p.emitted++
		p.Batch.Listings = append(p.Batch.Listings, b.Listings...)
		p.Batch.Rejected = append(p.Batch.Rejected, b.Rejected...)
		p.Batch.Read += b.Read
		return nil
	})
	return p, err
}

// fromFile reads a body through a file source.
func fromFile(t testing.TB, o Options, body string) pulled {
	t.Helper()
	env := testEnv(t)
	if err := os.WriteFile(filepath.Join(env.Dir, "agenda.ics"), []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	o.Path = "agenda.ics"
	p, err := pullAll(t, newConnector(o, env, httpx.Options{}), nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestNewFromSample(t *testing.T) {
	var file struct{ Source []toml.Primitive }
	meta, err := toml.Decode(sample, &file)
	if err != nil {
		t.Fatal(err)
	}
	decode := func(into any) error { return meta.PrimitiveDecode(file.Source[0], into) }
	c, err := New(decode, testEnv(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := c.(connectors.Prober); !ok {
		t.Error("no Prober")
	}
	for _, key := range meta.Undecoded() {
		switch key.String() {
		case "source.name", "source.kind", "source.every": // every source's
		default:
			t.Errorf("the sample holds %s, which nobody reads", key)
		}
	}
}

func TestMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		o    Options
		want string
	}{
		"nothing":      {Options{}, "url: missing"},
		"both":         {Options{URL: "https://example.org/a.ics", Path: "a.ics"}, "url and path"},
		"no address":   {Options{URL: "agenda.ics"}, "url: not"},
		"ftp":          {Options{URL: "ftp://example.org/a.ics"}, "url: not"},
		"empty word":   {Options{Path: "a.ics", Ignore: []string{" "}}, "ignore, only"},
		"unknown zone": {Options{Path: "a.ics", Timezone: "Local"}, "timezone"},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.o.check()
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			if tresse.TroubleOf(err) != tresse.TroubleConfig {
				t.Errorf("kind %v", tresse.TroubleOf(err))
			}
			if strings.Contains(err.Error(), "example.org") {
				t.Errorf("the address stands in %q", err)
			}
		})
	}
	o := Options{URL: "webcal://example.org/a.ics#x"}
	if err := o.check(); err != nil || o.URL != "https://example.org/a.ics" {
		t.Errorf("webcal became %q, %v", o.URL, err)
	}
}

// An agenda is a server of one calendar.
type agenda struct {
	body, etag, modified string
	status               int
	seen                 []http.Header
}

func (a *agenda) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.seen = append(a.seen, r.Header.Clone())
	if a.etag != "" {
		w.Header().Set("ETag", a.etag)
	}
	if a.modified != "" {
		w.Header().Set("Last-Modified", a.modified)
	}
	if a.etag != "" && r.Header.Get("If-None-Match") == a.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	fmt.Fprint(w, a.body)
}

// subscribe starts a server and a connector to a secret address on it.
func subscribe(t *testing.T, a *agenda, change func(*connectors.Env)) *connector {
	t.Helper()
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	env := testEnv(t)
	if change != nil {
		change(&env)
	}
	o := Options{URL: server.URL + "/private-0123456789/basic.ics?key=s3cret"}
	return newConnector(o, env, httpx.Options{Retries: -1})
}

func TestConditionalRequests(t *testing.T) {
	a := &agenda{body: event("SUMMARY:a"), etag: `"1"`, modified: "Thu, 01 Oct 2026 10:00:00 GMT"}
	now := testNow
	c := subscribe(t, a, func(env *connectors.Env) { env.Now = func() time.Time { return now } })
	first, err := pullAll(t, c, nil)
	if err != nil || len(first.Batch.Listings) != 1 || first.Requests != 1 || first.Bytes != int64(len(a.body)) {
		t.Fatalf("first pull: %+v, %v", first, err)
	}
	again, err := pullAll(t, c, first.Cursor)
	if err != nil || !again.Unchanged || again.emitted != 0 || again.Bytes != 0 {
		t.Errorf("second pull: %+v, %v", again, err)
	}
	if got := a.seen[1].Get("If-Modified-Since"); got != a.modified {
		t.Errorf("If-Modified-Since %q, want %q", got, a.modified)
	}
	a.etag = `"2"` // the same bytes under another mark
	again, err = pullAll(t, c, again.Cursor)
	if err != nil || !again.Unchanged || again.Bytes == 0 {
		t.Errorf("same bytes: %+v, %v", again, err)
	}
	now = now.Add(24 * time.Hour) // the window has moved: all is read
	moved, err := pullAll(t, c, again.Cursor)
	if err != nil || moved.Unchanged || len(moved.Batch.Listings) != 1 {
		t.Errorf("a day later: %+v, %v", moved, err)
	}
	c.options.Free = true // other settings: all is read
	other, err := pullAll(t, c, moved.Cursor)
	if err != nil || other.Unchanged {
		t.Errorf("other settings: %+v, %v", other, err)
	}
}

// TestStampIsNoChange: DTSTAMP is the time of the request at Google and others.
func TestStampIsNoChange(t *testing.T) {
	one := fromFile(t, Options{}, event("DTSTAMP:20261001T100000Z", "SUMMARY:a"))
	two := fromFile(t, Options{}, event("DTSTAMP:20261001T110000Z", "SUMMARY:a"))
	if diff := cmp.Diff(one.Batch.Listings, two.Batch.Listings); diff != "" {
		t.Error(diff)
	}
}

func TestAnswersThatAreNoCalendar(t *testing.T) {
	for name, c := range map[string]struct {
		a    agenda
		want tresse.Trouble
	}{
		"login page": {agenda{body: "<html><body>Connexion</body></html>"}, tresse.TroubleAnswer},
		"JSON":       {agenda{body: `{"ok":true}`}, tresse.TroubleAnswer},
		"empty":      {agenda{}, tresse.TroubleAnswer},
		"not there":  {agenda{status: 404}, tresse.TroubleNotFound},
		"gone":       {agenda{status: 410}, tresse.TroubleNotFound},
		"refused":    {agenda{status: 403}, tresse.TroubleConfig},
		"broken":     {agenda{status: 500, body: "<html>"}, tresse.TroubleTemporary},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := pullAll(t, subscribe(t, &c.a, nil), nil)
			if err == nil || tresse.TroubleOf(err) != c.want || tresse.AdviceOf(err) == "" {
				t.Fatalf("got %v (%v), want %v", err, tresse.TroubleOf(err), c.want)
			}
			if p.emitted != 0 || len(p.Coverage) != 0 {
				t.Errorf("emitted %d, coverage %v", p.emitted, p.Coverage)
			}
			for _, secret := range []string{"private-0123456789", "s3cret"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("%q holds %q", err, secret)
				}
			}
		})
	}
}

func TestOutlookAgent(t *testing.T) {
	if got := agentFor("Outlook.Office365.com"); !strings.Contains(got, "Chrome/30") {
		t.Errorf("agent %q", got)
	}
	if got := agentFor("example.org"); got != "" {
		t.Errorf("agent %q for any other host", got)
	}
}

func TestMissingFile(t *testing.T) {
	env := testEnv(t)
	_, err := pullAll(t, newConnector(Options{Path: "jeanne-dupont.ics"}, env, httpx.Options{}), nil)
	if tresse.TroubleOf(err) != tresse.TroubleNotFound || strings.Contains(fmt.Sprint(err), "jeanne") {
		t.Errorf("missing file: %v", err)
	}
	_, err = pullAll(t, newConnector(Options{Path: "."}, env, httpx.Options{}), nil)
	if tresse.TroubleOf(err) != tresse.TroubleConfig {
		t.Errorf("folder: %v", err)
	}
}

func TestEmitErrorAndContextEndThePull(t *testing.T) {
	c := subscribe(t, &agenda{body: event("SUMMARY:a")}, nil)
	stop := errors.New("stop")
	out, err := c.Pull(t.Context(), nil, func(connectors.Batch) error { return stop })
	if !errors.Is(err, stop) || out.Requests != 1 || len(out.Coverage) != 0 {
		t.Errorf("%+v, %v", out, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Pull(ctx, nil, func(connectors.Batch) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestCoverage: a whole calendar covers its window, a damaged one nothing, and
// what could not be read protects itself by its UID.
func TestCoverage(t *testing.T) {
	whole := fromFile(t, Options{}, event("SUMMARY:a"))
	want := []connectors.Coverage{{
		Scope: scope,
		From:  time.Date(2025, 8, 27, 0, 0, 0, 0, paris(t)),
		To:    time.Date(2027, 11, 6, 0, 0, 0, 0, paris(t)),
	}}
	if diff := cmp.Diff(want, whole.Coverage); diff != "" {
		t.Errorf("coverage (-want +got):\n%s", diff)
	}
	cut := fromFile(t, Options{}, strings.TrimSuffix(event("SUMMARY:a"), "END:VCALENDAR\r\n"))
	if len(cut.Coverage) != 0 || len(cut.Batch.Listings) != 1 || len(cut.Batch.Rejected) != 1 || len(cut.Notices) == 0 {
		t.Errorf("cut: %+v", cut)
	}
	bad := fromFile(t, Options{}, event("SUMMARY:a", "END:VEVENT", "BEGIN:VEVENT", "UID:b"))
	if len(bad.Coverage) != 1 || bad.Batch.Read != 2 {
		t.Errorf("bad event: %+v", bad)
	}
	reject := []connectors.Rejection{{Item: "b", Parent: "b", Reason: "no DTSTART"}}
	if diff := cmp.Diff(reject, bad.Batch.Rejected); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
	endless := fromFile(t, Options{}, event("RRULE:FREQ=HOURLY;INTERVAL=24;BYHOUR=5"))
	reject = []connectors.Rejection{{Item: "a", Parent: "a", Kept: true, Reason: errSubDaily.Error()}}
	if diff := cmp.Diff(reject, endless.Batch.Rejected); diff != "" || len(endless.Batch.Listings) != 1 {
		t.Errorf("endless (-want +got):\n%s\n%v", diff, endless.Batch.Listings)
	}
}

// TestIncompleteIsReadAgain: a calendar that was cut is not taken for known.
func TestIncompleteIsReadAgain(t *testing.T) {
	a := &agenda{body: strings.TrimSuffix(event("SUMMARY:a"), "END:VCALENDAR\r\n"), etag: `"1"`}
	c := subscribe(t, a, nil)
	first, err := pullAll(t, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	again, err := pullAll(t, c, first.Cursor)
	if err != nil || again.Unchanged || len(again.Batch.Listings) != 1 {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestFilters(t *testing.T) {
	body := "BEGIN:VCALENDAR\nVERSION:2.0\n"
	for i, lines := range []string{
		"SUMMARY:Congés d'été",
		"SUMMARY:RÉUNIONS d’équipe",
		"SUMMARY:Atelier\nCATEGORIES:Privé,reunion",
		"SUMMARY:Atelier clavier",
		"SUMMARY:Rendez-vous médecin\nCLASS:PRIVATE",
		"SUMMARY:Secret\nCLASS:confidential",
		"SUMMARY:Télétravail\nTRANSP:TRANSPARENT",
		"SUMMARY:Absent\nX-MICROSOFT-CDO-BUSYSTATUS:FREE",
	} {
		body += fmt.Sprintf("BEGIN:VEVENT\nUID:%d\nDTSTART:202610%02dT120000Z\n%s\nEND:VEVENT\n", i, i+10, lines)
	}
	body += "END:VCALENDAR\n"
	for name, c := range map[string]struct {
		o    Options
		want string
	}{
		"nothing":  {Options{}, "0 1 2 3"},
		"ignore":   {Options{Ignore: []string{"conges", "Réunion"}}, "3"},
		"only":     {Options{Only: []string{"ATELIER"}}, "2 3"},
		"short":    {Options{Ignore: []string{"con"}}, "0 1 2 3"},
		"private":  {Options{Private: true}, "0 1 2 3 4 5"},
		"free":     {Options{Free: true}, "0 1 2 3 6 7"},
		"the lot":  {Options{Free: true, Private: true}, "0 1 2 3 4 5 6 7"},
		"ours too": {Options{}, "0 1 2 3 6 7"},
	} {
		t.Run(name, func(t *testing.T) {
			text := body
			if name == "ours too" {
				text = strings.Replace(body, "VERSION:2.0", "VERSION:2.0\nPRODID:-//tresse//tresse//FR", 1)
			}
			p := fromFile(t, c.o, text)
			var got []string
			for _, l := range p.Batch.Listings {
				got = append(got, l.Ref.External())
				if private := strings.Contains("45", l.Ref.External()); l.Private != private {
					t.Errorf("%s: private %v", l.Ref, l.Private)
				}
			}
			if strings.Join(got, " ") != c.want || p.Batch.Read != 8 {
				t.Errorf("got %v of %d, want %s", got, p.Batch.Read, c.want)
			}
		})
	}
	p := fromFile(t, Options{}, body)
	want := []string{
		"2 événements marqués «\u00a0libre\u00a0» laissés de côté (free = true pour les garder).",
		"2 événements privés laissés de côté (private = true pour les garder).",
	}
	if diff := cmp.Diff(want, p.Notices); diff != "" {
		t.Errorf("notices (-want +got):\n%s", diff)
	}
}

func TestProbe(t *testing.T) {
	c := subscribe(t, &agenda{body: strings.Replace(event("TRANSP:TRANSPARENT", "END:VEVENT", "BEGIN:VEVENT", "UID:b", "DTSTART;TZID=Nulle part:20261020T140000"), "VERSION:2.0", "VERSION:2.0\r\nX-WR-CALNAME:Ateliers", 1)}, nil)
	got, err := c.Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []connectors.Finding{
		{Text: "«\u00a0Ateliers\u00a0»\u00a0: 2 événements, 1 séance à venir."},
		{Text: "1 événement marqué «\u00a0libre\u00a0» laissé de côté (free = true pour le garder)."},
		{Wrong: true, Text: "Fuseau horaire inconnu, lu à l’heure de Europe/Paris\u00a0: «\u00a0Nulle part\u00a0» (timezone = \"…\" pour en choisir un autre)."},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}
