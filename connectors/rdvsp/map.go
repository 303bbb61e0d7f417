package rdvsp

import (
	"strconv"
	"strings"

	"tresse"
	"tresse/connectors"
)

// A mapper turns wire appointments into facts of one source.
type mapper struct {
	source    string
	instance  string
	kind      tresse.Kind // of workshops whose title does not tell; "" is workshop
	birthYear bool
	secret    func(string) string
}

func newMapper(o Options, env connectors.Env) mapper {
	m := mapper{source: env.Name, instance: o.instance(), kind: env.SessionKind, birthYear: env.BirthYear, secret: env.Secret}
	if o.onLoopback() {
		m.instance = env.Root // a stand-in, whose port is another one each time
	}
	if m.secret == nil {
		m.secret = func(text string) string { return text }
	}
	return m
}

// add adds an item to b: a listing with its bookings, or why not. scope is the
// organisation that was asked for, 0 where that is left to the appointment.
func (m mapper) add(i *item, scope int64, b *connectors.Batch) {
	b.Read++
	switch {
	case !i.object:
		b.Rejected = append(b.Rejected, connectors.Rejection{Reason: "appointment is not an object"})
		return
	case i.ID <= 0:
		b.Rejected = append(b.Rejected, connectors.Rejection{Reason: "appointment without a usable id"})
		return
	}
	d := draft{mapper: m, r: i.rdv, batch: b, external: strconv.FormatInt(i.ID, 10)}
	start, err := instant(i.StartsAt)
	if err != nil || start.IsZero() {
		// Its bookings are children of its id: they are protected too.
		b.Rejected = append(b.Rejected, connectors.Rejection{Item: d.external, Parent: d.external, Reason: "starts_at is not a date and time with a zone"})
		return
	}
	if scope == 0 {
		scope = i.Organisation.ID
	}
	d.start, d.scopes = start, []string{scopeOf(scope)}
	if i.misfit != "" {
		d.refused(d.external, "value of an unexpected type at "+i.misfit)
	}
	d.listing()
	d.bookings()
}

// scopeOf is the scope of an organisation's facts.
func scopeOf(organisation int64) string { return strconv.FormatInt(organisation, 10) }

// A draft is one appointment on its way into a batch.
type draft struct {
	mapper
	r        *rdv
	external string
	start    tresse.Time
	scopes   []string
	batch    *connectors.Batch
}

// refused reports a value that is left out of what is kept, once an item and
// reason.
func (d *draft) refused(item, reason string) {
	r := connectors.Rejection{Item: item, Parent: d.external, Reason: reason, Kept: true}
	if n := len(d.batch.Rejected); n == 0 || d.batch.Rejected[n-1] != r {
		d.batch.Rejected = append(d.batch.Rejected, r)
	}
}

// keep cleans a value, and refuses one shaped like a social-security number.
func (d *draft) keep(item, field, value string) string {
	if tresse.LooksLikeNIR(value) {
		d.refused(item, field+" looks like a social-security number")
		return ""
	}
	return clean(value)
}

// clean takes off what no text needs: control characters and outer space.
func clean(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s))
}
