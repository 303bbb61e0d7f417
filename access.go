package tresse

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"time"
)

// Purpose says what an Access opens.
type Purpose string

const (
	PurposeFeed Purpose = "feed" // one calendar, by its address alone
	PurposeAPI  Purpose = "api"  // the JSON lists, as a bearer token
)

// An Access lets whoever holds its secret read. It is a record: it survives
// rebuild, and a restore brings none back to life. The secret itself is kept
// nowhere; it is shown once, to whoever asked for it.
type Access struct {
	// ID is short, stands for the access in lists and logs, and gives nothing
	// of the secret away.
	ID       string    `json:"id"`
	Purpose  Purpose   `json:"purpose"`
	Audience Audience  `json:"audience,omitempty"` // of a feed: Own or Team
	Write    bool      `json:"write,omitempty"`    // of the API: may also book at the counter
	Label    string    `json:"label,omitempty"`    // the mediator's words: for whom it is
	Hash     []byte    `json:"hash"`               // AccessHash of the secret
	Created  time.Time `json:"created"`
	Expires  time.Time `json:"expires,omitzero"`
	Revoked  time.Time `json:"revoked,omitzero"`
	// RenewedAs is the ID of the access that took the place of a revoked one.
	RenewedAs string `json:"renewed_as,omitempty"`

	// LastRead and Program say when it was last used and by what kind of
	// program. They are kept apart (Reading) and filled in where accesses are
	// read.
	LastRead time.Time `json:"-"`
	Program  string    `json:"-"`
}

// A Reading says when an access was last used.
type Reading struct {
	Access  string    `json:"access"` // the ID
	At      time.Time `json:"at"`
	Program string    `json:"program,omitempty"` // a class of programs, never a whole User-Agent
}

// AccessFarewell is how long a feed whose address was revoked or renewed still
// answers with an empty calendar, so that programs that keep old data on errors
// let it go (CONTRACT §6).
const AccessFarewell = 60 * 24 * time.Hour

// apiPrefix begins the secrets of the API, so that one that was published by
// accident is recognised by programs that look for such.
const apiPrefix = "tresse_"

// NewAccess makes an access and its secret out of 32 random bytes. The secret
// can stand in an address and in a header as it is.
func NewAccess(random [32]byte, p Purpose, at time.Time) (a Access, secret string) {
	secret = base64.RawURLEncoding.EncodeToString(random[:])
	if p == PurposeAPI {
		secret = apiPrefix + secret
	}
	hash := AccessHash(secret)
	a = Access{ID: hex.EncodeToString(hash[:4]), Purpose: p, Hash: hash[:], Created: at.UTC().Truncate(time.Second)}
	return a, secret
}

// AccessHash is what is kept of a secret. Secrets are 256 random bits, so no
// slow hash is needed: there is nothing to guess.
func AccessHash(secret string) [sha256.Size]byte { return sha256.Sum256([]byte(secret)) }

// Opens reports, in constant time, whether hash is that of the access's secret.
func (a *Access) Opens(hash [sha256.Size]byte) bool {
	return subtle.ConstantTimeCompare(a.Hash, hash[:]) == 1
}

// Ended returns since when the access opens nothing any more at now, zero while
// it does.
func (a *Access) Ended(now time.Time) time.Time {
	ended := a.Revoked
	if !a.Expires.IsZero() && !now.Before(a.Expires) && (ended.IsZero() || a.Expires.Before(ended)) {
		ended = a.Expires
	}
	return ended
}

// Leaving reports whether the access ended so lately that its address still
// answers, with nothing in it.
func (a *Access) Leaving(now time.Time) bool {
	ended := a.Ended(now)
	return !ended.IsZero() && now.Before(ended.Add(AccessFarewell))
}
