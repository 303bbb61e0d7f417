// Package publish renders what tresse gives back: the unified calendar feed
// (iCalendar, RFC 5545 and 7986) and the lists (JSON, CSV, XLSX, terminal).
//
// It is pure: the clock comes in as an argument and bytes go out, so the same
// input always gives the same bytes.
//
// # The feed
//
// One VEVENT per session. What an audience sees of a session is first put into
// words (entry.go), then written as octets (octets.go); Advance takes its
// digests of the words, so whatever shows in a feed moves LAST-MODIFIED, and
// nothing else does. go-ical's Prop is the model of a property; its encoder is
// not used, because it sorts the head, folds no line, lets control characters
// through and refuses an empty calendar (DEPENDENCIES 3.1).
//
//	             public                        team                       own
//	sessions     no appointment, none private  private ones as "Occupé"   all
//	texts        no e-mail, no mobile number   no e-mail of a host        as they are
//	links        none that looks secret        all                        all
//	hosts        none                          names                      names, e-mails
//	seats        whether it is full            "7/10 inscrits"            "7/10 inscrits"
//	inside       –                             "Pendant la permanence"    "Pendant la permanence"
//
// A session that is full or went online keeps its title, so that programs that
// compare titles still recognise it; the description opens with "Complet." or
// "Se tient en ligne." Cancelled and postponed sessions say so in the title,
// because a person who misses that would stand before a closed door.
//
// Lint is a strict checker that shares no code with the writer; tests of any
// package run it on every feed they produce.
package publish
