package zeegtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"time"
)

// base stands in the addresses that answers hold; nothing is served there.
const base = "https://api.zeeg.me/v2"

// The wire types have the key order of the samples (sheet §5).
type wireEvent struct {
	URI          string        `json:"uri"`
	UUID         string        `json:"uuid"`
	Title        string        `json:"title"`
	Type         string        `json:"type"`
	StartTime    string        `json:"startTime"`
	EndTime      string        `json:"endTime"`
	Duration     int           `json:"duration"`
	Status       string        `json:"status"`
	EventTypeURI string        `json:"eventTypeUri"`
	Location     any           `json:"location"`
	Max          int           `json:"maxActiveInvitees"`
	Active       int           `json:"activeInviteesCount"`
	Invitees     []wireInvitee `json:"invitees"`
	Guests       []string      `json:"guests"`
	Hosts        []wireHost    `json:"hosts"`
	CreatedAt    string        `json:"createdAt"`
	UpdatedAt    string        `json:"updatedAt"`
}

type wireInvitee struct {
	UUID         string         `json:"uuid"`
	Salutation   *string        `json:"salutation"`
	FullName     string         `json:"fullName"`
	Email        string         `json:"email"`
	Guests       []string       `json:"guests"`
	TimeZone     string         `json:"timeZone"`
	Cancellation map[string]any `json:"cancellation"`
	Payment      any            `json:"payment"`
	Questions    []wireQuestion `json:"questions,omitzero"`
	ScheduledAt  string         `json:"scheduledAt"`
	UTM          wireUTM        `json:"utm"`
	extra        map[string]any
}

type wireQuestion struct {
	Answer     any    `json:"answer"`
	AnswerType string `json:"answer_type"`
	Question   string `json:"question"`
}

type wireUTM struct {
	Campaign *string `json:"utm_campaign"`
	Source   *string `json:"utm_source"`
	Medium   *string `json:"utm_medium"`
	Content  *string `json:"utm_content"`
	Term     *string `json:"utm_term"`
}

type wireHost struct {
	FirstName string  `json:"firstName"`
	LastName  string  `json:"lastName"`
	Email     string  `json:"email"`
	Slug      string  `json:"slug"`
	URL       string  `json:"url"`
	AvatarURL *string `json:"avatarUrl"`
}

func (i wireInvitee) MarshalJSON() ([]byte, error) {
	type plain wireInvitee
	body, err := json.Marshal(plain(i))
	if err != nil {
		return nil, err
	}
	return splice(body, i.extra)
}

// encode returns an event's JSON without its closing brace: currentTime is
// added to it at each answer.
func (m *Modes) encode(e *Event) ([]byte, error) {
	body, err := json.Marshal(m.wire(e))
	if err != nil {
		return nil, err
	}
	extra := maps.Clone(e.Extra)
	if m.ExtraKeys {
		extra = map[string]any{"teamUri": base + "/teams/1", "reminders": []any{map[string]any{"before": 60}}, "flags": map[string]any{"new": true}}
		maps.Copy(extra, e.Extra)
	}
	if body, err = splice(body, extra); err != nil {
		return nil, err
	}
	return body[:len(body)-1], nil
}

func (m *Modes) wire(e *Event) wireEvent {
	w := wireEvent{
		URI: base + "/scheduled-events/" + e.UUID, UUID: e.UUID, Title: e.Title, Type: e.Type,
		StartTime: stamp(e.Start), EndTime: stamp(e.End), Duration: int(e.End.Sub(e.Start) / time.Minute),
		Status: e.Status, EventTypeURI: base + "/event-types/" + e.Page, Location: e.Location,
		Max: e.Capacity, Active: e.active(), Invitees: []wireInvitee{}, Guests: list(e.Guests), Hosts: []wireHost{},
		CreatedAt: stamp(e.Created), UpdatedAt: stamp(e.Updated),
	}
	if m.NoLocation {
		w.Location = nil
	}
	for i := range e.Invitees {
		w.Invitees = append(w.Invitees, m.wireInvitee(&e.Invitees[i]))
	}
	for _, h := range e.Hosts {
		w.Hosts = append(w.Hosts, wireHost{FirstName: h.FirstName, LastName: h.LastName, Email: h.Email, Slug: h.Slug, URL: "https://zeeg.me/" + h.Slug})
	}
	return w
}

func (m *Modes) wireInvitee(i *Invitee) wireInvitee {
	w := wireInvitee{
		UUID: i.UUID, FullName: i.Name, Email: i.Email, Guests: list(i.Guests), TimeZone: i.TimeZone,
		Cancellation: i.Cancelled.wire(), ScheduledAt: stamp(i.Scheduled), extra: i.Extra,
	}
	if i.Salutation != "" {
		w.Salutation = &i.Salutation
	}
	if i.Questions != nil && !m.NoQuestions {
		w.Questions = []wireQuestion{}
		for _, q := range i.Questions {
			w.Questions = append(w.Questions, wireQuestion{q.Answer, "STRING", q.Question})
		}
	}
	if m.ExtraKeys {
		w.extra = map[string]any{"customQueryParams": []any{}, "locale": "fr"}
		maps.Copy(w.extra, i.Extra)
	}
	return w
}

// wire gives the four keys, all null where nothing is cancelled.
func (c Cancellation) wire() map[string]any {
	w := map[string]any{"cancelledAt": nil, "cancelledBy": nil, "cancellerType": nil, "cancellationReason": nil}
	if c.At.IsZero() {
		return w
	}
	w["cancelledAt"], w["cancelledBy"], w["cancellerType"] = stamp(c.At), c.By, c.Type
	if c.Reason != "" {
		w["cancellationReason"] = c.Reason
	}
	return w
}

// splice adds keys to an object; a key that is there already comes twice, and
// readers take the later one.
func splice(object []byte, extra map[string]any) ([]byte, error) {
	if len(extra) == 0 {
		return object, nil
	}
	more, err := json.Marshal(extra)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(object[:len(object)-1], ",%s", more[1:]), nil
}

// list keeps an empty list from being written null.
func list(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}
