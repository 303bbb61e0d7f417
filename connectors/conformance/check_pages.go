package conformance

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"tresse"
)

func pageChecks() []check {
	return []check{
		{"pages/every one", []need{inPages}, (*bench).everyPage},
		{"pages/a way without end", []need{inPages, looping}, (*bench).wayWithoutEnd},
		{"pages/a total that shrinks", []need{inPages, counted}, (*bench).totalShrinks},
		{"pages/a total that saturates", []need{inPages, counted}, (*bench).totalSaturates},
		{"pages/changed meanwhile", []need{inPages}, (*bench).changedMeanwhile},
		{"pages/removed meanwhile", []need{inPages}, (*bench).removedMeanwhile},
		{"pages/added meanwhile", []need{inPages}, (*bench).addedMeanwhile},
		{"pages/going on", []need{inPages}, (*bench).goesOn},
		{"pages/one that always fails", []need{inPages}, (*bench).alwaysFails},
	}
}

func (b *bench) everyPage() {
	b.fill(b.rows(3))
	p, _ := b.mustSync()
	b.complete()
	if p.requests < 4 {
		b.Errorf("%d items came in %d requests: not by pages of %d", len(b.items), p.requests, b.stand.Page)
	}
	b.mustSync()
	b.complete()
}

// wayWithoutEnd: where the next page never stops coming, the pull does, and
// nothing counts as gone.
func (b *bench) wayWithoutEnd() {
	b.fill(b.rows(2))
	b.mustSync()
	b.stand.Loop()
	for range 2 {
		b.pass(2 * day)
		_, c := b.sync()
		b.losesNothing(c)
		b.caller.cursor, b.caller.resume = nil, nil
	}
}

func (b *bench) totalShrinks() {
	b.fill(b.rows(3))
	told := 0
	b.miscount(func(total int) int { told++; return max(0, total-3*told) })
	b.misled()
}

func (b *bench) totalSaturates() {
	b.fill(b.rows(3))
	b.miscount(func(total int) int { return min(total, b.stand.Page/2) })
	b.misled()
}

// miscount has every answer tell another total.
func (b *bench) miscount(as func(int) int) {
	b.front.change(func(body []byte) []byte {
		for _, f := range b.Wire.Fields(body, "") {
			total, err := strconv.Atoi(fmt.Sprint(f.Value))
			if f.Path == b.Total && err == nil {
				body = b.Wire.Set(body, "", f.Path, as(total))
			}
		}
		return body
	})
}

// between calls do once, when the first answer with items is made and before it
// is sent.
func (b *bench) between(do func()) {
	b.front.after(0, -1, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		a := answer(r, next, whole)
		if bytes.Contains(a.body, []byte("Atelier")) {
			b.front.heal()
			do()
		}
		a.send(w)
	})
}

// misled: a wrong total is no reason to stop, nor to take anything for gone.
func (b *bench) misled() {
	b.Helper()
	b.mustSync()
	b.complete()
	b.pass(2 * day)
	b.mustSync()
	b.complete()
}

// changedMeanwhile: what changes between two pages is read all the same, at the
// latest by the next pull, and so is what it changed places with.
func (b *bench) changedMeanwhile() {
	b.fill(b.rows(2))
	b.between(func() {
		b.pass(time.Second)
		for _, n := range [...]int{0, 1, len(b.items) - 1} {
			b.items[n].Title += " bis"
			b.stand.Change(b.items[n].ids[0], b.items[n].Title)
		}
	})
	b.mustSync()
	b.complete()
	b.mustSync()
	for _, i := range b.items {
		b.listedAs(i)
	}
}

// removedMeanwhile: what moves up when something is removed is not skipped for
// good, and never taken for gone.
func (b *bench) removedMeanwhile() {
	b.fill(b.rows(2))
	b.mustSync()
	b.caller.cursor = nil
	b.between(func() {
		b.pass(time.Second)
		for _, i := range b.items[:5] {
			b.stand.Remove(i.ids[0])
		}
	})
	removed := map[tresse.Ref]bool{}
	for _, i := range b.items[:5] {
		for _, id := range i.ids {
			removed[b.ref(id)] = true
		}
	}
	for range 2 {
		p, c := b.sync()
		if p.err != nil {
			b.Errorf("the pull fails: %v", p.err)
		}
		for _, ref := range c.gone {
			if !removed[ref] {
				b.Errorf("%s is taken to be gone", ref)
			}
		}
	}
	b.items = b.items[5:]
	b.complete()
}

// addedMeanwhile: likewise when something comes in before.
func (b *bench) addedMeanwhile() {
	b.fill(b.rows(2))
	b.between(func() {
		for n := range 5 {
			start := noon.Add(time.Duration(n+2) * time.Hour)
			b.add(Item{Title: fmt.Sprintf("Atelier tardif%d", n), Start: start, End: start.Add(time.Hour), Person: b.person(900 + n)})
		}
	})
	b.mustSync()
	b.mustSync()
	b.complete()
}

// goesOn: after a page that fails, what was read is kept, and the next pull gets
// to the end without beginning anew.
func (b *bench) goesOn() {
	b.fill(b.rows(3))
	all := b.pull(nil).requests
	b.caller = newCaller()
	b.open()
	b.front.after(all/2, -1, status(500))
	p, c := b.sync()
	if p.err == nil || tresse.TroubleOf(p.err) != tresse.TroubleTemporary {
		b.Errorf("half of the pages fail, and the pull gives %v", p.err)
	}
	if len(c.added) == 0 {
		b.Errorf("nothing of the pages that were read is kept")
	}
	b.front.heal()
	resumed := b.caller.resume != nil
	again, _ := b.mustSync()
	if resumed && again.requests >= all {
		b.Errorf("a pull that goes on took %d requests, one from the beginning %d", again.requests, all)
	}
	b.complete()
	b.mustSync()
	b.complete()
}

// mostTries is how many pulls it may take to get around a page.
const mostTries = 6

// alwaysFails: an item that no answer can hold keeps away at most its own page
// and the one that cannot be had without it, now and for what comes later.
// Nothing is taken for gone.
func (b *bench) alwaysFails() {
	b.fill(b.rows(3))
	poison := []byte(b.items[len(b.items)/2].Title)
	b.front.after(0, -1, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		a := answer(r, next, whole)
		if bytes.Contains(a.body, poison) {
			status(500)(w, r, next)
			return
		}
		a.send(w)
	})
	for range mostTries {
		_, c := b.sync()
		b.losesNothing(c)
		b.pass(time.Hour)
	}
	late := b.add(Item{Title: "Atelier tardif", Start: noon.Add(2 * day), End: noon.Add(2*day + time.Hour), Person: b.person(901)})
	for range 2 {
		_, c := b.sync()
		b.losesNothing(c)
		b.pass(time.Hour)
	}
	missing := 0
	for _, i := range b.items {
		if !b.caller.stands(b.ref(i.ids[0])) {
			missing++
		}
	}
	if missing > 2*b.stand.Page {
		b.Errorf("one page always fails, and %d of %d items are not read", missing, len(b.items))
	}
	if !b.caller.stands(b.ref(late.ids[0])) {
		b.Errorf("a page that always fails keeps a new item out")
	}
	b.front.heal()
	b.pass(2 * day)
	for range 2 {
		b.mustSync()
	}
	b.complete()
}
