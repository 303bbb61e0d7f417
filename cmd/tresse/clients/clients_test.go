package clients

import (
	"cmp"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"
)

// Ten times something changes in the agenda and tresse syncs. Every program
// then reads every session once, at the time at which it is, the cancelled ones
// as cancelled; no session has changed its UID; and Thunderbird, asking again
// when nothing changed, is told just that.
func TestRealPrograms(t *testing.T) {
	if testing.Short() {
		t.Log("takes over a minute: left to the long run")
		return
	}
	python, node, libical := pythonWithIcalendar(t), nodeWithIcal(t), libicalReader(t)
	want(t, "thunderbird", "apt-get install thunderbird")

	source := newAgenda(t, time.Now())
	d, address := startDaemon(t, source.serve(t))
	watched, address := watch(t, address)
	feed := address + d.feed()
	vdir, profile := newFolder(t, feed), t.TempDir()
	d.tresse("sync")
	vdir.sync()
	before := idOf(d.sessions())
	thunderbird(t, profile, feed, func() bool { return len(watched.to("Thunderbird")) > 0 })

	for i := range changes {
		source.change(i)
		d.tresse("sync")
		vdir.sync()
	}
	sessions := d.sessions()
	for ref, id := range before {
		if now := idOf(sessions)[ref]; now != id {
			t.Errorf("%s was %s and is %s", ref, id, now)
		}
	}
	truth := expected(t, sessions)
	body := fetch(t, feed)
	same(t, "python-icalendar", truth, understoodIn(t, runWith(t, body, nil, python, "testdata/read.py")))
	same(t, "ical.js", truth, understoodIn(t, runWith(t, body, node, "node", "testdata/read.cjs")))
	same(t, "libical", truth, understoodIn(t, runWith(t, body, nil, libical)))
	same(t, "vdirsyncer and khal", withoutUIDs(truth), vdir.khal())

	earlier := len(watched.to("Thunderbird"))
	thunderbird(t, profile, feed, func() bool { return len(watched.to("Thunderbird")) >= earlier+2 })
	if given := watched.to("Thunderbird")[earlier:]; !slices.Equal(given, []int{200, 304}) {
		t.Errorf("Thunderbird was given %v", given)
	}
	same(t, "Thunderbird", truth, keptByThunderbird(t, python, profile))
}

// idOf maps the ref of each listing to the id of its session.
func idOf(sessions []session) map[string]string {
	m := map[string]string{}
	for _, s := range sessions {
		for _, ref := range s.Refs {
			m[ref] = s.ID
		}
	}
	return m
}

// expected is what a program should understand of the sessions.
func expected(t *testing.T, sessions []session) []understood {
	t.Helper()
	var list []understood
	for _, s := range sessions {
		u := understood{UID: s.ID, Start: s.Start, End: s.End, Summary: s.Title, Cancelled: s.Status == "cancelled" || s.Status == "withdrawn"}
		if !s.AllDay {
			u.Start, u.End = inUTC(t, s.Start), inUTC(t, s.End)
		}
		if u.Cancelled {
			u.Summary = "Annulé : " + s.Title
		}
		list = append(list, u)
	}
	if len(list) < 50 {
		t.Fatalf("only %d sessions", len(list))
	}
	return list
}

func withoutUIDs(list []understood) []understood {
	list = slices.Clone(list)
	for i := range list {
		list[i].UID = ""
	}
	return list
}

func inUTC(t *testing.T, text string) string {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC().Format(time.RFC3339)
}

func same(t *testing.T, program string, want, got []understood) {
	t.Helper()
	for _, list := range [][]understood{want, got} {
		slices.SortFunc(list, func(a, b understood) int {
			return cmp.Or(cmp.Compare(a.UID, b.UID), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Summary, b.Summary))
		})
	}
	if d := diff.Diff(want, got); d != "" {
		t.Errorf("%s understands something else (-tresse +%s):\n%s", program, program, d)
	}
}

func fetch(t *testing.T, address string) []byte {
	t.Helper()
	r, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatal(r.Status, err)
	}
	return body
}
