// Package rdvsp reads the appointments of RDV Service Public, RDV Solidarités
// and RDV Aide Numérique: one program of the State under three brands, on two
// databases. Each appointment (RDV) is a listing, each participation a booking.
//
// The platform has no list of changes, so windows of starts are read again and
// again (window.go), in slices that fit on one page (slice.go), and what is gone
// from a window is asked for by id (confirm.go). Who reads is an agent, by a
// consent whose tokens rotate (oauth.go), or on the old hosts by a password
// (devise.go). README.md says what the platform gives and what it does not.
// "Sheet" in comments is the fact sheet on its API.
package rdvsp
