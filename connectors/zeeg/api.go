package zeeg

import "encoding/json"

// The wire types of sheet §3 and §5: what is kept of an answer, and nothing
// else. What the documentation leaves open is an any (loose.go reads it). A
// value of another type than here leaves its field zero (map.go reports it);
// keys that are not here are passed over.

// list is one page of a list, its members not decoded yet. Collection and
// Pagination are nil where missing.
type list struct {
	Collection []json.RawMessage `json:"collection"`
	Pagination *pagination       `json:"pagination"`
}

type pagination struct {
	Total      int `json:"total"`
	TotalPages int `json:"totalPages"`
	NextPage   any `json:"nextPage"` // null on the last page; never followed (sheet §3)
}

func (p *pagination) last() bool { return blank(p.NextPage) }

// single is the answer to a read by id.
type single struct {
	Resource json.RawMessage `json:"resource"`
}

// event is a scheduled event. currentTime, the server's clock, is left out on
// purpose: it differs at each reading.
type event struct {
	UUID         string       `json:"uuid"`
	Title        string       `json:"title"`
	Type         string       `json:"type"`
	StartTime    string       `json:"startTime"`
	EndTime      string       `json:"endTime"`
	Duration     int          `json:"duration"` // minutes
	Status       string       `json:"status"`
	EventTypeURI string       `json:"eventTypeUri"`
	Location     any          `json:"location"`
	Max          int          `json:"maxActiveInvitees"`
	Active       *int         `json:"activeInviteesCount"`
	Invitees     []invitee    `json:"invitees"`
	Hosts        []host       `json:"hosts"`
	Cancellation cancellation `json:"cancellation"` // undocumented here
}

type invitee struct {
	UUID         string       `json:"uuid"`
	FullName     string       `json:"fullName"`
	Email        string       `json:"email"`
	Cancellation cancellation `json:"cancellation"`
	Questions    []question   `json:"questions"` // missing in some answers
	ScheduledAt  string       `json:"scheduledAt"`

	// Undocumented in lists; taken if they turn up (sheet §5).
	Phone         any `json:"phone"`
	PhoneNumber   any `json:"phoneNumber"`
	InviteePhone  any `json:"inviteePhoneNumber"`
	NumberOfSeats any `json:"inviteeNumberOfSeats"`
}

type host struct {
	FirstName string `json:"firstName"`
	LastName  string `json:"lastName"`
	Email     string `json:"email"`
	URL       string `json:"url"` // of their scheduling pages
}

type question struct {
	Question string `json:"question"`
	Answer   any    `json:"answer"`
}

// cancellation has four keys, all null where nothing is cancelled; what they
// hold otherwise is not documented, but for the moment.
type cancellation struct {
	At     any `json:"cancelledAt"`
	By     any `json:"cancelledBy"`
	Type   any `json:"cancellerType"`
	Reason any `json:"cancellationReason"`
}

// eventType is a scheduling page, as far as the probe asks about it. Questions
// is nil where the answer does not say.
type eventType struct {
	UUID      string          `json:"uuid"`
	Title     string          `json:"title"`
	IsActive  *bool           `json:"isActive"`
	AsksPhone bool            `json:"inviteePhoneNumber"`
	Questions *[]pageQuestion `json:"inviteeQuestions"`
}

type pageQuestion struct {
	Question string `json:"question"`
	IsActive *bool  `json:"isActive"`
}
