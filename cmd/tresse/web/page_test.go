package web

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"tresse"
)

// Nothing that the public feed would not show is on the page, and it names
// nobody.
func TestTheFirstPage(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	h.public.listings[1].Status = tresse.Cancelled
	hostile := h.public.list("agenda", "4", `<script>alert("x")</script>`, 30)
	hostile.URL = "javascript:alert(1)"
	day := h.public.list("agenda", "5", "Portes ouvertes", 0)
	day.Start, day.End = tresse.OnDay(noon), tresse.Time{Time: tresse.OnDay(noon).AddDate(0, 0, 2), Day: true}
	h.sync()
	r := h.get("/")
	status(t, r, http.StatusOK)
	page := strings.ReplaceAll(body(t, r), "\u00a0", " ")
	for _, want := range []string{
		`<html lang="fr">`, "<title>Séances à venir – tresse</title>", "Créer son CV", "lundi 23 novembre 2026", "15 h 00", "17 h 00",
		"Annulé : Permanence numérique", "Médiathèque Jean-Macé, Saint-Étienne", "&lt;script&gt;", "Toute la journée, jusqu’au lundi 23 novembre 2026", `href="/feed/public.ics"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q on the page:\n%s", want, page)
		}
	}
	for _, bad := range []string{"Zoé", "Bilan", "Entretien", "tablette", "nadia@example.org", "<script", "javascript:", "style=", "onclick"} {
		if strings.Contains(page, bad) {
			t.Errorf("%q is on the page", bad)
		}
	}
	if strings.Index(page, "Portes ouvertes") > strings.Index(page, "Créer son CV") {
		t.Error("the days are out of order")
	}
	if csp := r.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("Content-Security-Policy: %s", csp)
	}
	style := regexp.MustCompile(`href="(/assets/[^"]+)"`).FindStringSubmatch(page)
	if style == nil {
		t.Fatal("no stylesheet")
	}
	css := h.get(style[1])
	status(t, css, http.StatusOK)
	if css.Header.Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(css.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("stylesheet: %v", css.Header)
	}
}

func TestTheFirstPageWithNothingAndWithMuch(t *testing.T) {
	h := newHouse(t)
	if page := body(t, h.get("/")); !strings.Contains(page, "Aucune séance publique") {
		t.Errorf("an empty page: %s", page)
	}
	for i := range 150 {
		h.public.list("agenda", "s"+strings.Repeat("x", i), "Atelier", i+1)
	}
	h.sync()
	page := body(t, h.get("/"))
	if n := strings.Count(page, "<li>"); n != maxComing || !strings.Contains(page, "Seules les premières") {
		t.Errorf("%d sessions on the page", n)
	}
}

// What is for this machine alone is not for a proxy's clients, nor for a site
// that has its name point here.
func TestWhoIsOnThisMachine(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	for name, c := range map[string]struct {
		header []string
		local  bool
	}{
		"an address":      {nil, true},
		"localhost":       {[]string{"Host", "localhost:8080"}, true},
		"IPv6":            {[]string{"Host", "[::1]:8080"}, true},
		"a name":          {[]string{"Host", "agenda.example.org"}, false},
		"a tricky name":   {[]string{"Host", "127.0.0.1.example.org"}, false},
		"passed on":       {[]string{"X-Forwarded-For", "127.0.0.1"}, false},
		"passed on, new":  {[]string{"Forwarded", "for=127.0.0.1"}, false},
		"with an empty":   {[]string{"X-Forwarded-For", ""}, false},
		"by another name": {[]string{"X-Real-IP", "127.0.0.1"}, false},
	} {
		page := h.get("/", c.header...)
		status(t, page, http.StatusOK)
		text := body(t, page)
		if strings.Contains(text, "Créer son CV") != c.local || strings.Contains(text, "Ici répond tresse") == c.local {
			t.Errorf("%s: the wrong page", name)
		}
		want := map[bool]int{true: 200, false: 404}[c.local]
		status(t, h.get("/healthz", c.header...), want)
		status(t, h.get("/metrics", c.header...), want)
	}
}

func TestHealthTellsHowFreshTheSourcesAre(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	h.pass(90 * time.Second)
	var health struct {
		Status  string
		Sources []struct {
			Name, State string
			LastSuccess string `json:"last_success"`
			Age         int    `json:"age_seconds"`
		}
	}
	r := h.get("/healthz")
	status(t, r, http.StatusOK)
	h.must(json.Unmarshal([]byte(body(t, r)), &health))
	if health.Status != "ok" || len(health.Sources) != 2 || health.Sources[0].Name != "agenda" || health.Sources[0].Age != 90 {
		t.Errorf("health %+v", health)
	}
	other := newHouse(t, func(o *Options) { o.Health = func() any { return []string{"frais"} } })
	if text := body(t, other.get("/healthz")); text != `{"status":"ok","sources":["frais"]}`+"\n" {
		t.Errorf("health by the daemon: %s", text)
	}
}

// The text is what Prometheus reads: every line a comment or a sample, every
// metric declared once, before its samples.
func TestMetrics(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	h.calendar("/feed/public.ics")
	h.get("/feed/unknown.ics")
	r := h.get("/metrics")
	status(t, r, http.StatusOK)
	text := body(t, r)
	line := regexp.MustCompile(`^[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+$`)
	declared := ""
	for each := range strings.Lines(text) {
		each = strings.TrimSuffix(each, "\n")
		if help, is := strings.CutPrefix(each, "# HELP "); is {
			declared, _, _ = strings.Cut(help, " ")
			if strings.Count(text, "# TYPE "+declared+" ") != 1 {
				t.Errorf("%s is not declared once", declared)
			}
			continue
		}
		if !strings.HasPrefix(each, "# TYPE "+declared) && (!line.MatchString(each) || !strings.HasPrefix(each, declared)) {
			t.Errorf("line %q", each)
		}
	}
	for _, want := range []string{
		"tresse_store_up 1\n", `tresse_source_listings{source="agenda"} 3` + "\n", `tresse_source_failures{source="rendezvous"} 0` + "\n",
		"tresse_sessions 5\n", "tresse_beneficiaries 2\n", `tresse_feed_events{audience="public"} 3` + "\n",
		`tresse_http_requests_total{route="/feed/{file}",code="4xx"} 1` + "\n", `tresse_http_requests_total{route="/feed/public.ics",code="2xx"} 1` + "\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	h.must(h.store.Close())
	if text := body(t, h.get("/metrics")); !strings.Contains(text, "tresse_store_up 0\n") {
		t.Errorf("a closed store is up:\n%s", text)
	}
}

func TestLabelsAreEscaped(t *testing.T) {
	if got := labels("a", "x\"y\\z\nw"); got != `{a="x\"y\\z\nw"}` {
		t.Errorf("labels %s", got)
	}
}

func TestDaysAndHoursInFrench(t *testing.T) {
	for date, want := range map[string]string{"2026-12-01": "mardi 1er décembre 2026", "2026-11-22": "dimanche 22 novembre 2026"} {
		d, err := time.Parse(time.DateOnly, date)
		if err != nil {
			t.Fatal(err)
		}
		if got := dayName(d); got != want {
			t.Errorf("%s is %q, want %q", date, got, want)
		}
	}
	if got := hour(tresse.At(noon), paris(t)); got != "13\u00a0h\u00a000" {
		t.Errorf("noon in UTC is %q", got)
	}
}
