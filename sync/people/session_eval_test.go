package people

import (
	"fmt"
	"testing"

	"tresse"
)

// TestEvalSessions measures how many of those whom two platforms hold in one
// session, under two spellings, are found: merged or asked about. Eight people
// sit in each session. On demand, as TestEval.
func TestEvalSessions(t *testing.T) {
	if !*evaluate {
		t.Log("measured by make eval")
		return
	}
	for _, learned := range []bool{false, true} {
		twice, found, merged, questions, yes := 0, 0, 0, 0, 0
		for seed := range uint64(2) {
			set := newVillage(t, seed+401, 3000).registrations("sessions")
			pairs := seatTwice(set)
			var m tresse.Model
			if learned {
				m = Estimate(set.rows, m)
			}
			at := map[tresse.Ref]int{}
			for c, one := range Group(set.rows, m, nil) {
				for _, i := range one {
					at[set.rows[i].Ref] = c
				}
			}
			asked := map[[2]int]bool{}
			truth := map[tresse.Ref]string{}
			for i := range set.rows {
				truth[set.rows[i].Ref] = set.truth[i]
			}
			for _, q := range Questions(set.rows, m, nil) {
				asked[[2]int{at[q.A], at[q.B]}], asked[[2]int{at[q.B], at[q.A]}] = true, true
				questions++
				if truth[q.A] == truth[q.B] {
					yes++
				}
			}
			for _, p := range pairs {
				a, b := at[set.rows[p[0]].Ref], at[set.rows[p[1]].Ref]
				twice++
				if a == b {
					merged++
				}
				if a == b || asked[[2]int{a, b}] {
					found++
				}
			}
		}
		t.Logf("learned %-5v %d booked twice into one session, found %.4f (merged %.4f); %d questions in all, %.0f %% one person",
			learned, twice, float64(found)/float64(twice), float64(merged)/float64(twice), questions, 100*float64(yes)/float64(questions))
	}
}

// seatTwice puts two rows of a person who are spelt in two ways into one
// session through two platforms, and the others through one.
func seatTwice(set measured) (pairs [][2]int) {
	first := map[string]int{}
	done := map[string]bool{}
	n := 0
	for i := range set.rows {
		r := &set.rows[i]
		j, known := first[set.truth[i]]
		if !known {
			first[set.truth[i]] = i
			continue
		}
		if o := &set.rows[j]; !done[set.truth[i]] && Spelling(o) != Spelling(r) {
			done[set.truth[i]] = true
			session := tresse.ID(fmt.Sprintf("session %d", n/8))
			n++
			o.Session, r.Session = session, session
			o.Ref, r.Ref = tresse.NewRef("zeeg", o.Ref.External()), tresse.NewRef("excel", r.Ref.External())
			o.Listing, r.Listing = tresse.NewRef("zeeg", string(session)), tresse.NewRef("excel", string(session))
			pairs = append(pairs, [2]int{j, i})
		}
	}
	return pairs
}
