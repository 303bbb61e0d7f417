package web

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tresse"
	syncer "tresse/sync"
)

func TestWhoSeesWhat(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	_, own := h.feedAddress(tresse.Own)
	_, team := h.feedAddress(tresse.Team)
	equal(t, "public", titles(h.calendar("/feed/public.ics")), []string{"Créer son CV", "Découvrir la tablette", "Permanence numérique"})
	equal(t, "team", titles(h.calendar(team)), []string{"Créer son CV", "Découvrir la tablette", "Entretien avec Zoé Quelconque", "Occupé", "Permanence numérique"})
	equal(t, "own", titles(h.calendar(own)), []string{"Bilan confidentiel", "Créer son CV", "Découvrir la tablette", "Entretien avec Zoé Quelconque", "Permanence numérique"})
	if !strings.Contains(h.calendar("/feed/public.ics"), "SOURCE;VALUE=URI:https://agenda.example.org/feed/public.ics\r\n") {
		t.Error("the public feed does not say where it is from")
	}
	if strings.Contains(h.calendar(own), "SOURCE") {
		t.Error("a private feed holds an address")
	}
}

func TestThePublicFeedIsThereWhereItIsWanted(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.Config.PublicFeed = false })
	h.quarter()
	status(t, h.get("/feed/public.ics"), http.StatusNotFound)
}

func TestTheHeadersOfAFeed(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	_, own := h.feedAddress(tresse.Own)
	for path, cache := range map[string]string{"/feed/public.ics": "public, max-age=300", own: "private, max-age=300"} {
		r := h.get(path, "Accept", "text/html")
		status(t, r, http.StatusOK)
		for name, want := range map[string]string{
			"Content-Type": "text/calendar; charset=utf-8", "Cache-Control": cache, "Vary": "Accept-Encoding",
			"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Content-Length": fmt.Sprint(len(body(t, r))),
			"Set-Cookie": "", "Location": "", "Content-Encoding": "",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if tag := r.Header.Get("ETag"); !strings.HasPrefix(tag, `"`) || !strings.HasSuffix(tag, `"`) || len(tag) < 10 {
			t.Errorf("ETag %s", tag)
		}
		if at, err := http.ParseTime(r.Header.Get("Last-Modified")); err != nil || at.After(h.now()) {
			t.Errorf("Last-Modified %v, %v", at, err)
		}
		head := h.ask(http.MethodHead, path)
		status(t, head, http.StatusOK)
		if body(t, head) != "" || head.Header.Get("ETag") != r.Header.Get("ETag") || head.Header.Get("Content-Length") != r.Header.Get("Content-Length") {
			t.Errorf("HEAD differs: %v", head.Header)
		}
	}
}

func TestGzipIsTheSameFeed(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	plain := h.get("/feed/public.ics")
	text := body(t, plain)
	for accept, zipped := range map[string]bool{
		"gzip": true, "gzip, deflate, br": true, "*": true, "br;q=1.0, GZIP;q=0.2": true, "x-gzip": true,
		"identity": false, "gzip;q=0": false, "*;q=0": false, "": false, "br": false, "gzip;q=x": false, "gzip;q=0, *": false,
	} {
		r := h.get("/feed/public.ics", "Accept-Encoding", accept)
		if got := r.Header.Get("Content-Encoding") == "gzip"; got != zipped {
			t.Errorf("Accept-Encoding %q: gzip %v", accept, got)
		}
		if !zipped {
			continue
		}
		z, err := gzip.NewReader(r.Body)
		h.must(err)
		b, err := io.ReadAll(z)
		h.must(err)
		if string(b) != text {
			t.Error("the gzipped feed is another one")
		}
		if r.Header.Get("ETag") == plain.Header.Get("ETag") {
			t.Error("two encodings bear one strong ETag")
		}
	}
}

func TestAnUnchangedFeedIs304(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	r := h.get("/feed/public.ics")
	tag, date := r.Header.Get("ETag"), r.Header.Get("Last-Modified")
	zipped := h.get("/feed/public.ics", "Accept-Encoding", "gzip").Header.Get("ETag")
	earlier := h.now().Add(-time.Hour).UTC().Format(http.TimeFormat)
	for name, c := range map[string]struct {
		header []string
		want   int
	}{
		"its tag":                      {[]string{"If-None-Match", tag}, 304},
		"a weak one":                   {[]string{"If-None-Match", "W/" + tag}, 304},
		"among others":                 {[]string{"If-None-Match", `"x", ` + tag}, 304},
		"on another line":              {[]string{"If-None-Match", `"x"`, "If-None-Match", tag}, 304},
		"any":                          {[]string{"If-None-Match", "*"}, 304},
		"that of gzip":                 {[]string{"If-None-Match", zipped, "Accept-Encoding", "gzip"}, 304},
		"plain, now gzip":              {[]string{"If-None-Match", tag, "Accept-Encoding", "gzip"}, 304},
		"another tag":                  {[]string{"If-None-Match", `"x"`}, 200},
		"its date":                     {[]string{"If-Modified-Since", date}, 304},
		"an earlier date":              {[]string{"If-Modified-Since", earlier}, 200},
		"no date":                      {[]string{"If-Modified-Since", "hier"}, 200},
		"its date, but another tag":    {[]string{"If-Modified-Since", date, "If-None-Match", `"x"`}, 200},
		"an earlier date, but its tag": {[]string{"If-Modified-Since", earlier, "If-None-Match", tag}, 304},
		"a part of its tag":            {[]string{"If-None-Match", strings.Trim(tag, `"`)}, 200},
		"a range, which is not served": {[]string{"Range", "bytes=0-9"}, 200},
		"an empty If-None-Match":       {[]string{"If-None-Match", ""}, 200},
		"a tag and a date, both right": {[]string{"If-None-Match", tag, "If-Modified-Since", date}, 304},
	} {
		r := h.get("/feed/public.ics", c.header...)
		if r.StatusCode != c.want {
			t.Errorf("%s: %s, want %d", name, r.Status, c.want)
		}
		if c.want != 304 {
			continue
		}
		if body(t, r) != "" || r.Header.Get("ETag") == "" || r.Header.Get("Cache-Control") == "" || r.Header.Get("Vary") == "" || r.Header.Get("Last-Modified") != date {
			t.Errorf("%s: 304 with %v", name, r.Header)
		}
	}
}

// What changes is there at once after Settle, under another tag and a later
// date, even within one second; what does not change keeps both.
func TestAChangeIsSeenAndNothingElse(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	first := h.get("/feed/public.ics")
	h.settle()
	again := h.get("/feed/public.ics")
	for _, name := range []string{"ETag", "Last-Modified"} {
		if first.Header.Get(name) != again.Header.Get(name) {
			t.Errorf("%s moved though nothing changed", name)
		}
	}
	h.public.listings[0].Title = "Refaire son CV"
	_, err := h.engine.Round(t.Context(), syncer.RoundOptions{})
	h.must(err)
	h.settle()
	changed := h.get("/feed/public.ics", "If-None-Match", first.Header.Get("ETag"))
	status(t, changed, http.StatusOK)
	status(t, h.get("/feed/public.ics", "If-Modified-Since", first.Header.Get("Last-Modified")), http.StatusOK)
	status(t, h.get("/feed/public.ics", "If-Modified-Since", changed.Header.Get("Last-Modified")), http.StatusNotModified)
	if !strings.Contains(body(t, changed), "SUMMARY:Refaire son CV") {
		t.Error("the change is not in the feed")
	}
}

// The window moves on Monday without anybody saying so.
func TestTheWeekMovesOn(t *testing.T) {
	h := newHouse(t)
	h.public.list("agenda", "old", "Bientôt trop vieux", -60*24-24*6+15)
	h.public.list("agenda", "new", "À venir", 48)
	h.sync()
	equal(t, "this week", titles(h.calendar("/feed/public.ics")), []string{"Bientôt trop vieux", "À venir"})
	h.pass(11 * time.Hour) // Monday 00:01 in Paris
	h.calendar("/feed/public.ics")
	h.must(h.server.Settle(t.Context()))
	equal(t, "the week after", titles(h.calendar("/feed/public.ics")), []string{"À venir"})
	equal(t, "all of them", titles(h.calendarFull()), []string{"Bientôt trop vieux", "À venir"})
}

func (h *house) calendarFull() string {
	_, own := h.feedAddress(tresse.Own)
	return h.calendar(own + "?full=1")
}

func TestRevokedAddressesSayFarewell(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	access, path := h.feedAddress(tresse.Own)
	full := h.get(path)
	status(t, full, http.StatusOK)
	access.Revoked = h.now()
	h.must(h.store.PutAccesses(access))
	for _, query := range []string{"", "?kind=atelier", "?kind=inconnu", "?full=1"} {
		text := h.calendar(path + query)
		if strings.Contains(text, "VEVENT") || !strings.Contains(text, "BEGIN:VTIMEZONE") {
			t.Errorf("not an empty calendar: %s", text)
		}
	}
	status(t, h.get(path, "If-None-Match", full.Header.Get("ETag")), http.StatusOK)
	h.pass(tresse.AccessFarewell - time.Second)
	h.calendar(path)
	h.pass(time.Second)
	status(t, h.get(path), http.StatusNotFound)
}

func TestAnAddressThatExpires(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	access, path := h.feedAddress(tresse.Team)
	access.Expires = h.now().Add(time.Hour)
	h.must(h.store.PutAccesses(access))
	if len(titles(h.calendar(path))) == 0 {
		t.Error("empty before it expires")
	}
	h.pass(time.Hour)
	if n := len(titles(h.calendar(path))); n != 0 {
		t.Errorf("%d sessions after it expired", n)
	}
}

func TestWhatIsNoAddressIs404(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	_, path := h.feedAddress(tresse.Own)
	token := h.token()
	for _, p := range []string{
		"/feed/", "/feed/.ics", "/feed/x.ics", strings.TrimSuffix(path, ".ics"), path + "/", strings.ToUpper(path), path + ".ics",
		"/feed/" + token + ".ics", "/hook/agenda/secret", "/favicon.ico", "/feed/public", "/FEED/public.ics", "/feed/%00.ics",
		"/feed/" + strings.Repeat("a", 5000) + ".ics",
	} {
		r := h.get(p)
		status(t, r, http.StatusNotFound)
		if r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", p, r.Header)
		}
	}
	status(t, h.ask(http.MethodPost, "/hook/agenda/secret"), http.StatusNotFound)
	r := h.ask(http.MethodPost, path)
	status(t, r, http.StatusMethodNotAllowed)
	if r.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("Allow: %q", r.Header.Get("Allow"))
	}
}

func TestFilters(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	_, own := h.feedAddress(tresse.Own)
	_, team := h.feedAddress(tresse.Team)
	cv, open, tablet, meeting, private := "Créer son CV", "Permanence numérique", "Découvrir la tablette", "Entretien avec Zoé Quelconque", "Bilan confidentiel"
	for _, c := range []struct {
		path string
		want []string
	}{
		{own + "?kind=workshop", []string{private, cv, tablet}},
		{own + "?kind=Atelier&kind=permanence", []string{private, cv, tablet, open}},
		{own + "?kind=rendez-vous", []string{meeting}},
		{own + "?source=agenda", []string{cv, tablet, open}},
		{own + "?source=agenda&kind=drop_in", []string{open}},
		{own + "?source=unknown", nil},
		{own + "?place=saint%20etienne", []string{cv}},
		{own + "?place=SAINT-%C3%89TIENNE", []string{cv}},
		{own + "?place=mediatheque+jean+mace", []string{cv}},
		{own + "?place=lens", []string{meeting, open}},
		{own + "?place=len", nil},
		{own + "?host=nadia+roussel", []string{private, cv}},
		{own + "?host=nadia@example.org", []string{cv}},
		{own + "?kind=&utm_source=x", []string{private, cv, tablet, meeting, open}},
		{team + "?host=nadia@example.org", nil},
		{team + "?host=Nadia+Roussel", []string{cv}},
		{team + "?kind=workshop", []string{cv, tablet}},
		{team + "?source=rendezvous", []string{meeting}},
		{"/feed/public.ics?host=nadia+roussel", []string{cv, tablet, open}},
		{"/feed/public.ics?kind=unknown", []string{cv, tablet, open}},
	} {
		equal(t, c.path, titles(h.calendar(c.path)), c.want)
	}
	for _, query := range []string{"?kind=inconnu", "?place=" + strings.Repeat("a", 300), strings.Replace(strings.Repeat("&host=a", 40), "&", "?", 1)} {
		status(t, h.get(own+query), http.StatusBadRequest)
	}
	if !strings.Contains(h.calendar(own+"?busy=1"), "TRANSP:OPAQUE") || strings.Contains(h.calendar(own), "TRANSP:OPAQUE") {
		t.Error("busy=1 does not decide whether sessions take up time")
	}
}

// Once good, always answered: the store may break, the feeds stay.
func TestTheLastGoodFeedOutlivesTheStore(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	_, own := h.feedAddress(tresse.Own)
	good := h.calendar(own)
	h.must(h.store.Close())
	h.server.Changed()
	if h.calendar(own) != good {
		t.Error("another feed once the store is closed")
	}
	r := h.get(own + "?kind=atelier") // was never made
	status(t, r, http.StatusServiceUnavailable)
	if r.Header.Get("Retry-After") == "" || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("503 with %v", r.Header)
	}
	status(t, h.get("/feed/unknown.ics"), http.StatusNotFound)
	status(t, h.get("/healthz"), http.StatusServiceUnavailable)
	status(t, h.get("/"), http.StatusServiceUnavailable)
}

// Before anything could ever be read nobody can say that an address is unknown.
func TestABrokenStoreIsNo404(t *testing.T) {
	h := newHouse(t)
	_, own := h.feedAddress(tresse.Own)
	h.must(h.store.Close())
	status(t, h.get(own), http.StatusServiceUnavailable)
	status(t, h.get("/feed/unknown.ics"), http.StatusServiceUnavailable)
	status(t, h.get("/api/v1/sessions", "Authorization", "Bearer x"), http.StatusServiceUnavailable)
}

func TestRobotsMayReadTheFeeds(t *testing.T) {
	h := newHouse(t)
	r := h.get("/robots.txt")
	status(t, r, http.StatusOK)
	if text := body(t, r); !strings.Contains(text, "User-agent: *") || strings.Contains(text, "Disallow: /feed") || strings.Contains(text, "Disallow: /\n") {
		t.Errorf("robots.txt: %s", text)
	}
}

// No value of one filter can pass for two filters: what is kept under one key is
// served to all who ask for it.
func TestFiltersAreNotConfused(t *testing.T) {
	seen := map[string]string{}
	for _, query := range []string{
		"source=a&host=b", "source=a%22h%22b", "source=ah&host=b", "source=a%00h%00b", "host=a&place=b", "host=a&host=b", "source=a&source=b",
		"source=ab", "source=full", "full=1", "busy=1", "full=1&busy=1", "source=a&full=1", "kind=atelier", "source=workshop",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parseFilter(values)
		if err != nil {
			t.Fatal(err)
		}
		if other, there := seen[f.key()]; there {
			t.Errorf("%s is kept as %s", query, other)
		}
		seen[f.key()] = query
	}
}
