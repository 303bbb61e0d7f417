package main

import (
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"tresse/connectors/zeeg/zeegtest"
)

// A colleague writes a name into the title of a public event. As long as nobody
// of that name is known it stands there, as it does at the source; from the day
// on which she books a seat the public sees the kind alone, and programs that
// showed the title are told.
func TestNamesLeaveThePublicFeed(t *testing.T) {
	stand := zeegtest.New(time.Now)
	server := httptest.NewServer(stand)
	t.Cleanup(server.Close)
	start := time.Now().AddDate(0, 0, 2).Truncate(time.Hour)
	event := stand.AddEvent(zeegtest.Event{Title: "Créer son CV", Type: zeegtest.Group, Start: start, Capacity: 8})
	d := &desk{t: t, dir: t.TempDir()}
	t.Chdir(d.dir)
	d.write("tresse.toml", fmt.Sprintf("[[source]]\nname = \"collegue\"\nkind = \"ical\"\npath = \"agenda.ics\"\npublic = true\n\n"+
		"[[source]]\nname = \"rendezvous\"\nkind = \"zeeg\"\nurl = %q\ntoken = %q\nhorizon = \"10d\"\n", server.URL+"/v2", zeegtest.Token))
	d.write("agenda.ics", strings.ReplaceAll("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//exemple//x//FR\nBEGIN:VEVENT\nUID:1\nDTSTAMP:20261101T080000Z\nDTSTART:"+
		start.Add(24*time.Hour).UTC().Format("20060102T150405Z")+"\nDURATION:PT1H\nSUMMARY:Permanence : suivi de PEREIRA Ana\nDESCRIPTION:Apporter son dossier\nEND:VEVENT\nEND:VCALENDAR\n", "\n", "\r\n"))
	feed := func(args ...string) string {
		t.Helper()
		if code, _, errs := d.run("sync"); code != 0 {
			t.Fatalf("sync: %d %s", code, errs)
		}
		code, out, errs := d.run(append([]string{"feed"}, args...)...)
		if code != 0 {
			t.Fatalf("feed: %d %s", code, errs)
		}
		return out
	}
	modified := func(feed string) string { return regexp.MustCompile(`LAST-MODIFIED:(\w+)`).FindStringSubmatch(feed)[1] }

	before := feed("--public")
	if !strings.Contains(before, "PEREIRA Ana") {
		t.Errorf("nobody is known, and the title is not there: %s", before)
	}
	stand.Book(event, zeegtest.Invitee{Name: "Ana Pereira", Email: "ana@exemple.fr"})
	after := feed("--public")
	if strings.Contains(strings.ToLower(after), "pereira") || strings.Contains(after, "dossier") || !strings.Contains(after, "SUMMARY:Permanence\r\n") {
		t.Errorf("she is known: %s", after)
	}
	if modified(after) <= modified(before) {
		t.Errorf("LAST-MODIFIED %s was %s", modified(after), modified(before))
	}
	if again := feed("--public"); again != after {
		t.Errorf("nothing changed, and the feed did: %s", again)
	}
	if own := feed(); !strings.Contains(own, "PEREIRA Ana") {
		t.Error("the mediator's own feed has lost the title")
	}
}
