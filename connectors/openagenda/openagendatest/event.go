package openagendatest

import "time"

// An Agenda lists events.
type Agenda struct {
	UID         int64
	Title       string
	Slug        string // made from the uid where empty
	Description string
	Official    bool
	Private     bool
	NoStatus    bool // the status of events is not switched on (sheet §4.4)
	UpdatedAt   time.Time
}

// An Event is what the platform knows of one event, whichever agendas list it.
// Zero values stand for the usual: published, scheduled, on the spot.
type Event struct {
	UID             int64 // given by Put where zero
	Slug            string
	Title           string // French, as all texts
	Description     string
	LongDescription string
	Conditions      string
	Keywords        []string
	Timings         []Timing
	Timezone        string // IANA; "" is Europe/Paris
	Mode            int    // attendanceMode: 1 on the spot, 2 online, 3 both; 0 is 1
	OnlineLink      string
	Location        *Location
	Registration    []Way
	Status          int // 1…6; 0 is 1
	Featured        bool
	Private         bool
	Draft           bool
	Origin          int64 // agenda in which it was created; 0: the one it is put in
	ExtIDs          []ExtID
	CreatedAt       time.Time // 0: when it is put
	UpdatedAt       time.Time // 0: when it is put or edited
	// Set lays keys over the event as it is sent: other shapes of known keys,
	// additional fields of any name. Absent takes a key away.
	Set map[string]any
}

// Absent, as a value in Event.Set, takes the key out of what is sent.
var Absent = absent{}

type absent struct{}

// A Timing is one slot.
type Timing struct{ Begin, End time.Time }

// A Location is a place as it is sent (sheet §5.4).
type Location struct {
	UID         int64             `json:"uid"`
	Name        string            `json:"name"`
	Slug        string            `json:"slug"`
	Address     string            `json:"address"`
	PostalCode  string            `json:"postalCode"`
	City        string            `json:"city"`
	District    *string           `json:"district"`
	Department  string            `json:"department"`
	Region      string            `json:"region"`
	AdminLevel1 string            `json:"adminLevel1"`
	AdminLevel2 string            `json:"adminLevel2"`
	AdminLevel3 *string           `json:"adminLevel3"`
	AdminLevel4 string            `json:"adminLevel4"`
	CountryCode string            `json:"countryCode"`
	Insee       *string           `json:"insee"`
	Latitude    float64           `json:"latitude"`
	Longitude   float64           `json:"longitude"`
	Timezone    string            `json:"timezone"`
	Description map[string]string `json:"description"`
	Access      map[string]string `json:"access"`
	Image       *string           `json:"image"`
	Website     *string           `json:"website"`
	Email       *string           `json:"email"`
	Phone       *string           `json:"phone"`
	State       int               `json:"state"`
}

// A Way is one way to register (sheet §6).
type Way struct {
	Type  string `json:"type"` // link, email, phone
	Value string `json:"value"`
}

// An ExtID is an external identifier.
type ExtID struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// States of an event in an agenda (sheet §5.3).
const (
	Refused   = -1
	Moderate  = 0
	Ready     = 1
	Published = 2
)
