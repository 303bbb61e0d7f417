package publish

import (
	"math"
	"time"

	"tresse"
)

// The objects of CONTRACT §5, for the commands and the API alike: keys in its
// order, what is not known left out, lists always there, truths always told.

// A SessionObject is a session as JSON.
type SessionObject struct {
	ID          tresse.ID             `json:"id"`
	Aliases     []tresse.ID           `json:"aliases"`
	Title       string                `json:"title"`
	Description string                `json:"description,omitempty"`
	Kind        tresse.Kind           `json:"kind"`
	Start       string                `json:"start"`
	End         string                `json:"end"`
	AllDay      bool                  `json:"all_day"`
	Status      tresse.Status         `json:"status"`
	Archived    bool                  `json:"archived"`
	Place       *PlaceObject          `json:"place,omitempty"`
	OnlineURL   string                `json:"online_url,omitempty"`
	BookingURLs []string              `json:"booking_urls"`
	Links       []tresse.Link         `json:"links"`
	Capacity    int                   `json:"capacity,omitempty"`
	Booked      int                   `json:"booked"`
	SeatsFree   *int                  `json:"seats_free,omitempty"` // where the capacity is known
	Hosts       []string              `json:"hosts"`
	Tags        []string              `json:"tags"`
	Themes      []string              `json:"themes"`
	Level       string                `json:"level,omitempty"`
	Programme   *tresse.ProgrammePart `json:"programme,omitempty"`
	PartOf      tresse.ID             `json:"part_of,omitempty"`
	Conflicts   []tresse.Conflict     `json:"conflicts"`
	Refs        []tresse.Ref          `json:"refs"`
	Updated     string                `json:"updated,omitempty"`
}

// A PlaceObject is a place as JSON; a position has both its halves or neither.
type PlaceObject struct {
	Name     string   `json:"name,omitempty"`
	Address  string   `json:"address,omitempty"`
	Postcode string   `json:"postcode,omitempty"`
	City     string   `json:"city,omitempty"`
	Lat      *float64 `json:"lat,omitempty"`
	Lon      *float64 `json:"lon,omitempty"`
}

// SessionJSON returns a session as JSON shows it, times with the offset of zone.
func SessionJSON(s *tresse.Session, zone *time.Location) SessionObject {
	o := SessionObject{
		ID: s.ID, Aliases: listed(s.Aliases), Title: s.Title, Description: s.Description,
		Kind: s.Kind, Start: rfc3339(s.Start, zone), End: rfc3339(s.End, zone), AllDay: s.Start.Day,
		Status: s.Status, Archived: s.Archived, Place: placeObject(s.Place), OnlineURL: s.OnlineURL,
		BookingURLs: listed(s.BookingURLs), Links: listed(s.Links), Capacity: max(s.Capacity, 0), Booked: s.Taken,
		SeatsFree: seatsFree(s), Hosts: hostNames(s.Hosts), Tags: listed(s.Tags), Themes: listed(s.Themes), Level: s.Level,
		Programme: s.Programme, PartOf: s.PartOf, Conflicts: conflictObjects(s.Conflicts), Refs: listed(s.Refs),
		Updated: instant(s.Updated, zone),
	}
	if o.Kind == "" {
		o.Kind = tresse.OtherKind
	}
	if o.Status == "" {
		o.Status = tresse.Scheduled
	}
	return o
}

// seatsFree is nil where nobody knows; none is free in a session that its
// platform calls full.
func seatsFree(s *tresse.Session) *int {
	if s.Capacity <= 0 {
		return nil
	}
	free := max(s.Capacity-s.Taken, 0)
	if s.Status == tresse.Full {
		free = 0
	}
	return &free
}

func placeObject(p tresse.Place) *PlaceObject {
	o := PlaceObject{Name: p.Name, Address: p.Address, Postcode: p.Postcode, City: p.City}
	if onEarth(p) {
		o.Lat, o.Lon = &p.Lat, &p.Lon
	}
	if o == (PlaceObject{}) {
		return nil
	}
	return &o
}

// hostNames are the names alone: an e-mail address is for the mediator's eyes.
func hostNames(hosts []tresse.Host) []string {
	names := []string{}
	for _, h := range hosts {
		if h.Name != "" {
			names = append(names, h.Name)
		}
	}
	return names
}

func conflictObjects(conflicts []tresse.Conflict) []tresse.Conflict {
	list := make([]tresse.Conflict, len(conflicts))
	for i, c := range conflicts {
		list[i] = tresse.Conflict{Field: c.Field, Values: listed(c.Values)}
	}
	return list
}

// A RegistrationObject is a registration as JSON.
type RegistrationObject struct {
	ID          tresse.ID            `json:"id"`
	Session     tresse.ID            `json:"session"`
	Beneficiary tresse.ID            `json:"beneficiary"`
	Status      tresse.BookingStatus `json:"status"`
	CancelledBy string               `json:"cancelled_by,omitempty"`
	CancelledAt string               `json:"cancelled_at,omitempty"`
	BookedAt    string               `json:"booked_at,omitempty"`
	Seats       int                  `json:"seats"`
	BookedBy    string               `json:"booked_by,omitempty"`
	ContactVia  string               `json:"contact_via"`
	Prescriber  *tresse.Prescription `json:"prescriber,omitempty"`
	Links       []tresse.Link        `json:"links"`
	Refs        []tresse.Ref         `json:"refs"`
}

// RegistrationJSON returns a registration as JSON shows it at asOf; s is its
// session, nil where it is not known.
func RegistrationJSON(r *tresse.Registration, s *tresse.Session, asOf time.Time, zone *time.Location) RegistrationObject {
	o := RegistrationObject{
		ID: r.ID, Session: r.Session, Beneficiary: r.Beneficiary, Status: SeatStatus(r, s, asOf, zone),
		CancelledBy: r.CancelledBy, CancelledAt: instant(r.CancelledAt, zone), BookedAt: instant(r.BookedAt, zone),
		Seats: max(r.Seats, 1), BookedBy: r.BookedBy, ContactVia: r.ContactVia, Prescriber: r.Prescriber,
		Links: listed(r.Links), Refs: listed(r.Refs),
	}
	if o.ContactVia == "" {
		o.ContactVia = "self"
	}
	return o
}

// SeatStatus is what becomes of a seat as seen at asOf: one that nobody marked
// is to be filled in once its session is over. A session that did not take place
// leaves nothing to fill in.
func SeatStatus(r *tresse.Registration, s *tresse.Session, asOf time.Time, zone *time.Location) tresse.BookingStatus {
	switch r.Status {
	case "", tresse.Booked, tresse.ToFill:
	default:
		return r.Status
	}
	if s == nil {
		return tresse.Booked
	}
	switch s.Status {
	case tresse.Cancelled, tresse.Withdrawn, tresse.Postponed:
		return tresse.Booked
	}
	if _, end := span(s, zone); end.In(zone).After(asOf) {
		return tresse.Booked
	}
	return tresse.ToFill
}

// A BeneficiaryObject is a beneficiary as JSON.
type BeneficiaryObject struct {
	ID            tresse.ID    `json:"id"`
	Aliases       []tresse.ID  `json:"aliases"`
	FirstName     string       `json:"first_name,omitempty"`
	LastName      string       `json:"last_name,omitempty"`
	BirthName     string       `json:"birth_name,omitempty"`
	BirthDate     string       `json:"birth_date,omitempty"`
	Emails        []string     `json:"emails"`
	Phones        []string     `json:"phones"`
	Postcode      string       `json:"postcode,omitempty"`
	City          string       `json:"city,omitempty"`
	Minor         bool         `json:"minor"`
	Responsible   tresse.ID    `json:"responsible,omitempty"`
	NoPhone       bool         `json:"no_phone"`
	Refuses       []string     `json:"refuses"`
	Language      string       `json:"language,omitempty"`
	Registrations int          `json:"registrations"`
	Attended      int          `json:"attended"`
	Absent        int          `json:"absent"`
	FirstSeen     string       `json:"first_seen,omitempty"`
	LastSeen      string       `json:"last_seen,omitempty"`
	Refs          []tresse.Ref `json:"refs"`
}

// BeneficiaryJSON returns a beneficiary as JSON shows them.
func BeneficiaryJSON(b *tresse.Beneficiary, zone *time.Location) BeneficiaryObject {
	return BeneficiaryObject{
		ID: b.ID, Aliases: listed(b.Aliases), FirstName: b.FirstName, LastName: b.LastName, BirthName: b.BirthName,
		BirthDate: b.BirthDate, Emails: listed(b.Emails), Phones: listed(b.Phones), Postcode: b.Postcode, City: b.City,
		Minor: b.Minor, Responsible: b.Responsible, NoPhone: b.NoPhone, Refuses: listed(b.Refuses), Language: b.Language,
		Registrations: b.Registrations, Attended: b.Attended, Absent: b.Absent,
		FirstSeen: instant(b.FirstSeen, zone), LastSeen: instant(b.LastSeen, zone), Refs: listed(b.Refs),
	}
}

// A Duplicate is a pair of people, or of sessions, that may be one.
type Duplicate struct {
	A       tresse.ID `json:"a"`
	B       tresse.ID `json:"b"`
	Score   float64   `json:"score"` // 0 different … 1 the same
	Reasons []Reason  `json:"reasons"`
}

// A Reason is one piece of evidence, in French; a negative weight speaks
// against.
type Reason struct {
	Field  string  `json:"field"`
	Text   string  `json:"text"`
	Weight float64 `json:"weight"`
}

// DuplicateJSON returns a pair as JSON shows it: no list is null, no number is
// none.
func DuplicateJSON(d *Duplicate) Duplicate {
	o := Duplicate{A: d.A, B: d.B, Score: finite(d.Score), Reasons: make([]Reason, len(d.Reasons))}
	for i, r := range d.Reasons {
		r.Weight = finite(r.Weight)
		o.Reasons[i] = r
	}
	return o
}

func finite(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return min(max(v, -math.MaxFloat64), math.MaxFloat64)
}

// A SourceObject is the state of a source as JSON.
type SourceObject struct {
	Name        string        `json:"name"`
	Kind        string        `json:"kind"`
	State       tresse.Health `json:"state"`
	LastSuccess string        `json:"last_success,omitempty"`
	NextTry     string        `json:"next_try,omitempty"`
	Failures    int           `json:"failures"`
	Error       string        `json:"error,omitempty"`
	Listings    int           `json:"listings"`
	Bookings    int           `json:"bookings"`
	Contacts    int           `json:"contacts"`
}

// SourceJSON returns the state of a source as JSON shows it.
func SourceJSON(s *tresse.SourceState, zone *time.Location) SourceObject {
	o := SourceObject{
		Name: s.Name, Kind: s.Kind, State: s.Health, LastSuccess: instant(s.LastSuccess, zone), NextTry: instant(s.NextTry, zone),
		Failures: s.Failures, Error: s.Error, Listings: s.Listings, Bookings: s.Bookings, Contacts: s.Contacts,
	}
	if o.State == "" {
		o.State = tresse.HealthWaiting
	}
	return o
}

// listed makes a list that is never null.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// rfc3339 writes an instant with the offset of zone, a day as a date.
func rfc3339(t tresse.Time, zone *time.Location) string {
	if t.Day {
		return t.Format(time.DateOnly)
	}
	return instant(t.Time, zone)
}

// instant writes an instant with the offset of zone; "" for none.
func instant(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format(time.RFC3339)
}
