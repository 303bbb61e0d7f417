package syncer

import (
	"tresse"
	"tresse/store"
)

// A ledger is what planning must know of a kind of fact, so that listings,
// bookings and contacts are planned by the same lines.
type ledger[F any] struct {
	kind   store.FactKind
	ref    func(*F) tresse.Ref
	scopes func(*F) *[]string
	track  func(*F) *tresse.Track
	digest func(*F, []byte) (tresse.Digest, []byte)
	load   func(*store.Store, []tresse.Ref) ([]F, error)
	rename func(*F, tresse.Ref) // nil for what is never renamed
}

var factKinds = []store.FactKind{store.Listings, store.Bookings, store.Contacts}

var listings = ledger[tresse.ListingFact]{
	kind:   store.Listings,
	ref:    func(f *tresse.ListingFact) tresse.Ref { return f.Ref },
	scopes: func(f *tresse.ListingFact) *[]string { return &f.Scopes },
	track:  func(f *tresse.ListingFact) *tresse.Track { return &f.Track },
	digest: func(f *tresse.ListingFact, b []byte) (tresse.Digest, []byte) { return f.Listing.Digest(b) },
	load:   (*store.Store).Listings,
}

var bookings = ledger[tresse.BookingFact]{
	kind:   store.Bookings,
	ref:    func(f *tresse.BookingFact) tresse.Ref { return f.Ref },
	scopes: func(f *tresse.BookingFact) *[]string { return &f.Scopes },
	track:  func(f *tresse.BookingFact) *tresse.Track { return &f.Track },
	digest: func(f *tresse.BookingFact, b []byte) (tresse.Digest, []byte) { return f.Booking.Digest(b) },
	load:   (*store.Store).Bookings,
	rename: func(f *tresse.BookingFact, ref tresse.Ref) { f.Ref = ref },
}

var contacts = ledger[tresse.ContactFact]{
	kind:   store.Contacts,
	ref:    func(f *tresse.ContactFact) tresse.Ref { return f.Ref },
	scopes: func(f *tresse.ContactFact) *[]string { return &f.Scopes },
	track:  func(f *tresse.ContactFact) *tresse.Track { return &f.Track },
	digest: func(f *tresse.ContactFact, b []byte) (tresse.Digest, []byte) { return f.Contact.Digest(b) },
	load:   (*store.Store).Contacts,
	rename: func(f *tresse.ContactFact, ref tresse.Ref) { f.Ref = ref },
}
