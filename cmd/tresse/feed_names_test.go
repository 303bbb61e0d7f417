//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"tresse/connectors/zeeg/zeegtest"
)

// Where the structure asks for it, the mediator's own calendar says who is
// registered, by first name and initial; a colleague's and one kept in a cloud
// do not.
func TestNamesInTheOwnFeed(t *testing.T) {
	stand := zeegtest.New(time.Now)
	server := httptest.NewServer(stand)
	t.Cleanup(server.Close)
	event := stand.AddEvent(zeegtest.Event{Title: "Créer son CV", Type: zeegtest.Group, Start: time.Now().AddDate(0, 0, 2).Truncate(time.Hour), Capacity: 8})
	stand.Book(event, zeegtest.Invitee{Name: "Ana Pereira", Email: "ana@exemple.fr"})
	left := stand.Book(event, zeegtest.Invitee{Name: "Karim Haddad", Email: "karim@exemple.fr"})
	stand.CancelInvitee(left, zeegtest.Cancellation{By: "karim@exemple.fr", Type: "invitee"})
	d := &desk{t: t, dir: t.TempDir()}
	t.Chdir(d.dir)
	config := func(privacy string) {
		d.write("tresse.toml", fmt.Sprintf("[web]\nlisten = \"127.0.0.1:0\"\n%s\n[[source]]\nname = \"rendezvous\"\nkind = \"zeeg\"\nurl = %q\ntoken = %q\nhorizon = \"10d\"\nevery = \"1 day\"\n", privacy, server.URL+"/v2", zeegtest.Token))
	}
	config("[privacy]\nfeed_names = true\n")
	if code, _, errs := d.run("sync"); code != 0 {
		t.Fatal(errs)
	}
	if _, own, _ := d.run("feed"); !strings.Contains(own, "Ana P.") || strings.Contains(own, "Pereira") || strings.Contains(own, "Karim") {
		t.Errorf("the own feed: %s", own)
	}
	var list []struct{ ID string }
	if _, out, errs := d.run("sessions", "--format", "json"); json.Unmarshal([]byte(out), &list) != nil || len(list) != 1 {
		t.Fatal(out, errs)
	}
	if code, out, _ := d.run("feed", "--session", list[0].ID); code != 0 || strings.Count(out, "BEGIN:VEVENT") != 1 || strings.Contains(out, "Ana") {
		t.Errorf("one session, for anybody: %d %s", code, out)
	}
	if code, _, errs := d.run("feed", "--session", "inconnu"); code != 1 || !strings.Contains(errs, "tresse sessions") {
		t.Errorf("a session that is not there: %d %s", code, errs)
	}
	p := startServe(t, d.dir)
	address := regexp.MustCompile(`http://\S+/`).FindString(p.said())
	secret := func(args ...string) string {
		code, out, errs := d.run(append([]string{"token", "new", "--feed"}, args...)...)
		if code != 0 {
			t.Fatal(errs)
		}
		return out[strings.LastIndex(strings.TrimSpace(out), "/")+1:]
	}
	own, team := secret(), secret("--team")
	for _, c := range []struct {
		secret, program string
		names           bool
	}{
		{own, "Mozilla/5.0 Thunderbird/153.0", true},
		{own, "iOS/18.0 dataaccessd/1.0", true},
		{own, "Google-Calendar-Importer", false},
		{own, "Microsoft.Exchange/15.20 (Outlook)", false},
		{team, "Mozilla/5.0 Thunderbird/153.0", false},
	} {
		r, err := http.NewRequest("GET", address+"feed/"+strings.TrimSpace(c.secret), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("User-Agent", c.program)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if got := strings.Contains(string(body), "Ana P."); got != c.names || !strings.Contains(string(body), "Créer son CV") || strings.Contains(string(body), "Pereira") {
			t.Errorf("%s: names %v: %s", c.program, got, body)
		}
	}
}

// Off unless switched on.
func TestNoNamesUnlessAskedFor(t *testing.T) {
	stand := zeegtest.New(time.Now)
	server := httptest.NewServer(stand)
	t.Cleanup(server.Close)
	event := stand.AddEvent(zeegtest.Event{Title: "Créer son CV", Type: zeegtest.Group, Start: time.Now().AddDate(0, 0, 2).Truncate(time.Hour), Capacity: 8})
	stand.Book(event, zeegtest.Invitee{Name: "Ana Pereira", Email: "ana@exemple.fr"})
	d := &desk{t: t, dir: t.TempDir()}
	t.Chdir(d.dir)
	d.write("tresse.toml", fmt.Sprintf("[[source]]\nname = \"rendezvous\"\nkind = \"zeeg\"\nurl = %q\ntoken = %q\nhorizon = \"10d\"\n", server.URL+"/v2", zeegtest.Token))
	if code, _, errs := d.run("sync"); code != 0 {
		t.Fatal(errs)
	}
	if _, own, _ := d.run("feed"); strings.Contains(own, "Ana") || !strings.Contains(own, "1/8 inscrit") {
		t.Errorf("the own feed: %s", own)
	}
}
