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
//	               round, model, numbers, generation,
//	               stale
//	sources        name                                JSON of SourceState
//	tokens         source                              when saved, credentials
//	listings       ref                                 header, fields of ListingFact
//	bookings       ref                                 header, fields of BookingFact
//	contacts       ref                                 header, fields of ContactFact
//	numbers        number / 32                         kinds and refs of 32 facts
//	named          kind, ref                           number
//	seats          number of listing, of booking       —
//	index          kind, 14 bits of hash(block)        hashes of blocks, numbers of facts
//	held           kind, ref                           when
//	stubs          keyed hash of the ref, source       JSON of Stub
//	decisions      number                              JSON of Decision
//	published      id                                  what each audience was told
//	access         a or r, id                          JSON of Access, of Reading
//	hooks          h, source or t, booking             JSON of Hook, of Told
//	views.<g>                                          the views of generation g:
//	  sessions       id                                fields of Session
//	  public         id                                fields of Session
//	  registrations  id                                fields of Registration
//	  beneficiaries  id                                fields of Beneficiary
//	  ways           see ways.go                       —, day or id
//	  faces          14 bits of a block                blocks, profiles
//	  looks          14 bits of a profile              profiles, numbers of facts
//	  counts         (a key of views.<g> itself)       how many of each
//
// Facts are numbered (number.go), so that whatever names one does so in three or
// four bytes instead of fifty. The header of a fact (header.go) says what a poll
// needs to recognise an unchanged fact without decoding it: state, digest, sum
// of scopes, start, its number and that of a booking's listing. Facts and views
// are written as numbered fields (form.go), without what their key or header
// says already: about a third of their JSON, and faster. What is small and there
// are hundreds of thousands of stands in segments (segment.go), since bbolt
// spends 16 bytes on each key. Every value begins with the version of its own
// form, and reading ignores fields that it does not know.
//
// # One owner
//
// bbolt lets one process in. Commit and its friends take a mutex: one writer.
// Reading never waits for writing, but for the moment in which the file grows
// or is exchanged by Compact.
package store
