package zeeg

import (
	"context"
	"errors"
	"slices"
	"strings"

	"tresse"
	"tresse/connectors"
)

// Confirm asks by id for events that are no longer in their window: moved ones
// and those that Zeeg no longer lists are present, and may be read again with
// Read. A booking is present while its event holds its invitee, cancelled or
// not. One request an event; where the answers say that asking on is useless,
// the rest is unknown.
func (c *connector) Confirm(ctx context.Context, refs []tresse.Ref) ([]connectors.Presence, error) {
	found := make([]connectors.Presence, len(refs))
	known := map[string]standing{}
	row := 0
	for n, ref := range refs {
		event, invitee, _ := strings.Cut(ref.External(), "/")
		s, asked := known[event]
		if !asked && row < failuresInARow {
			var stop bool
			s, stop = c.standing(ctx, event)
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			known[event] = s
			row = count(row, s, stop)
		}
		found[n] = s.of(invitee)
	}
	return found, nil
}

// count adds up failures one after the other; stop ends it at once.
func count(row int, s standing, stop bool) int {
	switch {
	case stop:
		return failuresInARow
	case s.failed:
		return row + 1
	}
	return 0
}

// A standing is what Zeeg says of one event. The zero value is unknown.
type standing struct {
	presence connectors.Presence
	invitees []string
	failed   bool
}

// standing asks for one event, and tells whether to stop asking.
func (c *connector) standing(ctx context.Context, uuid string) (s standing, stop bool) {
	if !usableID(uuid) {
		return standing{}, false
	}
	i, err := c.one(ctx, uuid)
	if err == nil {
		s.presence = connectors.Present
		for n := range i.Invitees {
			s.invitees = append(s.invitees, i.Invitees[n].UUID)
		}
		return s, false
	}
	switch status := statusOf(err); {
	case tresse.TroubleOf(err) == tresse.TroubleNotFound:
		return standing{presence: connectors.Gone}, false
	case status == 401 || tresse.TroubleOf(err) == tresse.TroubleLater:
		return standing{}, true
	case status == 403:
		return standing{}, false // of this event alone, perhaps
	}
	return standing{failed: true}, false
}

// of answers for the event, or for one of its invitees.
func (s standing) of(invitee string) connectors.Presence {
	switch {
	case s.presence == "":
		return connectors.Unknown
	case s.presence == connectors.Present && invitee != "" && !slices.Contains(s.invitees, invitee):
		return connectors.Gone
	}
	return s.presence
}

// Read reads the event of a ref, or of a booking's ref, with all its bookings.
// An event that is not there is an error of TroubleNotFound.
func (c *connector) Read(ctx context.Context, ref tresse.Ref) (connectors.Batch, error) {
	event, _, _ := strings.Cut(ref.External(), "/")
	if !usableID(event) {
		return connectors.Batch{}, c.failed("read one event", "", tresse.Errorf(tresse.TroubleNotFound, "not the id of an event"))
	}
	i, err := c.one(ctx, event)
	if err != nil {
		return connectors.Batch{}, err
	}
	var b connectors.Batch
	c.mapper.add(&i, &b)
	return b, nil
}

func statusOf(err error) int {
	var e *tresse.Error
	if errors.As(err, &e) {
		return e.Status
	}
	return 0
}
