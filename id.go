package tresse

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// An ID is a bare UUID in its usual text form. Calendars and lists outside
// point at ids, so how they are made can never change (DESIGN §1).
type ID string

// namespace is tresse's own UUID namespace; it is part of every id ever given.
var namespace = [16]byte{0x5d, 0x1f, 0x6c, 0x52, 0x0b, 0x1e, 0x5b, 0x0f, 0x9a, 0x37, 0x74, 0x72, 0x65, 0x73, 0x73, 0x65}

// NewID returns the UUIDv5 (RFC 9562 §5.5) of an identity outside tresse.
func NewID(identity string) ID {
	h := sha1.New()
	h.Write(namespace[:])
	h.Write([]byte(identity))
	return uuid(h.Sum(nil), 5)
}

// KeyedID returns an id that only the holder of secret can link to identity:
// ids of people (UUIDv8, RFC 9562 §5.8).
func KeyedID(secret []byte, identity string) ID { return uuid(KeyedHash(secret, identity), 8) }

// Instance returns the id under which the tresse that holds secret is known to
// those that read its feeds.
func Instance(secret []byte) ID { return KeyedID(secret, InstanceIdentity) }

// InstanceIdentity is what Instance makes its id of.
const InstanceIdentity = "tresse instance"

// KeyedHash is the HMAC-SHA-256 under which an erased or person-derived ref is
// remembered.
func KeyedHash(secret []byte, text string) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func uuid(sum []byte, version byte) ID {
	var u [16]byte
	copy(u[:], sum)
	u[6] = u[6]&0x0f | version<<4
	u[8] = u[8]&0x3f | 0x80
	var b [36]byte
	hex.Encode(b[0:8], u[0:4])
	hex.Encode(b[9:13], u[4:6])
	hex.Encode(b[14:18], u[6:8])
	hex.Encode(b[19:23], u[8:10])
	hex.Encode(b[24:36], u[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return ID(b[:])
}

// ParseID accepts a UUID in its usual text form, in either case, and returns it
// in lower case.
func ParseID(s string) (ID, error) {
	if len(s) != 36 {
		return "", fmt.Errorf("not a UUID")
	}
	for i := range len(s) {
		c := s[i]
		hyphen := i == 8 || i == 13 || i == 18 || i == 23
		hexa := c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
		if hyphen != (c == '-') || !hyphen && !hexa {
			return "", fmt.Errorf("not a UUID")
		}
	}
	return ID(strings.ToLower(s)), nil
}

// The identities outside tresse of DESIGN §1 and §7. Listings that share one
// are the same session, and the id of a listing is NewID of its first.

// KeyOpenAgenda is the identity of an OpenAgenda timing, through whichever
// agenda it is read.
func KeyOpenAgenda(uid int64, begin time.Time) string {
	return "openagenda|" + strconv.FormatInt(uid, 10) + "@" + Stamp(begin)
}

// KeyZeeg is the identity of a Zeeg event.
func KeyZeeg(uuid string) string { return "zeeg|" + uuid }

// KeyRDV is the identity of an appointment of RDV Service Public, whose uuid
// is the same through its API and its calendar feed.
func KeyRDV(uuid string) string { return "rdv|" + strings.ToLower(uuid) }

// KeyUID is the identity of a calendar event: equal UID and equal start.
func KeyUID(uid string, start Time) string { return "uid|" + uid + "@" + start.Stamp() }

// KeyTresse is the identity of a session read from a tresse feed.
func KeyTresse(id ID) string { return "tresse|" + string(id) }

// KeyOwn is the identity of a listing that has none outside its source: other
// calendars and sheets. root is the source's first name ever (see `was`).
func KeyOwn(root, external string) string { return "source|" + root + "|" + external }

// Stamp writes an instant as in RFC 5545: 20261020T120000Z.
func Stamp(t time.Time) string { return t.UTC().Format("20060102T150405Z") }
