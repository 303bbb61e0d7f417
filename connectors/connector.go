// Package connectors says what a connector is: the translation of one
// platform's answers into facts, with a word on how complete the answer was.
//
// A connector decides nothing else. It does not know which listings are one
// session, what is gone, when to try again, or where facts are kept; it may
// import this package, connectors/httpx and the root package, and nothing else
// of tresse.
package connectors

import (
	"context"
	"time"

	"github.com/rs/zerolog"

	"tresse"
)

// A Connector reads one source: one account, feed or file of a platform.
//
// Pull calls emit for what it reads, while it reads, and returns where it got
// to. It goes on from the cursor of an earlier pull; nil asks for everything
// inside the horizon. It may emit a fact twice (the later one counts, scopes
// add up), never one ref for two things. When emit fails, or ctx ends, it
// returns that error at once. On any error the Outcome still tells the traffic,
// and nothing is taken to be gone; what was emitted is kept.
//
// A Connector is used by one goroutine at a time. It starts none of its own,
// holds no package-level state, writes only debug lines to its log.
type Connector interface {
	Pull(ctx context.Context, from Cursor, emit func(Batch) error) (Outcome, error)
}

// A Cursor is the connector's own note of where it got to, opaque to all
// others. At most 64 KiB.
type Cursor []byte

// A Batch is some of what a pull read.
type Batch struct {
	Listings []tresse.Listing
	Bookings []tresse.Booking
	Contacts []tresse.Contact
	Gone     []Tombstone
	Seen     []Sighting
	Rejected []Rejection
	// Erased are the people whom the platform itself has forgotten since.
	Erased []Erasure
	// Read counts the platform's items (events, iCal components, rows) behind
	// this batch, those rejected or left out by a filter among them.
	Read int
	// Resume, if not nil, is a cursor from which a pull may go on once this
	// batch and all before it are kept; only where the platform's order allows.
	Resume Cursor
}

// A Tombstone is a platform's word that something is no longer in a scope: one
// ref, or all children of a parent. A fact is gone when its last scope is.
type Tombstone struct {
	Scope  string
	Ref    tresse.Ref // or
	Parent string
}

// A Sighting is a platform's word that a parent still stands in a scope just as
// it was when its children were last emitted: all that is stored of it there
// counts as seen.
type Sighting struct {
	Scope  string
	Parent string
}

// A Rejection is an item that could not be read, or a value of it that was
// refused. Reason is a short English clause that repeats no value.
type Rejection struct {
	Item   string // its external id, "" where it could not be told
	Reason string
	// Kept: the item itself is in the batch, only a value of it was refused.
	Kept bool
	// Parent protects what is known of it from being taken for gone: the
	// parent's external id. A rejected item with neither Item nor Parent makes
	// absence in this pull mean nothing.
	Parent string
}

// An Erasure is a platform's word that it has made somebody anonymous: what is
// known of them in this source is erased, and the mediator is asked about the
// rest (DESIGN §9). Booking is one of theirs; it may be in the batch as well,
// naming nobody. Identifier, if there is one, is that of tresse.Person under
// which their other bookings are found.
type Erasure struct {
	Booking    tresse.Ref
	Identifier tresse.Attribute
}

// An Outcome closes a pull that was read to the end.
type Outcome struct {
	// Cursor is where the next pull goes on.
	Cursor Cursor
	// Coverage says inside which bounds absence means that something is gone.
	// None: nothing is (an incremental read, a file cut short or repaired).
	Coverage []Coverage
	// Unchanged: the platform said, or its bytes prove, that all is as at the
	// pull that gave the cursor. Nothing was emitted.
	Unchanged bool
	// Notices are sentences for the mediator, in French, naming nobody ("12
	// événements marqués « libre » ont été laissés de côté").
	Notices []string
	// Requests and Bytes are what the pull cost: HTTP requests sent, and bytes
	// of bodies read (before decompression).
	Requests int
	Bytes    int64
}

// A Coverage is one of: all starts in [From, To) of Scope; all parents of
// Scope (From, To and Parent zero); all children of Parent in Scope, of those
// that start in [From, To) where these are given.
//
// A listing is inside by the start that the store holds for it; a booking by
// its listing. Of a listing absent where it is covered, Scope is taken off; it
// is gone when no scope is left.
type Coverage struct {
	Scope    string
	From, To time.Time
	Parent   string
	// Contacts: only contacts of Scope, which have no start.
	Contacts bool
	// Vanished: the scope itself was not there (a file of several). Absence from
	// it counts only once the mediator has said that it is meant.
	Vanished bool
}

// Env is what a connector is given beside its own block of the configuration.
type Env struct {
	Name        string                                       // the source's name, part of every ref
	Root        string                                       // its first name ever (`was`), part of ids that have no identity outside
	Dir         string                                       // relative paths start here
	Zone        *time.Location                               // of the mediator
	Horizon     time.Duration                                // how far back and ahead is read
	SessionKind tresse.Kind                                  // where the platform does not say; "" none
	BirthYear   bool                                         // keep only the year of birth
	Secret      func(string) string                          // keyed hash, for refs that are made from people's data
	Files       string                                       // a folder of files that are handed in for this source; it may not be there yet
	Tokens      Tokens                                       // rotated credentials; nil where the caller keeps none
	Now         func() time.Time                             // never nil
	Pace        func(ctx context.Context, host string) error // waits for the host's turn; nil is no wait
	Log         zerolog.Logger
}

// Tokens keeps rotated credentials in the store. Save returns once they are on
// disk.
type Tokens interface {
	Load() ([]byte, error)
	Save([]byte) error
}

// Info describes a kind of source to people and to the program.
type Info struct {
	Kind   string // as in the configuration: "openagenda"
	Label  string // shown to people: "OpenAgenda"
	Sample string // commented sample block, embedded from sample.toml; it must load
	// Person names the person fields that the connector keeps, as the JSON keys
	// of tresse.Person; everything else about people is dropped before emit.
	Person []string
	// Limits are French sentences on what the platform does not give.
	Limits []string
	// New checks the block and makes the connector; decode fills a struct with
	// toml tags from the block and fails on unknown keys. It does not touch the
	// network.
	New func(decode func(any) error, env Env) (Connector, error)
}

// A Prober says, for `tresse check`, what comes and what does not, after asking
// the platform as little as it can. Findings are French sentences.
type Prober interface {
	Probe(ctx context.Context) ([]Finding, error)
}

// A Finding is one thing that a probe noticed.
type Finding struct {
	Wrong bool   // needs the mediator's hand
	Text  string // French: what, and what to do
}

// Presence is what a platform says of one ref when asked.
type Presence string

const (
	Present Presence = "present"
	Gone    Presence = "gone"
	Unknown Presence = "unknown" // a 403, a failure: nothing can be said
)

// A Confirmer asks by id whether facts that went missing are really gone. The
// answer has the length and order of refs.
type Confirmer interface {
	Confirm(ctx context.Context, refs []tresse.Ref) ([]Presence, error)
}

// A RowReader reads rows of files, which are named by what stands in them: of
// those that vanished and those that are new, two that differ in one cell are one
// that was corrected (DESIGN §5.7).
type RowReader interface {
	Connector
	ReadsRows()
}

// A FileTaker keeps files that are handed in for its source (TroubleRefused where
// it takes none, or not this one). Unlike all else it may be called at any time.
type FileTaker interface {
	// Take returns what the file is called from then on: never by its name.
	Take(name string, body []byte) (string, error)
}

// A Reader reads one item again, for pushes.
type Reader interface {
	Read(ctx context.Context, ref tresse.Ref) (Batch, error)
}
