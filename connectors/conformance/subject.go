package conformance

import (
	"net/http"
	"time"

	"tresse/connectors"
)

// A Subject is a connector with all that the suite needs to put it to the test.
type Subject struct {
	Info connectors.Info
	// New does what Info.New does, and has the connector's HTTP client wait as
	// little as h says: checks that last are made of waits.
	New func(decode func(any) error, env connectors.Env, h Haste) (connectors.Connector, error)

	// Config is a source's own keys, in TOML, for a stand-in at address: an
	// http address without a path, or what Standin.Address says.
	Config func(address string) string
	// Required are the keys of Config without which New must fail, naming them.
	Required []string
	// Secrets are the values in Config that no error, log line or notice may
	// hold, and that only the platform's own host may be sent.
	Secrets []string

	// Stand makes a stand-in whose clock is now, with nothing in it.
	Stand func(now func() time.Time) Standin

	// Wire changes answers on their way; nil where there is none for the format.
	Wire Wire
	// Through are the fields of an item, as Wire names them, whose texts may
	// reach a fact. A text in any other must not.
	Through []string
	// Identity are those that name an item or what belongs to it: they reach
	// refs, whatever stands in them.
	Identity []string
	// Total is the field around the items that says how many there are in all.
	Total string

	// Cases is a glob of recorded answers; beside each stands the golden file of
	// the facts it gives. Replay serves one.
	Cases  string
	Replay func(body []byte) http.Handler
	Update bool // write the golden files anew

	// Renews tells the requests by which a connector renews credentials that are
	// good for a while (OAuth, a sign-in); nil where there are none. They may send,
	// are neither spoiled nor counted, and may follow once on a 401: what goes wrong
	// with them is for the connector's own tests.
	Renews func(*http.Request) bool

	// Exceptions explain why a check cannot be put to this connector: the name
	// of a check, or of a group of them ("pages"), and the reason.
	Exceptions map[string]string
}

// Haste says how little an HTTP client is to wait. Zero is its own default.
// The fields are those of httpx.Options.
type Haste struct {
	MinWait, MaxWait time.Duration
	Attempt          time.Duration
	MaxBody          int64
}

// A Standin is a stand-in of a platform. Its functions may be called while it
// serves. Where the platform has no pages, the checks that are about them must be
// excepted.
type Standin struct {
	Handler http.Handler // what speaks HTTP, or
	Address string       // where its content lies already: the path of a file

	// Add lists an item and returns the external ids of what comes of it: first
	// its listing's, then those of its bookings.
	Add func(Item) []string
	// Change gives the item of a listing another title.
	Change func(listing, title string)
	// Remove has the platform no longer list the item, in its usual way.
	Remove func(listing string)
	// Empty has every list come back empty, without a word about what was there.
	Empty func()

	// Page is how many items a page holds; 0 where there are no pages.
	Page int
	// Loop has the way to the next page never end from now on.
	Loop func()
}

// An Item is one dated slot with one person in it. A platform that does not
// know one of these leaves it out.
type Item struct {
	Title      string
	Start, End time.Time
	Person     Person
}

// A Person takes part in an item.
type Person struct{ First, Last, Email, Phone string }
