// Package ical reads other people's calendars, as feeds or files, and turns
// each dated slot into a listing.
//
// It has two halves. The reading one takes bytes: they are mended (mend.go and
// what it names), read by go-ical one component at a time (decode.go), made
// into events on wall clocks (event.go, when.go, zone.go) and expanded
// (series.go, rule.go). The connector around it fetches (origin.go), maps
// (listing.go and the files beside it) and says how complete the answer was
// (pull.go). README.md says what calendars give and what they do not.
//
// ATTENDEE is never read: what a calendar says of its guests is no business of
// a listing.
package ical
