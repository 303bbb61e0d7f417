package syncer

import (
	"context"
	"fmt"
	"testing"
	"time"

	"tresse"
	"tresse/connectors"
	"tresse/store"
)

// Each test here breaks one of the promises of DESIGN §5 on purpose.

func day(n int) time.Time { return noon.AddDate(0, 0, n) }

func workshops(p *platform, n int) {
	for i := range n {
		p.list(fmt.Sprintf("w%02d", i), fmt.Sprintf("Atelier %d", i), day(i+1), 2*time.Hour)
	}
}

// Promise 1: a failure never reads as "empty".
func TestFailureIsNotEmpty(t *testing.T) {
	p := newPlatform("agenda")
	workshops(p, 3)
	h := newHouse(t, p)
	status(t, h.sync(), "agenda", StatusOK)

	p.failAt, p.failure = -1, errDown
	p.drop("w01")
	status(t, h.sync(), "agenda", StatusFailed)
	if s := h.titled("Atelier 1"); s.Status != tresse.Scheduled {
		t.Errorf("after a failed read the workshop is %s", s.Status)
	}
	p.failAt = 0
	status(t, h.sync(), "agenda", StatusOK)
	if s := h.titled("Atelier 1"); s.Status != tresse.Withdrawn {
		t.Errorf("after a whole read the workshop is %s, want withdrawn", s.Status)
	}
}

func TestEmptyListIsAFailureUntilConfirmed(t *testing.T) {
	p := newPlatform("agenda")
	h := newHouse(t, p)
	status(t, h.sync(), "agenda", StatusOK) // empty at first sight is no error
	p.list("w", "Atelier", day(1), time.Hour)
	h.sync()
	p.drop("w")
	for range 2 {
		status(t, h.sync(), "agenda", StatusFailed)
		if s := h.one(); s.Status != tresse.Scheduled {
			t.Fatalf("the workshop is %s after an empty list", s.Status)
		}
	}
	if _, err := h.engine.Release("agenda", false, ""); err != nil {
		t.Fatal(err)
	}
	status(t, h.sync(), "agenda", StatusOK)
	if s := h.one(); s.Status != tresse.Withdrawn {
		t.Errorf("the workshop is %s after the mediator confirmed", s.Status)
	}
}

func TestWhatIsNotCoveredIsNotGone(t *testing.T) {
	p := newPlatform("agenda")
	workshops(p, 3)
	h := newHouse(t, p)
	h.sync()
	p.drop("w02")
	p.cover = []connectors.Coverage{{Scope: "all", From: day(0), To: day(2)}}
	h.sync()
	if s := h.titled("Atelier 2"); s.Status != tresse.Scheduled {
		t.Errorf("outside coverage the workshop is %s", s.Status)
	}
	p.cover = []connectors.Coverage{{Scope: "other"}}
	h.sync()
	if s := h.titled("Atelier 2"); s.Status != tresse.Scheduled {
		t.Errorf("in another scope's coverage the workshop is %s", s.Status)
	}
	p.cover = []connectors.Coverage{{Scope: "all", Parent: "w02"}}
	h.sync()
	if s := h.titled("Atelier 2"); s.Status != tresse.Withdrawn {
		t.Errorf("covered by its parent the workshop is %s", s.Status)
	}
}

func TestRejectedItemProtectsItsListings(t *testing.T) {
	p := newPlatform("agenda")
	workshops(p, 4)
	h := newHouse(t, p)
	h.sync()
	p.drop("w01")
	p.rejected = []connectors.Rejection{{Item: "w01", Parent: "w01", Reason: "wrong type"}}
	status(t, h.sync(), "agenda", StatusPartial)
	if s := h.titled("Atelier 1"); s.Status != tresse.Scheduled {
		t.Errorf("the rejected workshop is %s", s.Status)
	}
	p.rejected = []connectors.Rejection{{Reason: "wrong type"}}
	status(t, h.sync(), "agenda", StatusPartial)
	if s := h.titled("Atelier 1"); s.Status != tresse.Scheduled {
		t.Errorf("beside an unknown rejection the workshop is %s", s.Status)
	}
}

// Promise 2: facts land while they are read; a failure loses none that landed.
func TestFactsLandWhileRead(t *testing.T) {
	p := newPlatform("agenda")
	for i := range commitSize + 10 {
		p.list(fmt.Sprintf("w%05d", i), "Atelier", day(1).Add(time.Duration(i)*time.Minute), time.Hour)
	}
	p.batch, p.failAt, p.failure = 1000, -1, errDown
	h := newHouse(t, p)
	status(t, h.sync(), "agenda", StatusFailed)
	if n := len(h.sessions()); n != commitSize+10 {
		t.Errorf("%d sessions after a failure at the end, want %d", n, commitSize+10)
	}
	if s := h.source("agenda"); s.Listings != commitSize+10 || s.Failures != 1 || !s.LastSuccess.IsZero() {
		t.Errorf("state after failure: %+v", s)
	}
}

// Promise 3: only what is still to come is withdrawn, and only when confirmed;
// what had its time is archived.
func TestPastIsArchivedNotWithdrawn(t *testing.T) {
	p := newPlatform("agenda")
	p.list("old", "Passé", day(-3), time.Hour)
	p.list("now", "En cours", noon.Add(-30*time.Minute), 2*time.Hour)
	workshops(p, 3)
	h := newHouse(t, p)
	h.sync()
	p.drop("old")
	p.drop("now")
	h.sync()
	if s := h.titled("Passé"); !s.Archived || s.Status != tresse.Scheduled {
		t.Errorf("past workshop: archived %v, %s", s.Archived, s.Status)
	}
	if s := h.titled("En cours"); s.Archived || s.Status != tresse.Scheduled {
		t.Errorf("running workshop: archived %v, %s", s.Archived, s.Status)
	}
	h.now = h.now.Add(3 * time.Hour)
	h.sync()
	if s := h.titled("En cours"); !s.Archived || s.Status != tresse.Scheduled {
		t.Errorf("ended workshop: archived %v, %s", s.Archived, s.Status)
	}
}

func TestGoneOnlyWhenConfirmed(t *testing.T) {
	p := newPlatform("agenda")
	workshops(p, 8)
	h := newHouse(t, p)
	h.conf[0].Connector = asking{p}
	h.restart()
	h.sync()
	p.drop("w00")
	p.drop("w01")
	p.drop("w02")
	p.confirm = func(ref tresse.Ref) connectors.Presence {
		return map[tresse.Ref]connectors.Presence{"agenda/w00": connectors.Gone, "agenda/w01": connectors.Present, "agenda/w02": connectors.Unknown}[ref]
	}
	h.sync()
	for title, want := range map[string]tresse.Status{"Atelier 0": tresse.Withdrawn, "Atelier 1": tresse.Scheduled, "Atelier 2": tresse.Scheduled} {
		if s := h.titled(title); s.Status != want {
			t.Errorf("%s is %s, want %s", title, s.Status, want)
		}
	}
	if len(p.asked) != 3 {
		t.Errorf("asked for %d, want 3", len(p.asked))
	}
}

// Promise 4: the brake.
func TestBrake(t *testing.T) {
	for _, c := range []struct {
		known, gone int
		held        bool
	}{
		{1, 1, false}, {2, 2, true}, {5, 5, true}, {5, 4, false}, {10, 5, false}, {10, 6, true}, {20, 6, false}, {20, 7, true}, {6, 6, true}, {100, 30, false}, {100, 31, true},
	} {
		t.Run(fmt.Sprintf("%d of %d", c.gone, c.known), func(t *testing.T) {
			if got := brakes(c.gone, c.known); got != c.held {
				t.Errorf("brakes(%d, %d) = %v", c.gone, c.known, got)
			}
		})
	}
}

func TestHeldWaitsForTheMediator(t *testing.T) {
	p := newPlatform("agenda")
	workshops(p, 10)
	h := newHouse(t, p)
	h.sync()
	for i := range 7 {
		p.drop(fmt.Sprintf("w%02d", i))
	}
	p.list("new", "Nouveau", day(20), time.Hour)
	status(t, h.sync(), "agenda", StatusHeld)
	if s := h.titled("Atelier 3"); s.Status != tresse.Scheduled {
		t.Fatalf("held workshop is %s", s.Status)
	}
	h.titled("Nouveau") // additions apply
	if s := h.source("agenda"); s.Health != tresse.HealthHeld || s.Held != 7 {
		t.Fatalf("source is %s with %d held", s.Health, s.Held)
	}
	// Seen again: no longer held.
	p.list("w00", "Atelier 0", day(1), 2*time.Hour)
	status(t, h.sync(), "agenda", StatusHeld)
	if s := h.source("agenda"); s.Held != 6 {
		t.Fatalf("%d held after one came back, want 6", s.Held)
	}
	n, err := h.engine.Release("agenda", false, "")
	if err != nil || n != 6 {
		t.Fatalf("released %d, %v", n, err)
	}
	h.check()
	if s := h.titled("Atelier 3"); s.Status != tresse.Withdrawn {
		t.Errorf("released workshop is %s", s.Status)
	}
	status(t, h.sync(), "agenda", StatusOK)
}

func TestRefusedIsNotAskedAgain(t *testing.T) {
	p := newPlatform("agenda")
	workshops(p, 10)
	h := newHouse(t, p)
	h.sync()
	for i := range 7 {
		p.drop(fmt.Sprintf("w%02d", i))
	}
	status(t, h.sync(), "agenda", StatusHeld)
	if _, err := h.engine.Release("agenda", true, ""); err != nil {
		t.Fatal(err)
	}
	status(t, h.sync(), "agenda", StatusOK)
	if s := h.titled("Atelier 3"); s.Status != tresse.Scheduled {
		t.Errorf("kept workshop is %s", s.Status)
	}
	// Once seen again, it can go like any other.
	p.list("w03", "Atelier 3", day(4), 2*time.Hour)
	h.sync()
	p.drop("w03")
	h.sync()
	if s := h.titled("Atelier 3"); s.Status != tresse.Withdrawn {
		t.Errorf("workshop seen and gone again is %s", s.Status)
	}
}

func TestBrakeLooksBackADay(t *testing.T) {
	p := newPlatform("agenda")
	workshops(p, 20)
	h := newHouse(t, p)
	h.sync()
	for i := range 12 {
		p.drop(fmt.Sprintf("w%02d", i))
		got := h.sync()["agenda"].Status
		if i < 6 && got != StatusOK {
			t.Fatalf("withdrawal %d is %s", i, got)
		}
		if i >= 6 && got != StatusHeld {
			t.Fatalf("withdrawal %d within a day is %s, want held", i, got)
		}
	}
}

func TestPlatformsOwnCancelledIsNoMassChange(t *testing.T) {
	p := newPlatform("agenda")
	workshops(p, 10)
	h := newHouse(t, p)
	h.sync()
	for ref, l := range p.listings {
		l.Status = tresse.Cancelled
		p.listings[ref] = l
	}
	status(t, h.sync(), "agenda", StatusOK)
	if s := h.titled("Atelier 3"); s.Status != tresse.Cancelled {
		t.Errorf("cancelled workshop is %s", s.Status)
	}
}

// Promise 5: nothing changed costs one small commit.
func TestNothingChanged(t *testing.T) {
	p := newPlatform("agenda")
	workshops(p, 100)
	h := newHouse(t, p)
	h.sync()
	r := h.sync()["agenda"]
	if r.Listings != (Counts{Unchanged: 100}) {
		t.Errorf("second pull: %+v", r.Listings)
	}
	w := h.store.LastCommit()
	if w.Facts+w.Views > 0 || w.Bytes > 4096 {
		t.Errorf("an unchanged pull wrote %+v", w)
	}
}

// Promise 6: one source's trouble is its own.
func TestTroubleIsOnesOwn(t *testing.T) {
	good, bad := newPlatform("bon"), newPlatform("mauvais")
	workshops(good, 2)
	bad.failAt, bad.failure = -1, errDown
	h := newHouse(t, good, bad)
	for i := range 4 {
		r := h.sync()
		status(t, r, "bon", StatusOK)
		status(t, r, "mauvais", StatusFailed)
		s := h.source("mauvais")
		if s.Failures != i+1 || s.NextTry.Sub(s.LastTry) != time.Minute<<i {
			t.Errorf("after %d failures the next try is in %v", s.Failures, s.NextTry.Sub(s.LastTry))
		}
		if s.Error == "" || s.Health != tresse.HealthFailing {
			t.Errorf("state: %+v", s)
		}
	}
	bad.failAt = 0
	h.sync()
	if s := h.source("mauvais"); s.Failures != 0 || s.Error != "" || s.Health != tresse.HealthOK {
		t.Errorf("after a success: %+v", s)
	}
}

func TestPanickingConnectorIsAFailedSource(t *testing.T) {
	good, bad := newPlatform("bon"), newPlatform("mauvais")
	workshops(good, 2)
	bad.during = func(int) { panic("unexpected") }
	h := newHouse(t, good, bad)
	r := h.sync()
	status(t, r, "bon", StatusOK)
	status(t, r, "mauvais", StatusFailed)
}

// A source that hangs gives its place away: many of them do not keep another
// waiting for their time-out.
func TestHangingSourcesHoldNobodyUp(t *testing.T) {
	release := make(chan struct{})
	var all []*platform
	for i := range 4 {
		p := newPlatform(fmt.Sprintf("lent%d", i))
		p.during = func(int) { <-release }
		all = append(all, p)
	}
	last := newPlatform("rapide")
	last.during = func(i int) {
		if i == 0 {
			close(release) // the hanging ones end only once this one runs
		}
	}
	all = append(all, last)
	h := newHouse(t, all...)
	h.engine.places = newPlaces(2, time.Millisecond)
	r := h.sync()
	status(t, r, "rapide", StatusOK)
	status(t, r, "lent3", StatusOK)
}

// Promise 7: a correction is not a death and a birth.
func TestMoveWithinAParent(t *testing.T) {
	p := newPlatform("agenda")
	at := func(external string, start time.Time) {
		l := p.list(external, "Atelier", start, 2*time.Hour)
		l.Parent = "serie"
		p.put(*l)
	}
	at("s@1", day(1))
	at("s@8", day(8))
	p.list("x", "Autre", day(3), time.Hour)
	h := newHouse(t, p)
	h.sync()
	before := h.sessions()[0]
	p.drop("s@1")
	at("s@2", day(2))
	r := h.sync()["agenda"]
	if r.Listings != (Counts{Changed: 1, Unchanged: 2}) {
		t.Errorf("a move counts as %+v", r.Listings)
	}
	list := h.sessions()
	if len(list) != 3 || list[0].ID != before.ID || !list[0].Start.Time.Equal(day(2)) {
		t.Fatalf("after the move: %+v", list)
	}
	if list[0].Status != tresse.Scheduled {
		t.Errorf("the moved workshop is %s", list[0].Status)
	}
	facts, err := h.store.Listings([]tresse.Ref{"agenda/s@2", "agenda/s@1"})
	if err != nil || len(facts) != 2 {
		t.Fatal(err, facts)
	}
	if m := facts[0].MovedFrom; len(m) != 1 || m[0].Ref != "agenda/s@1" || !m[0].Start.Equal(day(1)) {
		t.Errorf("moved_from is %+v", m)
	}
	// It moves once more: still the same session.
	p.drop("s@2")
	at("s@4", day(4))
	h.sync()
	if s, ok, _ := h.store.Session("sessions", before.ID); !ok || s.ID != before.ID || !s.Start.Equal(day(4)) {
		t.Errorf("after the second move: %+v", s)
	}
}

func TestNoMoveOverAWeekOrInAnotherNumber(t *testing.T) {
	p := newPlatform("agenda")
	at := func(external string, start time.Time) {
		l := p.list(external, "Atelier", start, 2*time.Hour)
		l.Parent = "serie"
		p.put(*l)
	}
	at("a", day(1))
	at("keep", day(30))
	h := newHouse(t, p)
	h.sync()
	p.drop("a")
	at("b", day(10))
	h.sync()
	if n := len(h.sessions()); n != 3 {
		t.Errorf("%d sessions after a move of nine days, want 3", n)
	}
	p.drop("b")
	at("c", day(11))
	at("d", day(12))
	h.sync()
	if n := len(h.sessions()); n != 5 {
		t.Errorf("%d sessions when one became two, want 5", n)
	}
}

func TestSameRefAtAnotherTimeIsAMove(t *testing.T) {
	p := newPlatform("agenda")
	p.list("w", "Atelier", day(1), time.Hour)
	h := newHouse(t, p)
	h.sync()
	id := h.one().ID
	p.list("w", "Atelier", day(2), time.Hour)
	h.sync()
	if s := h.one(); s.ID != id || !s.Start.Equal(day(2)) {
		t.Errorf("after the move: %+v", s)
	}
	facts, _ := h.store.Listings([]tresse.Ref{"agenda/w"})
	if m := facts[0].MovedFrom; len(m) != 1 || !m[0].Start.Equal(day(1)) {
		t.Errorf("moved_from is %+v", m)
	}
}

// Promise 8: a source that leaves the configuration.
func TestRemovedSourceKeepsItsFacts(t *testing.T) {
	a, b := newPlatform("a"), newPlatform("b")
	workshops(a, 2)
	b.list("x", "Chez b", day(5), time.Hour)
	h := newHouse(t, a, b)
	h.sync()
	conf := h.conf
	h.restart(conf[1])
	h.sync()
	if s := h.source("a"); s.Health != tresse.HealthRemoved || s.Listings != 2 {
		t.Errorf("removed source: %+v", s)
	}
	if s := h.titled("Atelier 1"); s.Status != tresse.Scheduled {
		t.Errorf("a removed source's workshop is %s", s.Status)
	}
	h.restart(conf...)
	h.sync()
	if s := h.source("a"); s.Health != tresse.HealthOK {
		t.Errorf("source that came back: %+v", s)
	}
}

func TestKindUnderANameCannotChange(t *testing.T) {
	h := newHouse(t, newPlatform("a"))
	conf := h.conf[0]
	conf.Kind = "other"
	_, err := New(h.store, Options{Sources: []Source{conf}, Now: h.clock})
	if tresse.TroubleOf(err) != tresse.TroubleConfig || tresse.AdviceOf(err) == "" {
		t.Errorf("got %v", err)
	}
}

func TestRenamedSourceKeepsItsSessions(t *testing.T) {
	p := newPlatform("ancien")
	workshops(p, 2)
	h := newHouse(t, p)
	h.sync()
	before := h.sessions()
	q := newPlatform("neuf")
	for _, l := range p.listings { // ids are made from the first name ever
		l.Ref = l.Ref.In("neuf")
		q.put(l)
	}
	h.restart(Source{Name: "neuf", Root: "ancien", Was: []string{"ancien"}, Kind: "fake", Connector: q})
	r := h.sync()["neuf"]
	if r.Listings != (Counts{Unchanged: 2}) {
		t.Errorf("after the rename: %+v", r.Listings)
	}
	for i, s := range h.sessions() {
		if s.ID != before[i].ID || s.Refs[0].Source() != "neuf" {
			t.Errorf("session %d: %+v", i, s)
		}
	}
}

func TestTrustOrderChangeRebuilds(t *testing.T) {
	a, b := newPlatform("a"), newPlatform("b")
	shared := func(p *platform, title string) {
		l := p.list("x", title, day(1), time.Hour)
		l.Keys = append(l.Keys, "uid|shared@1")
		p.put(*l)
	}
	shared(a, "Selon a")
	shared(b, "Selon b")
	h := newHouse(t, a, b)
	h.sync()
	if s := h.one(); s.Title != "Selon a" || len(s.Refs) != 2 {
		t.Fatalf("session: %+v", s)
	}
	id := h.one().ID
	conf := []Source{h.conf[1], h.conf[0]}
	conf[0].Place, conf[1].Place = 0, 1
	h.restart(conf...)
	h.check()
	if s := h.one(); s.Title != "Selon b" || s.ID != id {
		t.Errorf("after the order changed: %+v", s)
	}
}

// An interrupted round goes on under its number, and the next sync ends as if
// it had never been interrupted.
func TestInterruptedRoundGoesOn(t *testing.T) {
	p := newPlatform("agenda")
	workshops(p, 3)
	h := newHouse(t, p)
	h.sync()
	n, _ := h.store.Round()
	if err := h.store.Commit(store.Commit{Round: &store.Round{Number: n.Number + 1, Open: true}}); err != nil {
		t.Fatal(err)
	}
	h.restart()
	p.list("new", "Nouveau", day(9), time.Hour)
	h.sync()
	facts, _ := h.store.Listings([]tresse.Ref{"agenda/new"})
	if facts[0].First.Round != n.Number+1 {
		t.Errorf("first seen in round %d, want %d", facts[0].First.Round, n.Number+1)
	}
	if r, _ := h.store.Round(); r.Open || r.Number != n.Number+1 {
		t.Errorf("round is %+v", r)
	}
}

func TestCancelledPullKeepsWhatItRead(t *testing.T) {
	p := newPlatform("agenda")
	workshops(p, 10)
	p.batch = 2
	h := newHouse(t, p)
	ctx, cancel := context.WithCancel(context.Background())
	p.during = func(i int) {
		if i == 3 {
			cancel()
		}
	}
	p.failAt, p.failure = 3, context.Canceled
	if _, err := h.engine.Round(ctx, RoundOptions{}); err != nil {
		t.Fatal(err)
	}
	if n := len(h.sessions()); n != 6 {
		t.Errorf("%d sessions kept, want 6", n)
	}
	if s := h.source("agenda"); s.Failures != 0 {
		t.Errorf("an interruption counts as %d failures", s.Failures)
	}
}

// What the platform still has though its list no longer shows it is read again
// by its id: it may have moved to where the pull did not look.
func TestPresentIsReadAgain(t *testing.T) {
	p := newPlatform("agenda")
	workshops(p, 4)
	h := newHouse(t, p)
	moved := p.listings["agenda/w01"]
	moved.Start, moved.End = tresse.At(day(90)), tresse.At(day(90).Add(time.Hour))
	h.conf[0].Connector = rereading{asking{p}, moved}
	h.restart()
	h.sync()
	p.drop("w01")
	p.confirm = func(tresse.Ref) connectors.Presence { return connectors.Present }
	h.sync()
	if s := h.titled("Atelier 1"); !s.Start.Equal(day(90)) || s.Status != tresse.Scheduled {
		t.Errorf("after it was read again: %+v", s)
	}
}

type rereading struct {
	asking
	now tresse.Listing
}

func (r rereading) Read(context.Context, tresse.Ref) (connectors.Batch, error) {
	return connectors.Batch{Listings: []tresse.Listing{r.now}}, nil
}

// Of one parent's children only those that start inside the bounds are covered.
func TestChildrenCoveredForAPartOfTime(t *testing.T) {
	p := newPlatform("agenda")
	for i := range 3 {
		l := p.list(fmt.Sprintf("s@%d", i), fmt.Sprintf("Atelier %d", i), day(10*i+1), time.Hour)
		l.Parent = "s"
		p.put(*l)
	}
	h := newHouse(t, p)
	h.sync()
	p.drop("s@1")
	p.drop("s@2")
	p.cover = []connectors.Coverage{{Scope: "all", Parent: "s", From: day(-5), To: day(15)}}
	h.sync()
	if a, b := h.titled("Atelier 1").Status, h.titled("Atelier 2").Status; a != tresse.Withdrawn || b != tresse.Scheduled {
		t.Errorf("inside %s, outside %s", a, b)
	}
}

// An address that lets anybody into a meeting, a private listing and an
// appointment are not in the public view, whatever else is.
func TestPublicSeesPublicAlone(t *testing.T) {
	open, own := newPlatform("ouvert"), newPlatform("prive")
	for _, p := range []*platform{open, own} {
		l := p.list("w", "Atelier "+p.name, day(1), time.Hour)
		l.Keys = append(l.Keys, "uid|same")
		l.Description, l.Place.Name = "dit par "+p.name, "salle "+p.name
		p.put(*l)
	}
	l := open.list("link", "En ligne", day(2), time.Hour)
	l.OnlineURL, l.OnlinePrivate = "https://exemple.fr/entrer", true
	open.put(*l)
	l = open.list("rdv", "Rendez-vous", day(3), time.Hour)
	l.Kind = tresse.Appointment
	open.put(*l)
	l = open.list("secret", "Privé", day(4), time.Hour)
	l.Private = true
	open.put(*l)
	h := newHouse(t, own, open) // the private source is trusted first
	h.conf[1].Public = true
	h.restart()
	h.sync()
	list, err := h.store.Sessions("public", store.Window{})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 || list[0].Title != "Atelier ouvert" || list[0].Place.Name != "salle ouvert" || list[1].OnlineURL != "" {
		t.Errorf("public view: %+v", list)
	}
	if s := h.titled("Atelier prive"); len(s.Refs) != 2 {
		t.Errorf("the mediator's session: %+v", s)
	}
	h.conf[1].Public = false
	h.restart()
	if list, _ := h.store.Sessions("public", store.Window{}); len(list) != 0 {
		t.Errorf("no longer public, still shown: %+v", list)
	}
}
