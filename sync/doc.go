// Package syncer runs rounds: it pulls each source, plans what changed and what
// is gone, and applies it to the store together with the views that follow.
// Decisions of the mediator and counter bookings are written through it too, so
// that views always follow facts.
//
// It keeps the eight promises of DESIGN §5. Planning is pure (plan.go,
// absent.go, pair.go, brake.go); applying is short and under one lock, the
// Engine's, so that there is one writer. It never asks the network while it
// holds the lock.
//
// It may know connectors, store, and the pure packages below sync/; it knows no
// platform, prints nothing and opens no connection.
package syncer
