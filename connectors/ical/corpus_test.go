package ical

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tresse"
	"tresse/connectors/httpx"
)

// corpus is a folder of real files that lies beside a checkout, where it is
// there at all: it is not ours to give away.
const corpus = "../../../shared/corpus/ics"

// An expectation is what independent readers agree on about one file.
type expectation struct {
	Kind           string
	Disputed       bool
	Events         *int
	Starts         [][3]*string
	StartsComplete bool `json:"starts_complete"`
	Occurrences    [][2]string
	OccTotal       int `json:"occ_total"`
	Window         [2]string
}

// A score counts files, and what is asked of them.
type score struct {
	files, right int // event counts
	starts, startsRight, startFiles, startFilesRight,
	occs, occsRight, occFiles, occFilesRight int
	partial, refused int
	slowest          time.Duration
}

func TestCorpus(t *testing.T) {
	files, expected := openCorpus(t)
	scores := map[string]*score{}
	for _, f := range files {
		want := expected[f.name]
		kind := f.kind
		if scores[kind] == nil {
			scores[kind] = &score{}
		}
		scores[kind].file(t, f, want)
	}
	kinds := []string{"ical", "vcal1", "zoneinfo", "fragment", "fuzz"}
	var table strings.Builder
	table.WriteString("\n| kind | files | partial | refused | event count | starts | files | occurrences | files | slowest |\n|---|---|---|---|---|---|---|---|---|---|\n")
	for _, kind := range kinds {
		s := scores[kind]
		if s == nil {
			continue
		}
		fmt.Fprintf(&table, "| %s | %d | %d | %d | %d | %d/%d | %d/%d | %d/%d | %d/%d | %v |\n", kind, s.files, s.partial, s.refused, s.right,
			s.startsRight, s.starts, s.startFilesRight, s.startFiles, s.occsRight, s.occs, s.occFilesRight, s.occFiles, s.slowest.Round(time.Millisecond))
	}
	t.Log(table.String())
	for _, kind := range kinds[:3] {
		s := scores[kind]
		if s.right != s.files {
			t.Errorf("%s: event count right in %d of %d files", kind, s.right, s.files)
		}
		atLeast(t, kind+": starts", s.startsRight, s.starts, 99)
		atLeast(t, kind+": files with every start right", s.startFilesRight, s.startFiles, 99)
		atLeast(t, kind+": occurrences", s.occsRight, s.occs, 97)
		atLeast(t, kind+": files with every occurrence right", s.occFilesRight, s.occFiles, 97)
	}
}

// TestCorpusPull takes every file through a whole pull: what was read is counted,
// and what is given can be kept.
func TestCorpusPull(t *testing.T) {
	files, expected := openCorpus(t)
	env := testEnv(t)
	env.Horizon = 20 * 365 * 24 * time.Hour
	for i, f := range files {
		path := filepath.Join(env.Dir, strconv.Itoa(i)+".ics")
		if err := os.WriteFile(path, f.body, 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := pullAll(t, newConnector(Options{Path: path, Private: true, Free: true}, env, httpx.Options{}), nil)
		if want := expected[f.name].Events; want != nil && err == nil && p.Batch.Read < *want {
			t.Errorf("%s: %d events read, want %d", f.name, p.Batch.Read, *want)
		}
		if err != nil && tresse.AdviceOf(err) == "" {
			t.Errorf("%s: %v gives no advice", f.name, err)
		}
		seen := map[tresse.Ref]bool{}
		for _, l := range p.Batch.Listings {
			if err := l.Ref.Check(); err != nil || seen[l.Ref] || l.Start.IsZero() || l.End.Before(l.Start.Time) {
				t.Errorf("%s: %s from %v to %v: %v, twice %v", f.name, l.Ref, l.Start, l.End, err, seen[l.Ref])
			}
			seen[l.Ref] = true
		}
	}
}

func atLeast(t *testing.T, what string, got, of, percent int) {
	t.Helper()
	if got*100 < of*percent {
		t.Errorf("%s: %d of %d, want at least %d %%", what, got, of, percent)
	}
}

type corpusFile struct {
	name, kind string
	body       []byte
}

func openCorpus(t testing.TB) ([]corpusFile, map[string]expectation) {
	index, err := os.ReadFile(filepath.Join(corpus, "index.tsv"))
	if err != nil {
		t.Skipf("no corpus beside this checkout: %v", err)
	}
	text, err := os.ReadFile(filepath.Join(corpus, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var expected map[string]expectation
	if err := json.Unmarshal(text, &expected); err != nil {
		t.Fatal(err)
	}
	var files []corpusFile
	for i, row := range strings.Split(strings.TrimSpace(string(index)), "\n") {
		fields := strings.Split(row, "\t")
		if i == 0 {
			continue
		}
		body, err := os.ReadFile(filepath.Join(corpus, fields[0]))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, corpusFile{fields[0], fields[1], body})
	}
	return files, expected
}

func (s *score) file(t *testing.T, f corpusFile, want expectation) {
	s.files++
	began := time.Now()
	cal, err := NewReader(time.UTC).Parse(slices.Clone(f.body))
	if err == nil {
		cal.Expand(time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC), time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC), func(Instance) bool { return true })
	}
	s.slowest = max(s.slowest, time.Since(began))
	switch {
	case err != nil:
		s.refused++
		if want.Events != nil && *want.Events > 0 {
			t.Errorf("%s: %v, want %d events", f.name, err, *want.Events)
		}
		if f.kind == "fragment" || f.kind == "fuzz" || want.Events == nil {
			s.right++
		}
		return
	case !cal.Complete || len(cal.Rejected) > 0:
		s.partial++
	case cal.Read == 0 && (want.Events == nil || *want.Events != 0):
		t.Errorf("%s: silently empty", f.name)
	}
	switch bare := f.kind == "fragment" || f.kind == "fuzz"; {
	case want.Events == nil || *want.Events == cal.Read:
		s.right++
	case bare && !cal.Complete: // readers see no event outside a VCALENDAR; it says so
		s.right++
	default:
		t.Logf("%s: %d events, want %d", f.name, cal.Read, *want.Events)
	}
	s.compareStarts(t, f.name, cal, want)
	s.compareOccurrences(t, f.name, cal, want)
}

func (s *score) compareStarts(t *testing.T, name string, cal *Calendar, want expectation) {
	if len(want.Starts) == 0 {
		return
	}
	have := map[string]int{}
	for _, e := range cal.Events {
		have[e.UID+"|"+show(e.Start)]++
	}
	wrong := 0
	for _, w := range want.Starts {
		key := deref(w[0]) + "|" + deref(w[2])
		if have[key] > 0 {
			have[key]--
			s.startsRight++
		} else {
			wrong++
			t.Logf("%s: start %v %v not found", name, deref(w[0]), deref(w[2]))
		}
	}
	s.starts += len(want.Starts)
	s.startFiles++
	if wrong == 0 {
		s.startFilesRight++
	}
}

func (s *score) compareOccurrences(t *testing.T, name string, cal *Calendar, want expectation) {
	if want.Window[0] == "" {
		return
	}
	from, _ := time.Parse(time.DateOnly, want.Window[0])
	to, _ := time.Parse(time.DateOnly, want.Window[1])
	have := map[string]int{}
	total := 0
	cal.Expand(from, to, func(i Instance) bool {
		floating := i.Event.Start.Floating
		have[i.Event.UID+"|"+stampLike(i.Start, floating)]++
		total++
		return true
	})
	wrong := 0
	for _, w := range want.Occurrences {
		key := w[0] + "|" + w[1]
		if have[key] > 0 {
			have[key]--
			s.occsRight++
		} else {
			wrong++
			if wrong < 5 {
				t.Logf("%s: occurrence %v not found", name, w)
			}
		}
	}
	if total != want.OccTotal {
		wrong++
		t.Logf("%s: %d occurrences, want %d", name, total, want.OccTotal)
	}
	s.occs += len(want.Occurrences)
	s.occFiles++
	if wrong == 0 {
		s.occFilesRight++
	}
}

func show(w When) string { return stampLike(w.Time(), w.Floating) }

func stampLike(at tresse.Time, floating bool) string {
	switch {
	case at.Day:
		return at.Format(time.DateOnly)
	case floating:
		return at.Format("2006-01-02T15:04:05")
	}
	return at.UTC().Format(time.RFC3339)
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
