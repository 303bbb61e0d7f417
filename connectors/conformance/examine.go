package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"tresse"
)

// mostCursor is the bound of connectors.Cursor.
const mostCursor = 64 << 10

// examine holds one pull to what every pull must keep to.
func (b *bench) examine(p *pulled) {
	b.Helper()
	for i := range p.listings {
		b.examineListing(&p.listings[i])
	}
	for i := range p.bookings {
		b.examineBooking(&p.bookings[i], p)
	}
	for i := range p.contacts {
		b.examineContact(&p.contacts[i])
	}
	b.once(p)
	for _, r := range p.rejected {
		if r.Reason == "" || len(r.Reason) > 200 {
			b.Errorf("the reason of a rejection: %q", r.Reason)
		}
		b.discreet("the reason of a rejection", r.Reason)
	}
	b.examineOutcome(p)
	b.examineError(p)
	b.examineLog()
	b.examineRequests(p)
}

func (b *bench) examineListing(l *tresse.Listing) {
	b.Helper()
	b.examineRef(l.Ref, l.Scopes)
	switch {
	case len(l.ID) != 36 || len(l.Keys) == 0 || slices.Contains(l.Keys, ""):
		b.Errorf("%s: id %q, keys %q", l.Ref, l.ID, l.Keys)
	case l.Parent == "":
		b.Errorf("%s has no parent", l.Ref)
	case l.Start.IsZero() || !l.Start.Equal(l.Start.Truncate(time.Second)) || !l.Start.Day && l.Start.Location() != time.UTC:
		b.Errorf("%s starts at %v: not an instant in UTC and whole seconds, nor a day", l.Ref, l.Start)
	case !l.End.IsZero() && (l.End.Before(l.Start.Time) || l.End.Day != l.Start.Day):
		b.Errorf("%s lasts from %v to %v", l.Ref, l.Start, l.End)
	case !slices.Contains([]tresse.Kind{"", tresse.Workshop, tresse.DropIn, tresse.Appointment, tresse.OtherKind}, l.Kind):
		b.Errorf("%s: kind %q", l.Ref, l.Kind)
	case !slices.Contains([]tresse.Status{"", tresse.Scheduled, tresse.Full, tresse.Postponed, tresse.MovedOnline, tresse.Cancelled}, l.Status):
		b.Errorf("%s: status %q", l.Ref, l.Status)
	}
	// A listing never holds a beneficiary's data.
	b.discreet("a listing", said(*l))
	b.noNIR(l.Ref, l)
}

func (b *bench) examineBooking(k *tresse.Booking, p *pulled) {
	b.Helper()
	b.examineRef(k.Ref, k.Scopes)
	known := b.caller.facts[k.Listing] != nil ||
		slices.ContainsFunc(p.listings, func(l tresse.Listing) bool { return l.Ref == k.Listing })
	switch {
	case !known && !p.stopped:
		b.Errorf("%s is in listing %s, which was never emitted", k.Ref, k.Listing)
	case !slices.Contains([]tresse.BookingStatus{"", tresse.Booked, tresse.Attended, tresse.Absent, tresse.Excused, tresse.SeatCancelled}, k.Status):
		b.Errorf("%s: status %q", k.Ref, k.Status)
	case k.Seats < 0:
		b.Errorf("%s has %d seats", k.Ref, k.Seats)
	}
	b.declared(k.Ref, k.Person)
	b.declared(k.Ref, k.BookedBy)
	b.noNIR(k.Ref, k)
}

func (b *bench) examineContact(c *tresse.Contact) {
	b.Helper()
	b.examineRef(c.Ref, c.Scopes)
	b.declared(c.Ref, c.Person)
	b.noNIR(c.Ref, c)
}

func (b *bench) examineRef(ref tresse.Ref, scopes []string) {
	b.Helper()
	if err := ref.Check(); err != nil {
		b.Errorf("%q: %v", ref, err)
	}
	source := ref.Source()
	if source != "source" && source != "other" {
		b.Errorf("%s is of another source", ref)
	}
	if len(scopes) == 0 || slices.Contains(scopes, "") {
		b.Errorf("%s: scopes %q", ref, scopes)
	}
}

// declared: only the person fields that Info.Person names are filled.
func (b *bench) declared(ref tresse.Ref, p tresse.Person) {
	b.Helper()
	if reflect.ValueOf(p).IsZero() {
		return
	}
	text, err := json.Marshal(p)
	if err != nil {
		b.Fatalf("%v", err)
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		b.Fatalf("%v", err)
	}
	for field := range fields {
		if !slices.Contains(b.Info.Person, field) {
			b.Errorf("%s: person field %s is kept and not declared", ref, field)
		}
	}
}

// once: no ref for two things, no id for two refs.
func (b *bench) once(p *pulled) {
	b.Helper()
	starts := map[tresse.Ref]tresse.Time{}
	ids := map[tresse.ID]tresse.Ref{}
	for _, l := range p.listings {
		if before, twice := starts[l.Ref]; twice && !before.Same(l.Start) {
			b.Errorf("%s stands for two listings", l.Ref)
		}
		starts[l.Ref] = l.Start
		if ref, taken := ids[l.ID]; taken && ref != l.Ref {
			b.Errorf("%s and %s have one id", ref, l.Ref)
		}
		ids[l.ID] = l.Ref
	}
	for _, k := range p.bookings {
		if _, taken := starts[k.Ref]; taken {
			b.Errorf("%s is a listing and a booking", k.Ref)
		}
	}
}

func (b *bench) examineOutcome(p *pulled) {
	b.Helper()
	if len(p.out.Cursor) > mostCursor || len(p.resume) > mostCursor {
		b.Errorf("a cursor of %d or %d bytes", len(p.out.Cursor), len(p.resume))
	}
	if p.out.Unchanged && (!p.empty() || p.read > 0) {
		b.Errorf("unchanged, and yet something was emitted")
	}
	if p.err != nil && (len(p.out.Coverage) > 0 || p.out.Unchanged || p.out.Cursor != nil) {
		b.Errorf("a failed pull has coverage %v, unchanged %v, cursor of %d bytes", p.out.Coverage, p.out.Unchanged, len(p.out.Cursor))
	}
	if p.requests > 0 && p.out.Requests == 0 {
		b.Errorf("%d requests were sent, and the outcome tells of none", p.requests)
	}
	if p.requests >= mostRequests {
		b.Errorf("over %d requests: the pull goes in circles", mostRequests)
	}
	for _, notice := range p.out.Notices {
		b.discreet("a notice", notice)
	}
}

// examineError: an error has a kind, and says what to do where a person can do
// something.
func (b *bench) examineError(p *pulled) {
	b.Helper()
	if p.err == nil {
		return
	}
	b.discreet("an error", p.err.Error())
	b.discreet("an advice", tresse.AdviceOf(p.err))
	var e *tresse.Error
	if p.stopped && (errors.Is(p.err, context.Canceled) || errors.Is(p.err, errStop)) {
		return
	}
	if !errors.As(p.err, &e) {
		b.Errorf("an error without a kind: %v", p.err)
		return
	}
	if tresse.AdviceOf(p.err) == "" && (e.Trouble == tresse.TroubleConfig || e.Trouble == tresse.TroubleNotFound) {
		b.Errorf("nothing says what to do about: %v", p.err)
	}
}

// errStop is what a caller refuses a batch with.
var errStop = errors.New("stop here")

// examineLog: debug lines only, and none that gives anything away.
func (b *bench) examineLog() {
	b.Helper()
	for _, line := range b.log.take() {
		if line == "" {
			continue
		}
		var entry struct{ Level string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Level != "debug" && entry.Level != "trace" {
			b.Errorf("a connector logs at level %q", entry.Level)
		}
		b.discreet("a log line", line)
	}
}

// examineRequests: only reads are sent, and secrets to nobody's log.
func (b *bench) examineRequests(p *pulled) {
	b.Helper()
	if b.front == nil {
		return
	}
	for _, r := range b.front.seen() {
		switch r.Method {
		case "GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT":
		default:
			b.Errorf("a pull sends %s", r.Method)
		}
	}
}

// discreet: a text that people read holds no secret, no name and no
// social-security number.
func (b *bench) discreet(what, text string) {
	b.Helper()
	for _, name := range b.names {
		if name != "" && strings.Contains(text, name) {
			b.Errorf("%s holds %q: %.300s", what, name, text)
		}
	}
	if what != "a listing" && tresse.LooksLikeNIR(text) {
		b.Errorf("%s holds what looks like a social-security number", what)
	}
}

// noNIR: no text of a fact looks like a social-security number (DESIGN §4). What
// names the fact is opaque: to refuse it would lose the item.
func (b *bench) noNIR(ref tresse.Ref, fact any) {
	b.Helper()
	text, err := json.Marshal(fact)
	if err != nil {
		b.Fatalf("%v", err)
	}
	if !tresse.LooksLikeNIR(string(text)) {
		return
	}
	root, _ := decodeJSON(text)
	fields, _ := root.(map[string]any)
	for _, name := range []string{"ref", "id", "keys", "parent", "scopes", "listing"} {
		delete(fields, name)
	}
	walk("", fields, func(path string, v any) {
		list, _ := v.([]any)
		for _, one := range append(list, v) {
			if s, _ := one.(string); tresse.LooksLikeNIR(s) {
				b.Errorf("%s: %s holds what looks like a social-security number", ref, path)
			}
		}
	})
}
