package publish

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-ical"
)

// maxLine is how long a line may be, in octets without its CRLF (RFC 5545 3.1).
const maxLine = 75

// octets is a calendar in the making: CRLF after each line, long lines folded
// between runes.
type octets struct {
	b    []byte
	line []byte // the line being written, before it is folded
	// zones is where the properties of the calendar end and its zones begin.
	zones int
}

func (o *octets) begin(component string) { o.text("BEGIN:" + component) }
func (o *octets) end(component string)   { o.text("END:" + component) }

func (o *octets) text(line string) {
	o.b = append(o.b, line...)
	o.b = append(o.b, '\r', '\n')
}

// prop writes a property whose value is already in the form of its type.
func (o *octets) prop(p *ical.Prop) {
	o.line = append(o.line[:0], p.Name...)
	if len(p.Params) > 0 {
		o.params(p.Params)
	}
	o.line = append(o.line, ':')
	o.line = appendSafe(o.line, p.Value)
	o.fold()
}

func (o *octets) params(params ical.Params) {
	names := make([]string, 0, len(params))
	for name := range params {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		o.line = append(append(append(o.line, ';'), name...), '=')
		for i, value := range params[name] {
			if i > 0 {
				o.line = append(o.line, ',')
			}
			o.param(value)
		}
	}
}

// param quotes where a value needs it. A quotation mark cannot be written in a
// parameter at all (RFC 5545 3.1), so it becomes an apostrophe.
func (o *octets) param(value string) {
	value = strings.ReplaceAll(value, `"`, "'")
	quoted := strings.ContainsAny(value, ";:,")
	if quoted {
		o.line = append(o.line, '"')
	}
	o.line = appendSafe(o.line, value)
	if quoted {
		o.line = append(o.line, '"')
	}
}

// fold moves the line into the calendar.
func (o *octets) fold() {
	rest, limit := o.line, maxLine
	for len(rest) > limit {
		at := limit
		for !utf8.RuneStart(rest[at]) || inEscape(rest[:at]) {
			at--
		}
		o.b = append(o.b, rest[:at]...)
		o.b = append(o.b, '\r', '\n', ' ')
		rest, limit = rest[at:], maxLine-1
	}
	o.b = append(o.b, rest...)
	o.b = append(o.b, '\r', '\n')
}

// inEscape reports whether a line that ends here would part a backslash from
// what it escapes. RFC 5545 allows that, but who looks for "\\n" line by line
// would miss it.
func inEscape(line []byte) bool {
	backslashes := 0
	for i := len(line) - 1; i >= 0 && line[i] == '\\'; i-- {
		backslashes++
	}
	return backslashes%2 == 1
}

// appendSafe appends s on one line whatever it holds: the last lock against a
// line smuggled in through a field.
func appendSafe(dst []byte, s string) []byte {
	if s = clean(s); !strings.Contains(s, "\n") {
		return append(dst, s...)
	}
	return append(dst, strings.ReplaceAll(s, "\n", " ")...)
}

// escape writes s as a TEXT value (RFC 5545 3.3.11).
func escape(s string) string {
	if !strings.ContainsAny(s, "\\;,\n") {
		return s
	}
	b := make([]byte, 0, len(s)+len(s)/8+8)
	for i := range len(s) {
		switch c := s[i]; c {
		case '\\', ';', ',':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

// escapeList writes a list of TEXT values on one line, commas between.
func escapeList(list []string) string {
	escaped := make([]string, len(list))
	for i, s := range list {
		escaped[i] = escape(s)
	}
	return strings.Join(escaped, ",")
}
