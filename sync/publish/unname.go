package publish

import (
	"time"

	"tresse"
)

// unname takes the title off an entry for the public where it holds the name of
// somebody known here, and with it the description, which would go on about them
// (DESIGN §8). The kind stands in its place. The name may have become known
// after the session was last changed: LAST-MODIFIED moves on to that moment, so
// that programs which already show the title let go of it.
func (e *entry) unname(a tresse.Audience, s *tresse.Session, named func(string) time.Time) {
	if named == nil || a == tresse.Own || a == tresse.Team {
		return
	}
	since := named(s.Title)
	if since.IsZero() {
		return
	}
	e.summary, e.text = e.title(untitled(s.Kind)), ""
	e.since(since)
}
