package publish

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"tresse"
)

// Advance returns what audience a is told of s from at on. previous is what it
// was told before, nil if nothing. LAST-MODIFIED grows with whatever the
// audience sees differently, SEQUENCE with a change of time, place or status and
// at first publication (RFC 5546 2.1.4). false means that nothing is to be
// written: the audience sees no change, or does not see s at all — its record,
// if there is one, stays as it is for the day when it does again.
//
// The choices of a single feed (Opaque, shortening for size, the bounds) are
// not the session's and move nothing.
func Advance(a tresse.Audience, s *tresse.Session, zone *time.Location, previous *tresse.Published, at time.Time) (tresse.Published, bool) {
	if zone == nil {
		zone = time.UTC
	}
	e, seen := see(a, s, zone)
	if !seen {
		return tresse.Published{}, false
	}
	now := tresse.Published{Audience: a, UID: s.ID, Visible: e.visible(zone), Core: e.core()}
	switch {
	case previous == nil:
		now.Sequence = tresse.NextSequence(-1, at)
		now.Modified = tresse.NextModified(time.Time{}, at)
		return now, true
	case now.Visible == previous.Visible && now.Core == previous.Core:
		return *previous, false
	case now.Core == previous.Core:
		now.Sequence = previous.Sequence
	default:
		now.Sequence = tresse.NextSequence(previous.Sequence, at)
	}
	now.Modified = tresse.NextModified(previous.Modified, at)
	return now, true
}

// told returns what the record says of an entry. Without a record, a session
// stands where a first publication at its last change would have put it.
func told(e *entry, published map[tresse.ID]tresse.Published) tresse.Published {
	if p, ok := published[e.uid]; ok {
		if p.Modified.Before(e.shown) {
			p.Modified = e.shown
		}
		return p
	}
	at := e.updated
	if at.IsZero() {
		at = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if at.Before(e.shown) {
		at = e.shown
	}
	return tresse.Published{Sequence: tresse.NextSequence(-1, at), Modified: tresse.NextModified(time.Time{}, at)}
}

// core is the digest of time, place and status as they are shown.
func (e *entry) core() tresse.Digest {
	return digest([]string{
		e.start.Stamp(), e.end.Stamp(), e.location, e.geo, string(e.status), e.said,
	})
}

// visible is the digest of all that is shown. The zone is part of it where
// times are written by its clocks.
func (e *entry) visible(zone *time.Location) tresse.Digest {
	name := zone.String()
	if e.start.Day {
		name = ""
	}
	shown := make([]string, 0, 12+len(e.categories))
	shown = append(shown,
		name, e.start.Stamp(), e.end.Stamp(), string(e.status), e.class(), e.summary,
		e.description(-1), e.location, e.geo, e.url, e.conference,
	)
	shown = append(shown, e.categories...)
	if len(e.via) > 0 {
		shown = append(shown, joinIDs(e.via))
	}
	return digest(shown)
}

// digest tells any two lists of texts apart.
func digest(texts []string) tresse.Digest {
	size := 0
	for _, s := range texts {
		size += binary.MaxVarintLen32 + len(s)
	}
	b := make([]byte, 0, size)
	for _, s := range texts {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	sum := sha256.Sum256(b)
	return tresse.Digest(sum[:16])
}
