package conformance

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"tresse"
)

// The statuses that a platform refuses with, and what each is to be taken for.
func httpChecks() []check {
	var all []check
	add := func(name string, do func(*bench)) { all = append(all, check{"http/" + name, []need{overHTTP}, do}) }
	day, date := "86400", "Wed, 14 Oct 2026 10:02:00 GMT"
	for _, r := range []refusal{
		{name: "401", code: 401, want: tresse.TroubleConfig, once: true},
		{name: "403", code: 403, want: tresse.TroubleConfig, once: true},
		{name: "404", code: 404, want: tresse.TroubleNotFound, once: true},
		{name: "410", code: 410, want: tresse.TroubleNotFound, once: true},
		{name: "429 in seconds", code: 429, header: []string{"Retry-After", "120"}, want: tresse.TroubleLater, wait: 2 * time.Minute, once: true},
		{name: "429 at a date", code: 429, header: []string{"Retry-After", date, "Date", "Wed, 14 Oct 2026 10:00:00 GMT"}, want: tresse.TroubleLater, wait: 2 * time.Minute, once: true},
		{name: "429 of a day", code: 429, header: []string{"Retry-After", day}, want: tresse.TroubleLater, wait: 24 * time.Hour, once: true},
		{name: "429 without a word", code: 429, want: tresse.TroubleLater},
		{name: "503 in seconds", code: 503, header: []string{"Retry-After", "120"}, want: tresse.TroubleLater, wait: 2 * time.Minute, once: true},
		{name: "500 with a web page", code: 500, want: tresse.TroubleTemporary},
		{name: "502 with a web page", code: 502, want: tresse.TroubleTemporary},
	} {
		add(r.name, r.check)
	}
	add("passing trouble", (*bench).passingTrouble)
	add("elsewhere", (*bench).elsewhere)
	add("round in circles", (*bench).roundInCircles)
	return all
}

// A refusal is a status that every request gets.
type refusal struct {
	name   string
	code   int
	header []string
	want   tresse.Trouble
	wait   time.Duration // that the error must tell
	once   bool          // asking again would be useless, or rude
}

// check: on first sight, in the middle of a list and when much is known, the
// error is of the right kind, says it once, and nothing is lost; after it, all is
// as if nothing had been.
func (r refusal) check(b *bench) {
	b.fill(b.rows(2))
	for _, skip := range b.spots() {
		b.front.after(skip, -1, status(r.code, r.header...))
		r.judge(b, b.pull(nil), skip)
		b.front.heal()
	}
	b.mustSync()
	b.complete()
	b.pass(2 * day)
	b.front.after(0, -1, status(r.code, r.header...))
	p, c := b.sync()
	r.judge(b, p, 0)
	b.losesNothing(c)
	b.front.heal()
	b.mustSync()
	b.complete()
}

// spots are the requests of a pull from the beginning before which trouble is
// made: the first, and one in the middle where there are several.
func (b *bench) spots() []int {
	b.Helper()
	if n := b.pull(nil).requests; n > 2 {
		return []int{0, n / 2}
	}
	return []int{0}
}

func (r refusal) judge(b *bench, p *pulled, skip int) {
	b.Helper()
	var e *tresse.Error
	if !errors.As(p.err, &e) || tresse.TroubleOf(p.err) != r.want {
		b.Errorf("%d is taken for %q: %v; want %q", r.code, tresse.TroubleOf(p.err), p.err, r.want)
		return
	}
	if !inChain(p.err, func(e *tresse.Error) bool { return e.Status == r.code }) {
		b.Errorf("the error does not tell status %d: %v", r.code, p.err)
	}
	if e.Wait != r.wait {
		b.Errorf("the error tells to wait %v, want %v", e.Wait, r.wait)
	}
	most := skip + 1
	if r.code == http.StatusUnauthorized && b.Renews != nil {
		most++ // with other credentials
	}
	if r.once && (p.requests <= skip || p.requests > most) {
		b.Errorf("%d requests to be told %d, want %d", p.requests, r.code, most)
	}
	advice := tresse.AdviceOf(p.err)
	if advice == "" || repeats(advice) || strings.Count(p.err.Error(), http.StatusText(r.code)) > 1 {
		b.Errorf("not said once and clearly: %v; advice: %s", p.err, advice)
	}
}

// inChain reports whether any Error of a chain is so.
func inChain(err error, is func(*tresse.Error) bool) bool {
	for err != nil {
		var e *tresse.Error
		if !errors.As(err, &e) {
			return false
		}
		if is(e) {
			return true
		}
		err = e.Err
	}
	return false
}

// repeats reports whether a text says a sentence twice.
func repeats(text string) bool {
	sentences := strings.SplitAfter(text, ". ")
	slices.Sort(sentences)
	return len(slices.Compact(sentences)) < strings.Count(text, ". ")+1
}

// passingTrouble is over before the client gives up: nobody hears of it.
func (b *bench) passingTrouble() {
	b.fill(8)
	for name, f := range map[string]fault{
		"429": status(429, "Retry-After", "0"), "500": status(500), "502": status(502), "503": status(503),
		"cut short": cutShort, "reset": reset,
	} {
		b.open()
		b.caller = newCaller()
		b.front.after(0, 1, f)
		p, _ := b.sync()
		if p.err != nil {
			b.Errorf("%s once, and the pull fails: %v", name, p.err)
			continue
		}
		b.complete()
	}
}

// elsewhere: where a redirect leads to another host, no secret is sent there.
func (b *bench) elsewhere() {
	b.fill(8)
	b.mustSync()
	stranger := &front{next: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { status(200)(w, r, nil) })}
	address := b.serve(stranger)
	for _, from := range [...]string{"", "/login"} {
		stranger.watch(func() {})
		b.front.after(0, -1, redirect(address+from))
		p, c := b.sync()
		if p.err == nil {
			b.Errorf("a web page elsewhere is taken for an answer")
		}
		b.losesNothing(c)
		if len(stranger.seen()) == 0 {
			b.Logf("the redirect is not followed")
		}
		for _, r := range stranger.seen() {
			b.discreet("a request to another host", echo(r)[len(spilled):])
		}
	}
	b.front.heal()
	b.mustSync()
	b.complete()
}

// roundInCircles: a redirect to itself ends.
func (b *bench) roundInCircles() {
	b.fill(3)
	b.front.after(0, -1, func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		http.Redirect(w, r, r.URL.RequestURI(), http.StatusFound)
	})
	p := b.pull(nil)
	if tresse.TroubleOf(p.err) != tresse.TroubleAnswer || p.err == nil {
		b.Errorf("a redirect to itself gives %v", p.err)
	}
}
