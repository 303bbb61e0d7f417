package publish

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"tresse"
)

// A Feed says what one calendar holds and for whom (ical.md §2).
type Feed struct {
	Audience tresse.Audience // an unknown one gets what the public gets
	Name     string          // NAME and X-WR-CALNAME; "" is "Agenda"
	Address  string          // SOURCE: the feed's own address, "" leaves it out
	Zone     *time.Location  // of wall times and of the week; nil is UTC
	AsOf     time.Time       // when it is made; required
	// From and To bound the sessions shown: those that end after From and start
	// before To. Zero is the window's (see Window), or no bound in a Full feed.
	From, To time.Time
	Full     bool // all sessions, of any size
	// Named says since when somebody is known whose name a text holds; the zero
	// time where nobody is. Of a public feed, titles that hold one are not shown.
	// nil knows nobody.
	Named func(text string) time.Time
	// Seated says who is registered in a session; only a feed for the mediator's
	// own eyes shows it. nil shows nobody.
	Seated map[tresse.ID]Seats
	// Instance tells other tresses whose feed this is, so that none takes its
	// own sessions for somebody's (see via.go); "" tells nobody.
	Instance tresse.ID
	Opaque   bool // the mediator's own feed: sessions take up time
}

// A Report says what became of a feed.
type Report struct {
	Events          int
	Bytes           int
	CutDescriptions bool      // to stay under the size that programs accept
	DrawnInTo       time.Time // sessions that start then or later were left out as well; zero if none
	Skipped         int       // sessions that no calendar can hold: no UUID, a UUID twice, no date
}

// maxFeed is the size over which a feed is shortened: Google reads no feed over
// 1 MB (ical.md §2, rule 10).
const maxFeed = 950_000

// textLimits are how much of each description is kept, in runes, while the feed
// is too large.
var textLimits = []int{-1, 280, 0}

// Render writes the feed. published holds what the feed's audience was last
// told of each session; for one that it does not hold, SEQUENCE and
// LAST-MODIFIED follow from Session.Updated. The same input gives the same
// bytes in whatever order the sessions come. An error means a feed that was
// not asked for properly, never a bad session.
func (f Feed) Render(sessions []tresse.Session, published map[tresse.ID]tresse.Published) ([]byte, Report, error) {
	if f.AsOf.IsZero() {
		return nil, Report{}, errors.New("publish: feed without the time it is made at")
	}
	if f.Zone == nil {
		f.Zone = time.UTC
	}
	var report Report
	entries := f.entries(sessions, &report)
	monday, _ := Window(f.AsOf, f.Zone)
	c := clocksOf(f.Zone, monday.Year())
	o := &octets{b: make([]byte, 0, 4096+600*len(entries))}
	f.head(o, &c)
	f.events(o, &c, entries, published, &report)
	o.end(ical.CompCalendar)
	report.Bytes = len(o.b)
	return o.b, report, nil
}

// entries are what the audience sees inside the bounds, by start.
func (f Feed) entries(sessions []tresse.Session, report *Report) []entry {
	from, to := f.bounds()
	entries := make([]entry, 0, len(sessions))
	for i := range sessions {
		if !within(&sessions[i], from, to, f.Zone) {
			continue
		}
		switch e, seen := see(f.Audience, &sessions[i], f.Zone); {
		case !seen:
		case !e.holdable():
			report.Skipped++
		default:
			e.unname(f.Audience, &sessions[i], f.Named)
			e.seat(f.Audience, f.Seated[sessions[i].ID])
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, func(a, b entry) int { return a.compare(&b, f.Zone) })
	return withoutTwins(entries, report)
}

// bounds returns the bounds in force; zero is none.
func (f Feed) bounds() (from, to time.Time) {
	from, to = f.From, f.To
	if f.Full {
		return from, to
	}
	windowFrom, windowTo := Window(f.AsOf, f.Zone)
	if from.IsZero() {
		from = windowFrom
	}
	if to.IsZero() {
		to = windowTo
	}
	return from, to
}

func within(s *tresse.Session, from, to time.Time, zone *time.Location) bool {
	start, end := span(s, zone)
	return (from.IsZero() || end.In(zone).After(from)) && (to.IsZero() || start.In(zone).Before(to))
}

// holdable reports whether iCalendar has a way to write the entry.
func (e *entry) holdable() bool {
	id, err := tresse.ParseID(string(e.uid))
	return err == nil && id == e.uid && !e.start.IsZero() && e.start.UTC().Year() >= 1 && e.end.UTC().Year() <= 9998
}

func (e *entry) compare(other *entry, zone *time.Location) int {
	if c := e.start.In(zone).Compare(other.start.In(zone)); c != 0 {
		return c
	}
	if c := strings.Compare(string(e.uid), string(other.uid)); c != 0 {
		return c
	}
	return strings.Compare(e.summary, other.summary)
}

// withoutTwins keeps the first of entries with one UID: some programs refuse a
// whole feed because of the second.
func withoutTwins(entries []entry, report *Report) []entry {
	seen := make(map[tresse.ID]bool, len(entries))
	return slices.DeleteFunc(entries, func(e entry) bool {
		if seen[e.uid] {
			report.Skipped++
			return true
		}
		seen[e.uid] = true
		return false
	})
}

// head writes what stands before the events.
func (f Feed) head(o *octets, c *clocks) {
	name := oneLine(f.Name)
	if name == "" {
		name = "Agenda"
	}
	o.begin(ical.CompCalendar)
	o.value(ical.PropVersion, "2.0")
	o.value(ical.PropProductID, "-//tresse//tresse//FR")
	o.value(ical.PropCalendarScale, "GREGORIAN")
	o.value(ical.PropMethod, "PUBLISH")
	o.value(ical.PropName, escape(name))
	o.value(propWRName, escape(name))
	o.value(propWRTimezone, c.name())
	o.prop(&ical.Prop{Name: ical.PropRefreshInterval, Value: "PT1H", Params: ical.Params{
		ical.ParamValue: {string(ical.ValueDuration)},
	}})
	o.value(propTTL, "PT1H")
	o.value(propInstance, string(f.Instance))
	if address := webLink(f.Address); address != "" {
		o.prop(&ical.Prop{Name: ical.PropSource, Value: address, Params: ical.Params{
			ical.ParamValue: {string(ical.ValueURI)},
		}})
	}
	o.zones = len(o.b)
	c.write(o)
}
