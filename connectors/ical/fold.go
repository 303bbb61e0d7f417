package ical

import "bytes"

// A scanner cuts a body into unfolded content lines (RFC 5545 3.1). It works on
// bytes, since folds stand inside UTF-8 sequences, and in place: a line is
// moved together over its own folds, so nothing is allocated.
//
// Lines end in LF, CRLF, CR or any number of CRs and an LF. Blank lines are
// passed over. A line that begins with a blank or tab goes on with the one
// before.
type scanner struct {
	body []byte
	read int // where the next physical line begins
	stop int // where the bytes before the next LF end, their last CRs left out
	next int // behind that LF
	line int // number of physical lines read

	held   []byte // a physical line read ahead
	heldAt int    // its place in body
	ahead  bool
}

func newScanner(body []byte) *scanner { return &scanner{body: body, stop: -1} }

// logical returns the next unfolded line and the number of its first physical
// line; ok is false at the end of the body.
func (s *scanner) logical() (text []byte, at int, ok bool) {
	text, from, ok := s.take()
	if !ok {
		return nil, 0, false
	}
	at, to := s.line, from+len(text)
	from = to - len(bytes.TrimLeft(text, " \t")) // no line to go on with
	quoted := isQuotedPrintable(s.body[from:to])
	for {
		more, moreAt, ok := s.take()
		if !ok {
			return s.body[from:to], at, true
		}
		switch {
		case quoted && to > from && s.body[to-1] == '=':
			to--
			to += copy(s.body[to:], more)
		case isFold(s.body[from:to], more):
			to += copy(s.body[to:], more[1:])
		default:
			s.held, s.heldAt, s.ahead = more, moreAt, true
			return s.body[from:to], at, true
		}
	}
}

// isFold reports whether the physical line more goes on with text. BEGIN and
// END are never folded, but files exist that indent what follows them.
func isFold(text, more []byte) bool {
	if more[0] != ' ' && more[0] != '\t' {
		return false
	}
	structure := hasPrefixFold(text, "BEGIN:") || hasPrefixFold(text, "END:")
	return !structure || len(bytes.TrimSpace(more)) == 0
}

// isQuotedPrintable reports whether a line of vCalendar 1.0 goes on in the next
// one when it ends in "=". It looks at the first physical line alone, once.
func isQuotedPrintable(text []byte) bool {
	if len(text) == 0 || text[len(text)-1] != '=' {
		return false
	}
	head, _, _ := bytes.Cut(text[:min(len(text), maxHead)], []byte(":"))
	return bytes.Contains(bytes.ToUpper(head), []byte("QUOTED-PRINTABLE"))
}

// take returns the next physical line that is not empty, and its place.
func (s *scanner) take() ([]byte, int, bool) {
	if s.ahead {
		s.ahead = false
		return s.held, s.heldAt, true
	}
	for s.read < len(s.body) {
		from, to := s.physical()
		if to > from {
			return s.body[from:to], from, true
		}
	}
	return nil, 0, false
}

// physical returns the bounds of the next physical line. Where the next LF is
// gets remembered, so that a body of many CRs is not searched once for each.
func (s *scanner) physical() (from, to int) {
	if s.read > s.stop {
		s.findLF()
	}
	s.line++
	from = s.read
	if cr := bytes.IndexByte(s.body[from:s.stop], '\r'); cr >= 0 {
		s.read = from + cr + 1
		return from, from + cr
	}
	s.read = s.next
	to = s.stop
	s.stop = -1
	return from, to
}

func (s *scanner) findLF() {
	s.stop, s.next = len(s.body), len(s.body)
	if lf := bytes.IndexByte(s.body[s.read:], '\n'); lf >= 0 {
		s.stop, s.next = s.read+lf, s.read+lf+1
	}
	for s.stop > s.read && s.body[s.stop-1] == '\r' {
		s.stop--
	}
}

// hasPrefixFold is strings.HasPrefix without regard to the case of ASCII.
func hasPrefixFold(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && bytes.EqualFold(b[:len(prefix)], []byte(prefix))
}
