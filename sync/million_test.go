package syncer

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"tresse"
	"tresse/store"
)

var million = flag.Int("bookings", 0, "measure one new booking in a store of so many; it takes minutes to make")

// TestOneInAMillion measures what one new booking costs before its commit, in a
// large store; on demand (docs/performance.md).
func TestOneInAMillion(t *testing.T) {
	if *million == 0 {
		t.Log("measured with -bookings 1000000")
		return
	}
	h := newHouse(t, newPlatform("a"), newPlatform("b"))
	begin := time.Now()
	c := &canton{r: rand.New(rand.NewPCG(1, 2)), people: *million * 45 / 100}
	for i := 0; i < *million; i += 5000 {
		if err := h.store.Commit(c.commit(i, min(5000, *million-i))); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d bookings of about %d people written in %v", *million, c.people, time.Since(begin).Round(time.Second))
	begin = time.Now()
	if err := h.engine.Rebuild(); err != nil {
		t.Fatal(err)
	}
	n, _ := h.store.Count()
	t.Logf("all views made in %v: %+v", time.Since(begin).Round(time.Second), n)
	if info, err := os.Stat(h.path); err == nil {
		t.Logf("the file: %d MB", info.Size()>>20)
	}
	h.restart()
	h.engine.mu.Lock()
	defer h.engine.mu.Unlock()
	for _, kind := range []string{"of somebody known", "of somebody new", "of a regular"} {
		var took []time.Duration
		for i := range 300 {
			d := &draft{bookings: []change[tresse.BookingFact]{{new: c.oneMore(kind, i)}}}
			begin := time.Now()
			if err := h.engine.follow(d); err != nil {
				t.Fatal(err)
			}
			took = append(took, time.Since(begin))
		}
		slices.Sort(took)
		t.Logf("one booking %-18s median %v, of a hundred the slowest %v, slowest %v", kind, took[150], took[297], took[299])
	}
}

// A canton is many people who book, each written in ways of the platform.
type canton struct {
	r      *rand.Rand
	people int
}

// commit is n bookings from the i-th on, twenty a listing.
func (c *canton) commit(i, n int) (w store.Commit) {
	for ; n > 0; i, n = i+1, n-1 {
		platform := []string{"a", "b"}[i/20%2]
		listing := fmt.Sprintf("e%06d", i/20)
		if i%20 == 0 {
			at := tresse.At(noon.Add(time.Duration(i/20%9000-4500) * time.Hour))
			l := tresse.Listing{
				Ref: tresse.NewRef(platform, listing), ID: tresse.NewID(tresse.KeyOwn(platform, listing)), Keys: []string{tresse.KeyOwn(platform, listing)},
				Parent: listing, Scopes: []string{"all"}, Title: "Atelier " + listing, Start: at, End: tresse.At(at.Add(2 * time.Hour)),
			}
			w.Listings = append(w.Listings, tresse.ListingFact{Listing: l, Track: tresse.Track{First: tresse.Sight{Round: 1, At: noon}, Changed: noon, State: tresse.Live}})
		}
		w.Bookings = append(w.Bookings, c.booking(platform, listing, i, c.somebody()))
	}
	return w
}

// somebody is more often one of those who come often.
func (c *canton) somebody() int {
	if c.r.IntN(4) == 0 {
		return c.r.IntN(c.people / 20)
	}
	return c.r.IntN(c.people)
}

func (c *canton) booking(platform, listing string, i, who int) tresse.BookingFact {
	return tresse.BookingFact{
		Booking: tresse.Booking{
			Ref: tresse.NewRef(platform, fmt.Sprintf("%s/%08x", listing, uint32(i)*2654435761)), Listing: tresse.NewRef(platform, listing),
			Scopes: []string{"all"}, Person: person(platform, who),
		},
		Track: tresse.Track{First: tresse.Sight{Round: 1, At: noon}, Changed: noon, State: tresse.Live},
	}
}

// person is the who-th, as a platform has them: by e-mail or by phone and birth
// date.
func person(platform string, who int) tresse.Person {
	r := rand.New(rand.NewPCG(uint64(who), 7))
	firsts := []string{"Aminata", "Jean", "Marie", "Mohamed", "Léa", "Nicolas", "Françoise", "Karim", "Chloé", "Gérard", "Monique", "Fatima", "Jean-Pierre", "Sophie", "Ahmed", "Nathalie", "Michel", "Yvette", "Thomas", "Inès", "Marguerite", "Ousmane", "Denise", "Paul", "Julie", "Hélène", "Rachid", "Odette", "Bruno", "Zoé"}
	first := firsts[int(r.ExpFloat64()*8)%len(firsts)]
	parts := []string{"mar", "tin", "ber", "nard", "du", "bois", "per", "rin", "le", "roy", "gau", "thier", "val", "mon", "cha", "pel", "fon", "taine", "ri", "vière", "ben", "ali", "kou", "ra", "lam", "bert"}
	last := ""
	for range 2 + r.IntN(3) {
		last += parts[r.IntN(len(parts))]
	}
	phone := fmt.Sprintf("06%08d", 10_000_000+who/2*37%89_000_000) // two share one
	mail := fmt.Sprintf("%s.%s%d@exemple.fr", first, last, r.IntN(999))
	born := fmt.Sprintf("%d-%02d-%02d", 1935+r.IntN(75), 1+r.IntN(12), 1+r.IntN(28))
	if platform == "a" {
		return tresse.Person{FullName: first + " " + last, Emails: []string{mail}, Phones: []string{phone}}
	}
	return tresse.Person{FirstName: first, LastName: last, BirthDate: born, Phones: []string{phone}, Postcode: fmt.Sprintf("69%03d", r.IntN(400))}
}

func (c *canton) oneMore(kind string, i int) tresse.BookingFact {
	who := c.r.IntN(c.people)
	switch kind {
	case "of somebody new":
		who = c.people + i
	case "of a regular":
		who = c.r.IntN(c.people / 20)
	}
	b := c.booking("a", "e000000", i, who)
	b.Ref, b.First.Round = b.Ref+"/new", 2
	return b
}
