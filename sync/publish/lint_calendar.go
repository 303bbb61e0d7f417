package publish

import (
	"slices"
	"strings"
)

// A nested component, as the linter reads it.
type nested struct {
	line     int
	name     string
	props    []property
	children []*nested
}

// nest puts the lines into components; properties stand before components.
func (l *linter) nest(lines []logical) *nested {
	var root *nested
	var open []*nested
	for _, line := range lines {
		p, ok := l.parse(line)
		switch {
		case !ok:
		case p.name == "BEGIN":
			c := &nested{line: p.line, name: p.value}
			if len(open) > 0 {
				parent := open[len(open)-1]
				parent.children = append(parent.children, c)
			} else if root == nil {
				root = c
			} else {
				l.say(p.line, "something behind the calendar")
			}
			open = append(open, c)
		case len(open) == 0:
			l.say(p.line, "%s outside the calendar", p.name)
		case p.name == "END":
			if top := open[len(open)-1]; top.name != p.value {
				l.say(p.line, "END:%s inside %s", p.value, top.name)
				return nil
			}
			open = open[:len(open)-1]
		default:
			top := open[len(open)-1]
			if len(top.children) > 0 {
				l.say(p.line, "%s stands behind a component", p.name)
			}
			top.props = append(top.props, p)
		}
	}
	if len(open) > 0 || root == nil {
		l.say(0, "a component without END, or no calendar at all")
		return nil
	}
	return root
}

// A shape lists the properties of a component: once, at most once, any number.
type shape struct{ once, perhaps, many []string }

// shape checks that a component has what it must and nothing else.
func (l *linter) shape(c *nested, s shape) {
	count := map[string]int{}
	for _, p := range c.props {
		count[p.name]++
		if !slices.Contains(s.once, p.name) && !slices.Contains(s.perhaps, p.name) && !slices.Contains(s.many, p.name) {
			l.say(p.line, "%s has no place in %s", p.name, c.name)
		}
		l.params(&p)
		l.value(&p)
	}
	for _, name := range s.once {
		if count[name] != 1 {
			l.say(c.line, "%s: %s stands %d times, must once", c.name, name, count[name])
		}
	}
	for _, name := range s.perhaps {
		if count[name] > 1 {
			l.say(c.line, "%s: %s stands %d times, may once", c.name, name, count[name])
		}
	}
}

// get returns the value of a property, "" where it is missing.
func (c *nested) get(name string) *property {
	for i := range c.props {
		if c.props[i].name == name {
			return &c.props[i]
		}
	}
	return &property{line: c.line}
}

// calendar checks the head and all components.
func (l *linter) calendar(c *nested) {
	if c.name != "VCALENDAR" {
		l.say(c.line, "%s in place of VCALENDAR", c.name)
		return
	}
	l.shape(c, shape{
		once:    []string{"VERSION", "PRODID", "CALSCALE", "METHOD", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"},
		perhaps: []string{"SOURCE", propInstance, propUntil},
	})
	if c.get("NAME").value != c.get("X-WR-CALNAME").value {
		l.say(c.line, "NAME and X-WR-CALNAME differ")
	}
	zones, uids := map[string]bool{}, map[string]bool{}
	for _, child := range c.children {
		switch child.name {
		case "VTIMEZONE":
			if len(uids) > 0 {
				l.say(child.line, "VTIMEZONE behind an event")
			}
			l.timezone(child, zones)
		case "VEVENT":
			l.event(child, zones, uids)
		default:
			l.say(child.line, "%s in a feed", child.name)
		}
	}
	if len(c.children) == 0 {
		l.say(c.line, "no component")
	}
}

func (l *linter) timezone(c *nested, zones map[string]bool) {
	l.shape(c, shape{once: []string{"TZID"}})
	tzid := c.get("TZID").value
	if zones[tzid] {
		l.say(c.line, "VTIMEZONE %s twice", tzid)
	}
	zones[tzid] = true
	count := map[string]int{}
	for _, part := range c.children {
		count[part.name]++
		if part.name != "STANDARD" && part.name != "DAYLIGHT" {
			l.say(part.line, "%s in a VTIMEZONE", part.name)
		}
		l.shape(part, shape{once: []string{"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"}, perhaps: []string{"RRULE"}})
		if start := part.get("DTSTART"); len(start.params) > 0 || len(start.value) != len("19961027T030000") {
			l.say(start.line, "onset is not a bare local time")
		}
		if len(part.children) > 0 {
			l.say(part.line, "component inside %s", part.name)
		}
	}
	if count["STANDARD"] != 1 || count["DAYLIGHT"] > 1 {
		l.say(c.line, "VTIMEZONE with %d STANDARD and %d DAYLIGHT", count["STANDARD"], count["DAYLIGHT"])
	}
}

func (l *linter) event(c *nested, zones, uids map[string]bool) {
	l.shape(c, shape{
		once:    []string{"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "STATUS", "SUMMARY", "CLASS", "TRANSP"},
		perhaps: []string{"DESCRIPTION", "LOCATION", "GEO", "URL", "CATEGORIES", propVia},
		many:    []string{"CONFERENCE"},
	})
	if len(c.children) > 0 {
		l.say(c.line, "%s inside an event", c.children[0].name)
	}
	uid := c.get("UID").value
	if uids[uid] {
		l.say(c.line, "UID %s twice", uid)
	}
	uids[uid] = true
	if c.get("DTSTAMP").value != c.get("LAST-MODIFIED").value {
		l.say(c.line, "DTSTAMP is not LAST-MODIFIED")
	}
	l.times(c, zones)
	l.status(c)
}

// times checks that start and end have one form and come in order. Wall times
// of one zone compare as they read, because the hour that comes twice is never
// written as wall time.
func (l *linter) times(c *nested, zones map[string]bool) {
	start, end := c.get("DTSTART"), c.get("DTEND")
	for _, name := range []string{"TZID", "VALUE"} {
		if start.param(name) != end.param(name) {
			l.say(c.line, "DTSTART and DTEND differ in %s", name)
		}
	}
	if len(start.value) != len(end.value) || end.value <= start.value {
		l.say(c.line, "DTEND %s is not later than DTSTART %s", end.value, start.value)
	}
	tzid := start.param("TZID")
	if tzid != "" && !zones[tzid] {
		l.say(start.line, "TZID %s without a VTIMEZONE", tzid)
	}
	if start.param("VALUE") == "" && (tzid == "") != strings.HasSuffix(start.value, "Z") {
		l.say(start.line, "floating time, or UTC with a TZID")
	}
}

// status checks that the summary says what STATUS says.
func (l *linter) status(c *nested) {
	word := map[string]string{"CANCELLED": "Annulé : ", "TENTATIVE": "Reporté : "}[c.get("STATUS").value]
	if summary := c.get("SUMMARY"); word != "" && !strings.HasPrefix(summary.value, word) {
		l.say(summary.line, "summary does not begin with %q", word)
	}
	if c.get("STATUS").value != "CONFIRMED" && c.get("TRANSP").value == "OPAQUE" {
		l.say(c.line, "what does not take place takes up time")
	}
}
