package tresse

import "time"

// A field that is new in a view is stored once it has its number in
// store/formview.go: the store's TestEveryFieldHasItsNumber fails until it has.

// A Session is an atelier, permanence or rendez-vous, once, whichever platforms
// list it. Its id is that of its listing first seen; it answers to the ids of
// all its listings.
type Session struct {
	ID          ID             `json:"id"`
	Aliases     []ID           `json:"aliases"`
	Title       string         `json:"title"`
	Description string         `json:"description,omitempty"`
	Kind        Kind           `json:"kind"`
	Start       Time           `json:"start"`
	End         Time           `json:"end"` // exclusive, after Start; zero where no listing tells
	Status      Status         `json:"status"`
	Archived    bool           `json:"archived,omitempty"`
	Private     bool           `json:"private,omitempty"` // all its listings that stand are
	Place       Place          `json:"place,omitzero"`
	OnlineURL   string         `json:"online_url,omitempty"`
	BookingURLs []string       `json:"booking_urls"`
	Links       []Link         `json:"links"`
	Capacity    int            `json:"capacity,omitempty"`
	Taken       int            `json:"taken,omitempty"` // seats taken, over all doors
	Doors       []Door         `json:"doors,omitempty"`
	Hosts       []Host         `json:"hosts"`
	Tags        []string       `json:"tags"`
	Themes      []string       `json:"themes"`
	Level       string         `json:"level,omitempty"`
	Programme   *ProgrammePart `json:"programme,omitempty"`
	PartOf      ID             `json:"part_of,omitempty"`
	Conflicts   []Conflict     `json:"conflicts"`
	Refs        []Ref          `json:"refs"`          // its listings in the order first seen
	Via         []ID           `json:"via,omitempty"` // of the listing that says when it is
	Updated     time.Time      `json:"updated"`
}

// A Door is a source at which seats are taken, and how many it counts.
type Door struct {
	Source string `json:"source"`
	Taken  int    `json:"taken"`
}

// A Link is the page of a listing at its source.
type Link struct {
	Source string `json:"source"`
	URL    string `json:"url"`
}

// A ProgrammePart places a session in its programme.
type ProgrammePart struct {
	ID    ID     `json:"id"`
	Title string `json:"title"`
	Index int    `json:"index"` // from 1
	Of    int    `json:"of"`
}

// A Conflict is a field about which the listings of a session disagree; the
// first value is the one shown.
type Conflict struct {
	Field  string          `json:"field"`
	Values []ConflictValue `json:"values"`
}

// A ConflictValue is what one source says.
type ConflictValue struct {
	Source string `json:"source"`
	Value  string `json:"value"`
}

// A Registration is one beneficiary's one seat in one session, whichever
// platforms booked it.
type Registration struct {
	ID          ID            `json:"id"`
	Session     ID            `json:"session"`
	Beneficiary ID            `json:"beneficiary"`
	Status      BookingStatus `json:"status"` // ToFill is told at reading time, it hangs on the clock
	CancelledBy string        `json:"cancelled_by,omitempty"`
	CancelledAt time.Time     `json:"cancelled_at,omitzero"`
	// Withdrawn: nobody cancelled, it is no longer listed: "file" where its row left
	// the file, else "platform".
	Withdrawn  string        `json:"withdrawn,omitempty"`
	BookedAt   time.Time     `json:"booked_at,omitzero"`
	Seats      int           `json:"seats"`
	BookedBy   string        `json:"booked_by,omitempty"`
	ContactVia string        `json:"contact_via,omitempty"`
	Prescriber *Prescription `json:"prescriber,omitempty"`
	Links      []Link        `json:"links"`
	Refs       []Ref         `json:"refs"`
	// Conflicts: the seat is cancelled at one platform and held at another; the
	// first value is the one shown.
	Conflicts []Conflict `json:"conflicts,omitempty"`
}

// A Beneficiary is one human being, once.
type Beneficiary struct {
	ID        ID     `json:"id"`
	Aliases   []ID   `json:"aliases"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	// Spellings are the other ways in which the name was written.
	Spellings     []string  `json:"spellings,omitempty"`
	BirthName     string    `json:"birth_name,omitempty"`
	BirthDate     string    `json:"birth_date,omitempty"`
	Emails        []string  `json:"emails"`
	Phones        []string  `json:"phones"` // E.164
	Postcode      string    `json:"postcode,omitempty"`
	City          string    `json:"city,omitempty"`
	Minor         bool      `json:"minor,omitempty"`
	Responsible   ID        `json:"responsible,omitempty"`
	NoPhone       bool      `json:"no_phone,omitempty"`
	Refuses       []string  `json:"refuses"`
	Language      string    `json:"language,omitempty"`
	Registrations int       `json:"registrations"`
	Attended      int       `json:"attended"`
	Absent        int       `json:"absent"`
	FirstSeen     time.Time `json:"first_seen"`
	LastSeen      time.Time `json:"last_seen"`
	Refs          []Ref     `json:"refs"`
}

// A Prescriber is an organisation, and perhaps referents in it, that sends
// people. Organisations are never beneficiaries.
type Prescriber struct {
	ID           ID       `json:"id"`
	Key          Ref      `json:"key"` // what a decision calls it: keyed, since the text may name somebody
	Organisation string   `json:"organisation"`
	Referents    []string `json:"referents"`
	// Names are the other ways in which it is written: those that the mediator
	// gave, and those said to be the same.
	Names   []string `json:"names"`
	Domains []string `json:"domains"` // of its e-mail addresses, in lower case
	// Listed: the mediator put it on the list. Else it is a proposal, made of what
	// platforms, files and the counter call it.
	Listed        bool `json:"listed"`
	Registrations int  `json:"registrations"`
	Aliases       []ID `json:"aliases"` // the other ids that it answers to
}
