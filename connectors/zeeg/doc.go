// Package zeeg reads the scheduled events of a Zeeg account (zeeg.me): each
// event is a listing, each invitee a booking.
//
// Zeeg has no list of changes, so windows of starts are read again and again
// (window.go), in slices that fit on one page (slice.go), and what is gone from
// a window is asked for by id (confirm.go). README.md says what Zeeg gives and
// what it does not. "Sheet" in comments is the fact sheet on Zeeg's API.
package zeeg
