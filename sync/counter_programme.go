package syncer

import (
	"fmt"
	"slices"
	"time"

	"tresse"
	"tresse/store"
)

// A Seances says in which séances of a parcours a booking seats somebody: all, or
// those of these numbers.
type Seances struct {
	All     bool
	Numbers []int
}

func (s Seances) none() bool { return !s.All && len(s.Numbers) == 0 }

// seatInProgramme adds to a booking one for each other séance that is asked for:
// what is over or called off is left out of "all". Each is a booking of its own,
// so that somebody may be absent from one and come to the next.
func (c *counterDraft) seatInProgramme(b tresse.Booking, entry *Entry) error {
	if entry.Seances.none() {
		return nil
	}
	first, err := c.e.session(entry.Session)
	if err != nil {
		return err
	}
	if first.Programme == nil {
		return counterRefusal("no programme", "Cette séance n’est d’aucun parcours : « tresse programme » en fait un de plusieurs séances.")
	}
	all, err := c.e.store.Sessions(store.ViewSessions, store.Window{From: first.Start.AddDate(-1, 0, 0), To: first.Start.AddDate(1, 0, 0)})
	if err != nil {
		return err
	}
	known := map[int]bool{first.Programme.Index: true}
	for i := range all {
		s := &all[i]
		if s.Programme == nil || s.Programme.ID != first.Programme.ID || s.ID == first.ID {
			continue
		}
		known[s.Programme.Index] = true
		if !entry.Seances.wants(s, c.e.now(), c.e.zone) {
			continue
		}
		f, err := c.e.listingOf(s.ID)
		if err != nil {
			return err
		}
		other := b
		other.Ref = tresse.NewRef(tresse.SourceCounter, c.e.external("b", fmt.Sprintf("%s\x00%d", entry.Key, s.Programme.Index)))
		other.Listing = f.Ref
		c.addBooking(other, f.Start)
	}
	for _, n := range entry.Seances.Numbers {
		if !known[n] {
			return counterRefusal("no such séance", fmt.Sprintf("Ce parcours n’a pas de séance %d.", n))
		}
	}
	return nil
}

func (s Seances) wants(session *tresse.Session, now time.Time, zone *time.Location) bool {
	if s.All {
		return session.Status != tresse.Cancelled && session.Status != tresse.Withdrawn && session.Start.In(zone).After(now)
	}
	return slices.Contains(s.Numbers, session.Programme.Index)
}
