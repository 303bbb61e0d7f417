package tresse

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"time"
)

// The digests are written field by field, because tens of thousands of
// unchanged facts are recognised by them at each poll. A new field must be
// added here: TestDigestCoversEveryField fails until it is. So must it be where
// the store writes facts and views: TestEveryFieldHasItsNumber there.

// Digest recognises an unchanged listing. Scopes are left out: they are
// gathered, not compared.
func (l *Listing) Digest(buf []byte) (Digest, []byte) {
	w := digester{buf[:0]}
	w.text(string(l.ID), l.Parent, l.Title, l.Description, string(l.Kind), string(l.Status), l.OnlineURL, l.URL, l.Level)
	w.texts(l.Keys, l.BookingURLs, l.Tags, l.Themes)
	w.time(l.Start)
	w.time(l.End)
	w.bool(l.Private)
	w.bool(l.OnlinePrivate)
	w.int(l.Capacity)
	w.int(l.Taken)
	w.text(l.Place.Name, l.Place.Address, l.Place.Postcode, l.Place.City)
	w.int(int(math.Float64bits(l.Place.Lat)))
	w.int(int(math.Float64bits(l.Place.Lon)))
	w.int(len(l.Hosts))
	for _, h := range l.Hosts {
		w.text(h.Name, h.Email)
	}
	for _, id := range l.Via { // last, and nothing where there is none: most facts are older than this field
		w.text(string(id))
	}
	if len(l.Pages) > 0 { // likewise; no length is below zero
		w.int(-1)
		w.texts(l.Pages)
	}
	return w.sum()
}

// Digest recognises an unchanged booking.
func (b *Booking) Digest(buf []byte) (Digest, []byte) {
	w := digester{buf[:0]}
	w.text(string(b.Listing), string(b.Status), b.CancelledBy, b.ContactVia, b.Prescriber.Organisation, b.Prescriber.Referent, b.URL, b.Note)
	w.instant(b.CancelledAt)
	w.instant(b.BookedAt)
	w.int(b.Seats)
	w.person(&b.Person)
	w.person(&b.BookedBy)
	if b.Filled != 0 || b.Group != "" { // of the counter alone: all others are as they were
		w.int(b.Filled)
		w.text(string(b.Group))
	}
	return w.sum()
}

// Digest recognises an unchanged contact.
func (c *Contact) Digest(buf []byte) (Digest, []byte) {
	w := digester{buf[:0]}
	w.text(c.Parent)
	w.person(&c.Person)
	return w.sum()
}

// digester writes lengths before texts, so that no two contents give the same
// bytes.
type digester struct{ b []byte }

func (w *digester) text(texts ...string) {
	for _, s := range texts {
		w.int(len(s))
		w.b = append(w.b, s...)
	}
}

func (w *digester) texts(lists ...[]string) {
	for _, list := range lists {
		w.int(len(list))
		w.text(list...)
	}
}

func (w *digester) int(n int) { w.b = binary.AppendVarint(w.b, int64(n)) }

func (w *digester) bool(v bool) {
	if v {
		w.b = append(w.b, 1)
	} else {
		w.b = append(w.b, 0)
	}
}

func (w *digester) time(t Time) {
	w.instant(t.Time)
	w.bool(t.Day)
}

func (w *digester) instant(t time.Time) {
	if t.IsZero() {
		w.bool(false)
		return
	}
	w.bool(true)
	w.int(int(t.Unix()))
	w.int(t.Nanosecond())
}

func (w *digester) attributes(list []Attribute) {
	w.int(len(list))
	for _, a := range list {
		w.text(a.Name, a.Value)
	}
}

func (w *digester) person(p *Person) {
	w.text(p.FirstName, p.LastName, p.FullName, p.BirthName, p.BirthDate, p.Postcode, p.City, p.Language)
	w.texts(p.Emails, p.Phones, p.Refuses)
	w.bool(p.Minor)
	w.bool(p.NoPhone)
	w.attributes(p.Identifiers)
	w.attributes(p.Attributes)
}

func (w *digester) sum() (Digest, []byte) {
	full := sha256.Sum256(w.b)
	return Digest(full[:16]), w.b
}
