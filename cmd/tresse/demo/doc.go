// Package demo puts a mediator's life on a stage: what `tresse demo` shows.
//
// A Stage serves, over loopback, stand-ins of the platforms on which the
// mediator of an invented tiers-lieu in Vénissieux keeps her agendas: OpenAgenda
// (the town's agenda and her own), Zeeg (workshops and appointments, with the
// people who booked them), RDV Service Public (her appointments as an agent, and
// who came) and three calendar feeds (the town's website, a colleague, hers at RDV
// Service Public).
//
// What is on them follows from the date alone: thirteen weeks around today,
// counted from a fixed Monday, so that the stage of next week is that of today
// moved on by a week, under the same ids. Nothing hangs on chance or on the time
// of day.
//
// About four people in ten do not come. Of these platforms only RDV Service Public
// can tell: Zeeg has no field for it, and a calendar feed knows no people. So most
// of what is past waits for somebody to say who was there.
//
// All people are invented. Phones are of the ranges that the regulator keeps for
// fiction (06 39 98, 04 65 71), addresses of domains kept for examples.
package demo
