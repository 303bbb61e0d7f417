package connectors

import (
	"context"
	"errors"
	"net/http"

	"tresse"
)

// Hooks is a platform that tells of changes by itself (CONTRACT §6). What it
// says is a hint: the items named are read again with Reader, which such a
// connector must be as well, and only what that gives is believed.
type Hooks interface {
	// Hear judges one delivery and reads what it is about. Unlike all else it may
	// be called by several goroutines at once and while the connector is used by
	// another: it touches neither the connector's state nor the network. A
	// delivery that does not come from the platform is ErrNotAuthentic; one that
	// is authentic and not understood is News that say All. An error holds
	// nothing of the delivery.
	Hear(d Delivery) (News, error)
	// Subscribe sees to it that the platform pushes to s.URL, once: it asks for
	// what stands, leaves one that is whole, makes one where it is missing, and
	// takes away others of ours (s.Ours). Used like Pull, by one goroutine at a
	// time. A right that is missing is TroubleConfig with its advice.
	Subscribe(ctx context.Context, s Subscription) (Subscribed, error)
	// Unsubscribe takes away every subscription of ours.
	Unsubscribe(ctx context.Context, s Subscription) error
}

// A Delivery is one push as it came, its body within a limit.
type Delivery struct {
	Secret string // what the platform was given at Subscribe
	Header http.Header
	Body   []byte // the raw bytes
}

// ErrNotAuthentic is the answer to a delivery whose token or signature is
// missing or wrong. Compare in constant time.
var ErrNotAuthentic = errors.New("not from the platform")

// News is what a delivery says.
type News struct {
	// Refs are the listings to be read again, in this source.
	Refs []tresse.Ref
	// Told is what only pushes carry, by booking.
	Told map[tresse.Ref]tresse.Told
	// All: something changed that no ref names; the next pull comes soon.
	All bool
}

// A Subscription is what the platform is to know.
type Subscription struct {
	URL    string // where it pushes to, secret: it holds one
	Secret string // it sends it along, or signs with it; printable ASCII, 43 signs
	ID     string // as Subscribed said when it was made; "" where none was
	// Ours tells the addresses that were given to this platform for this source
	// at any time from those of others.
	Ours func(url string) bool
}

// Subscribed is how a subscription stands.
type Subscribed struct {
	ID   string // the connector's own note of which it is, opaque to all others
	Made bool   // it was missing, or not whole, and was made now
	// Findings are for the mediator; Wrong where pushes will not come.
	Findings []Finding
}
