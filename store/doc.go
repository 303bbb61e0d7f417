// Package store keeps the facts, records, decisions and views of tresse in one
// bbolt file, and is the only package that knows bbolt. It is dumb about
// meaning: data in, data out. Nobody hands it a callback to run inside a
// transaction; every reading copies out and closes (one forgotten reader grows
// the file for ever), every writing is one Commit, whole or not at all.
//
// # Keys
//
// Few large buckets. Numbers are big-endian, so that ranges are scans; an
// instant is its Unix second with the sign bit turned, so that 1969 sorts
// before 1970; an id is the 16 bytes of its UUID; a ref is its text, which
// holds no control character, so that a zero byte ends it.
//
//	bucket         key                                 value
//	meta           schema, secret, former, names,      see schema.go
//	               round, model, generation, stale
//	sources        name                                JSON of SourceState
//	tokens         source                              when saved, credentials
//	listings       ref                                 header, JSON of ListingFact
//	bookings       ref                                 header, JSON of BookingFact
//	contacts       ref                                 header, JSON of ContactFact
//	seats          listing, 0, booking                 —
//	index          kind, 12 bytes of hash(block), ref  —
//	held           kind, ref                           when
//	stubs          keyed hash of the ref, source       JSON of Stub
//	decisions      number                              JSON of Decision
//	published      audience, 0, id                     digests, sequence, modified
//	access         a or r, id                          JSON of Access, of Reading
//	hooks          h, source or t, booking             JSON of Hook, of Told
//	views.<g>                                          the views of generation g:
//	  sessions       id                                ways, JSON of Session
//	  public         id                                ways, JSON of Session
//	  registrations  id                                ways, JSON of Registration
//	  beneficiaries  id                                ways, JSON of Beneficiary
//	  ways           see ways.go                       —, day or id
//	  faces          block, profile (8 bytes each)     —
//	  looks          profile, kind, ref                —
//	  counts         (a key of views.<g> itself)       how many of each
//
// The header of a fact (header.go) says what a poll needs to recognise an
// unchanged fact without decoding it: state, digest, sum of scopes, start, and
// the listing of a booking. Each view carries the keys of the ways that lead to
// it, so that dropping it needs no decoding either. Every value begins with the
// version of its own form, and reading ignores fields that it does not know.
//
// # One owner
//
// bbolt lets one process in. Commit and its friends take a mutex: one writer.
// Reading never waits for writing, but for the moment in which the file grows
// or is exchanged by Compact.
package store
