package openagenda

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/openagenda/openagendatest"
)

// asked are the queries of the requests since the last Forget, decoded.
func (b *bench) asked() []url.Values {
	var all []url.Values
	for _, r := range b.stand.Requests() {
		_, query, _ := strings.Cut(r, "?")
		values, err := url.ParseQuery(query)
		if err != nil {
			b.t.Fatal(err)
		}
		all = append(all, values)
	}
	return all
}

func TestFirstPullReadsEveryPage(t *testing.T) {
	b := newBench(t)
	b.stand.Cap(300)
	b.fill(val, 700)
	b.mustPull()
	if n := len(b.standing()); n != 1400 {
		t.Errorf("%d listings, want 1400", n)
	}
	if b.read() != 700 {
		t.Errorf("%d events counted, want 700", b.read())
	}
	window := connectors.Coverage{Scope: "73510284", From: noon.Add(-b.env.Horizon), To: noon.Add(b.env.Horizon)}
	if diff := cmp.Diff([]connectors.Coverage{window}, b.out.Coverage); diff != "" {
		t.Error(diff)
	}
	// Three pages, and the empty one behind a cursor that is never null.
	asked := b.asked()
	if len(asked) != 4 || b.out.Requests != 4 || b.out.Bytes == 0 {
		t.Errorf("%d requests (%d counted, %d bytes), want 4", len(asked), b.out.Requests, b.out.Bytes)
	}
	for i, q := range asked {
		want := url.Values{"detailed": {"1"}, "size": {"300"}, "sort": {"updatedAt.asc"}, "removed": {"null"}}
		if i > 0 {
			want["after[]"] = q["after[]"]
			if len(q["after[]"]) != 2 {
				t.Errorf("cursor %v", q["after[]"])
			}
		}
		if diff := cmp.Diff(want, q); diff != "" {
			t.Error(diff)
		}
	}
}

func TestPollAsksForWhatChangedWithOverlap(t *testing.T) {
	b := newBench(t)
	b.fill(val, 70)
	b.mustPull()
	b.stand.Forget()
	b.now = b.now.Add(15 * time.Minute)
	b.mustPull()
	want := []url.Values{{
		"detailed": {"1"}, "size": {"300"}, "sort": {"updatedAt.asc"}, "removed": {"null"},
		"updatedAt[gte]": {"2026-10-14T09:49:00.000Z"}, // the last was updated at 9:59
	}}
	// The eleven events of the overlap are not the whole result: a second page.
	if diff := cmp.Diff(want, b.asked()[:1]); diff != "" {
		t.Error(diff)
	}
	if b.read() != 11 || len(b.missing()) != 0 || len(b.standing()) != 140 {
		t.Errorf("%d read, %d missing, %d standing", b.read(), len(b.missing()), len(b.standing()))
	}
}

func TestTwoPullsSayTheSame(t *testing.T) {
	b := newBench(t)
	b.fill(val, 40)
	b.mustPull()
	first := map[tresse.Ref]tresse.Listing{}
	for ref, k := range b.kept {
		first[ref] = k.Listing
	}
	b.from = nil
	b.mustPull()
	for ref, k := range b.kept {
		if diff := cmp.Diff(first[ref], k.Listing); diff != "" {
			t.Error(diff)
		}
	}
}

func TestEmptyAgenda(t *testing.T) {
	b := newBench(t)
	for range 2 {
		b.mustPull()
		if len(b.batches) != 0 || len(b.out.Coverage) != 1 {
			t.Errorf("batches %v, coverage %v", b.batches, b.out.Coverage)
		}
	}
	uid := b.stand.Put(val, workshop("Atelier", noon, 1))
	b.mustPull()
	if len(b.standing()) != 1 {
		t.Error(uid, b.standing())
	}
}

func TestEditedEvent(t *testing.T) {
	b := newBench(t)
	e := workshop("Atelier CV", noon.AddDate(0, 0, 6), 3)
	e.UID = 48213907
	b.stand.Put(val, e)
	b.mustPull()
	before := b.get("48213907@20261020T120000Z")

	b.now = b.now.Add(time.Hour)
	b.stand.Edit(e.UID, func(e *openagendatest.Event) {
		e.Title, e.Status = "Atelier CV et lettre", 5
		e.Timings = e.Timings[:2]
		e.Timings[1].Begin = e.Timings[1].Begin.Add(time.Hour)
		e.Timings[1].End = e.Timings[1].End.Add(time.Hour)
	})
	b.mustPull()
	after := b.get("48213907@20261020T120000Z")
	if after.Title != "Atelier CV et lettre" || after.Status != tresse.Full || after.ID != before.ID {
		t.Errorf("%+v", after)
	}
	wantGone := []tresse.Ref{"agenda/48213907@20261021T120000Z", "agenda/48213907@20261022T120000Z"}
	if diff := cmp.Diff(wantGone, b.missing()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"48213907@20261020T120000Z", "48213907@20261021T130000Z"}, b.standing()); diff != "" {
		t.Error(diff)
	}
}

func TestRescheduledOutOfTheWindowIsSeen(t *testing.T) {
	b := newBench(t)
	uid := b.stand.Put(val, workshop("Atelier", noon, 1))
	b.mustPull()
	b.now = b.now.Add(time.Minute)
	b.stand.Edit(uid, func(e *openagendatest.Event) {
		e.Timings[0].Begin = e.Timings[0].Begin.AddDate(3, 0, 0)
		e.Timings[0].End = e.Timings[0].End.AddDate(3, 0, 0)
	})
	b.mustPull()
	if len(b.missing()) != 1 || len(b.standing()) != 0 {
		t.Error(b.missing(), b.standing())
	}
}

func TestTombstonesArePerAgenda(t *testing.T) {
	b := newBench(t, val, ville)
	uid := b.stand.Put(val, workshop("Atelier", noon, 2))
	b.stand.Share(uid, ville)
	b.mustPull()
	for _, k := range b.kept {
		if !k.scopes["73510284"] || !k.scopes["52093316"] {
			t.Error(k.scopes)
		}
		if len(k.Keys) != 1 || k.Parent != fmt.Sprint(uid) || k.URL != fmt.Sprintf("https://openagenda.com/agendas/%d/events/%d", val, uid) {
			t.Errorf("%+v", k.Listing)
		}
	}
	b.now = b.now.Add(time.Hour)
	b.stand.Remove(uid, val)
	b.mustPull()
	if len(b.standing()) != 2 || len(b.missing()) != 0 {
		t.Fatal("removed from one agenda, it still stands in the other:", b.missing())
	}
	b.now = b.now.Add(time.Hour)
	b.stand.Delete(uid)
	b.mustPull()
	if len(b.missing()) != 2 {
		t.Error("removed from both, it is still there:", b.standing())
	}
	b.now = b.now.Add(time.Hour)
	b.stand.Share(uid, ville)
	b.stand.Edit(uid, func(*openagendatest.Event) {})
	b.mustPull()
	if len(b.standing()) != 2 {
		t.Error("listed again, it did not come back")
	}
}

// What is read through one agenda or another is the same fact, lest content
// goes back and forth.
func TestSharedEventReadsTheSameThroughEither(t *testing.T) {
	b := newBench(t, val, ville)
	uid := b.stand.Put(val, workshop("Atelier", noon, 1))
	b.stand.Aggregate(uid, ville)
	b.mustPull()
	var through []tresse.Listing
	for _, batch := range b.batches {
		through = append(through, batch.Listings...)
	}
	if len(through) != 2 {
		t.Fatal(through)
	}
	through[0].Scopes, through[1].Scopes = nil, nil
	if diff := cmp.Diff(through[0], through[1]); diff != "" {
		t.Error(diff)
	}
}

func TestUnpublishingIsFoundBySweep(t *testing.T) {
	b := newBench(t)
	b.fill(val, 20)
	b.mustPull()
	b.stand.Publish(10_003, val, openagendatest.Moderate)
	b.now = b.now.Add(time.Hour)
	b.mustPull()
	if len(b.missing()) != 0 {
		t.Fatal("nothing told of it yet:", b.missing())
	}
	b.now = b.now.Add(24 * time.Hour)
	b.stand.Forget()
	b.mustPull()
	if len(b.missing()) != 2 {
		t.Error("the sweep did not find it:", b.missing())
	}
	sweep := slices.IndexFunc(b.asked(), func(q url.Values) bool { return slices.Equal(q["if[]"], []string{"uid", "updatedAt"}) })
	if sweep < 0 || b.asked()[sweep].Get("sort") != "updatedAt.asc" || b.asked()[sweep].Get("size") != "300" {
		t.Error(b.asked())
	}
	said, err := b.c.Confirm(t.Context(), b.missing())
	if err != nil || !slices.Equal(said, []connectors.Presence{connectors.Gone, connectors.Gone}) {
		t.Error(said, err)
	}
	b.stand.Forget()
	b.now = b.now.Add(time.Hour)
	b.mustPull()
	if slices.ContainsFunc(b.asked(), func(q url.Values) bool { return q.Has("if[]") }) {
		t.Error("swept again within a day")
	}
}

// What a sweep sees standing may have lost a slot all the same.
func TestSweepDoesNotHideALostSlot(t *testing.T) {
	b := newBench(t)
	b.fill(val, 60)
	b.mustPull()
	b.now = b.now.Add(25 * time.Hour)
	b.stand.Edit(10_001, func(e *openagendatest.Event) { e.Timings = e.Timings[:1] })
	b.mustPull()
	if diff := cmp.Diff([]tresse.Ref{"agenda/10001@20261017T120000Z"}, b.missing()); diff != "" {
		t.Error(diff)
	}
	b.now = b.now.Add(25 * time.Hour)
	b.stand.Quietly(10_002, func(e *openagendatest.Event) {
		e.Timings, e.UpdatedAt = e.Timings[:1], e.UpdatedAt.Add(time.Millisecond)
	})
	b.mustPull() // read only because its moment is another one
	if len(b.missing()) != 2 {
		t.Error(b.missing())
	}
}

// Sharing may leave updatedAt where it was, so that no poll sees the event.
func TestSweepReadsWhatItDoesNotKnow(t *testing.T) {
	b := newBench(t, val, ville)
	b.fill(val, 60)
	b.fillOther(ville, 60)
	b.mustPull()
	b.now = b.now.Add(time.Hour)
	b.stand.Share(10_005, ville)
	b.mustPull()
	if b.kept["agenda/10005@20261020T120000Z"].scopes["52093316"] {
		t.Fatal("a poll saw what did not change")
	}
	b.now = b.now.Add(24 * time.Hour)
	b.stand.Forget()
	b.mustPull()
	if !b.kept["agenda/10005@20261020T120000Z"].scopes["52093316"] {
		t.Error("the sweep did not read it")
	}
	detailed := 0
	for _, q := range b.asked() {
		if q.Has("uid[]") {
			detailed += len(q["uid[]"])
		}
	}
	if detailed == 0 || detailed > 12 {
		t.Errorf("%d events read for one that is new", detailed)
	}
	if len(b.missing()) != 0 {
		t.Error(b.missing())
	}
}

func TestQuietChangeIsReadWithinAWeek(t *testing.T) {
	b := newBench(t)
	b.fill(val, 5)
	b.mustPull()
	elsewhere := openagendatest.Amandiers()
	elsewhere.Name = "Maison de quartier du Parc"
	b.stand.Quietly(10_002, func(e *openagendatest.Event) { e.Location = elsewhere })
	for range 8 {
		b.now = b.now.Add(25 * time.Hour)
		b.mustPull()
	}
	if name := b.get("10002@20261017T120000Z").Place.Name; name != elsewhere.Name {
		t.Error(name)
	}
}

// A slot beyond the horizon is read when time has brought it in, though its
// event has not changed.
func TestSlotsEnterTheHorizon(t *testing.T) {
	b := newBench(t)
	b.env.Horizon = 30 * 24 * time.Hour
	b.open(val)
	uid := b.stand.Put(val, workshop("Atelier", noon.AddDate(0, 0, 28), 5))
	b.mustPull()
	if len(b.standing()) != 2 {
		t.Fatal(b.standing())
	}
	for range 3 {
		b.now = b.now.AddDate(0, 0, 1)
		b.mustPull()
		if len(b.missing()) != 0 {
			t.Fatal(b.missing())
		}
	}
	if len(b.standing()) != 5 {
		t.Error(uid, b.standing())
	}
}

func TestPastOfTheHorizonIsLeftAlone(t *testing.T) {
	b := newBench(t)
	b.env.Horizon = 30 * 24 * time.Hour
	b.open(val)
	b.stand.Put(val, workshop("Atelier", noon.AddDate(0, 0, -31), 3))
	b.mustPull()
	if len(b.standing()) != 2 { // the first had begun before the window
		t.Fatal(b.standing())
	}
	for range 9 {
		b.now = b.now.AddDate(0, 0, 1)
		b.mustPull()
	}
	if len(b.missing()) != 0 {
		t.Error("what leaves the horizon is outside coverage:", b.missing())
	}
}

func TestSwitchesOfTheList(t *testing.T) {
	for name, change := range map[string]func(*openagendatest.Modes){
		"numeric cursors": func(m *openagendatest.Modes) { m.NumericCursors = true },
		"null at the end": func(m *openagendatest.Modes) { m.NullLastCursor = true },
		"cursor always":   func(m *openagendatest.Modes) { m.CursorAlways = true },
		"total shrinks":   func(m *openagendatest.Modes) { m.TotalOff = -300 },
		"total saturates": func(m *openagendatest.Modes) { m.SaturateTotal = 10 },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.fill(val, 65)
			b.stand.Set(change)
			for range 2 {
				b.mustPull()
				if n := len(b.standing()); n != 130 || len(b.missing()) != 0 {
					t.Errorf("%d listings, %d missing", n, len(b.missing()))
				}
			}
		})
	}
}

func TestEventsChangeWhilePaging(t *testing.T) {
	b := newBench(t)
	b.fill(val, 65)
	pages := 0
	b.stand.Set(func(m *openagendatest.Modes) {
		m.AfterPage = func(int) {
			switch pages++; pages {
			case 1:
				b.stand.Edit(10_010, func(e *openagendatest.Event) { e.Title = "Atelier changé en route" })
				b.stand.Remove(10_020, val)
			case 2:
				e := workshop("Atelier venu en route", noon, 1)
				e.UID = 777
				b.stand.Put(val, e)
			}
		}
	})
	b.mustPull()
	b.stand.Behave()
	if n := len(b.standing()); n != 131 {
		t.Errorf("%d listings", n)
	}
	if title := b.get("10010@20261025T130000Z").Title; title != "Atelier changé en route" {
		t.Error(title)
	}
	b.mustPull() // the tombstone is in the overlap
	if n := len(b.missing()); n != 2 {
		t.Errorf("%d listings gone, want the two of the event removed on the way", n)
	}
}

func TestOddShapesAreRead(t *testing.T) {
	for _, odd := range openagendatest.Oddities() {
		t.Run(odd.Name, func(t *testing.T) {
			b := newBench(t)
			e := workshop("Atelier CV", noon.AddDate(0, 0, 6), 2)
			e.UID = 48213907
			b.stand.Put(val, e.With(odd))
			b.stand.Put(val, workshop("Un autre", noon.AddDate(0, 0, 6), 1))
			b.mustPull()
			if r := b.rejected(); len(r) != 0 {
				t.Error(r)
			}
			l := b.get("48213907@20261020T120000Z")
			if l.Title != "Atelier CV" && odd.Name != "title without fr" {
				t.Error(l.Title)
			}
			if odd.Name == "800 timings" {
				if n := len(b.standing()); n != 801 {
					t.Errorf("%d listings", n)
				}
			} else if len(b.standing()) != 3 {
				t.Error(b.standing())
			}
			if odd.Name == "end before begin" && !l.End.Equal(time.Date(2026, 10, 20, 22, 0, 0, 0, time.UTC)) {
				t.Error(l.End)
			}
		})
	}
}

func TestManyTimingsAreBounded(t *testing.T) {
	b := newBench(t)
	e := workshop("Atelier", noon, 1)
	for i := range 900 {
		begin := noon.Add(time.Duration(i) * time.Hour)
		e.Timings = append(e.Timings, openagendatest.Timing{Begin: begin, End: begin.Add(time.Hour)})
	}
	b.stand.Put(val, e)
	b.mustPull()
	if len(b.standing()) != mostTimings || len(b.rejected()) != 1 {
		t.Errorf("%d listings, %v", len(b.standing()), b.rejected())
	}
}

// One item that cannot be read costs itself, and what was known of it stays.
func TestBadItemCostsItself(t *testing.T) {
	b := newBench(t)
	b.fill(val, 10)
	b.mustPull()
	b.now = b.now.Add(time.Hour)
	b.stand.Edit(10_004, func(e *openagendatest.Event) { e.Set = map[string]any{"title": 12} })
	b.stand.Edit(10_005, func(e *openagendatest.Event) { e.Title = "Atelier lu" })
	for _, full := range []bool{false, true} {
		if full {
			b.from = nil
		}
		b.mustPull()
		want := []connectors.Rejection{{Item: "10004", Parent: "10004", Reason: `field "title" has the wrong type`}}
		if diff := cmp.Diff(want, b.rejected()); diff != "" {
			t.Error(diff)
		}
		if len(b.standing()) != 20 || b.get("10005@20261020T120000Z").Title != "Atelier lu" {
			t.Error(b.standing())
		}
	}
}

func TestEverySlotCrossesTheChangeOfHour(t *testing.T) {
	b := newBench(t)
	e := workshop("Atelier du mardi", time.Date(2026, 10, 20, 0, 0, 0, 0, paris()), 1)
	e.UID = 48213907
	for _, day := range []int{27, 34} {
		begin := time.Date(2026, 10, day, 14, 0, 0, 0, paris())
		e.Timings = append(e.Timings, openagendatest.Timing{Begin: begin, End: begin.Add(2 * time.Hour)})
	}
	b.stand.Put(val, e)
	b.mustPull()
	want := []string{"48213907@20261020T120000Z", "48213907@20261027T130000Z", "48213907@20261103T130000Z"}
	if diff := cmp.Diff(want, b.standing()); diff != "" {
		t.Error(diff)
	}
}

// fillOther is fill with other uids.
func (b *bench) fillOther(agenda int64, n int) {
	for i := range n {
		e := workshop(fmt.Sprintf("Permanence %d", i), b.now.AddDate(0, 0, 1+i%200), 1)
		e.UID = 90_000 + int64(i)
		e.UpdatedAt = b.now.Add(time.Duration(i-n) * time.Minute)
		b.stand.Put(agenda, e)
	}
}
