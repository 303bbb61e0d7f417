package zeeg

import (
	"strings"
	"time"

	"tresse"
	"tresse/connectors"
)

// A mapper turns wire events into facts of one source.
type mapper struct {
	source string
	scope  string
	kind   tresse.Kind // of group events whose title does not tell; "" is workshop
	asks   asks
}

func newMapper(source, scope string, kind tresse.Kind) mapper {
	return mapper{source: source, scope: scope, kind: kind, asks: asks{}}
}

// add adds an item to b: a listing with its bookings, or why not.
func (m mapper) add(i *item, b *connectors.Batch) {
	b.Read++
	switch {
	case !i.object:
		b.Rejected = append(b.Rejected, connectors.Rejection{Reason: "event is not an object"})
		return
	case !usableID(i.UUID):
		b.Rejected = append(b.Rejected, connectors.Rejection{Reason: "event without a usable uuid"})
		return
	}
	start, err := instant(i.StartTime)
	if err != nil || start.IsZero() {
		// Its bookings are children of its id: they are protected too.
		b.Rejected = append(b.Rejected, connectors.Rejection{Item: i.UUID, Parent: i.UUID, Reason: "startTime is not a date and time with a zone"})
		return
	}
	d := draft{mapper: m, e: i.event, batch: b}
	if i.misfit != "" {
		d.refused(i.UUID, "value of an unexpected type at "+i.misfit)
	}
	d.listing(start)
	d.bookings()
}

// usableID accepts an opaque id that can stand in a ref before a slash, and in
// an address.
func usableID(uuid string) bool {
	return uuid != "" && uuid != "." && uuid != ".." && len(uuid) <= 200 &&
		!strings.ContainsFunc(uuid, func(r rune) bool { return r == '/' || r < ' ' || r == 0x7f })
}

// instant reads a date and time that says its zone; in the samples all are UTC.
func instant(s string) (tresse.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t, err = time.Parse("2006-01-02T15:04:05Z0700", s)
	}
	return tresse.At(t), err
}

// A draft is one event on its way into a batch.
type draft struct {
	mapper
	e     *event
	batch *connectors.Batch
}

// refused reports a value that is left out of what is kept, once an item and
// reason.
func (d *draft) refused(item, reason string) {
	r := connectors.Rejection{Item: item, Parent: d.e.UUID, Reason: reason, Kept: true}
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
