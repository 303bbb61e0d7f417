package ical

import "bytes"

// Bounds on what one body may hold. A mediator's feed has hundreds of events;
// the largest real one seen has 8,000 in 5 MB.
const (
	maxBody   = 16 << 20
	maxDepth  = 8       // components in components; go-ical's recursion kills the process
	maxEvents = 100_000 // 200 bytes each in a full body
	maxLines  = 500_000 // content lines handed to go-ical
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
	calendars int  // VCALENDARs seen
	versioned bool // a VERSION or PRODID was there
	holds     int  // components inside calendars
	nameless  int  // events that could not be read and have no UID
}

// structural reports whether absence from the file means nothing: it was cut,
// or put together from parts that did not fit. Mended text does not count.
func (f *faults) structural() bool {
	return f.cut || f.bare || f.crossed > 0 || f.deep > 0 || f.overflow || f.nameless > 0
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

// A frame is a component that has been begun and not yet ended.
type frame struct {
	name  string        // in upper case
	text  *bytes.Buffer // nil where the component is not read
	line  int
	seen  placeSet
	upper bool // its writer writes names in upper case
	open  bool // the last property was a text that is read: a broken line belongs to it
	drop  bool // the last property was a text that is not read
	stray bool // a broken line did belong to it
}

// A placeSet holds places in the table of properties.
type placeSet [2]uint64

// add reports whether n was not yet in the set.
func (s *placeSet) add(n int) bool {
	bit := uint64(1) << (n % 64)
	fresh := s[n/64]&bit == 0
	s[n/64] |= bit
	return fresh
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

// begin opens a component. A second event, zone or calendar inside an open one
// means that its END is missing. One nested too deep is left out with all it
// holds.
func (m *mender) begin(name []byte, f frame) {
	switch f.name = string(name); f.name {
	case "VCALENDAR", "VEVENT", "VTIMEZONE":
		if m.over == 0 && m.isOpen(f.name) {
			m.end(name)
			m.crossed++
		}
	}
	if m.over > 0 || len(m.frames) == maxDepth {
		m.over++
		m.deep++
		return
	}
	m.count(f.name)
	f.text = m.textFor(f.name)
	m.frames = append(m.frames, f)
}

func (m *mender) isOpen(name string) bool {
	for _, f := range m.frames {
		if f.name == name {
			return true
		}
	}
	return false
}

func (m *mender) count(name string) {
	switch {
	case name == "VCALENDAR":
		m.calendars++
	case len(m.frames) > 0 && m.frames[0].name == "VCALENDAR":
		m.holds++
	}
	m.bare = m.bare || name == "VEVENT" && m.calendars == 0
}

// textFor returns where the lines of a component go, nil where it is not read.
func (m *mender) textFor(name string) *bytes.Buffer {
	switch name {
	case "VCALENDAR":
		return m.buffer()
	case "VEVENT", "VTIMEZONE":
		b := m.buffer()
		b.WriteString("\nBEGIN:" + name)
		return b
	case "STANDARD", "DAYLIGHT":
		if len(m.frames) > 0 && m.top().name == "VTIMEZONE" {
			b := m.top().text
			b.WriteString("\nBEGIN:" + name)
			return b
		}
	}
	return nil
}

// end closes the component of that name and all that were left open inside it.
func (m *mender) end(name []byte) {
	if m.over > 0 {
		m.over--
		return
	}
	i := len(m.frames) - 1
	for i >= 0 && m.frames[i].name != string(name) {
		i--
	}
	if i < 0 {
		m.crossed++
		return
	}
	if i < len(m.frames)-1 {
		m.crossed++
	}
	for len(m.frames) > i {
		m.close(true)
	}
}

// finish closes what the body left open: cut short, or never ended.
func (m *mender) finish() {
	m.cut = len(m.frames) > 0
	for len(m.frames) > 0 {
		m.close(false)
	}
}

// close hands out the innermost component.
func (m *mender) close(whole bool) {
	f := *m.top()
	m.frames = m.frames[:len(m.frames)-1]
	switch f.name {
	case "STANDARD", "DAYLIGHT":
		if f.text != nil {
			f.text.WriteString("\nEND:" + f.name)
		}
	case "VEVENT", "VTIMEZONE", "VCALENDAR":
		if f.name != "VCALENDAR" {
			f.text.WriteString("\nEND:" + f.name)
		}
		f.text.WriteString("\nEND:VCALENDAR\n")
		m.take(piece{kind: f.name, text: f.text.Bytes(), line: f.line, whole: whole})
		m.spare = append(m.spare, f.text)
		if f.name == "VEVENT" {
			m.events++
			m.overflow = m.overflow || m.events >= maxEvents
		}
	}
}

// buffer returns an empty component's text.
func (m *mender) buffer() *bytes.Buffer {
	var b *bytes.Buffer
	if n := len(m.spare); n > 0 {
		b, m.spare = m.spare[n-1], m.spare[:n-1]
		b.Reset()
	} else {
		b = new(bytes.Buffer)
	}
	b.WriteString("BEGIN:VCALENDAR")
	return b
}

// unquotePrint decodes quoted-printable; what is not well formed stays. A line
// break becomes the two characters of an escaped one.
func unquotePrint(value []byte) []byte {
	out := make([]byte, 0, len(value))
	for i := 0; i < len(value); i++ {
		c := value[i]
		if c == '=' && i+2 < len(value) {
			if hi, lo := unhex(value[i+1]), unhex(value[i+2]); hi >= 0 && lo >= 0 {
				c = byte(hi<<4 | lo)
				i += 2
			}
		}
		switch c {
		case '\r':
		case '\n':
			out = append(out, `\n`...)
		default:
			out = append(out, c)
		}
	}
	return out
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}
