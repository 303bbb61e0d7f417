package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tresse/connectors/rdvsp/rdvsptest"
	"tresse/connectors/zeeg/zeegtest"
)

// pushDesk is a folder with one Zeeg account, an event in two days, and a public
// address that is the daemon's own.
func pushDesk(t *testing.T) (d *desk, stand *zeegtest.Server, event string) {
	t.Helper()
	stand = zeegtest.New(time.Now)
	server := httptest.NewServer(stand)
	t.Cleanup(server.Close)
	event = stand.AddEvent(zeegtest.Event{Title: "Créer son CV", Type: zeegtest.Group, Start: time.Now().AddDate(0, 0, 2).Truncate(time.Hour), Capacity: 8})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close() // for the daemon
	d = &desk{t: t, dir: t.TempDir()}
	d.write("tresse.toml", fmt.Sprintf("[web]\nlisten = %q\npublic_url = \"http://%s\"\n\n[[source]]\nname = \"rendezvous\"\nkind = \"zeeg\"\nurl = %q\ntoken = %q\nevery = \"1 day\"\nhorizon = \"10d\"\n",
		address, address, server.URL+"/v2", zeegtest.Token))
	t.Chdir(d.dir)
	if code, out, errs := d.run("sync"); code != 0 {
		t.Fatalf("sync: %d %s %s", code, out, errs)
	}
	return d, stand, event
}

// until asks until the answer fits, or the test's time is over.
func (d *desk) until(what string, fits func(string) bool, args ...string) string {
	d.t.Helper()
	for d.t.Context().Err() == nil {
		code, out, errs := d.run(args...)
		if code != 0 {
			d.t.Fatalf("%v: %d %s", args, code, errs)
		}
		if fits(out) {
			return out
		}
	}
	d.t.Fatalf("never %s", what)
	return ""
}

// Somebody books on Zeeg and is there at once, with the telephone that only the
// push carries; a poll afterwards leaves it.
func TestSomebodyBooksAndIsThere(t *testing.T) {
	d, stand, event := pushDesk(t)
	serving(t)
	code, out, errs := d.run("hooks", "rendezvous")
	if code != 0 || len(stand.Hooks()) != 1 {
		t.Fatalf("hooks: %d %s %s %v", code, out, errs, stand.Hooks())
	}
	secret := stand.Hooks()[0][strings.LastIndex(stand.Hooks()[0], "/")+1:]
	if strings.Contains(out+errs, secret) {
		t.Error("the secret was printed")
	}
	if code, out, _ := d.run("hooks", "rendezvous"); code != 0 || !strings.Contains(out, "rien à faire") {
		t.Errorf("asked again: %d %s", code, out)
	}
	stand.Book(event, zeegtest.Invitee{Name: "Ana Pereira", Email: "ana@exemple.fr", Phone: "06 39 98 01 01", Seats: 2})
	there := func(out string) bool { return strings.Contains(out, "+33639980101") }
	d.until("there", there, "beneficiaries", "--format", "json")
	if code, _, errs := d.run("sync", "--full"); code != 0 {
		t.Fatalf("sync: %d %s", code, errs)
	}
	if _, out, _ := d.run("beneficiaries", "--format", "json"); !there(out) || !strings.Contains(out, `"first_name": "Ana"`) {
		t.Errorf("after a poll: %s", out)
	}
	_, out, _ = d.run("registrations", "--format", "json")
	if !strings.Contains(out, `"seats": 2`) {
		t.Errorf("seats: %s", out)
	}
	var sources []struct {
		Pushes struct {
			State        string
			Heard, Drift int
		}
	}
	_, out, _ = d.run("sources", "--format", "json")
	if err := json.Unmarshal([]byte(out), &sources); err != nil || len(sources) != 1 || sources[0].Pushes.State != "ok" || sources[0].Pushes.Drift != 0 {
		t.Errorf("sources: %v %s", err, out)
	}
	// Whoever else knocks there.
	for address, want := range map[string]int{stand.Hooks()[0]: 401, stand.Hooks()[0] + "x": 404} {
		r, err := http.Post(address, "application/json", strings.NewReader(`{"event":"invitee.scheduled"}`))
		if err != nil || r.StatusCode != want {
			t.Errorf("answered %v, %v, want %d", r.StatusCode, err, want)
		}
		r.Body.Close()
	}
	if code, out, errs := d.run("hooks", "rendezvous", "--remove"); code != 0 || len(stand.Hooks()) != 0 {
		t.Errorf("removed: %d %s %s", code, out, errs)
	}
}

// Without a daemon the platform finds nobody: that is said, the subscription
// stands, and the daemon knows the address from its first moment.
func TestHooksBeforeTheDaemon(t *testing.T) {
	d, stand, event := pushDesk(t)
	if code, out, _ := d.run("hooks", "rendezvous"); code != exitFailed || !strings.Contains(out, "public_url") || len(stand.Hooks()) != 1 {
		t.Fatalf("hooks: %d %s %v", code, out, stand.Hooks())
	}
	serving(t)
	stand.Book(event, zeegtest.Invitee{Name: "Ana Pereira", Email: "ana@exemple.fr", Phone: "06 39 98 01 01"})
	d.until("there", func(out string) bool { return strings.Contains(out, "+33639980101") }, "beneficiaries", "--format", "json")
	if left, _ := filepath.Glob("*"); len(left) == 0 {
		t.Error("nothing is here")
	}
}

// RDV Service Public signs what it sends, floods at subscription, sends twice
// and backwards: what is read afterwards is what stands.
func TestRDVPushes(t *testing.T) {
	stand := rdvsptest.New(time.Now)
	server := httptest.NewServer(stand)
	t.Cleanup(server.Close)
	refresh := stand.Consent()
	soon := time.Now().AddDate(0, 0, 2).Truncate(time.Hour)
	for i := range 5 {
		stand.Add(rdvsptest.RDV{Motif: rdvsptest.Motif{Name: "Aide numérique"}, Start: soon.Add(time.Duration(i) * time.Hour)})
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close() // for the daemon
	d := &desk{t: t, dir: t.TempDir()}
	d.write("tresse.toml", fmt.Sprintf("[web]\nlisten = %q\npublic_url = \"http://%s\"\n\n[[source]]\nname = \"rdv\"\nkind = \"rdvsp\"\nurl = %q\nclient_id = %q\nclient_secret = %q\nrefresh_token = %q\nevery = \"1 day\"\nhorizon = \"10d\"\n",
		address, address, server.URL, rdvsptest.ClientID, rdvsptest.ClientSecret, refresh))
	t.Chdir(d.dir)
	if code, out, errs := d.run("sync"); code != 0 {
		t.Fatalf("sync: %d %s %s", code, out, errs)
	}
	serving(t)
	if code, out, errs := d.run("hooks", "rdv"); code != 0 || len(stand.Endpoints()) != 1 {
		t.Fatalf("hooks: %d %s %s %v", code, out, errs, stand.Endpoints())
	}
	stand.Set(func(m *rdvsptest.Modes) { m.DoubleHooks, m.HoldHooks = true, true })
	id := stand.Add(rdvsptest.RDV{Motif: rdvsptest.Motif{Name: "Aide numérique"}, Start: soon.Add(26 * time.Hour)})
	stand.Book(id, rdvsptest.Participation{User: rdvsptest.User{FirstName: "Ana", LastName: "PEREIRA", Phone: "06 39 98 01 01"}})
	stand.Move(id, soon.Add(27*time.Hour))
	stand.Release(true)
	moved := soon.Add(27 * time.Hour).UTC().Format("T15:04:05")
	d.until("there", func(out string) bool { return strings.Contains(out, "+33639980101") }, "beneficiaries", "--format", "json")
	d.until("moved", func(out string) bool {
		var list []struct{ Start time.Time }
		_ = json.Unmarshal([]byte(out), &list)
		n := 0
		for _, s := range list {
			if s.Start.UTC().Format("T15:04:05") == moved && s.Start.After(soon.Add(26*time.Hour)) {
				n++
			}
		}
		return n == 1 && len(list) == 6
	}, "sessions", "--format", "json")
	r, err := http.Post(stand.Endpoints()[0], "application/json", strings.NewReader(`{"data":{"id":1},"meta":{"model":"Rdv"}}`))
	if err != nil || r.StatusCode != 401 {
		t.Errorf("unsigned: %v %v", r.StatusCode, err)
	}
	r.Body.Close()
	if code, out, errs := d.run("rebuild", "--check"); code != 0 {
		t.Errorf("afterwards: %d %s%s", code, out, errs)
	}
}
