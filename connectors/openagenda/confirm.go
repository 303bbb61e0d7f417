package openagenda

import (
	"context"
	"strconv"
	"strings"
	"time"

	"tresse"
	"tresse/connectors"
)

// Confirm asks every agenda for the event of each ref. A slot is present where
// one agenda shows the event with it, gone where all answer and none does, else
// unknown: a 403 or a failure says nothing (DESIGN §4).
func (c *connector) Confirm(ctx context.Context, refs []tresse.Ref) ([]connectors.Presence, error) {
	said := make([]connectors.Presence, len(refs))
	known := map[int64]*presence{}
	for i, ref := range refs {
		uid, begin, ok := slotOf(ref)
		if !ok || ref.Source() != c.env.Name {
			said[i] = connectors.Unknown
			continue
		}
		if known[uid] == nil {
			known[uid] = &presence{}
		}
		answer, err := c.present(ctx, uid, begin, known[uid])
		if err != nil {
			return nil, err
		}
		said[i] = answer
	}
	return said, nil
}

// presence is what the agendas asked so far say of one event.
type presence struct {
	asked   int // of the agendas, in order
	slots   map[int64]bool
	unknown bool // one of them did not say
}

// present asks further agendas until one shows the slot.
func (c *connector) present(ctx context.Context, uid int64, begin time.Time, p *presence) (connectors.Presence, error) {
	for !p.slots[begin.Unix()] && p.asked < len(c.agendas) {
		if err := c.ask(ctx, uid, p); err != nil {
			return connectors.Unknown, err
		}
	}
	switch {
	case p.slots[begin.Unix()]:
		return connectors.Present, nil
	case p.unknown:
		return connectors.Unknown, nil
	}
	return connectors.Gone, nil
}

// ask adds what the next agenda says. What concerns the key or the host is an
// error: no further question would be answered.
func (c *connector) ask(ctx context.Context, uid int64, p *presence) error {
	agenda := c.agendas[p.asked]
	p.asked++
	var s single
	err := c.http.JSON(ctx, eventsAddress(c.base, agenda)+"/"+strconv.FormatInt(uid, 10), &s)
	switch {
	case ctx.Err() != nil || concernsAll(err):
		return within("openagenda: confirm event "+strconv.FormatInt(uid, 10), err)
	case err != nil && tresse.TroubleOf(err) == tresse.TroubleNotFound:
		return nil
	case err != nil || s.Success != nil && !*s.Success:
		p.unknown = true
		return nil
	}
	e, err := decodeEvent(s.Event)
	if err != nil || int64(e.UID) != uid {
		p.unknown = true
		return nil
	}
	if e.published() && !bool(e.Removed) {
		c.add(&e, p)
	}
	return nil
}

// add notes the slots of an event that an agenda shows.
func (c *connector) add(e *event, p *presence) {
	if p.slots == nil {
		p.slots = map[int64]bool{}
	}
	zone := c.zoneOf(e)
	p.unknown = p.unknown || e.Timings == nil
	for _, t := range e.Timings {
		if t == nil {
			continue
		}
		begin, err := parseWall(t.Begin, zone)
		if err != nil {
			p.unknown = true
			continue
		}
		p.slots[begin.Unix()] = true
	}
}

// slotOf reads the external id of a listing: UID@20261020T120000Z.
func slotOf(ref tresse.Ref) (uid int64, begin time.Time, ok bool) {
	event, stamp, found := strings.Cut(ref.External(), "@")
	uid, err := strconv.ParseInt(event, 10, 64)
	begin, err2 := time.Parse("20060102T150405Z", stamp)
	return uid, begin, found && err == nil && err2 == nil && uid > 0
}
