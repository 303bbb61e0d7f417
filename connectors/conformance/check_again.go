package conformance

import (
	"slices"
	"sync"
	"time"

	"tresse"
	"tresse/connectors"
)

func againChecks() []check {
	return []check{
		{"again/everything", nil, (*bench).readsEverything},
		{"again/nothing new", nil, (*bench).nothingNew},
		{"again/changes", nil, (*bench).followsChanges},
		{"again/empty at first", nil, (*bench).emptyAtFirst},
		{"again/empty later", nil, (*bench).emptyLater},
		{"again/two at once", nil, (*bench).twoAtOnce},
	}
}

// readsEverything: each item comes, at its time, under its title.
func (b *bench) readsEverything() {
	b.fill(12)
	b.mustSync()
	b.complete()
	for _, i := range b.items {
		b.listedAs(i)
	}
}

func (b *bench) listedAs(i listed) {
	b.Helper()
	k := b.caller.facts[b.ref(i.ids[0])]
	if k == nil || k.title != i.Title || !k.start.Equal(i.Start) {
		b.Errorf("%s, %q at %v, is read as %+v", i.ids[0], i.Title, i.Start, k)
	}
}

// nothingNew: a second pull tells nothing that was not known, by the same ids;
// so does one that begins at the beginning, also after a restart.
func (b *bench) nothingNew() {
	b.fill(12)
	first, _ := b.mustSync()
	before := prints(first)
	for _, how := range []string{"again", "later", "from the beginning", "after a restart"} {
		switch how {
		case "later":
			b.pass(2 * day)
		case "from the beginning":
			b.caller.cursor = nil
		case "after a restart":
			b.caller.cursor = nil
			b.open()
		}
		p, c := b.mustSync()
		for _, ref := range append(c.added, c.changed...) {
			b.Errorf("%s: %s is new or another", how, ref)
		}
		for ref, print := range prints(p) {
			if before[ref] != print {
				b.Errorf("%s: %s reads\n%s\nafter\n%s", how, ref, print, before[ref])
			}
		}
		b.complete()
	}
}

// prints are the facts of a pull by ref, each in words.
func prints(p *pulled) map[tresse.Ref]string {
	all := map[tresse.Ref]string{}
	for _, l := range p.listings {
		all[l.Ref] = said(l)
	}
	for _, k := range p.bookings {
		all[k.Ref] = said(k)
	}
	for _, c := range p.contacts {
		all[c.Ref] = said(c)
	}
	return all
}

// followsChanges: what is new, renamed or no longer listed is seen by the next
// pull, and nothing else is touched.
func (b *bench) followsChanges() {
	b.fill(12)
	b.mustSync()
	b.pass(time.Hour)
	b.stand.Change(b.items[3].ids[0], "Atelier renomme")
	b.items[3].Title = "Atelier renomme"
	gone := b.items[7]
	b.stand.Remove(gone.ids[0])
	b.items = slices.Delete(b.items, 7, 8)
	b.pass(time.Hour)
	b.add(Item{Title: "Atelier nouveau", Start: noon.Add(5 * day), End: noon.Add(5*day + time.Hour), Person: b.person(99)})
	p, c := b.sync()
	if p.err != nil {
		b.Fatalf("the pull fails: %v", p.err)
	}
	b.complete()
	b.listedAs(b.items[3])
	if len(c.gone) != len(gone.ids) || len(c.added) != len(gone.ids) {
		b.Errorf("gone %v, added %v; want as many as %v", c.gone, c.added, gone.ids)
	}
}

// emptyAtFirst: a platform without anything is no error.
func (b *bench) emptyAtFirst() {
	p, _ := b.mustSync()
	if len(p.listings)+len(p.bookings)+len(p.contacts)+len(p.gone) > 0 {
		b.Errorf("an empty platform gives %d listings, %d bookings, %d tombstones", len(p.listings), len(p.bookings), len(p.gone))
	}
	b.fill(3)
	b.mustSync()
	b.complete()
}

// emptyLater: a list that comes back empty is an error, or a pull without facts.
// It is for sync to doubt it: a connector adds no word of its own.
func (b *bench) emptyLater() {
	b.fill(12)
	b.mustSync()
	b.pass(2 * day)
	b.stand.Empty()
	for range 2 {
		p := b.pull(b.caller.cursor)
		if len(p.listings)+len(p.bookings)+len(p.contacts)+len(p.gone)+len(p.seen) > 0 || p.out.Unchanged {
			b.Errorf("an empty list gives %d listings, %d tombstones, %d sightings, unchanged %v", len(p.listings), len(p.gone), len(p.seen), p.out.Unchanged)
		}
		b.caller.cursor = nil
	}
}

// twoAtOnce: two sources of one kind know nothing of each other. The race
// detector looks on.
func (b *bench) twoAtOnce() {
	b.fill(12)
	other := b.env
	other.Name, other.Root = "other", "other"
	names := [...]connectors.Env{b.env, other}
	var got [2][]string
	var wait sync.WaitGroup
	for i, env := range names {
		c := b.connector(env)
		wait.Go(func() { got[i] = facts(b, c) })
	}
	wait.Wait()
	if len(got[0]) == 0 || !slices.Equal(got[0], got[1]) {
		b.Errorf("two sources at once read\n%v\n%v", got[0], got[1])
	}
}

// facts are those of two pulls, one after the other, without their source.
func facts(b *bench, c connectors.Connector) []string {
	var all []string
	var cursor connectors.Cursor
	for range 2 {
		out, err := c.Pull(b.Context(), cursor, func(batch connectors.Batch) error {
			for _, l := range batch.Listings {
				all = append(all, l.Ref.External()+" "+l.Title)
			}
			for _, k := range batch.Bookings {
				all = append(all, k.Ref.External()+" "+k.Person.FullName+k.Person.LastName)
			}
			return nil
		})
		if err != nil {
			b.Errorf("one of two at once: %v", err)
		}
		cursor = out.Cursor
	}
	return all
}
