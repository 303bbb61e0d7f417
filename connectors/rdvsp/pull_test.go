package rdvsp

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/rdvsp/rdvsptest"
)

// workshops adds n of them, one every so often.
func (h *house) workshops(n int, every time.Duration, agents ...rdvsptest.Agent) {
	for i := range n {
		h.stand.Add(rdvsptest.RDV{
			Motif: rdvsptest.Motif{Name: "Atelier collectif", Collective: true}, Name: fmt.Sprint("Atelier ", i),
			Start: now.Add(day + time.Duration(i)*every), Agents: agents,
			Participations: []rdvsptest.Participation{{User: rdvsptest.User{FirstName: "Aline", LastName: fmt.Sprint("MODÈLE-", i)}}},
		})
	}
}

// Every appointment comes once, whatever pages do: no order, doubles for each
// agent, a total that counts those; and what is claimed to be whole is.
func TestPagesWithoutOrder(t *testing.T) {
	two := []rdvsptest.Agent{{ID: 1, LastName: "A"}, {ID: 2, LastName: "B"}}
	for name, mode := range map[string]func(*rdvsptest.Modes){
		"in any order":     func(m *rdvsptest.Modes) { m.Unordered, m.PageSize = true, 7 },
		"with doubles":     func(m *rdvsptest.Modes) { m.Doubles, m.PageSize = true, 7 },
		"both":             func(m *rdvsptest.Modes) { m.Unordered, m.Doubles, m.PageSize = true, true, 5 },
		"one page of 100":  func(m *rdvsptest.Modes) { m.Doubles = true },
		"one row a page":   func(m *rdvsptest.Modes) { m.PageSize = 1 },
		"RFC 3339":         func(m *rdvsptest.Modes) { m.RFC3339 = true },
		"UTC as a zone":    func(m *rdvsptest.Modes) { m.UTC = true },
		"the old user":     func(m *rdvsptest.Modes) { m.OldUsers = true },
		"unknown keys":     func(m *rdvsptest.Modes) { m.ExtraKeys = true },
		"without a link":   func(m *rdvsptest.Modes) { m.NoURL = true },
		"older: no own id": func(m *rdvsptest.Modes) { m.NoMe = true },
	} {
		h := newHouse(t)
		h.stand.Set(mode)
		h.workshops(40, 11*time.Hour, two...)
		h.mustPull()
		if len(h.listings) != 40 || len(h.bookings) != 40 || len(h.out.Coverage) != 1 || len(h.out.Notices) != 0 || len(h.rejected) != 0 {
			t.Errorf("%s: %d listings, %d bookings, coverage %v, %q, %v", name, len(h.listings), len(h.bookings), h.out.Coverage, h.out.Notices, h.rejected)
		}
	}
}

// A total that never matches keeps nothing out, says so, and covers nothing.
func TestTotalThatDoesNotMatch(t *testing.T) {
	h := newHouse(t)
	h.stand.Set(func(m *rdvsptest.Modes) { m.CountOff = 3 })
	h.workshops(5, time.Hour)
	h.mustPull()
	if len(h.listings) != 5 || len(h.out.Coverage) != 0 || len(h.out.Notices) == 0 {
		t.Errorf("%d listings, coverage %v, %q", len(h.listings), h.out.Coverage, h.out.Notices)
	}
}

// An idle poll of a normal mediator is one request; statuses of three months are
// looked at each hour, the whole at night.
func TestWindows(t *testing.T) {
	h := newHouse(t)
	late, _ := h.appointment(now.Add(-60*day), rdvsptest.User{FirstName: "Aline"})
	old, _ := h.appointment(now.Add(-300*day), rdvsptest.User{FirstName: "Driss"})
	soon, _ := h.appointment(now.Add(300*day), rdvsptest.User{FirstName: "Élise"})
	far, _ := h.appointment(now.Add(500*day), rdvsptest.User{FirstName: "Fatou"})
	h.mustPull()
	h.listing(late)
	h.listing(old)
	h.listing(soon)
	if _, read := h.listings[tresse.NewRef("rdv", fmt.Sprint(far))]; read {
		t.Error("read beyond the horizon")
	}
	for _, c := range []struct {
		pass     time.Duration
		listings int
		requests int
		back     time.Duration // of what is covered
	}{
		{10 * time.Minute, 1, 1, 15 * day}, {10 * time.Minute, 1, 1, 15 * day}, {time.Hour, 2, 2, 90 * day},
		{30 * time.Minute, 1, 1, 15 * day}, {24 * time.Hour, 3, 3, 400 * day},
	} {
		h.clock = h.clock.Add(c.pass)
		h.stand.ForgetRequests()
		h.mustPull()
		reads := 0
		for _, r := range h.stand.Requests() {
			if strings.HasPrefix(r, "GET") {
				reads++
			}
		}
		back := h.clock.Sub(h.out.Coverage[0].From).Truncate(day)
		if len(h.listings) != c.listings || reads != c.requests || back != c.back {
			t.Errorf("after %v: %d listings in %d requests, covered %v back; want %+v", c.pass, len(h.listings), reads, back, c)
		}
	}
}

// Organisations are read by name; one that the agent does not see gives an empty
// list, and is told. Scopes are organisations, so that what leaves one leaves it
// however the list was asked for.
func TestOrganisations(t *testing.T) {
	h := newHouse(t)
	a := h.stand.AddOrganisation(rdvsptest.Organisation{Name: "Mairie"})
	b := h.stand.AddOrganisation(rdvsptest.Organisation{Name: "Médiathèque"})
	for i := range 6 {
		h.stand.Add(rdvsptest.RDV{Organisation: []int64{a, b}[i%2], Motif: rdvsptest.Motif{Name: "Aide"}, Start: now.Add(time.Duration(i+1) * day)})
	}
	h.mustPull()
	if len(h.listings) != 6 || len(h.out.Coverage) != 2 {
		t.Errorf("all: %d listings, coverage %v", len(h.listings), h.out.Coverage)
	}
	for _, r := range h.stand.RDVs() {
		if r.Organisation == b {
			h.stand.Delete(r.ID)
		}
	}
	h.cursor = nil // as --full does
	h.mustPull()
	if len(h.out.Coverage) != 2 {
		t.Errorf("an organisation that is empty now is not covered: %v", h.out.Coverage)
	}
	h.options.Organisations = []int64{a, 999}
	h.open()
	h.mustPull()
	want := []connectors.Coverage{{Scope: scopeOf(999)}, {Scope: scopeOf(a)}}
	var got []connectors.Coverage
	for _, c := range h.out.Coverage {
		got = append(got, connectors.Coverage{Scope: c.Scope})
	}
	if diff := cmp.Diff(want, got); diff != "" || len(h.listings) != 3 || len(h.out.Notices) != 1 || !strings.Contains(h.out.Notices[0], "999") {
		t.Errorf("%d listings, %q, coverage (-want +got):\n%s", len(h.listings), h.out.Notices, diff)
	}
}

// What was deleted, purged or taken out of the agent's rights is gone when asked
// by id; what moved is present, and comes when read again; many are asked at
// once.
func TestConfirm(t *testing.T) {
	for _, size := range []int{0, 3} {
		h := newHouse(t)
		h.stand.Set(func(m *rdvsptest.Modes) { m.PageSize, m.Unordered, m.Doubles = size, true, true })
		h.workshops(30, time.Hour, rdvsptest.Agent{ID: 1}, rdvsptest.Agent{ID: 2})
		h.mustPull()
		refs := h.refs()
		var want []connectors.Presence
		for i, ref := range refs {
			want = append(want, connectors.Present)
			switch i {
			case 3, 17:
				h.stand.Delete(idOf(ref))
				want[i] = connectors.Gone
			case 5:
				h.stand.Move(idOf(ref), now.Add(-30*day))
			}
		}
		refs = append(refs, "rdv/1/2", "rdv/abc", "rdv/007")
		want = append(want, connectors.Gone, connectors.Unknown, connectors.Unknown)
		h.stand.ForgetRequests()
		got, err := h.c.Confirm(t.Context(), refs)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("pages of %d: %v\n%s", size, err, diff)
		}
		if n := len(h.stand.Requests()); size == 0 && n != 1 {
			t.Errorf("%d requests for 31 ids", n)
		}
		b, err := h.c.Read(t.Context(), refs[5])
		if err != nil || len(b.Listings) != 1 || !b.Listings[0].Start.Equal(now.Add(-30*day)) || len(b.Bookings) != 1 {
			t.Errorf("what moved reads %+v, %v", b, err)
		}
		if _, err := h.c.Read(t.Context(), refs[3]); tresse.TroubleOf(err) != tresse.TroubleNotFound {
			t.Errorf("what is gone reads %v", err)
		}
	}
}

// A platform that does not keep to the ids it was asked for says nothing.
func TestConfirmOfAnotherAnswer(t *testing.T) {
	h := newHouse(t)
	h.workshops(3, time.Hour)
	h.mustPull()
	h.stand.Set(func(m *rdvsptest.Modes) {
		m.Intercept = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != "/api/v1/rdvs" {
				return false
			}
			w.Write([]byte(`{"rdvs":[{"id":5}],"meta":{"next_page":null,"total_count":1}}`))
			return true
		}
	})
	got, err := h.c.Confirm(t.Context(), h.refs())
	if err != nil || cmp.Diff(got, []connectors.Presence{"", "", ""}) != "" && cmp.Diff(got, []connectors.Presence{connectors.Unknown, connectors.Unknown, connectors.Unknown}) != "" {
		t.Errorf("got %v, %v", got, err)
	}
}

// The answers of an overloaded platform, with its three headers.
func TestTooMany(t *testing.T) {
	h := newHouse(t)
	h.workshops(3, time.Hour)
	h.stand.Set(func(m *rdvsptest.Modes) { m.TooMany, m.RetryAfter = 1, "0" })
	h.mustPull()
	h.stand.Set(func(m *rdvsptest.Modes) { m.TooMany, m.RetryAfter = 1, "600" })
	err := h.pull()
	if e, ok := err.(*tresse.Error); !ok || e.Trouble != tresse.TroubleLater || e.Wait != 10*time.Minute {
		t.Errorf("got %v", err)
	}
}

// The feed of the agent and the API speak of the same appointments: the keys of
// both meet by uuid (sheet §10). A second instance with the same numbers does
// not meet the first.
func TestIdentity(t *testing.T) {
	h := newHouse(t)
	id, seat := h.appointment(now.Add(day), rdvsptest.User{ID: 7, FirstName: "Aline"})
	h.mustPull()
	l, b := h.listing(id), h.booking(id, seat)
	uuid := h.stand.RDVs()[0].UUID
	if l.Keys[0] != tresse.KeyRDV(uuid) || l.ID != tresse.NewID(tresse.KeyRDV(uuid)) {
		t.Errorf("keys %q", l.Keys)
	}
	other := newHouse(t)
	other.env.Root = "autre"
	other.open()
	other.stand.Add(rdvsptest.RDV{ID: id, UUID: "00000000-0000-4000-8000-00000000000a", Start: now.Add(day), Motif: rdvsptest.Motif{Name: "Aide"},
		Participations: []rdvsptest.Participation{{ID: seat, User: rdvsptest.User{ID: 7, FirstName: "Driss"}}}})
	other.mustPull()
	l2, b2 := other.listing(id), other.booking(id, seat)
	if l.ID == l2.ID || l.Keys[0] == l2.Keys[0] {
		t.Error("two appointments of two instances are one")
	}
	if b.Person.Identifiers[0] == b2.Person.Identifiers[0] {
		t.Error("two people of two instances are one")
	}
	for _, pair := range [][2]string{{"https://www.rdv-solidarites.fr", "https://www.rdv-aide-numerique.fr"}, {"https://rdv-solidarites.fr", "https://www.rdv-solidarites.fr/api/v1/"}} {
		a, b := Options{URL: pair[0]}, Options{URL: pair[1]}
		_, _ = a.check(), b.check()
		if a.instance() != b.instance() {
			t.Errorf("%s and %s are two instances", pair[0], pair[1])
		}
	}
	demo := Options{URL: "https://demo.rdv-solidarites.fr"}
	real := Options{URL: "https://www.rdv-solidarites.fr"}
	if demo.instance() == real.instance() || real.instance() == (&Options{URL: defaultURL}).instance() {
		t.Error("instances are taken for one")
	}
}

// A pull that fails in the middle goes on where it was, and a deleted one that an
// earlier slice held is found by the next whole reading.
func TestGoesOn(t *testing.T) {
	h := newHouse(t)
	h.stand.Set(func(m *rdvsptest.Modes) { m.PageSize = 5 })
	h.workshops(60, 10*time.Hour)
	var resume connectors.Cursor
	n := 0
	_, err := h.c.Pull(context.Background(), nil, func(b connectors.Batch) error {
		n += len(b.Listings)
		if resume = b.Resume; n > 20 {
			h.stand.Set(func(m *rdvsptest.Modes) { m.Broken = 1000 })
		}
		return nil
	})
	if err == nil || resume == nil {
		t.Fatalf("%v, resume %s", err, resume)
	}
	h.stand.Set(func(m *rdvsptest.Modes) { m.Broken = 0 })
	h.cursor = resume
	h.mustPull()
	if n+len(h.listings) < 60 || len(h.listings) >= 60 {
		t.Errorf("%d, then %d", n, len(h.listings))
	}
}
