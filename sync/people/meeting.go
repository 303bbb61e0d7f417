package people

import (
	"math"
	"slices"

	"tresse"
)

// Two platforms hold a booking in one session each, under names that are alike:
// most often that is one person, booked twice. It is asked, never decided by
// itself.

// meeting is how many bits that is worth: about one such pair in thirty is one
// person whatever their names, however many people the store holds.
func (s *scale) meeting() float64 { return min(max(math.Log2(s.people)-5, 2), 16) }

// mostMeeting bounds the bookings of one session that are compared.
const mostMeeting = 300

// met returns the pairs of people with bookings in one session on two
// platforms whose names are alike.
func (a *asking) met() map[[2]int32]bool {
	in := map[tresse.ID][]int32{}
	for i, r := range a.rows {
		if r.Session != "" {
			in[r.Session] = append(in[r.Session], int32(i))
		}
	}
	found := map[[2]int32]bool{}
	for _, rows := range in {
		rows = rows[:min(len(rows), mostMeeting)]
		for n, j := range rows {
			for _, i := range rows[:n] {
				id := [2]int32{min(a.personOf[i], a.personOf[j]), max(a.personOf[i], a.personOf[j])}
				if id[0] != id[1] && !a.apart[id] && a.rows[i].Ref.Source() != a.rows[j].Ref.Source() && a.alike(i, j) {
					found[id] = true
				}
			}
		}
	}
	return found
}

// alike reports two rows whose names can be one person's.
func (a *asking) alike(i, j int32) bool {
	var w weighing
	a.scale.weigh(&w, a.faceOfRow(i), a.faceOfRow(j), a.census.crowd)
	return !w.clash && (w.swapped || w.given != missing && w.given <= initial && (w.named > 1 || !w.renamed))
}

// inOneSession reports two people of whom two platforms hold a booking in one
// session, under names that are alike.
func (a *asking) inOneSession(id [2]int32) bool {
	sessions := map[tresse.ID][]int32{}
	for _, i := range a.clusters[id[0]] {
		if s := a.rows[i].Session; s != "" {
			sessions[s] = append(sessions[s], int32(i))
		}
	}
	return slices.ContainsFunc(a.clusters[id[1]], func(j int) bool {
		return slices.ContainsFunc(sessions[a.rows[j].Session], func(i int32) bool {
			return a.rows[i].Ref.Source() != a.rows[j].Ref.Source() && a.alike(i, int32(j))
		})
	})
}

func withMeeting(reasons []Reason, s *scale) []Reason {
	return append(reasons, Reason{"session", "inscrits à la même séance par deux plateformes", s.meeting()})
}
