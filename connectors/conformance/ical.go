package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// ICal is the Wire of a calendar (RFC 5545). Its items are VEVENTs; a field is a
// property ("SUMMARY") or a parameter of one ("ORGANIZER;CN").
type ICal struct{}

// Fields unfolds lines; a parameter comes after its property.
func (ICal) Fields(body []byte, mark string) []Field {
	var fields []Field
	for _, c := range components(body) {
		if !c.is(mark) {
			continue
		}
		for _, line := range c.lines {
			name, params, value := parts(line)
			fields = append(fields, Field{name, value})
			for _, p := range params {
				key, text, _ := strings.Cut(p, "=")
				fields = append(fields, Field{name + ";" + key, strings.Trim(text, `"`)})
			}
		}
		break
	}
	return fields
}

// Set writes null as an empty value.
func (ICal) Set(body []byte, mark, path string, value any) []byte {
	if value == nil {
		value = ""
	}
	name, param, inside := strings.Cut(path, ";")
	all := components(body)
	for _, c := range all {
		for i, line := range c.lines {
			if n, _, _ := parts(line); !c.is(mark) || n != name {
				continue
			}
			if inside {
				c.lines[i] = withParam(line, param, fmt.Sprint(value))
			} else {
				head, _, _ := strings.Cut(line, ":")
				c.lines[i] = head + ":" + fmt.Sprint(value)
			}
		}
	}
	return join(all)
}

// Wrong returns values that hardly any property takes.
func (ICal) Wrong(Field) []any {
	return []any{"%%%", json.Number("99999999999999999999"), "20261399T250000", "a,b;c:d\\"}
}

// Widen adds experimental properties, guests, an alarm and a component that
// nobody has documented.
func (ICal) Widen(body []byte, text string) []byte {
	all := components(body)
	for _, c := range all {
		if c.name != "VEVENT" && c.name != "VCALENDAR" || c.end {
			continue
		}
		c.lines = append(c.lines, "X-ZZ-INCONNU;X-P="+text+":"+text)
		if c.name == "VEVENT" {
			c.lines = append(c.lines,
				"ATTENDEE;CN="+text+";PARTSTAT=ACCEPTED:mailto:"+text+"@example.fr", "COMMENT:"+text, "CONTACT:"+text,
				"BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:"+text, "TRIGGER:-PT15M", "END:VALARM")
		} else {
			c.lines = append(c.lines, "BEGIN:X-ZZ", "X-ZZ:"+text, "END:X-ZZ")
		}
	}
	return join(all)
}

// component is a stretch of lines inside one component, up to where another
// begins or ends.
type component struct {
	name  string
	end   bool // what follows the components in it
	lines []string
}

// is reports whether the stretch is the item that holds mark, or with mark ""
// the head of the calendar.
func (c *component) is(mark string) bool {
	if mark == "" {
		return c.name == "VCALENDAR" && !c.end
	}
	return c.name == "VEVENT" && !c.end && strings.Contains(strings.Join(c.lines, "\n"), mark)
}

// components cuts a calendar; BEGIN and END lines are stretches of their own.
func components(body []byte) []*component {
	unfolded := bytes.ReplaceAll(bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")), []byte("\n "), nil)
	var all []*component
	var open []string
	here := &component{}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(unfolded), "\n"), "\n") {
		name, begins := strings.CutPrefix(line, "BEGIN:")
		_, ends := strings.CutPrefix(line, "END:")
		switch {
		case begins:
			open = append(open, name)
			here = &component{name: name}
			all = append(all, &component{lines: []string{line}}, here)
		case ends && len(open) > 0:
			open = open[:len(open)-1]
			here = &component{end: true}
			if len(open) > 0 {
				here.name = open[len(open)-1]
			}
			all = append(all, &component{lines: []string{line}}, here)
		default:
			here.lines = append(here.lines, line)
		}
	}
	return all
}

func join(all []*component) []byte {
	var text strings.Builder
	for _, c := range all {
		for _, line := range c.lines {
			text.WriteString(line + "\r\n")
		}
	}
	return []byte(text.String())
}

// parts cuts a line whose parameters hold neither colon nor semicolon.
func parts(line string) (name string, params []string, value string) {
	head, value, _ := strings.Cut(line, ":")
	all := strings.Split(head, ";")
	return all[0], all[1:], value
}

func withParam(line, param, value string) string {
	head, rest, _ := strings.Cut(line, ":")
	all := strings.Split(head, ";")
	for i, p := range all[1:] {
		if key, _, _ := strings.Cut(p, "="); key == param {
			all[i+1] = key + `="` + value + `"`
		}
	}
	return strings.Join(all, ";") + ":" + rest
}
