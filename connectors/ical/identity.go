package ical

import (
	"crypto/sha256"
	"encoding/hex"

	"tresse"
)

// maxUID bounds a UID in a ref, in bytes (RFC 7986 5.3 says 255).
const maxUID = 512

// external returns the external id of CONTRACT §4: the UID of a single event,
// UID@begin for an instance, where begin is the start that the series gives it:
// an instant in UTC, or a day for what lasts all day.
func external(i Instance) string {
	id := safeUID(i.Event.Key)
	if !i.Original.IsZero() {
		id += "@" + i.Original.Stamp()
	}
	return id
}

// safeUID returns a UID that a ref can hold: a hash of one that is too long or
// has control characters.
func safeUID(uid string) string {
	if len(uid) <= maxUID && tresse.NewRef("x", uid).Check() == nil {
		return uid
	}
	sum := sha256.Sum256([]byte(uid))
	return "h-" + hex.EncodeToString(sum[:16])
}

// identify sets a listing's id and keys. Its own key comes first, then those
// that it shares with the same slot read elsewhere: in another copy of the
// calendar (UID and start), at OpenAgenda, at RDV Service Public, at the tresse
// that published it.
func (m *mapper) identify(l *tresse.Listing, i Instance) {
	uid, single := i.Event.UID, i.Original.IsZero()
	l.Keys = append(l.Keys, tresse.KeyOwn(m.root, l.Ref.External()))
	l.ID = tresse.NewID(l.Keys[0])
	if uid == "" {
		return
	}
	if id, err := tresse.ParseID(uid); err == nil && m.maker == ourselves && single {
		l.ID = id
		l.Keys = []string{tresse.KeyTresse(id)}
	}
	if key := openagendaKey(uid); key != "" && single {
		l.Keys = append(l.Keys, key)
	}
	if _, err := tresse.ParseID(uid); err == nil && m.uuids && single {
		l.Keys = append(l.Keys, tresse.KeyRDV(uid))
	}
	l.Keys = append(l.Keys, uidKeys(uid, i)...)
}

// uidKeys are the keys by UID and start. A moved instance has that of the start
// it was moved from as well, so that a copy of the calendar that does not know
// of the move yet is joined; and not that of its new start where the series has
// another instance then.
func uidKeys(uid string, i Instance) []string {
	now := tresse.KeyUID(uid, i.Start)
	if i.Original.IsZero() || i.Original.Same(i.Start) {
		return []string{now}
	}
	before := tresse.KeyUID(uid, i.Original)
	if i.Siblings != nil && i.Siblings(i.Start) {
		return []string{before}
	}
	return []string{before, now}
}
