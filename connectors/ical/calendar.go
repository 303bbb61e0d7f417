package ical

import (
	"bytes"
	"time"

	goical "github.com/emersion/go-ical"

	"tresse"
)

// A Calendar is what one body says.
type Calendar struct {
	Name   string // X-WR-CALNAME or NAME
	ProdID string
	Method string // of iTIP: CANCEL takes its events back
	// Instance and Until are what another tresse says in its feed (see tresse.go).
	Instance, Until string
	Zone            *Zone // of the source: floating times, days, and zones that nobody knows
	// Read counts the VEVENT components found, rejected ones among them.
	Read     int
	Events   []*Event
	Rejected []Rejected
	// Complete is false when the body was cut short, put together from parts
	// that did not fit, or held an event that could not be read and not be
	// named: then what is absent from it may still be.
	Complete bool
	// UnknownZones are TZIDs that nobody knows, read in the source's zone.
	UnknownZones []string

	series []*series
	faults faults
	spend  *budget
}

// A Rejected is an event that could not be read.
type Rejected struct {
	UID    string // "" where it is not known
	Line   int    // where the event begins in the body, from 1
	Reason string // English, repeats no value
}

// A Reader reads calendars. It keeps the zones it has loaded from one to the
// next, and is used by one goroutine at a time.
type Reader struct {
	world  *world
	source *Zone
	decode *decoder
}

// NewReader returns a Reader for a source in zone.
func NewReader(zone *time.Location) *Reader {
	return &Reader{world: newWorld(), source: &Zone{Name: zone.String(), loc: zone}, decode: newDecoder()}
}

// Parse reads a body of any origin; it overwrites it. The error, of kind
// tresse.TroubleAnswer or tresse.TroubleTooLarge, says that body is no
// calendar. Anything that begins like one gives a Calendar with what could be
// read, which says in Complete and Rejected what could not.
func (r *Reader) Parse(body []byte) (*Calendar, error) {
	if len(body) > maxBody {
		return nil, tresse.Errorf(tresse.TroubleTooLarge, "calendar of %d bytes, at most %d are read", len(body), maxBody)
	}
	body = transcode(body)
	if err := recognise(body); err != nil {
		return nil, err
	}
	spend := newBudget()
	p := parse{
		decode: r.decode,
		zones:  newZones(r.world, r.source, spend),
		cal:    &Calendar{Zone: r.source, spend: spend},
	}
	p.cal.faults = mend(body, p.take)
	p.events()
	return p.finish(), nil
}

// A parse is one body on its way to a Calendar.
type parse struct {
	decode *decoder
	zones  *zones
	cal    *Calendar
	found  []foundEvent // until the zones, which may come after them, are known
}

type foundEvent struct {
	props props
	line  int
}

func (p *parse) take(piece piece) {
	isEvent := piece.kind == goical.CompEvent
	if isEvent {
		p.cal.Read++
	}
	c, err := p.decode.decode(piece)
	switch {
	case err != nil && isEvent:
		p.reject("", piece.line, "not well formed")
	case err != nil:
		p.cal.faults.lost++
	case !isEvent && piece.kind == goical.CompTimezone:
		p.zones.define(c)
	case !isEvent:
		p.header(c.Props)
	case !piece.whole:
		p.reject(plain(propsOf(c).value(goical.PropUID)), piece.line, "cut short")
	default:
		p.found = append(p.found, foundEvent{propsOf(c), piece.line})
	}
}

// header keeps what a VCALENDAR says of itself; of several the first counts.
func (p *parse) header(props goical.Props) {
	first := func(have *string, names ...string) {
		for _, name := range names {
			if prop := props.Get(name); prop != nil && *have == "" {
				*have = plain(prop.Value)
			}
		}
	}
	first(&p.cal.Name, "X-WR-CALNAME", "NAME")
	first(&p.cal.ProdID, goical.PropProductID)
	first(&p.cal.Method, goical.PropMethod)
	first(&p.cal.Instance, "X-TRESSE-ID")
	first(&p.cal.Until, "X-TRESSE-UNTIL")
	first(&p.zones.calname, "X-WR-TIMEZONE")
}

func (p *parse) events() {
	p.cal.Events = make([]*Event, 0, len(p.found))
	for i, f := range p.found {
		p.found[i] = foundEvent{}
		e, err := p.zones.event(f.props)
		if err != nil {
			p.reject(plain(f.props.value(goical.PropUID)), f.line, err.Error())
			continue
		}
		e.Line = f.line
		p.cal.Events = append(p.cal.Events, e)
	}
	p.found = nil
}

// maxRejected bounds the rejections that are told one by one.
const maxRejected = 1000

func (p *parse) reject(uid string, line int, reason string) {
	if len(p.cal.Rejected) < maxRejected {
		p.cal.Rejected = append(p.cal.Rejected, Rejected{UID: uid, Line: line, Reason: reason})
	} else {
		p.cal.faults.overflow = true
	}
	if uid == "" {
		p.cal.faults.nameless++
	}
}

func (p *parse) finish() *Calendar {
	c := p.cal
	c.UnknownZones = p.zones.unknown
	c.series = group(c.Events, c.Zone)
	hollow := c.faults.holds == 0 && !c.faults.versioned
	c.Complete = !c.faults.structural() && !hollow
	return c
}

// sniffed is how far into a body a calendar must have begun.
const sniffed = 8 << 10

// recognise says what a body is that is no calendar: a login or error page sent
// with status 200 must never read as an empty agenda.
func recognise(body []byte) error {
	start := bytes.TrimSpace(body[:min(len(body), sniffed)])
	switch upper := bytes.ToUpper(start); {
	case len(start) == 0:
		return tresse.Errorf(tresse.TroubleAnswer, "an empty body, no calendar")
	case start[0] == '<':
		return tresse.Errorf(tresse.TroubleAnswer, "a web page, no calendar")
	case start[0] == '{' || start[0] == '[':
		return tresse.Errorf(tresse.TroubleAnswer, "a JSON document, no calendar")
	case bytes.Contains(upper, []byte("BEGIN:VCALENDAR")) || bytes.Contains(upper, []byte("BEGIN:VEVENT")):
		return nil
	}
	return tresse.Errorf(tresse.TroubleAnswer, "no BEGIN:VCALENDAR in the first %d kB", sniffed>>10)
}
