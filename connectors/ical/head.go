package ical

import (
	"bytes"
	"errors"
)

// maxHead bounds the name and parameters of a content line, in bytes: go-ical
// takes quadratic time over them (11 s for 200 kB). Values may be long.
const maxHead = 4 << 10

// maxParam bounds one parameter's value, for the same reason.
const maxParam = 255

// A head is what stands before the value of a content line: its property and
// those of its parameters that tresse reads, mended.
type head struct {
	property
	params []param
}

type param struct{ name, value []byte }

var (
	errNoHead   = errors.New("no name and colon")
	errLongHead = errors.New("parameters over 4 kB")
)

// cutLine parts a content line (RFC 5545 3.1) into head and value, and mends
// what go-ical would lose the file or panic over: text behind a quoted
// parameter, quotes left open, parameters without value, colons in a TZID.
// The slices point into line; scratch is used for the parameters.
//
// The error is errNoHead where no name and colon can be found, errLongHead
// where they are too far apart; what is known of the name is returned with it.
func cutLine(line []byte, scratch []param) (h head, value []byte, err error) {
	bound := line[:min(len(line), maxHead)]
	at := nameLength(bound)
	h.property = lookUp(line[:at])
	h.params = scratch[:0]
	for at > 0 && at < len(bound) && bound[at] == ' ' {
		at++
	}
	for at > 0 && at < len(bound) && bound[at] == ';' {
		p, end := cutParam(bound[at+1:])
		at += 1 + end
		if keptParam(p.name) && len(p.value) <= maxParam {
			h.params = append(h.params, p)
		}
	}
	if at == 0 || at >= len(bound) || bound[at] != ':' {
		if at > 0 && bytes.IndexByte(bound, '"') >= 0 { // a quote that holds the colon too
			return cutLine(bytes.ReplaceAll(line, []byte(`"`), nil), scratch)
		}
		return h, nil, headError(line)
	}
	value = line[at+1:]
	if h.is(dated) {
		value = h.mendZone(value)
	}
	return h, value, nil
}

func headError(line []byte) error {
	if len(line) > maxHead {
		return errLongHead
	}
	return errNoHead
}

func nameLength(line []byte) int {
	for i, c := range line {
		letter := c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
		if !letter && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return i
		}
	}
	return len(line)
}

// cutParam reads the parameter that text, the line behind its semicolon, begins
// with, and returns its length. vCalendar 1.0 writes values alone
// (";QUOTED-PRINTABLE"): those get the name ENCODING.
func cutParam(text []byte) (p param, end int) {
	end = paramEnd(text)
	if name, value, ok := bytes.Cut(text[:end], []byte("=")); ok {
		return param{bytes.TrimSpace(name), unquote(value)}, end
	}
	if bytes.EqualFold(text[:end], []byte("QUOTED-PRINTABLE")) {
		return param{[]byte("ENCODING"), text[:end]}, end
	}
	return param{}, end
}

// paramEnd returns where a parameter ends: at the first colon or semicolon
// outside quotes. A quote that is never closed is an ordinary character.
func paramEnd(text []byte) int {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case ':', ';':
			return i
		case '"':
			if closing := bytes.IndexByte(text[i+1:], '"'); closing >= 0 {
				i += 1 + closing
			} else if end := bytes.IndexAny(text[i:], ":;"); end >= 0 {
				return i + end
			} else {
				return len(text)
			}
		}
	}
	return len(text)
}

// unquote takes the quotes out of a parameter's value: `"Dupont" Jean` is the
// name Dupont Jean.
func unquote(value []byte) []byte {
	if bytes.IndexByte(value, '"') < 0 {
		return value
	}
	return bytes.ReplaceAll(value, []byte(`"`), nil)
}

func keptParam(name []byte) bool {
	switch len(name) {
	case 2:
		return bytes.EqualFold(name, []byte("CN"))
	case 4:
		return bytes.EqualFold(name, []byte("TZID"))
	case 5:
		return bytes.EqualFold(name, []byte("VALUE")) || bytes.EqualFold(name, []byte("RANGE"))
	case 7:
		return bytes.EqualFold(name, []byte("CHARSET"))
	case 8:
		return bytes.EqualFold(name, []byte("ENCODING"))
	}
	return false
}

// get returns the value of a parameter, nil where it is not there.
func (h *head) get(name string) []byte {
	for _, p := range h.params {
		if bytes.EqualFold(p.name, []byte(name)) {
			return p.value
		}
	}
	return nil
}

// mendZone gives a TZID that holds an unquoted colon back to its parameter:
// Exchange writes "(UTC+01:00) Brussels…" and "tzone://Microsoft/Custom". No
// date holds a colon, so what stands before the last one is no date.
func (h *head) mendZone(value []byte) []byte {
	colon := bytes.LastIndexByte(value, ':')
	if colon < 0 || len(h.params) == 0 || isISOTime(value) {
		return value
	}
	last := &h.params[len(h.params)-1]
	if bytes.EqualFold(last.name, []byte("TZID")) && len(last.value)+colon < maxParam {
		last.value = append(append(append([]byte{}, last.value...), ':'), unquote(value[:colon])...)
	}
	return value[colon+1:]
}

// isISOTime reports whether value looks like 2026-10-20T14:00:00, whose colons
// are its own.
func isISOTime(value []byte) bool {
	return len(value) > 4 && value[4] == '-' && value[0] >= '0' && value[0] <= '9'
}
