package ical

import "bytes"

// Bounds on what one body may hold. A mediator's feed has hundreds of events;
// the largest real one seen has 8,000 in 5 MB.
const (
	maxBody   = 16 << 20
	maxDepth  = 8         // components in components; go-ical's recursion kills the process
	maxEvents = 100_000   // 160 bytes each in a full body
	maxLines  = 1_000_000 // content lines handed to go-ical
)

// A piece is one component in the form in which go-ical is given it: a whole
// VCALENDAR around it, well formed, with only the properties that tresse reads.
type piece struct {
	kind  string // VEVENT, VTIMEZONE, or VCALENDAR for the calendar's own properties
	text  []byte // valid until the next piece
	line  int    // where it begins in the body
	whole bool   // its END was there
}

// Faults count what had to be mended.
type faults struct {
	cut       bool // the body ends inside a component
	bare      bool // events stand outside any VCALENDAR
	crossed   int  // ENDs that fit nothing, or closed what was inside as well
	deep      int  // components nested too deep, left out
	overflow  bool // more events or lines than are read
	rejoined  int  // lines that were the rest of the text before
	lost      int  // lines that could not be read
	maimed    bool // among them one that says which event it is, or when
	calendars int  // VCALENDARs seen
	versioned bool // a VERSION or PRODID was there
	holds     int  // components inside calendars
	nameless  int  // events that could not be read and have no UID
}

// structural reports whether absence from the file means nothing: it was cut,
// or put together from parts that did not fit. Mended text does not count.
func (f *faults) structural() bool {
	return f.cut || f.bare || f.crossed > 0 || f.deep > 0 || f.overflow || f.maimed || f.nameless > 0
}

// mend reads a body as real programs write them and hands out its components,
// so that go-ical only ever sees well-formed ones. Every mend is here or called
// from here, each described where it is done:
//
//	scanner       line ends of all kinds, folds, blank lines, soft line breaks
//	utf8Line      Windows-1252 in single lines
//	cutLine       parameters that are not well formed, too long, or have colons
//	rejoin        raw newlines in texts
//	begin, end    missing, crossed and stray BEGIN and END, nesting without bound
//	unquotePrint  quoted-printable
//
// body is in an ASCII-compatible encoding (see transcode) and is overwritten.
func mend(body []byte, take func(piece)) faults {
	m := mender{take: take}
	s := newScanner(body)
	for !m.overflow {
		line, at, ok := s.logical()
		if !ok {
			break
		}
		m.line(utf8Line(line), at)
	}
	m.finish()
	return m.faults
}

type mender struct {
	faults
	take   func(piece)
	frames []frame
	spare  []*bytes.Buffer
	over   int // BEGINs beyond maxDepth that are still open
	events int
	lines  int
	params [8]param
}

func (m *mender) line(line []byte, at int) {
	h, value, err := cutLine(line, m.params[:0])
	switch {
	case err == nil && h.name == "BEGIN":
		m.begin(bytes.ToUpper(bytes.TrimSpace(value)), frame{line: at, upper: line[1] == 'E'})
	case err == nil && h.name == "END":
		m.end(bytes.ToUpper(bytes.TrimSpace(value)))
	case len(m.frames) == 0 || m.over > 0 || m.top().text == nil:
		// outside of what is read
	case m.isRest(line, h, err):
		m.rejoin(line)
	case err != nil:
		m.lost++
		m.maimed = m.maimed || h.is(vital)
	default:
		m.property(h, value)
	}
}

func (m *mender) top() *frame { return &m.frames[len(m.frames)-1] }

// isRest reports whether a line is the rest of the text before it, whose writer
// left a newline raw: it has no name and colon, or a name that the program
// which wrote this component would not write ("Tarif:", "https:").
func (m *mender) isRest(line []byte, h head, err error) bool {
	f := m.top()
	if !f.open && !f.drop {
		return false
	}
	name := line[:nameLength(line)]
	upper := isUpper(name)
	switch {
	case err != nil:
		return !h.is(known) || !upper
	case hasPrefixFold(name, "X-"):
		return false
	case f.upper && !upper:
		return true
	}
	return f.stray && !h.is(known)
}

func isUpper(name []byte) bool {
	return !bytes.ContainsFunc(name, func(r rune) bool { return r >= 'a' && r <= 'z' })
}

func (m *mender) rejoin(line []byte) {
	f := m.top()
	f.stray = true
	if f.open {
		f.text.WriteString(`\n`)
		f.text.Write(line)
	}
	m.rejoined++
}

// property writes one line to its component.
func (m *mender) property(h head, value []byte) {
	f := m.top()
	keep := h.is(wanted) && (h.is(repeated) || f.seen.add(h.place))
	f.open, f.drop, f.stray = keep && h.is(text), !keep && h.is(text), false
	if f.name == "VCALENDAR" && (h.name == "VERSION" || h.name == "PRODID") {
		m.versioned = true
	}
	if !keep {
		return
	}
	if m.lines++; m.lines > maxLines {
		m.overflow = true
		return
	}
	if enc := h.get("ENCODING"); bytes.EqualFold(enc, []byte("QUOTED-PRINTABLE")) {
		value = utf8Line(unquotePrint(value))
	}
	f.text.WriteByte('\n')
	f.text.WriteString(h.name)
	h.writeParams(f.text)
	f.text.WriteByte(':')
	f.text.Write(bytes.TrimSpace(value))
}

// writeParams writes what go-ical and the date reader need, always quoted.
func (h *head) writeParams(w *bytes.Buffer) {
	for _, p := range h.params {
		if len(p.name) == 8 || len(p.name) == 7 { // ENCODING, CHARSET: done with
			continue
		}
		w.WriteByte(';')
		w.Write(p.name)
		w.WriteString(`="`)
		w.Write(p.value)
		w.WriteByte('"')
	}
}
