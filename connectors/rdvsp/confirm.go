package rdvsp

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tresse"
	"tresse/connectors"
)

// Confirm asks by id, many at once, for appointments that are no longer in their
// window. One that moved is present, and may be read again with Read; one that
// is absent here too was deleted, purged, or moved out of the agent's rights
// (sheet §14). A participation is present while its appointment holds it,
// cancelled or not. Of what was not answered whole nothing is said.
func (c *connector) Confirm(ctx context.Context, refs []tresse.Ref) ([]connectors.Presence, error) {
	var ids []int64
	for _, ref := range refs {
		if id := idOf(ref); id > 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	known := map[int64]standing{}
	chunks := slices.Collect(slices.Chunk(ids, mostAsked))
	for len(chunks) > 0 {
		chunk := chunks[0]
		chunks = chunks[1:]
		found, fits, err := c.standings(ctx, chunk)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			chunks = nil // the rest is unknown
		case !fits:
			half := len(chunk) / 2
			chunks = append(chunks, chunk[:half], chunk[half:])
		}
		maps.Copy(known, found)
	}
	answers := make([]connectors.Presence, len(refs))
	for n, ref := range refs {
		answers[n] = known[idOf(ref)].of(ref)
	}
	return answers, nil
}

// mostAsked bounds the ids of one request: how many the platform takes is not
// known (sheet §17).
const mostAsked = 50

// idOf is the appointment of a listing's or booking's ref; 0 for no such ref.
func idOf(ref tresse.Ref) int64 {
	text, _, _ := strings.Cut(ref.External(), "/")
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 || strconv.FormatInt(id, 10) != text {
		return 0
	}
	return id
}

// A standing is what the platform says of one appointment. The zero value is
// unknown.
type standing struct {
	presence       connectors.Presence
	participations []participation
	blind          bool // which participations there are cannot be told
}

// of answers for the appointment, or for one of its participations.
func (s standing) of(ref tresse.Ref) connectors.Presence {
	_, booking, sub := strings.Cut(ref.External(), "/")
	switch {
	case s.presence == "" || s.presence == connectors.Present && sub && s.blind:
		return connectors.Unknown
	case s.presence == connectors.Present && sub && !slices.ContainsFunc(s.participations, func(p participation) bool {
		return strconv.FormatInt(p.ID, 10) == booking
	}):
		return connectors.Gone
	}
	return s.presence
}

// standings asks for some appointments; those that are not in the answer are
// gone, if that was whole and about nothing else. What does not fit on one page
// is to be asked for in parts: pages have no order (sheet §4).
func (c *connector) standings(ctx context.Context, ids []int64) (_ map[int64]standing, fits bool, _ error) {
	items, fits, err := c.byID(ctx, ids)
	if err != nil || !fits {
		return nil, fits, err
	}
	found := make(map[int64]standing, len(ids))
	for _, id := range ids {
		found[id] = standing{presence: connectors.Gone}
	}
	for _, i := range items {
		if c.reads(i.rdv) {
			found[i.ID] = standingOf(i)
		}
	}
	return found, true, nil
}

func standingOf(i item) standing {
	return standing{connectors.Present, i.Participations, i.Participations == nil || i.misfit != ""}
}

// reads reports whether an appointment is in one of the organisations that are
// to be read.
func (c *connector) reads(r *rdv) bool {
	return len(c.options.Organisations) == 0 || slices.Contains(c.options.Organisations, r.Organisation.ID)
}

// byID returns the appointments of these ids that the agent sees, each once; or
// that they do not fit on one page, where there are several. An answer that
// holds something else, or cannot be read whole, is an error.
func (c *connector) byID(ctx context.Context, ids []int64) (_ []item, fits bool, _ error) {
	const op = "read appointments by id"
	q := url.Values{}
	for _, id := range ids {
		q.Add("id[]", strconv.FormatInt(id, 10))
	}
	if len(ids) == 1 {
		q = url.Values{"id": q["id[]"]}
	}
	g := &gathering{at: map[int64]int{}, total: -1}
	for number := 1; number <= mostPages; number++ {
		q.Set("page", strconv.Itoa(number))
		p, err := c.list(ctx, op, q)
		if err != nil {
			return nil, false, err
		}
		if slices.ContainsFunc(p.items, func(i item) bool { return !slices.Contains(ids, i.ID) }) {
			return nil, false, c.failed(op, tresse.Errorf(tresse.TroubleAnswer, "an answer about something else"))
		}
		fresh := g.take(p)
		switch {
		case !p.more(number) && (g.addsUp() || len(g.items) == len(ids)):
			return g.items, true, nil
		case p.more(number) && len(ids) > 1:
			return nil, false, nil
		case !p.more(number) || fresh == 0:
			return nil, false, c.failed(op, tresse.Errorf(tresse.TroubleAnswer, "fewer appointments than the answer speaks of"))
		}
	}
	return nil, false, c.failed(op, tresse.Errorf(tresse.TroubleAnswer, "more than %d pages", mostPages))
}

// Read reads the appointment of a ref, or of a booking's ref, with all its
// bookings. One that is not there is an error of TroubleNotFound.
func (c *connector) Read(ctx context.Context, ref tresse.Ref) (connectors.Batch, error) {
	var b connectors.Batch
	id := idOf(ref)
	if id == 0 {
		return b, c.notThere()
	}
	items, _, err := c.byID(ctx, []int64{id})
	if err != nil {
		return b, err
	}
	if len(items) == 0 || !c.reads(items[0].rdv) {
		return b, c.notThere()
	}
	c.mapper.add(&items[0], 0, &b)
	return b, nil
}

func (c *connector) notThere() error {
	return &tresse.Error{Trouble: tresse.TroubleNotFound, Op: "rdvsp: read one appointment: not there",
		Advice: "Ce rendez-vous n’est plus sur RDV Service Public, ou l’agent ne le voit plus."}
}
