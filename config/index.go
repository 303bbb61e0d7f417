package config

import (
	"slices"
	"strings"
)

// A node is the place in the file of a key, a section, or an element of a list;
// the tree of nodes has the shape of the parsed values.
type node struct {
	line  int // of its key or header; of an element, of its first character
	keys  map[string]*node
	items []*node // elements of a list, or the [[…]] sections of one name
	set   bool    // written out, not only implied by a longer name
}

// key returns the place of a key; where the file has none, that of n itself, so
// that a missing key is reported where its section begins.
func (n *node) key(name string) *node {
	if k := n.keys[name]; k != nil {
		return k
	}
	return &node{line: n.line}
}

// item returns the place of an element, n's own where there is none.
func (n *node) item(i int) *node {
	if i < len(n.items) {
		return n.items[i]
	}
	return &node{line: n.line}
}

// open returns the node of a key, making it on first sight.
func (n *node) open(name string, line int) *node {
	k := n.keys[name]
	if k == nil {
		k = &node{line: line}
		if n.keys == nil {
			n.keys = map[string]*node{}
		}
		n.keys[name] = k
	}
	return k
}

// newest is where the parts of a name after this one lead: into the last
// element of [[…]].
func (n *node) newest() *node {
	if len(n.items) > 0 {
		return n.items[len(n.items)-1]
	}
	return n
}

// An index knows the lines of all keys of a file.
type index struct {
	root *node
	// ok: the file was read to its end. The index reads whatever the TOML
	// library reads and more, so of a valid file this is always true.
	ok bool
	// deep is the line in which names or lists are nested too deeply to be given
	// to the library, which works recursively; 0 where all is well.
	deep int
	// unclosed is the line of the text, list or inline table that the end of the
	// file found open; 0 where there is none.
	unclosed int
	// twice is the line of the first of two keys of one name; 0 none.
	twice int
}

// maxDepth bounds how deeply names, lists and inline tables are nested. The
// contract needs three.
const maxDepth = 32

// newIndex reads text, which is valid UTF-8.
func newIndex(text string) *index {
	s := &scanner{text: text, index: &index{root: &node{line: 1}}}
	for i := range len(text) {
		if text[i] == '\n' {
			s.breaks = append(s.breaks, i)
		}
	}
	s.table = s.root
	s.ok = s.file()
	return s.index
}

// A scanner walks through a file once, filling the index. Its methods return
// false where they cannot go on, which ends the walk.
type scanner struct {
	*index
	text   string
	pos    int
	breaks []int // offsets of the line feeds
	table  *node // of the last header
	depth  int
}

func (s *scanner) line() int {
	before, _ := slices.BinarySearch(s.breaks, s.pos)
	return before + 1
}

func (s *scanner) end() bool { return s.pos >= len(s.text) }

// at reports whether the text goes on with mark.
func (s *scanner) at(mark string) bool { return strings.HasPrefix(s.text[s.pos:], mark) }

// take steps over mark if it is there.
func (s *scanner) take(mark string) bool {
	if s.at(mark) {
		s.pos += len(mark)
		return true
	}
	return false
}

// spaces steps over spaces and tabs.
func (s *scanner) spaces() {
	for !s.end() && (s.text[s.pos] == ' ' || s.text[s.pos] == '\t') {
		s.pos++
	}
}

// blank steps over spaces, line ends and comments.
func (s *scanner) blank() {
	for !s.end() {
		switch s.text[s.pos] {
		case ' ', '\t', '\r', '\n':
			s.pos++
		case '#':
			if i := strings.IndexByte(s.text[s.pos:], '\n'); i >= 0 {
				s.pos += i
			} else {
				s.pos = len(s.text)
			}
		default:
			return
		}
	}
}

// file reads headers and keys to the end.
func (s *scanner) file() bool {
	for s.blank(); !s.end(); s.blank() {
		ok := false
		if s.at("[") {
			ok = s.header()
		} else {
			ok = s.pair(s.table)
		}
		if !ok {
			return false
		}
	}
	return true
}

// header reads [a.b] or [[a.b]].
func (s *scanner) header() bool {
	line, closing := s.line(), "]"
	if s.take("[[") {
		closing = "]]"
	} else {
		s.take("[")
	}
	parts, ok := s.name()
	if !ok || !s.take(closing) {
		return false
	}
	here := s.root
	for _, part := range parts[:len(parts)-1] {
		here = here.open(part, line).newest()
	}
	here = here.open(parts[len(parts)-1], line)
	if closing == "]]" {
		here.items = append(here.items, &node{line: line, set: true})
		here = here.newest()
	} else {
		s.settle(here, line)
	}
	s.table = here
	return true
}

// settle gives a key or section that is written out its line.
func (s *scanner) settle(n *node, line int) {
	if n.set && s.twice == 0 {
		s.twice = n.line
	}
	if !n.set {
		n.line, n.set = line, true
	}
}

// pair reads key = value into table.
func (s *scanner) pair(table *node) bool {
	line := s.line()
	parts, ok := s.name()
	if !ok || !s.take("=") {
		return false
	}
	for _, part := range parts[:len(parts)-1] {
		table = table.open(part, line).newest()
	}
	here := table.open(parts[len(parts)-1], line)
	s.settle(here, line)
	return s.value(here)
}
