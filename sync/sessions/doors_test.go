package sessions

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresse"
)

// An appointment read through its platform and through that platform's feed
// holds the same seats; two platforms hold seats of their own.
func TestDoors(t *testing.T) {
	listing := func(ref tresse.Ref, taken int, keys ...string) *tresse.ListingFact {
		return &tresse.ListingFact{Listing: tresse.Listing{Ref: ref, Keys: keys, Taken: taken}}
	}
	api, feed := listing("rdv/1", 3, "rdv|u"), listing("flux/u", 4, "source|flux|u", "rdv|u")
	zeeg, twin := listing("zeeg/a", 2, "zeeg|a", "zeeg-slot|p"), listing("zeeg/b", 1, "zeeg|b", "zeeg-slot|p")
	for name, c := range map[string]struct {
		standing []*tresse.ListingFact
		want     []tresse.Door
		sum      int
	}{
		"the platform first": {[]*tresse.ListingFact{api, feed}, []tresse.Door{{Source: "rdv", Taken: 4}}, 4},
		"the feed first":     {[]*tresse.ListingFact{feed, api}, []tresse.Door{{Source: "rdv", Taken: 4}}, 4},
		"two platforms":      {[]*tresse.ListingFact{api, zeeg}, []tresse.Door{{Source: "rdv", Taken: 3}, {Source: "zeeg", Taken: 2}}, 5},
		"one slot twice":     {[]*tresse.ListingFact{zeeg, twin}, []tresse.Door{{Source: "zeeg", Taken: 3}}, 3},
		"nobody counts":      {[]*tresse.ListingFact{listing("x/1", 0, "a")}, nil, 0},
	} {
		got, sum := doors(c.standing)
		if diff := cmp.Diff(c.want, got); diff != "" || sum != c.sum {
			t.Errorf("%s: %d\n%s", name, sum, diff)
		}
	}
}
