package web

import (
	"crypto/sha256"
	"sync"
	"sync/atomic"

	"github.com/rs/zerolog"

	"tresse"
	"tresse/store"
)

// accesses keeps the store's accesses in memory, so that an address is known
// without touching the file, and for as long as the file is in trouble. It reads
// them again as soon as one was made or revoked.
type accesses struct {
	store *store.Store
	log   zerolog.Logger

	known   atomic.Pointer[keyring]
	loading sync.Mutex
}

// A keyring is the accesses at one moment. They are found by the hash of the
// secret: how long that takes says nothing of the secret itself.
type keyring struct {
	changes uint64
	byHash  map[[sha256.Size]byte]*tresse.Access
}

// find returns the access that secret belongs to, nil where there is none. An
// error means that nobody can know: the accesses could never be read.
func (a *accesses) find(secret string) (*tresse.Access, error) {
	keys := a.known.Load()
	if keys == nil || keys.changes != a.store.AccessChanges() {
		var err error
		if keys, err = a.load(); err != nil {
			return nil, err
		}
	}
	hash := tresse.AccessHash(secret)
	found := keys.byHash[hash]
	if found == nil || !found.Opens(hash) {
		return nil, nil
	}
	return found, nil
}

// load reads the accesses once for all who wait. Where the store is in trouble,
// those known before go on.
func (a *accesses) load() (*keyring, error) {
	a.loading.Lock()
	defer a.loading.Unlock()
	changes := a.store.AccessChanges()
	before := a.known.Load()
	if before != nil && before.changes == changes {
		return before, nil
	}
	list, err := a.store.Accesses()
	if err != nil {
		a.log.Error().Err(err).Msg("the accesses could not be read")
		if before != nil {
			return before, nil
		}
		return nil, err
	}
	keys := &keyring{changes: changes, byHash: make(map[[sha256.Size]byte]*tresse.Access, len(list))}
	for i := range list {
		keys.byHash[[sha256.Size]byte(list[i].Hash)] = &list[i]
	}
	a.known.Store(keys)
	return keys, nil
}
