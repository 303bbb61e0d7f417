//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresse/sync/publish"
)

// A territory is tresses that read one another's public feeds. The first has an
// agenda of its own, and so has the second.
type territory struct {
	t    *testing.T
	dir  string
	all  []string
	from map[string][]string // reader → those whose feed it reads
}

func newTerritory(t *testing.T, from map[string][]string) *territory {
	h := &territory{t: t, dir: t.TempDir(), all: []string{"a", "b", "c"}, from: from}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := os.ReadFile(filepath.Join(h.dir, filepath.Clean(r.URL.Path)))
		if err != nil { // not written yet: an agenda without events
			body = []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tresse//tresse//FR\r\nEND:VCALENDAR\r\n")
		}
		w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
		_, _ = w.Write(body)
	}))
	t.Cleanup(server.Close)
	for _, name := range h.all {
		dir := filepath.Join(h.dir, name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		config := "[web]\npublic_feed = true\n"
		if name != "c" {
			config += "\n[[source]]\nname = \"agenda\"\nkind = \"ical\"\npath = \"agenda.ics\"\npublic = true\n"
		}
		for _, other := range from[name] {
			config += fmt.Sprintf("\n[[source]]\nname = %q\nkind = \"ical\"\nurl = \"%s/%s/public.ics\"\npublic = true\n", "chez-"+other, server.URL, other)
		}
		writeIn(t, dir, "tresse.toml", config)
	}
	return h
}

// posted is an event of an agenda, with what stands in it beside UID and stamp.
type posted struct{ uid, text string }

func (h *territory) agenda(name string, events []posted) {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//exemple//agenda//FR\n")
	for _, e := range events {
		fmt.Fprintf(&b, "BEGIN:VEVENT\nUID:%s@%s.exemple.fr\nDTSTAMP:20261101T080000Z\n%sEND:VEVENT\n", e.uid, name, e.text)
	}
	b.WriteString("END:VCALENDAR\n")
	writeIn(h.t, filepath.Join(h.dir, name), "agenda.ics", strings.ReplaceAll(b.String(), "\n", "\r\n"))
}

// pass lets each tresse sync once and write its feed.
func (h *territory) pass(feedArgs ...string) {
	h.t.Helper()
	for _, name := range h.all {
		dir := filepath.Join(h.dir, name)
		if code, out, errs := typedIn(h.t, dir, "sync"); code != 0 {
			h.t.Fatalf("%s: sync: %d %s%s", name, code, out, errs)
		}
		args := append([]string{"feed", "--public", "-o", "public.ics"}, feedArgs...)
		if code, _, errs := typedIn(h.t, dir, args...); code != 0 {
			h.t.Fatalf("%s: feed: %d %s", name, code, errs)
		}
	}
}

func (h *territory) feed(name string) string {
	h.t.Helper()
	body, err := os.ReadFile(filepath.Join(h.dir, name, "public.ics"))
	if err != nil {
		h.t.Fatal(err)
	}
	for _, complaint := range publish.Lint(body) {
		h.t.Errorf("the feed of %s: %s", name, complaint)
	}
	return string(body)
}

// sessions are those of a tresse, by id, less what is its own: links, refs, and
// when it learned of them.
func (h *territory) sessions(name string) map[string]map[string]any {
	h.t.Helper()
	code, out, errs := typedIn(h.t, filepath.Join(h.dir, name), "sessions", "--format", "json")
	var list []map[string]any
	if err := json.Unmarshal([]byte(out), &list); err != nil || code != 0 {
		h.t.Fatal(code, err, errs)
	}
	byID := map[string]map[string]any{}
	for _, s := range list {
		for _, own := range []string{"aliases", "links", "refs", "updated", "conflicts"} {
			delete(s, own)
		}
		if s["status"] == "withdrawn" { // a calendar knows one word for both
			s["status"] = "cancelled"
		}
		byID[s["id"].(string)] = s
	}
	return byID
}

// alike checks that all tresses of a list say the same.
func (h *territory) alike(when string, names ...string) {
	h.t.Helper()
	first := h.sessions(names[0])
	for _, name := range names[1:] {
		if diff := cmp.Diff(first, h.sessions(name)); diff != "" {
			h.t.Errorf("%s: %s and %s (-%s +%s):\n%s", when, names[0], name, names[0], name, diff)
		}
	}
}

// still checks that two more passes move no byte of a feed.
func (h *territory) still(when string) {
	h.t.Helper()
	before := map[string]string{}
	for _, name := range h.all {
		before[name] = h.feed(name)
	}
	h.pass()
	h.pass()
	for _, name := range h.all {
		if diff := cmp.Diff(before[name], h.feed(name)); diff != "" {
			h.t.Errorf("%s: the feed of %s does not come to rest:\n%s", when, name, diff)
		}
	}
}

// Three tresses in a chain, in a ring and each reading both others: a session
// keeps its id and its content through every hop, comes back to nobody twice,
// what its own tresse cancels, moves or loses is so everywhere, what is past
// does not turn cancelled, and all feeds come to rest.
func TestHub(t *testing.T) {
	for name, from := range map[string]map[string][]string{
		"chain": {"b": {"a"}, "c": {"b"}},
		"ring":  {"a": {"c"}, "b": {"a"}, "c": {"b"}},
		"mesh":  {"a": {"c", "b"}, "b": {"c", "a"}, "c": {"b", "a"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newTerritory(t, from)
			everybody := []string{"a", "b", "c"}
			if name == "chain" {
				everybody = everybody[1:] // nothing goes back to the first
			}
			h.story(everybody)
		})
	}
}

func (h *territory) story(everybody []string) {
	const stamp = "20060102T150405Z"
	morning := time.Now().UTC().Truncate(24 * time.Hour).Add(9 * time.Hour)
	day := func(n int) string { return morning.AddDate(0, 0, n).Format(stamp) }
	at := func(n int) string { return "DTSTART:" + day(n) + "\nDURATION:PT2H\n" }
	past := posted{"passe", at(-3) + "SUMMARY:Atelier passé\n"}
	events := []posted{
		past,
		{"reste", at(3) + "SUMMARY:Atelier : créer son CV\nDESCRIPTION:Venir avec un CV.\\n\\nSur inscription : au comptoir\nLOCATION:Médiathèque\\, 2 rue de l’Exemple\\, 69200 Vénissieux\nGEO:45.6977;4.8868\nCATEGORIES:emploi,CV\nURL:https://exemple.fr/cv\n"},
		{"annule", at(4) + "SUMMARY:Permanence\nLOCATION:Salle A\\, rez-de-chaussée\n"},
		{"bouge", at(5) + "SUMMARY:Forum des métiers\nURL:https://exemple.fr/forum\n"},
		{"part", at(6) + "SUMMARY:Atelier mails\nLOCATION:https://visio.exemple.fr/abc\n"},
		{"jour", "DTSTART;VALUE=DATE:" + morning.AddDate(0, 0, 7).Format("20060102") + "\nSUMMARY:[COMPLET] Journée portes ouvertes\n"},
	}
	h.agenda("a", events)
	h.agenda("b", []posted{{"sien", at(8) + "SUMMARY:Atelier de B\nLOCATION:Mairie\n"}})
	h.pass()
	h.pass()
	h.pass()
	h.alike("at first", everybody...)
	ids := h.sessions("c")
	if len(ids) != len(events)+1 {
		h.t.Fatalf("%d sessions at the end of the way, not %d", len(ids), len(events)+1)
	}
	for id, s := range h.sessions("a") {
		if diff := cmp.Diff(s, ids[id]); diff != "" {
			h.t.Errorf("on its way (-a +c):\n%s", diff)
		}
	}
	h.still("at first")

	events[2].text += "STATUS:CANCELLED\n"
	events[3].text = strings.Replace(events[3].text, day(5), day(6), 1)
	events = append(events[:4], events[5:]...) // "part" is gone
	h.agenda("a", events)
	h.pass()
	h.pass()
	h.pass()
	h.alike("after the changes", everybody...)
	status := map[string]int{}
	for id, s := range h.sessions("c") {
		if ids[id] == nil {
			h.t.Errorf("a session that nobody knew: %v", s)
		}
		status[s["status"].(string)]++
	}
	if want := map[string]int{"scheduled": 4, "full": 1, "cancelled": 2}; !cmp.Equal(status, want) {
		h.t.Errorf("%v at the end of the way, not %v", status, want)
	}
	h.still("after the changes")

	today := time.Now().Format(time.DateOnly)
	h.pass("--from", today) // the feeds drop what is past
	h.pass("--from", today)
	for _, name := range h.all {
		found := false
		for _, s := range h.sessions(name) {
			if s["title"] == "Atelier passé" {
				found = true
				if s["status"] != "scheduled" {
					h.t.Errorf("%s: what is past is %v", name, s["status"])
				}
			}
		}
		if !found {
			h.t.Errorf("%s has lost what is past", name)
		}
	}
}
