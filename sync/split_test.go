package syncer

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tresse"
	"tresse/sync/publish"
)

// phoned books somebody under a name and a phone.
func phoned(p *platform, listing, external, first, last, phone string) {
	p.book(listing, external, first, "")
	b := p.bookings[tresse.NewRef(p.name, external)]
	b.Person = tresse.Person{FirstName: first, LastName: last, Phones: []string{phone}}
	p.bookings[b.Ref] = b
}

func (h *house) holding(ref tresse.Ref) tresse.Beneficiary {
	h.t.Helper()
	b, known, err := h.store.Beneficiary(h.engine.personID(ref))
	if err != nil || !known {
		h.t.Fatalf("nobody holds %s: %v", ref, err)
	}
	return b
}

// A mother and her daughter were taken for one. What is split off stays off,
// also against bookings that come later, until the split is undone.
func TestSplitHoldsForEver(t *testing.T) {
	p := newPlatform("a")
	for _, l := range []string{"w", "x", "y", "z"} {
		p.list(l, "Atelier "+l, day(3), time.Hour)
	}
	phoned(p, "w", "w/1", "Mohamed", "Benali", "06 39 98 12 34")
	phoned(p, "x", "x/1", "Mohammed", "Benali", "06 39 98 12 34")
	phoned(p, "y", "y/1", "Mohamed", "Benali", "06 39 98 12 34")
	h := newHouse(t, p)
	h.sync()
	one := h.people()
	if len(one) != 1 || one[0].Registrations != 3 {
		t.Fatalf("before: %+v", one)
	}
	if _, err := h.engine.Split(one[0].ID, []string{"a/w/1", "a/x/1", "a/y/1"}, "", ""); tresse.TroubleOf(err) != tresse.TroubleRefused || tresse.AdviceOf(err) == "" {
		t.Errorf("all of somebody: %v", err)
	}
	if _, err := h.engine.Split(one[0].ID, []string{"Jean Martin"}, "", ""); tresse.TroubleOf(err) != tresse.TroubleRefused {
		t.Errorf("a spelling of nobody: %v", err)
	}
	split, err := h.engine.Split(one[0].ID, []string{"BENALI mohammed"}, "", "")
	if err != nil {
		t.Fatal(err)
	}
	h.check()
	if b := h.holding("a/x/1"); len(h.people()) != 2 || len(b.Refs) != 1 || b.ID == one[0].ID || len(h.holding("a/w/1").Refs) != 2 {
		t.Fatalf("after the split: %+v", h.people())
	}
	phoned(p, "z", "z/1", "Mohammed", "Benali", "06 39 98 12 34")
	phoned(p, "z", "z/2", "Mohamed", "Benali", "06 39 98 12 34")
	h.sync()
	if x, w := h.holding("a/x/1"), h.holding("a/w/1"); len(h.people()) != 2 || !slices.Contains(x.Refs, "a/z/1") || !slices.Contains(w.Refs, "a/z/2") {
		t.Fatalf("what came later: %+v", h.people())
	}
	if _, err := h.engine.Decide(tresse.DecideSame, tresse.AboutPeople, "a/x/1", "a/w/1", ""); tresse.TroubleOf(err) != tresse.TroubleRefused || !strings.Contains(tresse.AdviceOf(err), "tresse undo 1") {
		t.Errorf("the contrary: %v", err)
	}
	if _, err := h.engine.Undo(split.Number, ""); err != nil {
		t.Fatal(err)
	}
	h.check()
	if all := h.people(); len(all) != 1 || all[0].ID != one[0].ID || all[0].Registrations != 5-1 { // z holds two of the seats as one
		t.Errorf("after undo: %+v", all)
	}
}

// What is split off may be given to somebody who is there; a split that a
// decision contradicts is refused, and names it.
func TestSplitToSomebody(t *testing.T) {
	p := newPlatform("a")
	p.list("w", "Atelier", day(3), time.Hour)
	phoned(p, "w", "w/1", "Odette", "Rey", "06 39 98 00 01")
	phoned(p, "w", "w/2", "Odette", "Rey", "06 39 98 00 01")
	phoned(p, "w", "w/3", "Yvette", "Brun", "06 39 98 00 02")
	h := newHouse(t, p)
	h.sync()
	odette, yvette := h.holding("a/w/1"), h.holding("a/w/3")
	if _, err := h.engine.Split(odette.ID, []string{"a/w/2"}, odette.ID, ""); tresse.TroubleOf(err) != tresse.TroubleRefused {
		t.Errorf("to herself: %v", err)
	}
	if _, err := h.engine.Split(odette.ID, []string{"a/w/2"}, yvette.ID, ""); err != nil {
		t.Fatal(err)
	}
	h.check()
	if b := h.holding("a/w/3"); len(b.Refs) != 2 || len(h.holding("a/w/1").Refs) != 1 {
		t.Fatalf("given away: %+v", h.people())
	}
	if _, err := h.engine.Split(yvette.ID, []string{"a/w/2"}, "", ""); !strings.Contains(tresse.AdviceOf(err), "tresse undo 1") {
		t.Errorf("against the decision: %v", err)
	}
	if _, err := h.engine.Forget(yvette.ID, false, ""); err != nil {
		t.Fatal(err)
	}
	all, err := h.store.Decisions()
	if err != nil || len(all[0].Off) != 0 || all[0].To != "" || !slices.Equal(all[0].From, []tresse.Ref{"a/w/1"}) {
		t.Errorf("the erased are still named: %+v, %v", all, err)
	}
	h.sync()
}

// What may be one is asked; what is decided is not asked again, until a birth
// date comes that contradicts it: the decision stays in force.
func TestQuestionsAndDoubts(t *testing.T) {
	a, b := newPlatform("a"), newPlatform("b")
	for _, p := range []*platform{a, b} {
		l := p.list("w", "Atelier", day(3), 2*time.Hour)
		l.Keys = append(l.Keys, "uid|same@3")
		p.put(*l)
	}
	phoned(a, "w", "w/1", "Aminatta", "Sow", "06 39 98 12 34")
	phoned(b, "w", "w/9", "Aminata", "Sow", "06 39 98 99 99")
	h := newHouse(t, a, b)
	h.sync()
	asked, err := h.engine.Duplicates()
	if err != nil || len(asked) != 1 || asked[0].Score <= 0 || asked[0].Score >= 1 || len(asked[0].Reasons) == 0 {
		t.Fatalf("asked: %+v, %v", asked, err)
	}
	x, y := h.holding("a/w/1"), h.holding("b/w/9")
	why, err := h.engine.WhyPeople(x.ID, y.ID)
	if err != nil || !slices.ContainsFunc(why, func(r publish.Reason) bool { return r.Field == "session" && r.Weight > 0 }) {
		t.Errorf("why: %+v, %v", why, err)
	}
	d, err := h.engine.Decide(tresse.DecideSame, tresse.AboutPeople, "a/w/1", "b/w/9", "")
	if err != nil {
		t.Fatal(err)
	}
	if asked, err = h.engine.Duplicates(); err != nil || len(asked) != 0 {
		t.Errorf("asked again: %+v, %v", asked, err)
	}
	for ref, born := range map[tresse.Ref]string{"a/w/1": "1950-03-12", "b/w/9": "1984-07-25"} {
		p := map[string]*platform{"a": a, "b": b}[ref.Source()]
		f := p.bookings[ref]
		f.Person.BirthDate = born
		p.bookings[ref] = f
	}
	h.sync()
	if len(h.people()) != 1 {
		t.Error("a later fact overrode the decision")
	}
	asked, err = h.engine.Duplicates()
	if err != nil || len(asked) != 1 || asked[0].Reasons[0].Field != "decision" || !strings.Contains(asked[0].Reasons[0].Text, "n° 1") {
		t.Fatalf("doubt: %+v, %v", asked, err)
	}
	if _, err := h.engine.Undo(d.Number, ""); err != nil {
		t.Fatal(err)
	}
	if all := h.people(); len(all) != 2 || h.holding("a/w/1").ID != x.ID || h.holding("b/w/9").ID != y.ID {
		t.Errorf("after undo: %+v", all)
	}
}

// What tresse put together by itself is told, the least sure first, for some
// days.
func TestAutomaticMergesAreTold(t *testing.T) {
	p := newPlatform("a")
	p.list("w", "Atelier", day(3), time.Hour)
	p.list("x", "Atelier", day(4), time.Hour)
	phoned(p, "w", "w/1", "Mohamed", "Benali", "06 39 98 12 34")
	phoned(p, "w", "w/2", "Odette", "Rey", "06 39 98 00 01")
	h := newHouse(t, p)
	h.sync()
	h.now = h.now.Add(48 * time.Hour)
	phoned(p, "x", "x/1", "Mohammed", "Benali", "06 39 98 12 34")
	h.sync()
	list, err := h.engine.Automatic(h.now.Add(-24 * time.Hour))
	if err != nil || len(list) != 1 || list[0].Ref != "a/x/1" || list[0].With != "a/w/1" || list[0].Written != "Mohammed Benali" || len(list[0].Reasons) == 0 {
		t.Fatalf("%+v, %v", list, err)
	}
	if list, err = h.engine.Automatic(h.now.Add(time.Hour)); err != nil || len(list) != 0 {
		t.Errorf("later: %+v, %v", list, err)
	}
}
