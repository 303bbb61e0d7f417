package tresse

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"time"
)

// A Hook is the address at which a platform tells of the changes of one source
// (CONTRACT §6), and the secret that it sends along or signs with. It is a
// record. Unlike those of an Access its secrets are kept as they are: a
// signature cannot be checked with less, and a subscription that was lost is
// made again under the same address.
type Hook struct {
	Source string `json:"source"`
	// Names are those that the source had while an address was given away with
	// them: the platform goes on using it.
	Names []string `json:"names,omitempty"`
	// Path is the secret of the address and Secret that of the deliveries; both
	// empty where no pushes are wanted any more.
	Path   string `json:"path,omitempty"`
	Secret string `json:"secret,omitempty"`
	// Retired are hashes of earlier Paths. What still comes there is answered,
	// since a platform may take "not found" for the end of the other as well, and
	// not believed.
	Retired [][]byte  `json:"retired,omitempty"`
	ID      string    `json:"id,omitempty"`   // of the subscription, as its connector calls it
	Since   time.Time `json:"since,omitzero"` // when the subscription was made, or made again
	Saved   time.Time `json:"saved,omitzero"` // so that a restore keeps the newer
}

// Active reports whether pushes are believed.
func (h *Hook) Active() bool { return h.Path != "" }

// Renew gives the hook new secrets, out of random bytes, and retires its
// address.
func (h *Hook) Renew(random [64]byte) {
	h.Retire()
	h.Path = base64.RawURLEncoding.EncodeToString(random[:32])
	h.Secret = base64.RawURLEncoding.EncodeToString(random[32:])
}

// Retire ends what the hook's address is good for.
func (h *Hook) Retire() {
	if h.Path != "" {
		hash := sha256.Sum256([]byte(h.Path))
		h.Retired = append(h.Retired, hash[:])
		if more := len(h.Retired) - maxRetired; more > 0 {
			h.Retired = slices.Delete(h.Retired, 0, more)
		}
	}
	h.Path, h.Secret, h.ID, h.Since = "", "", "", time.Time{}
}

// maxRetired bounds how many former addresses are still answered.
const maxRetired = 50

// Knows reports, in constant time, whether path is an address of this hook, and
// whether it is the one in force.
func (h *Hook) Knows(path string) (known, current bool) {
	hash := sha256.Sum256([]byte(path))
	if h.Path != "" {
		now := sha256.Sum256([]byte(h.Path))
		current = subtle.ConstantTimeCompare(hash[:], now[:]) == 1
	}
	known = current
	for _, old := range h.Retired {
		if subtle.ConstantTimeCompare(hash[:], old) == 1 {
			known = true
		}
	}
	return known, current
}

// Named reports whether name is one of the source's.
func (h *Hook) Named(name string) bool { return name == h.Source || slices.Contains(h.Names, name) }
