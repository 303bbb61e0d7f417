package ical

import "bytes"

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
