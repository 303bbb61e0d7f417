package sessions

import (
	"tresse"
)

// inside says how well an appointment lies in a permanence, 0 where it does not:
// within its time, at the same place or with the same host, and with neither
// against it. Somebody's telephone appointment during a permanence is not in it.
func inside(a, o *Sketch) int {
	if a.kind != tresse.Appointment || o.kind != tresse.DropIn || a.f.Start.Day || !within(a, o) {
		return 0
	}
	place, host := a.spot.compare(&o.spot), compareHosts(a, o)
	switch {
	case place <= unlike || host == differ || a.spot.online:
		return 0
	case place != same && host != same:
		return 0
	}
	return int(place-unlike)*4 + int(host-unlike)
}

func within(a, o *Sketch) bool {
	if o.f.Start.Day {
		return sameDay(a, o)
	}
	return !a.f.Start.Before(o.f.Start.Time) && a.f.Start.Before(o.f.End.Time)
}

// nest marks each appointment that lies in a permanence: the one in which it
// lies best, of equals the one seen first. What is called off holds nothing.
func (g *grouping) nest(list []tresse.Session, members [][]int) {
	var open []int
	for i := range list {
		if list[i].Kind == tresse.DropIn && takesPlace(list[i].Status) {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return
	}
	for i := range list {
		if list[i].Kind != tresse.Appointment {
			continue
		}
		best := 0
		for _, j := range open {
			if fit := g.fits(members[i], members[j]); fit > best {
				best = fit
				list[i].PartOf = list[j].ID
			}
		}
	}
}

func (g *grouping) fits(appointment, permanence []int) int {
	best := 0
	for _, i := range appointment {
		for _, j := range permanence {
			if g.facts[i].State != tresse.Superseded && g.facts[j].State != tresse.Superseded {
				best = max(best, inside(g.sketch(i), g.sketch(j)))
			}
		}
	}
	return best
}

func takesPlace(s tresse.Status) bool {
	return s != tresse.Cancelled && s != tresse.Withdrawn && s != tresse.Postponed
}
