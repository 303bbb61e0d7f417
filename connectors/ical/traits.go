package ical

// traits say what the reader does with a property.
type traits uint8

const (
	known    traits = 1         // registered with IANA, or common: not the rest of a broken text
	wanted   traits = 2 | known // handed to go-ical; all others are dropped unread
	repeated traits = 4         // may stand more than once; of others the first counts
	text     traits = 8         // TEXT: the line after it may be its own, with a raw newline before
	dated    traits = 16        // DATE-TIME, DATE or PERIOD
	vital    traits = 32        // without it an event is another, or at other times
)

func (t traits) is(want traits) bool { return t&want == want }

// A property is a name in upper case with its traits; the name is "" for those
// that are not in the table.
type property struct {
	name string
	traits
	place int // in the table
}

// properties lists what is registered with IANA for RFC 5545, 5546, 6638, 7953,
// 7986, 9073, 9074 and 9253, what vCalendar 1.0 had, and the X- properties that
// say something a mediator would miss. ATTENDEE, CONTACT and COMMENT are not
// wanted: they hold people's data, or what they wrote.
var properties = byName([]property{
	{name: "BEGIN", traits: known}, {name: "END", traits: known},
	// of the calendar
	{name: "PRODID", traits: wanted}, {name: "VERSION", traits: wanted}, {name: "METHOD", traits: wanted}, {name: "CALSCALE", traits: known},
	{name: "NAME", traits: wanted}, {name: "X-WR-CALNAME", traits: wanted}, {name: "X-WR-TIMEZONE", traits: wanted},
	{name: "X-TRESSE-ID", traits: wanted}, {name: "X-TRESSE-UNTIL", traits: wanted}, {name: "X-TRESSE-VIA", traits: wanted},
	{name: "REFRESH-INTERVAL", traits: known}, {name: "SOURCE", traits: known},
	// when
	{name: "DTSTART", traits: wanted | vital | dated}, {name: "DTEND", traits: wanted | dated}, {name: "DURATION", traits: wanted},
	{name: "RECURRENCE-ID", traits: wanted | vital | dated}, {name: "RDATE", traits: wanted | vital | repeated | dated},
	{name: "EXDATE", traits: wanted | vital | repeated | dated},
	{name: "RRULE", traits: wanted | vital | repeated}, {name: "EXRULE", traits: wanted | vital | repeated},
	// what
	{name: "UID", traits: wanted | vital}, {name: "SEQUENCE", traits: wanted}, {name: "LAST-MODIFIED", traits: wanted}, {name: "DTSTAMP", traits: wanted},
	{name: "SUMMARY", traits: wanted | text}, {name: "DESCRIPTION", traits: wanted | text}, {name: "LOCATION", traits: wanted | text},
	{name: "CATEGORIES", traits: wanted | repeated | text}, {name: "X-ALT-DESC", traits: wanted | text},
	{name: "GEO", traits: wanted}, {name: "URL", traits: wanted}, {name: "ORGANIZER", traits: wanted},
	{name: "CONFERENCE", traits: wanted | repeated}, {name: "X-GOOGLE-CONFERENCE", traits: wanted},
	{name: "X-MICROSOFT-SKYPETEAMSMEETINGURL", traits: wanted},
	{name: "STATUS", traits: wanted}, {name: "CLASS", traits: wanted}, {name: "TRANSP", traits: wanted},
	{name: "X-MICROSOFT-CDO-BUSYSTATUS", traits: wanted},
	// of a time zone
	{name: "TZID", traits: wanted}, {name: "TZOFFSETFROM", traits: wanted}, {name: "TZOFFSETTO", traits: wanted}, {name: "TZNAME", traits: known},
	{name: "TZURL", traits: known}, {name: "TZUNTIL", traits: known}, {name: "TZID-ALIAS-OF", traits: known}, {name: "DAYLIGHT", traits: known}, {name: "TZ", traits: known},
	// not read
	{name: "ATTENDEE", traits: known}, {name: "CONTACT", traits: known | text}, {name: "COMMENT", traits: known | text}, {name: "ATTACH", traits: known}, {name: "CREATED", traits: known},
	{name: "DCREATED", traits: known}, {name: "COMPLETED", traits: known}, {name: "DUE", traits: known}, {name: "FREEBUSY", traits: known}, {name: "PRIORITY", traits: known},
	{name: "PERCENT-COMPLETE", traits: known}, {name: "RELATED-TO", traits: known}, {name: "REQUEST-STATUS", traits: known}, {name: "RESOURCES", traits: known | text},
	{name: "ACTION", traits: known}, {name: "REPEAT", traits: known}, {name: "TRIGGER", traits: known}, {name: "RNUM", traits: known}, {name: "BUSYTYPE", traits: known}, {name: "COLOR", traits: known},
	{name: "IMAGE", traits: known}, {name: "ACKNOWLEDGED", traits: known}, {name: "PROXIMITY", traits: known}, {name: "CALENDAR-ADDRESS", traits: known},
	{name: "LOCATION-TYPE", traits: known}, {name: "PARTICIPANT-TYPE", traits: known}, {name: "RESOURCE-TYPE", traits: known}, {name: "STRUCTURED-DATA", traits: known},
	{name: "STYLED-DESCRIPTION", traits: known | text}, {name: "CONCEPT", traits: known}, {name: "LINK", traits: known}, {name: "REFID", traits: known},
	{name: "POLL-MODE", traits: known}, {name: "POLL-COMPLETION", traits: known}, {name: "POLL-PROPERTIES", traits: known}, {name: "POLL-WINNER", traits: known},
	{name: "AALARM", traits: known}, {name: "DALARM", traits: known}, {name: "MALARM", traits: known}, {name: "PALARM", traits: known},
})

func byName(list []property) map[string]property {
	index := make(map[string]property, len(list))
	for i, p := range list {
		p.place = i
		index[p.name] = p
	}
	return index
}

// lookUp finds a name in any case. Names that begin with X- are known, whatever
// follows.
func lookUp(name []byte) property {
	var buf [40]byte
	if len(name) > len(buf) {
		return other(name)
	}
	upper := buf[:len(name)]
	for i, c := range name {
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		upper[i] = c
	}
	if p, ok := properties[string(upper)]; ok {
		return p
	}
	return other(name)
}

func other(name []byte) property {
	if hasPrefixFold(name, "X-") {
		return property{traits: known}
	}
	return property{}
}
