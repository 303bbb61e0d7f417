// Package tresse is the vocabulary of tresse, which weaves the agendas that a
// French digital mediator keeps on several platforms into one.
//
// # What is kept
//
// Facts are what somebody said: a platform (Listing, Booking, Contact) or the
// mediator (Decision). They keep where they came from and never leave: a gone
// or erased fact keeps its Ref (or a keyed hash of it), its place in the order
// of first sight, and its State.
//
// Views are what follows from the facts: Session, Programme, Registration,
// Beneficiary, Prescriber. A view is a pure function of the facts and the
// Model; throwing all views away and rebuilding them gives the same bytes.
//
// Records are the two things that are neither: Model, the weights in force for
// telling people apart, and Published, what each audience was last told.
//
// # Words
//
//	annonce                      Listing       one dated slot as one platform lists it
//	inscription d'une plateforme Booking       one seat in a listing as one platform holds it
//	contact                      Contact       a person known without a seat
//	décision                     Decision      something the mediator said
//	séance                       Session       an atelier, permanence or rendez-vous, once
//	parcours                     Programme     séances that belong together, in order
//	inscription                  Registration  one beneficiary's one seat in one session
//	bénéficiaire                 Beneficiary   one human being, once
//	prescripteur                 Prescriber    an organisation that sends people
//	provenance                   Ref           source/external-id
//
// # The house
//
// Everything may import this package, and this package imports the standard
// library alone. connectors/… turn platforms' answers into facts, sync plans
// and applies rounds, store keeps, sync/sessions and sync/people decide which
// is which and who is who, sync/publish renders, cmd/tresse is the program.
// ARCHITECTURE.md draws it.
package tresse
