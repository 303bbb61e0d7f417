package syncer

import (
	"time"

	"tresse"
)

// brakes reports whether a mass change must wait for the mediator (DESIGN §5.4):
// gone of known facts still to come would be withdrawn within a day, counting
// those that already were. It holds when all would go and there were two or
// more, and when over 5 and over 30 % would.
func brakes(gone, known int) bool {
	return gone >= 2 && gone == known || gone > 5 && gone*10 > known*3
}

// lastDay drops the withdrawals that are more than a day old, and sums the
// others.
func lastDay(log []tresse.Withdrawal, now time.Time) ([]tresse.Withdrawal, tresse.Withdrawal) {
	var kept []tresse.Withdrawal
	var sum tresse.Withdrawal
	for _, w := range log {
		if now.Sub(w.At) >= 24*time.Hour {
			continue
		}
		kept = append(kept, w)
		sum.Listings += w.Listings
		sum.Bookings += w.Bookings
		sum.Contacts += w.Contacts
	}
	return kept, sum
}
