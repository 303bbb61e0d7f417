package tresse

import "time"

// Kind says what a session is.
type Kind string

const (
	Workshop    Kind = "workshop"    // atelier
	DropIn      Kind = "drop_in"     // permanence
	Appointment Kind = "appointment" // rendez-vous
	OtherKind   Kind = "other"
)

// Status says what becomes of a listing or a session.
type Status string

const (
	Scheduled   Status = "scheduled"
	Full        Status = "full"
	Postponed   Status = "postponed" // the times shown no longer hold, new ones are unknown
	MovedOnline Status = "moved_online"
	Cancelled   Status = "cancelled" // said by the platform
	Withdrawn   Status = "withdrawn" // of a session: all its listings are gone
)

// A field that is new in a fact is stored once it has its number in
// store/formfact.go: the store's TestEveryFieldHasItsNumber fails until it has.

// A Listing is one dated slot, as one platform lists it: an OpenAgenda timing,
// a Zeeg event, an appointment, one instance of a VEVENT, a row. It never holds
// a beneficiary's data.
type Listing struct {
	Ref Ref `json:"ref"`
	ID  ID  `json:"id"` // NewID of its first key, or the UUID of the tresse feed it was read from
	// Keys are its identities outside tresse, at least one (see Key…): listings
	// that share one are the same session.
	Keys []string `json:"keys"`
	// Parent is the external id of the event, series, file or page it belongs to.
	Parent string `json:"parent"`
	// Scopes are the agendas, organisations or files in which it was seen now.
	Scopes []string `json:"scopes"`

	Title       string `json:"title,omitempty"`       // without the prefixes that say a status
	Description string `json:"description,omitempty"` // plain text
	Kind        Kind   `json:"kind,omitempty"`        // "" where the platform does not say
	Start       Time   `json:"start"`
	End         Time   `json:"end"`               // exclusive; zero where unknown; equal to Start for a point in time
	Status      Status `json:"status,omitempty"`  // "" is scheduled
	Private     bool   `json:"private,omitempty"` // CLASS:PRIVATE and the like: never in a public feed
	Place       Place  `json:"place,omitzero"`
	OnlineURL   string `json:"online_url,omitempty"`
	// OnlinePrivate: the online address lets anybody in, so the public never
	// sees it.
	OnlinePrivate bool     `json:"online_private,omitempty"`
	BookingURLs   []string `json:"booking_urls,omitempty"`
	URL           string   `json:"url,omitempty"` // its page at the platform
	// Pages are addresses below which it is booked at the platform: another
	// platform's booking link that begins with one leads here.
	Pages    []string `json:"pages,omitempty"`
	Capacity int      `json:"capacity,omitempty"` // seats; 0 where not known
	Taken    int      `json:"taken,omitempty"`    // seats taken, as the platform counts
	Hosts    []Host   `json:"hosts,omitempty"`
	Tags     []string `json:"tags,omitempty"`
	Themes   []string `json:"themes,omitempty"`
	Level    string   `json:"level,omitempty"`
	// Via are the tresses through which it came, the nearest last: none for
	// what was read at a platform.
	Via []ID `json:"via,omitempty"`
}

// BookingStatus says what becomes of a seat.
type BookingStatus string

const (
	Booked        BookingStatus = "booked"
	ToFill        BookingStatus = "to_fill" // of a registration: past, and nobody has said who came
	Attended      BookingStatus = "attended"
	Absent        BookingStatus = "absent"
	Excused       BookingStatus = "excused" // the person warned
	SeatCancelled BookingStatus = "cancelled"
)

// A Booking is one seat, or Seats of them, in a listing, as one platform holds
// it: who takes part, who booked, how to reach them, who sent them.
type Booking struct {
	Ref     Ref      `json:"ref"`
	Listing Ref      `json:"listing"` // its parent
	Scopes  []string `json:"scopes"`

	Status      BookingStatus `json:"status,omitempty"`       // "" is booked
	CancelledBy string        `json:"cancelled_by,omitempty"` // person, structure, unknown
	CancelledAt time.Time     `json:"cancelled_at,omitzero"`
	BookedAt    time.Time     `json:"booked_at,omitzero"` // zero where the platform does not say
	Seats       int           `json:"seats,omitempty"`    // 0 is 1
	Person      Person        `json:"person"`
	BookedBy    Person        `json:"booked_by,omitzero"`    // who booked for them, where it is somebody else
	ContactVia  string        `json:"contact_via,omitempty"` // self, parent, carer, guardian, prescriber; "" is self
	Prescriber  Prescription  `json:"prescriber,omitzero"`
	URL         string        `json:"url,omitempty"`  // for those who hold the platform's account
	Note        string        `json:"note,omitempty"` // off unless switched on with a written purpose
	// Of seats held by an organisation at the counter ("eight on Thursday, names
	// later"): Filled of them have taken a name since, in bookings of their own
	// that name this one as their Group.
	Filled int `json:"filled,omitempty"`
	Group  Ref `json:"group,omitempty"`
}

// Places is how many seats a booking takes by itself: those that took a name are
// counted with their own booking. 0 is none.
func (b *Booking) Places() int { return max(max(b.Seats, 1)-b.Filled, 0) }

// A Prescription says who sent a person.
type Prescription struct {
	Organisation string `json:"organisation,omitempty"`
	Referent     string `json:"referent,omitempty"`
}

// A Contact is a person known without a seat: a row of a people file.
type Contact struct {
	Ref    Ref      `json:"ref"`
	Parent string   `json:"parent"`
	Scopes []string `json:"scopes"`
	Person Person   `json:"person"`
}

// State says where a fact stands. Facts never leave the store.
type State string

const (
	Live       State = "live"
	Gone       State = "gone"       // withdrawn: confirmed to be gone while still to come
	Archived   State = "archived"   // vanished after it had ended: kept, no longer read
	Superseded State = "superseded" // its place was taken by the fact that names it in MovedFrom
)

// A Digest recognises equal content. It covers what the platform says and not
// where it was seen.
type Digest [16]byte

// A Sight is when a fact was first seen. Facts are ordered by (round, place of
// the source in the configuration at that time, ref); the clock time is for
// people.
type Sight struct {
	Round uint64    `json:"round"`
	Place int       `json:"place"`
	At    time.Time `json:"at"`
}

// A Move says where a listing stood before.
type Move struct {
	Ref   Ref  `json:"ref"` // its own, or that of the fact it took the place of
	Start Time `json:"start"`
}

// Track is what tresse itself knows about a fact, beside what was said.
type Track struct {
	First   Sight     `json:"first"`
	Changed time.Time `json:"changed"` // when its content, state or scopes last changed here
	State   State     `json:"state"`
	// MovedFrom holds each earlier position, oldest first.
	MovedFrom []Move `json:"moved_from,omitempty"`
	// Kept: the mediator refused to let it be withdrawn; not asked again until
	// it is next seen.
	Kept bool `json:"kept,omitempty"`
	// Told is what pushes alone said of a booking (Booking.With).
	Told *Told `json:"told,omitempty"`
}

// A ListingFact is a listing with its track.
type ListingFact struct {
	Listing
	Track
}

// A BookingFact is a booking with its track.
type BookingFact struct {
	Booking
	Track
	// Start is that of its listing, so that it can be told without reading the
	// listing whether the seat is still to come.
	Start Time `json:"start"`
}

// A ContactFact is a contact with its track.
type ContactFact struct {
	Contact
	Track
}

// Before reports whether the fact a of (first sight s, ref) comes before that
// of (t, u) in the order in which facts were first seen.
func (s Sight) Before(a Ref, t Sight, b Ref) bool {
	if s.Round != t.Round {
		return s.Round < t.Round
	}
	if s.Place != t.Place {
		return s.Place < t.Place
	}
	return a < b
}

// ToCome reports whether the listing has not begun at now, judged by the start
// that is stored; zone places days.
func (l *Listing) ToCome(now time.Time, zone *time.Location) bool {
	return l.Start.In(zone).After(now)
}

// Over reports whether the listing has ended at now. Where the end is not
// known, an instant is over at once and a day after it.
func (l *Listing) Over(now time.Time, zone *time.Location) bool {
	end := l.End
	if end.IsZero() {
		end = l.Start
		if end.Day {
			end.Time = end.AddDate(0, 0, 1)
		}
	}
	return !end.In(zone).After(now)
}
