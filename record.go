package tresse

import "time"

// Audience says whom a feed is for.
type Audience string

const (
	Public Audience = "public" // public listings alone, no appointment, nobody's name
	Team   Audience = "team"
	Own    Audience = "own"
)

// Published is what one audience was last told of one session. It is a record:
// it survives rebuild, undo and restore, so that no calendar program sees a
// number go down (DESIGN §8).
type Published struct {
	Audience Audience  `json:"audience"`
	UID      ID        `json:"uid"`
	Visible  Digest    `json:"visible"` // of all that the audience sees
	Core     Digest    `json:"core"`    // of time, place and status: what moves Sequence
	Sequence int64     `json:"sequence"`
	Modified time.Time `json:"modified"` // UTC, whole seconds; grows with every visible change
}

// sequenceEpoch is where SEQUENCE counts from, in seconds, so that even a store
// lost and rebuilt never goes below what was published before.
var sequenceEpoch = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// NextSequence returns the SEQUENCE that follows previous at now; previous is
// -1 at first publication.
func NextSequence(previous int64, now time.Time) int64 {
	return max(previous+1, int64(now.Sub(sequenceEpoch)/time.Second))
}

// NextModified returns a LAST-MODIFIED at now that is later than previous.
func NextModified(previous, now time.Time) time.Time {
	now = now.UTC().Truncate(time.Second)
	if !now.After(previous) {
		return previous.Add(time.Second)
	}
	return now
}

// A Model is the weights in force for telling people apart. It is numbered, and
// an input of the views like the facts (DESIGN §6).
type Model struct {
	Number uint64    `json:"number"`
	At     time.Time `json:"at"`
	// Counted is how many people the store held when this was learned; 0 for the
	// weights that tresse ships with.
	Counted int                `json:"counted,omitempty"`
	Weights map[string]float64 `json:"weights,omitempty"`
	Tables  map[string][]byte  `json:"tables,omitempty"` // how common values are, by hash: names nobody
}

// Health says how a source fares, in the words of CONTRACT §5.
type Health string

const (
	HealthOK        Health = "ok"
	HealthWaiting   Health = "waiting" // never read yet, or asked to wait
	HealthFailing   Health = "failing"
	HealthReconnect Health = "reconnect" // a consent has lapsed
	HealthHeld      Health = "held"      // a mass change waits for the mediator
	HealthDisabled  Health = "disabled"
	HealthRemoved   Health = "removed" // left the configuration; its facts stay
)

// A SourceState is what the store remembers of a source.
type SourceState struct {
	Name   string `json:"name"`
	Root   string `json:"root"` // its first name ever: part of the ids of its listings
	Kind   string `json:"kind"`
	Place  int    `json:"place"`            // in the configuration: the order of trust
	Public bool   `json:"public,omitempty"` // its listings may stand in the public feed

	Health      Health    `json:"health"`
	LastSuccess time.Time `json:"last_success,omitzero"`
	LastTry     time.Time `json:"last_try,omitzero"`
	NextTry     time.Time `json:"next_try,omitzero"`
	Failures    int       `json:"failures,omitempty"`
	Error       string    `json:"error,omitempty"` // French, names nobody

	Cursor []byte `json:"cursor,omitempty"` // from the last pull that was read to the end
	Resume []byte `json:"resume,omitempty"` // where an interrupted pull goes on
	// Swept is the round of the last pull read to the end.
	Swept uint64 `json:"swept,omitempty"`
	// AcceptEmpty: the mediator confirmed that an empty list is meant.
	AcceptEmpty bool `json:"accept_empty,omitempty"`
	// Called tells under which external ids rows are kept that a correction gave
	// others: a row keeps the ref under which it was first read (DESIGN §5.7).
	Called map[string]string `json:"called,omitempty"`
	// Withdrawals of the last day, for the brake on mass change.
	Withdrawals []Withdrawal `json:"withdrawals,omitempty"`

	// Read and Rejected are the platform's items at the last pull read to its
	// end: they hold as long as it says that nothing changed.
	Read     int `json:"read,omitempty"`
	Rejected int `json:"rejected,omitempty"`

	// Asks are people whom the platform erased and whom other sources know still:
	// the mediator is asked whether to forget them.
	Asks []Ask `json:"asks,omitempty"`

	Listings int `json:"listings"` // live
	Bookings int `json:"bookings"`
	Contacts int `json:"contacts"`
	Held     int `json:"held,omitempty"`

	// Pushes is nil where none are wanted.
	Pushes *PushState `json:"pushes,omitempty"`
}

// A PushState says how a platform that tells of changes by itself fares at it
// (see Hook for what must not be shown).
type PushState struct {
	Since   time.Time `json:"since,omitzero"` // when the subscription was made, or made again
	Checked time.Time `json:"checked,omitzero"`
	Lost    time.Time `json:"lost,omitzero"`     // when it was last found missing
	Trouble string    `json:"trouble,omitempty"` // French: why pushes do not come; "" while they may
	// Heard counts deliveries that were authentic, Refused those that were not.
	Heard     int       `json:"heard,omitempty"`
	Refused   int       `json:"refused,omitempty"`
	LastHeard time.Time `json:"last_heard,omitzero"`
	// Drift counts what polls found and no push had told.
	Drift     int       `json:"drift,omitempty"`
	LastDrift time.Time `json:"last_drift,omitzero"`
}

// An Ask is a question about a person. It names nobody.
type Ask struct {
	Person ID        `json:"person"`
	At     time.Time `json:"at"`
}

// A Withdrawal counts what one pull withdrew.
type Withdrawal struct {
	At       time.Time `json:"at"`
	Listings int       `json:"listings,omitempty"`
	Bookings int       `json:"bookings,omitempty"`
	Contacts int       `json:"contacts,omitempty"`
}

// A Stub is what is left of an erased fact: enough to drop whatever arrives
// again under its ref, and to keep the seat counted (DESIGN §9).
type Stub struct {
	Hash    []byte        `json:"hash"` // KeyedHash of the ref
	First   Sight         `json:"first"`
	Listing Ref           `json:"listing,omitempty"`
	Status  BookingStatus `json:"status,omitempty"`
	Seats   int           `json:"seats,omitempty"`
	Contact bool          `json:"contact,omitempty"`
	At      time.Time     `json:"at"`
}
