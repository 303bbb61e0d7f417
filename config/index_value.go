package config

import (
	"strings"

	"github.com/BurntSushi/toml"
)

// name reads a key of one part or more: a."b c".'d', and the spaces after it.
func (s *scanner) name() (parts []string, ok bool) {
	for {
		s.spaces()
		part, ok := s.namePart()
		if !ok {
			return nil, false
		}
		parts = append(parts, part)
		if s.spaces(); !s.take(".") {
			return parts, true
		}
		if len(parts) == maxDepth {
			s.deep = s.line()
			return nil, false
		}
	}
}

func (s *scanner) namePart() (part string, ok bool) {
	start := s.pos
	switch {
	case s.at(`"`):
		if !s.basic() {
			return "", false
		}
		return unquote(s.text[start:s.pos])
	case s.at("'"):
		ok = s.literal()
		return strings.Trim(s.text[start:s.pos], "'"), ok
	}
	for !s.end() && bare(s.text[s.pos]) {
		s.pos++
	}
	return s.text[start:s.pos], s.pos > start
}

func bare(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// unquote has the library read a quoted key, for its escapes.
func unquote(quoted string) (string, bool) {
	if !strings.Contains(quoted, `\`) {
		return quoted[1 : len(quoted)-1], true
	}
	read, err := parse("k = " + quoted)
	if err != nil {
		return "", false
	}
	text, ok := read["k"].(string)
	return text, ok
}

// parse has the library read a file. Its panics, which are mistakes of its own
// on texts that are none of TOML, count as errors.
func parse(text string) (values map[string]any, err error) {
	defer func() {
		if recover() != nil {
			values, err = nil, toml.ParseError{Position: toml.Position{Start: -1}}
		}
	}()
	_, err = toml.Decode(text, &values)
	return values, err
}

// value reads one value of any kind into n.
func (s *scanner) value(n *node) bool {
	s.spaces()
	if s.depth++; s.depth > maxDepth {
		s.deep = s.line()
		return false
	}
	defer func() { s.depth-- }()
	line, ok := s.line(), false
	switch {
	case s.at(`"""`):
		ok = s.long(`"""`)
	case s.at("'''"):
		ok = s.long("'''")
	case s.at(`"`):
		ok = s.basic()
	case s.at("'"):
		ok = s.literal()
	case s.take("["):
		ok = s.list(n)
	case s.take("{"):
		ok = s.inline(n)
	default:
		return s.scalar()
	}
	if !ok && s.end() && s.unclosed == 0 {
		s.unclosed = line
	}
	return ok
}

// scalar reads a number, date, or true and false: all up to what ends a value.
func (s *scanner) scalar() bool {
	start := s.pos
	if i := strings.IndexAny(s.text[s.pos:], ",]}#\r\n"); i >= 0 {
		s.pos += i
	} else {
		s.pos = len(s.text)
	}
	return s.pos > start
}

// basic reads "…" with escapes, on one line.
func (s *scanner) basic() bool {
	for s.pos++; !s.end(); s.pos++ {
		switch s.text[s.pos] {
		case '\\':
			s.pos++
		case '\n':
			return false
		case '"':
			s.pos++
			return true
		}
	}
	return false
}

// literal reads '…', on one line.
func (s *scanner) literal() bool {
	for s.pos++; !s.end(); s.pos++ {
		switch s.text[s.pos] {
		case '\n':
			return false
		case '\'':
			s.pos++
			return true
		}
	}
	return false
}

// long reads a text of several lines. Up to two quotes may stand right before
// the three that end it.
func (s *scanner) long(quotes string) bool {
	for s.pos += 3; !s.end(); s.pos++ {
		if s.text[s.pos] == '\\' && quotes == `"""` {
			s.pos++
		} else if s.take(quotes) {
			for range 2 {
				s.take(quotes[:1])
			}
			return true
		}
	}
	return false
}

// list reads the elements after [, over as many lines as they take.
func (s *scanner) list(n *node) bool {
	for {
		switch s.blank(); {
		case s.end():
			return false
		case s.take("]"):
			return true
		case s.take(","):
			continue
		}
		element := &node{line: s.line(), set: true}
		n.items = append(n.items, element)
		if !s.value(element) {
			return false
		}
	}
}

// inline reads the keys after {.
func (s *scanner) inline(n *node) bool {
	for {
		switch s.blank(); {
		case s.end():
			return false
		case s.take("}"):
			return true
		case s.take(","):
			continue
		}
		if !s.pair(n) {
			return false
		}
	}
}
