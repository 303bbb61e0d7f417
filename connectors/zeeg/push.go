package zeeg

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"strings"

	"tresse"
	"tresse/connectors"
)

// A push is the flat payload of sheet §8, as far as its names are known. Its
// times are not: the event is read again for all but what only pushes carry.
type push struct {
	Event     string `json:"event"`
	EventUUID string `json:"eventUuid"`
	EventURI  string `json:"eventUri"`
	Invitee   string `json:"inviteeUuid"`
	FirstName any    `json:"inviteeFirstName"`
	LastName  any    `json:"inviteeLastName"`
	Phone     any    `json:"inviteePhoneNumber"`
	Seats     any    `json:"inviteeNumberOfSeats"`
}

// Hear believes who sends the token that Zeeg was given, word for word (sheet
// §8: there is no signature).
func (c *connector) Hear(d connectors.Delivery) (connectors.News, error) {
	if !sameSecret(d.Header.Get("Token"), d.Secret) {
		return connectors.News{}, connectors.ErrNotAuthentic
	}
	var p push
	if _, object := lenient(d.Body, &p); !object {
		return connectors.News{}, errors.New("zeeg: a push that is no object")
	}
	if p.Event != inviteeScheduled && p.Event != inviteeCancelled {
		return connectors.News{}, nil // the test at subscription; forms, which are not asked for
	}
	event := p.event()
	if event == "" {
		return connectors.News{All: true}, nil
	}
	news := connectors.News{Refs: []tresse.Ref{tresse.NewRef(c.env.Name, event)}}
	if told := p.told(); !told.Empty() && usableID(p.Invitee) {
		news.Told = map[tresse.Ref]tresse.Told{tresse.NewRef(c.env.Name, event+"/"+p.Invitee): told}
	}
	return news, nil
}

// sameSecret takes the same time whatever is sent.
func sameSecret(sent, secret string) bool {
	a, b := sha256.Sum256([]byte(sent)), sha256.Sum256([]byte(secret))
	return secret != "" && subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// event is the id of the event, or the end of its address.
func (p *push) event() string {
	for _, id := range [...]string{p.EventUUID, lastSegment(p.EventURI)} {
		if usableID(id) {
			return id
		}
	}
	return ""
}

// told is what lists and single reads do not carry. A value shaped like a
// social-security number is left out here already.
func (p *push) told() tresse.Told {
	t := tresse.Told{FirstName: pushed(p.FirstName), LastName: pushed(p.LastName), Seats: seats(p.Seats)}
	t.Phones = addPhones(nil, pushed(p.Phone), anyPhone)
	return t
}

func pushed(v any) string {
	if blank(v) {
		return ""
	}
	s := clean(text(v))
	if tresse.LooksLikeNIR(s) {
		return ""
	}
	return s
}

// The events of a subscription. A booking that is moved is scheduled again.
const (
	inviteeScheduled = "invitee.scheduled"
	inviteeCancelled = "invitee.cancelled"
)

var _ connectors.Hooks = (*connector)(nil)

// webhook is a subscription as Zeeg shows it: never with its token.
type webhook struct {
	UUID        string   `json:"uuid"`
	CallbackURL string   `json:"callbackUrl"`
	Scope       string   `json:"scope"`
	Events      []string `json:"events"`
}

// whole reports whether a subscription gives all that is wanted.
func (w *webhook) whole(scope string) bool {
	has := func(event string) bool {
		for _, e := range w.Events {
			if strings.EqualFold(e, event) {
				return true
			}
		}
		return false
	}
	return has(inviteeScheduled) && has(inviteeCancelled) && strings.EqualFold(w.Scope, scope)
}
