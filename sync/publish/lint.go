package publish

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lint checks a feed against the rules of ical.md §2 and RFC 5545, 7986 more
// strictly than any client, and returns what it finds in English, nothing for a
// good feed. It knows only what tresse publishes: anything else is a finding.
// It shares no code with the writer.
func Lint(feed []byte) []string {
	findings := LintFull(feed)
	if len(feed) > 1_000_000 {
		findings = append(findings, fmt.Sprintf("feed of %d octets, over 1 MB", len(feed)))
	}
	return findings
}

// LintFull is Lint for a Full feed, which may be of any size.
func LintFull(feed []byte) []string {
	l := &linter{}
	lines := l.unfold(feed)
	root := l.nest(lines)
	if root != nil {
		l.calendar(root)
	}
	return l.found
}

// A linter gathers findings; a feed with very many is told about the first.
type linter struct{ found []string }

const maxFindings = 100

func (l *linter) say(line int, format string, args ...any) {
	if len(l.found) < maxFindings {
		l.found = append(l.found, fmt.Sprintf("line %d: ", line)+fmt.Sprintf(format, args...))
	}
}

// A logical line is one content line, unfolded, with the number at which it
// begins in the file.
type logical struct {
	number int
	text   []byte
}

// unfold checks the octets and returns the content lines.
func (l *linter) unfold(feed []byte) []logical {
	if !bytes.HasSuffix(feed, []byte("\r\n")) {
		l.say(0, "does not end in CRLF")
	}
	if bytes.HasPrefix(feed, []byte("\xef\xbb\xbf")) {
		l.say(1, "byte order mark")
	}
	var lines []logical
	for i, raw := range bytes.Split(bytes.TrimSuffix(feed, []byte("\r\n")), []byte("\r\n")) {
		number := i + 1
		l.physical(number, raw)
		folded := len(raw) > 0 && (raw[0] == ' ' || raw[0] == '\t')
		switch {
		case !folded:
			lines = append(lines, logical{number, bytes.Clone(raw)})
		case len(lines) == 0:
			l.say(number, "the first line is a continuation")
		default:
			if raw[0] != ' ' || len(raw) == 1 {
				l.say(number, "fold with a tab, or with nothing behind it")
			}
			last := &lines[len(lines)-1]
			last.text = append(last.text, raw[1:]...)
		}
	}
	return lines
}

// physical checks one line as it stands in the file. Each must be UTF-8 by
// itself, so that no fold lies inside a character.
func (l *linter) physical(number int, raw []byte) {
	switch {
	case len(raw) == 0:
		l.say(number, "empty line")
	case len(raw) > 75:
		l.say(number, "%d octets", len(raw))
	}
	if !utf8.Valid(raw) {
		l.say(number, "not UTF-8")
	}
	for _, r := range string(raw) {
		if unicode.IsControl(r) || r == '\ufeff' || r == '\u2028' || r == '\u2029' {
			l.say(number, "control character %U", r)
			return
		}
	}
}

// A property is one content line, taken apart.
type property struct {
	line   int
	name   string
	params []parameter
	value  string
}

type parameter struct{ name, value string }

func (p *property) param(name string) string {
	for _, q := range p.params {
		if q.name == name {
			return q.value
		}
	}
	return ""
}

const nameLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"

// parse takes a content line apart (RFC 5545 3.1).
func (l *linter) parse(line logical) (property, bool) {
	p, text := property{line: line.number}, string(line.text)
	rest := strings.TrimLeft(text, nameLetters)
	p.name = text[:len(text)-len(rest)]
	if p.name == "" || rest == "" {
		l.say(line.number, "no property name or no colon")
		return p, false
	}
	for rest[0] == ';' {
		q, after, ok := parseParam(rest[1:])
		if !ok || after == "" {
			l.say(line.number, "%s: malformed parameter", p.name)
			return p, false
		}
		p.params, rest = append(p.params, q), after
	}
	if rest[0] != ':' {
		l.say(line.number, "%s: no colon where one must be", p.name)
		return p, false
	}
	p.value = rest[1:]
	return p, true
}

func parseParam(s string) (q parameter, rest string, ok bool) {
	after := strings.TrimLeft(s, nameLetters)
	q.name = s[:len(s)-len(after)]
	if q.name == "" || !strings.HasPrefix(after, "=") {
		return q, "", false
	}
	if after = after[1:]; strings.HasPrefix(after, `"`) {
		q.value, rest, ok = strings.Cut(after[1:], `"`)
		return q, rest, ok
	}
	end := strings.IndexAny(after, `;:,"`)
	if end <= 0 || after[end] == ',' || after[end] == '"' {
		return q, "", false
	}
	q.value = after[:end]
	return q, after[end:], true
}
