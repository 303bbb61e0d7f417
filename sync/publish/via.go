package publish

import (
	"strings"

	"tresse"
)

// Tresses read one another's feeds, in chains and in rings. A feed says whose it
// is, and of each session that came from another tresse through which it came,
// so that a reader lets go of what is its own coming back. Programs that do not
// know these properties pass over them (RFC 5545 3.8.8.2).
const (
	propInstance = "X-TRESSE-ID"    // of the calendar: a UUID
	propVia      = "X-TRESSE-VIA"   // of an event: UUIDs parted by commas, the nearest last
	propUntil    = "X-TRESSE-UNTIL" // of the calendar: what starts then or later was left out for size
)

func joinIDs(ids []tresse.ID) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = string(id)
	}
	return strings.Join(texts, ",")
}
