// Package clients tries the feed of tresse in the calendar programs that people
// have: khal behind vdirsyncer, Thunderbird, and the parsers python-icalendar,
// libical and ical.js. It holds tests alone. Where a program is missing they
// say so and skip; .ci/run installs all of them, and skips nothing.
package clients
