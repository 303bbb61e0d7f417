package publish

import (
	"strconv"

	"github.com/emersion/go-ical"

	"tresse"
)

// Properties that go-ical has no name for.
const (
	propWRName     = "X-WR-CALNAME"
	propWRTimezone = "X-WR-TIMEZONE"
	propTTL        = "X-PUBLISHED-TTL"
	propConference = "CONFERENCE" // RFC 7986 5.11
	paramFeature   = "FEATURE"    // RFC 7986 6.3
)

// write adds the entry as a VEVENT. p is what the audience was told of it,
// limit cuts the description's text, opaque makes it take up time.
func (e *entry) write(o *octets, c *clocks, p tresse.Published, limit int, opaque bool) {
	stamp := tresse.Stamp(p.Modified)
	start, end := c.props(e.start, e.end)
	o.begin(ical.CompEvent)
	o.value(ical.PropUID, string(e.uid))
	o.value(ical.PropDateTimeStamp, stamp)
	o.value(ical.PropLastModified, stamp)
	o.value(ical.PropSequence, strconv.FormatInt(p.Sequence, 10))
	o.prop(&start)
	o.prop(&end)
	o.value(ical.PropStatus, string(e.status))
	o.value(ical.PropSummary, escape(e.summary))
	o.value(ical.PropDescription, escape(e.description(limit)))
	o.value(ical.PropLocation, escape(e.location))
	o.value(ical.PropGeo, e.geo)
	o.value(ical.PropURL, e.url)
	if e.conference != "" {
		o.prop(&ical.Prop{Name: propConference, Value: e.conference, Params: ical.Params{
			ical.ParamValue: {string(ical.ValueURI)}, paramFeature: {"VIDEO"},
		}})
	}
	o.value(ical.PropCategories, escapeList(e.categories))
	o.value(ical.PropClass, e.class())
	o.value(ical.PropTransparency, e.transparency(opaque))
	o.value(propVia, joinIDs(e.via))
	o.end(ical.CompEvent)
}

// value writes a property without parameters; an empty one is left out.
func (o *octets) value(name, value string) {
	if value != "" {
		o.prop(&ical.Prop{Name: name, Value: value})
	}
}

func (e *entry) class() string {
	if e.private {
		return "PRIVATE"
	}
	return "PUBLIC"
}

// transparency: subscribers stay free; in an opaque feed only what does take
// place keeps the mediator busy.
func (e *entry) transparency(opaque bool) string {
	if opaque && e.status == ical.EventConfirmed {
		return "OPAQUE"
	}
	return "TRANSPARENT"
}
