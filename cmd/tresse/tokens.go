package main

import (
	"context"

	"tresse/connectors"
	syncer "tresse/sync"
)

// keptTokens are the credentials of one source, kept in the store of an app. The
// store is open when they are asked for (see needsData).
type keptTokens struct {
	app    *app
	source string
}

// Load returns what is kept, nil where nothing is.
func (k keptTokens) Load() ([]byte, error) { return k.app.store.Tokens(k.source) }

// Save returns once the credentials are on disk.
func (k keptTokens) Save(tokens []byte) error { return k.app.store.SaveTokens(k.source, tokens) }

// Turn waits until nobody else in this process renews them: the daemon's
// schedule and the commands of others have connectors of their own.
func (k keptTokens) Turn(ctx context.Context) (func(), error) {
	return k.app.store.Turn(ctx, k.source)
}

// needsData reports whether a source's connector cannot do without the store
// even to be asked how it is: a token that rotates must be kept at once.
func needsData(sources []syncer.Source) bool {
	for _, s := range sources {
		if _, keeps := s.Connector.(connectors.Consenter); keeps {
			return true
		}
	}
	return false
}
