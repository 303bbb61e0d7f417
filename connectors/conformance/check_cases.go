package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
)

func caseChecks() []check {
	return []check{{"cases", []need{recorded}, (*bench).cases}}
}

// golden ends the name of the file that holds what a case must give.
const golden = ".golden"

// cases pulls each recorded answer and compares all that comes of it with the
// golden file beside it.
func (b *bench) cases() {
	files, err := filepath.Glob(b.Cases)
	files = slices.DeleteFunc(files, func(f string) bool { return strings.Contains(filepath.Base(f), golden) })
	if err != nil || len(files) == 0 {
		b.Fatalf("no cases: %s, %v", b.Cases, err)
	}
	b.env.Horizon = 400 * day
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			b.Fatalf("%v", err)
		}
		b.recorded(file, b.Replay(body))
	}
}

func (b *bench) recorded(file string, replay http.Handler) {
	b.Helper()
	b.front = &front{next: replay, renews: b.Renews}
	b.address = b.serve(b.front)
	b.open()
	p := b.pull(nil)
	if p.err != nil {
		b.Errorf("%s: %v", file, p.err)
		return
	}
	path, got := strings.TrimSuffix(file, filepath.Ext(file))+golden, p.portrait()
	if b.Update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			b.Fatalf("%v", err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		b.Errorf("%v; run the test with -update, and look at what it writes", err)
		return
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		b.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// portrait writes all that a pull says, one thing a line, in the order in which
// it was said.
func (p *pulled) portrait() []byte {
	var text bytes.Buffer
	fmt.Fprintf(&text, "read %d\n", p.read)
	lines(&text, "listing", p.listings)
	lines(&text, "booking", p.bookings)
	lines(&text, "contact", p.contacts)
	lines(&text, "gone", p.gone)
	lines(&text, "seen", p.seen)
	lines(&text, "rejected", p.rejected)
	lines(&text, "notice", p.out.Notices)
	for _, c := range p.out.Coverage {
		fmt.Fprintln(&text, "covers", strings.TrimSpace(c.Scope+" "+c.Parent))
	}
	return text.Bytes()
}

func lines[V any](text *bytes.Buffer, what string, values []V) {
	for _, v := range values {
		text.WriteString(what + " ")
		e := json.NewEncoder(text)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			panic(err) // plain data
		}
	}
}
