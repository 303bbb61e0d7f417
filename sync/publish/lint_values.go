package publish

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// lintParams are the parameters that each property may have, with their values;
// "" stands for any.
var lintParams = map[string]map[string]string{
	"DTSTART":          {"TZID": "", "VALUE": "DATE"},
	"DTEND":            {"TZID": "", "VALUE": "DATE"},
	"REFRESH-INTERVAL": {"VALUE": "DURATION"},
	"SOURCE":           {"VALUE": "URI"},
	"CONFERENCE":       {"VALUE": "URI", "FEATURE": "VIDEO"},
}

func (l *linter) params(p *property) {
	seen := map[string]bool{}
	for _, q := range p.params {
		want, known := lintParams[p.name][q.name]
		if !known || want != "" && q.value != want || seen[q.name] {
			l.say(p.line, "%s: parameter %s=%s", p.name, q.name, q.value)
		}
		seen[q.name] = true
	}
	switch p.name {
	case "REFRESH-INTERVAL", "SOURCE", "CONFERENCE":
		if !seen["VALUE"] {
			l.say(p.line, "%s needs its VALUE parameter (RFC 7986)", p.name)
		}
	}
}

// lintForms are the forms of values that have one.
var lintForms = map[string]*regexp.Regexp{
	"VERSION":          regexp.MustCompile(`^2\.0$`),
	"CALSCALE":         regexp.MustCompile(`^GREGORIAN$`),
	"METHOD":           regexp.MustCompile(`^PUBLISH$`),
	"REFRESH-INTERVAL": regexp.MustCompile(`^PT[1-9]\d*[HM]$`),
	"X-PUBLISHED-TTL":  regexp.MustCompile(`^PT[1-9]\d*[HM]$`),
	"X-WR-TIMEZONE":    regexp.MustCompile(`^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)+$`),
	"TZID":             regexp.MustCompile(`^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)+$`),
	"TZOFFSETFROM":     regexp.MustCompile(`^[+-](0\d|1[0-4])[0-5]\d$`),
	"TZOFFSETTO":       regexp.MustCompile(`^[+-](0\d|1[0-4])[0-5]\d$`),
	"RRULE":            regexp.MustCompile(`^FREQ=YEARLY;BYMONTH=([1-9]|1[0-2]);BYDAY=(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU)(;BYMONTHDAY=\d+(,\d+){6})?$`),
	"UID":              regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
	"SEQUENCE":         regexp.MustCompile(`^(0|[1-9]\d*)$`),
	"STATUS":           regexp.MustCompile(`^(CONFIRMED|TENTATIVE|CANCELLED)$`),
	"CLASS":            regexp.MustCompile(`^(PUBLIC|PRIVATE)$`),
	"TRANSP":           regexp.MustCompile(`^(OPAQUE|TRANSPARENT)$`),
	propInstance:       regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
	propVia:            regexp.MustCompile(`^[0-9a-f-]{36}(,[0-9a-f-]{36})*$`),
	"GEO":              regexp.MustCompile(`^-?\d+(\.\d{1,6})?;-?\d+(\.\d{1,6})?$`),
}

func (l *linter) value(p *property) {
	if form := lintForms[p.name]; form != nil && !form.MatchString(p.value) {
		l.say(p.line, "%s:%s is not of its form", p.name, p.value)
		return
	}
	switch p.name {
	case "NAME", "X-WR-CALNAME", "PRODID", "SUMMARY", "DESCRIPTION", "LOCATION", "TZNAME":
		l.text(p, false)
	case "CATEGORIES":
		l.text(p, true)
	case "DTSTAMP", "LAST-MODIFIED", propUntil:
		l.date(p, "20060102T150405Z")
	case "DTSTART", "DTEND":
		l.dates(p)
	case "URL", "SOURCE", "CONFERENCE":
		l.uri(p)
	case "SEQUENCE":
		if n, err := strconv.ParseInt(p.value, 10, 32); err != nil || n < 0 {
			l.say(p.line, "SEQUENCE beyond an INTEGER (RFC 5545 3.3.8)")
		}
	case "GEO":
		l.geo(p)
	case "TZOFFSETFROM", "TZOFFSETTO":
		if p.value == "-0000" {
			l.say(p.line, "offset -0000 (RFC 5545 3.3.14)")
		}
	}
}

// text checks the escapes of a TEXT value; commas stand unescaped in a list.
func (l *linter) text(p *property, list bool) {
	if p.value == "" {
		l.say(p.line, "%s is empty", p.name)
	}
	for i := 0; i < len(p.value); i++ {
		switch c := p.value[i]; {
		case c == '\\':
			i++
			if i == len(p.value) || !strings.ContainsRune(`\;,n`, rune(p.value[i])) {
				l.say(p.line, "%s: odd escape", p.name)
				return
			}
		case c == ';', c == ',' && !list:
			l.say(p.line, "%s: unescaped %q", p.name, c)
			return
		}
	}
}

func (l *linter) dates(p *property) {
	switch {
	case p.param("VALUE") == "DATE":
		l.date(p, "20060102")
	case strings.HasSuffix(p.value, "Z"):
		l.date(p, "20060102T150405Z")
	default:
		l.date(p, "20060102T150405")
	}
}

// date checks that a time is written in a form and is one: no 30 February.
func (l *linter) date(p *property, form string) {
	t, err := time.Parse(form, p.value)
	if err != nil || t.Format(form) != p.value {
		l.say(p.line, "%s:%s is no time", p.name, p.value)
	}
}

func (l *linter) uri(p *property) {
	u, err := url.Parse(p.value)
	if err != nil || !u.IsAbs() || u.Host == "" || strings.ContainsAny(p.value, " \"<>\\^`{|}") {
		l.say(p.line, "%s is no absolute address", p.name)
	}
	for i := range len(p.value) {
		if p.value[i] > 0x7e {
			l.say(p.line, "%s is not ASCII (RFC 3986)", p.name)
			return
		}
	}
}

func (l *linter) geo(p *property) {
	lat, lon, _ := strings.Cut(p.value, ";")
	north, _ := strconv.ParseFloat(lat, 64)
	east, _ := strconv.ParseFloat(lon, 64)
	if north < -90 || north > 90 || east < -180 || east > 180 {
		l.say(p.line, "GEO:%s is not on Earth", p.value)
	}
}
