package main

import (
	"fmt"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tresse/connectors/rdvsp/rdvsptest"
)

// agentDesk is a folder with one agent's access, whose public address is the
// daemon's own.
func agentDesk(t *testing.T, stand *rdvsptest.Server) *desk {
	t.Helper()
	server := httptest.NewServer(stand)
	t.Cleanup(server.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close() // for the daemon
	d := &desk{t: t, dir: t.TempDir()}
	d.write("tresse.toml", fmt.Sprintf("[web]\nlisten = %q\npublic_url = \"http://%s\"\n\n[[source]]\nname = \"rdv\"\nkind = \"rdvsp\"\nurl = %q\nclient_id = %q\nclient_secret = %q\nrefresh_token = %q\nevery = \"1 day\"\n",
		address, address, server.URL, rdvsptest.ClientID, rdvsptest.ClientSecret, stand.Consent()))
	t.Chdir(d.dir)
	return d
}

// An appointment made on the platform is there at once, once, though its news
// comes twice and in the wrong order; somebody made anonymous is erased by it.
func TestRDVNewsTwiceAndBackwards(t *testing.T) {
	stand := rdvsptest.New(time.Now)
	soon := time.Now().AddDate(0, 0, 2).Truncate(time.Hour)
	id := stand.Add(rdvsptest.RDV{Motif: rdvsptest.Motif{Name: "Ateliers", Collective: true}, Name: "Mails", Start: soon, Capacity: 8})
	d := agentDesk(t, stand)
	if code, _, errs := d.run("sync"); code != 0 {
		t.Fatalf("sync: %d %s", code, errs)
	}
	serving(t)
	if code, out, errs := d.run("hooks", "rdv"); code != 0 || len(stand.Endpoints()) != 1 {
		t.Fatalf("hooks: %d %s %s %v", code, out, errs, stand.Endpoints())
	}
	if code, out, _ := d.run("hooks", "rdv"); code != 0 || !strings.Contains(out, "rien à faire") {
		t.Errorf("asked again: %d %s", code, out)
	}
	stand.Set(func(m *rdvsptest.Modes) { m.DoubleHooks, m.HoldHooks = true, true })
	aline := rdvsptest.User{ID: 77, FirstName: "Aline", LastName: "MODÈLE", Email: "aline@exemple.fr"}
	stand.Book(id, rdvsptest.Participation{User: aline})
	seat := stand.Book(id, rdvsptest.Participation{User: rdvsptest.User{FirstName: "Driss", LastName: "TÉMOIN", Email: "driss@exemple.fr"}})
	stand.Mark(id, seat, rdvsptest.Excused)
	stand.Release(true)
	d.until("both there", func(out string) bool {
		return strings.Contains(out, "aline@exemple.fr") && strings.Contains(out, "driss@exemple.fr")
	}, "beneficiaries", "--format", "json")
	if _, out, _ := d.run("registrations", "--format", "json"); strings.Count(out, `"excused"`) != 1 || strings.Count(out, `"session"`) != 2 {
		t.Errorf("registrations: %s", out)
	}
	stand.Forget(77)
	d.until("erased", func(out string) bool { return !strings.Contains(out, "aline@exemple.fr") }, "beneficiaries", "--format", "json")
	if code, out, errs := d.run("hooks", "rdv", "--remove"); code != 0 || len(stand.Endpoints()) != 0 {
		t.Errorf("removed: %d %s %s", code, out, errs)
	}
}

// What moves stays one session; what is deleted is withdrawn once it is asked for
// by id; what the platform purges after two years is kept, archived.
func TestRDVLife(t *testing.T) {
	stand := rdvsptest.New(time.Now)
	day := func(n int) time.Time { return time.Now().AddDate(0, 0, n).Truncate(time.Hour) }
	ids := map[string]int64{}
	for name, n := range map[string]int{"Passé": -3, "Demain": 1, "Ensuite": 2, "Plus tard": 20, "Encore": 30, "Enfin": 40} {
		ids[name] = stand.Add(rdvsptest.RDV{Motif: rdvsptest.Motif{Name: name}, Start: day(n), Participations: []rdvsptest.Participation{{User: rdvsptest.User{FirstName: "Aline", LastName: "MODÈLE"}}}})
	}
	d := agentDesk(t, stand)
	d.sync(0)
	before := d.standing()
	stand.Purge(ids["Passé"])
	stand.Delete(ids["Demain"])
	stand.Move(ids["Ensuite"], day(25))
	stand.Move(ids["Plus tard"], day(-40)) // out of what an hourly reading sees
	d.sync(0)
	now := d.standing()
	for name, want := range map[string]string{
		"Passé": "scheduled archived", "Demain": "withdrawn", "Ensuite": "scheduled", "Plus tard": "scheduled", "Encore": "scheduled", "Enfin": "scheduled",
	} {
		if now[name].state != want || now[name].id != before[name].id {
			t.Errorf("%s is %+v, was %+v; want %s", name, now[name], before[name], want)
		}
	}
	if now["Plus tard"].start == before["Plus tard"].start || now["Ensuite"].start == before["Ensuite"].start {
		t.Error("what moved stands where it was")
	}
	// All at once is no deletion that happens by itself.
	for _, name := range []string{"Ensuite", "Encore", "Enfin"} {
		stand.Delete(ids[name])
	}
	d.sync(3)
	if s := d.standing()["Enfin"].state; s != "scheduled" {
		t.Errorf("a mass deletion makes it %s", s)
	}
}

func (d *desk) sync(want int) {
	d.t.Helper()
	if code, out, errs := d.run("sync"); code != want {
		d.t.Fatalf("sync: %d, want %d: %s%s", code, want, out, errs)
	}
}

type standingSession struct{ id, state, start string }

// standing are the sessions by title.
func (d *desk) standing() map[string]standingSession {
	d.t.Helper()
	var all []struct {
		ID, Title, Start, Status string
		Archived                 bool
	}
	d.list("sessions", &all)
	by := map[string]standingSession{}
	for _, s := range all {
		if s.Archived {
			s.Status += " archived"
		}
		by[s.Title] = standingSession{s.ID, s.Status, s.Start}
	}
	return by
}
