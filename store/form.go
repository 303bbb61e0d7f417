package store

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tresse"
)

// A form is the body of a value, being written or being read: the same lines
// (formfact.go, formview.go) describe both ways. Each field that is not zero
// stands there as one byte, its number and how it is written, and then itself.
// Fields are written in the order of their numbers; a number means the same for
// ever, and one that is not known is passed over. TestEveryFieldHasItsNumber
// fails while a field of the vocabulary has none.
//
// It keeps what JSON keeps: bytes that are no UTF-8 become U+FFFD (lossy is set
// then), nil and empty lists stay apart.
type form struct {
	b       []byte // what is written, or what is left to be read
	reading bool
	err     error
	lossy   bool
	near    [2]string // texts that other texts of the same value often hold
	numbers *numbers  // who knows the numbers of refs; nil leaves refs out
}

// How a field is written: the lower three bits of its byte. The number of the
// field, 31 at most, stands above them.
const (
	asNumber = iota // a zigzag varint
	asText          // a length and as many bytes: a text, a list, fields of their own
	asID            // the 16 bytes of an id
	asTrue          // nothing more
	asDay           // a zigzag varint: a Time that is a day
	asFloat         // 8 bytes
	asNear          // a length, how long the part before near[0] is, the parts around it
	asNear1         // the same with near[1]
)

// fail ends the form; what follows is neither written nor read.
func (f *form) fail(format string, args ...any) {
	if f.err == nil {
		f.err = fmt.Errorf(format, args...)
	}
	f.b = f.b[:0]
}

func (f *form) tag(n, how byte) { f.b = append(f.b, n<<3|how) }

// next reports whether field n comes next, written so.
func (f *form) next(n, how byte) bool { return len(f.b) > 0 && f.b[0] == n<<3|how }

// field goes on to field n and says how it is written; ok is false where it is
// not there.
func (f *form) field(n byte) (how byte, ok bool) {
	for len(f.b) > 0 && f.b[0]>>3 < n {
		f.skip()
	}
	if len(f.b) == 0 || f.b[0]>>3 != n {
		return 0, false
	}
	how = f.b[0] & 7
	f.b = f.b[1:]
	return how, true
}

// skip passes over a field that nothing asks for.
func (f *form) skip() {
	how := f.b[0] & 7
	f.b = f.b[1:]
	switch how {
	case asNumber, asDay:
		f.varint()
	case asText, asNear, asNear1:
		f.bytes()
	case asID:
		f.take(16)
	case asFloat:
		f.take(8)
	}
}

func (f *form) take(n int) []byte {
	if n > len(f.b) {
		f.fail("%d bytes where %d are asked for", len(f.b), n)
		return nil
	}
	b := f.b[:n]
	f.b = f.b[n:]
	return b
}

func (f *form) varint() int64 {
	v, n := binary.Varint(f.b)
	if n <= 0 {
		f.fail("broken number")
		return 0
	}
	f.b = f.b[n:]
	return v
}

func (f *form) uvarint() uint64 {
	v, n := binary.Uvarint(f.b)
	if n <= 0 {
		f.fail("broken length")
		return 0
	}
	f.b = f.b[n:]
	return v
}

// bytes reads a length and as many bytes.
func (f *form) bytes() []byte {
	n := f.uvarint()
	if n > uint64(len(f.b)) {
		f.fail("%d bytes where %d are asked for", len(f.b), n)
		return nil
	}
	return f.take(int(n))
}

// integer is a number of any kind.
func integer[N ~int | ~int64 | ~uint64](f *form, n byte, p *N) {
	if !f.reading {
		if *p != 0 {
			f.tag(n, asNumber)
			f.b = binary.AppendVarint(f.b, int64(*p))
		}
		return
	}
	if how, ok := f.field(n); ok && how == asNumber {
		*p = N(f.varint())
	} else if ok {
		f.fail("field %d is no number", n)
	}
}

// word is a text that is mostly one of a few, in an order that never changes.
func word[S ~string](f *form, n byte, p *S, usual []S) {
	if !f.reading {
		if i := slices.Index(usual, *p); i >= 0 {
			f.tag(n, asNumber)
			f.b = binary.AppendVarint(f.b, int64(i))
			return
		}
		text(f, n, p)
		return
	}
	if !f.next(n, asNumber) {
		text(f, n, p)
		return
	}
	f.b = f.b[1:]
	if i := f.varint(); i >= 0 && i < int64(len(usual)) {
		*p = usual[i]
	} else {
		f.fail("field %d is an unknown word", n)
	}
}

func (f *form) truth(n byte, p *bool) {
	if !f.reading {
		if *p {
			f.tag(n, asTrue)
		}
		return
	}
	if how, ok := f.field(n); ok && how == asTrue {
		*p = true
	} else if ok {
		f.fail("field %d is no truth", n)
	}
}

func (f *form) float(n byte, p *float64) {
	if !f.reading {
		if math.IsNaN(*p) || math.IsInf(*p, 0) {
			f.fail("a number that is none")
		} else if *p != 0 {
			f.tag(n, asFloat)
			f.b = binary.BigEndian.AppendUint64(f.b, math.Float64bits(*p))
		}
		return
	}
	if how, ok := f.field(n); ok && how == asFloat {
		if b := f.take(8); b != nil {
			*p = math.Float64frombits(binary.BigEndian.Uint64(b))
		}
	} else if ok {
		f.fail("field %d is no fraction", n)
	}
}

// text is a text; one that holds near[0] or near[1] is written around it.
func text[S ~string](f *form, n byte, p *S) {
	if !f.reading {
		if *p != "" {
			f.writeText(n, f.clean(string(*p)))
		}
		return
	}
	how, ok := f.field(n)
	if !ok {
		return
	}
	b := f.bytes()
	switch how {
	case asText:
		*p = S(b)
	case asNear, asNear1:
		*p = S(around(f, b, f.near[how-asNear]))
	default:
		f.fail("field %d is no text", n)
	}
}

func (f *form) writeText(n byte, s string) {
	for i, near := range f.near {
		at := -1
		if len(near) > 3 {
			at = strings.Index(s, near)
		}
		if at >= 0 {
			f.tag(n, asNear+byte(i))
			rest := len(s) - len(near)
			f.b = binary.AppendUvarint(f.b, uint64(uvarintSize(at)+rest))
			f.b = binary.AppendUvarint(f.b, uint64(at))
			f.b = append(append(f.b, s[:at]...), s[at+len(near):]...)
			return
		}
	}
	f.tag(n, asText)
	f.string(s)
}

// string writes a length and a text.
func (f *form) string(s string) {
	f.b = append(binary.AppendUvarint(f.b, uint64(len(s))), s...)
}

// around puts a text together again.
func around(f *form, b []byte, near string) string {
	at, n := binary.Uvarint(b)
	if n <= 0 || at > uint64(len(b)-n) {
		f.fail("broken text")
		return ""
	}
	b = b[n:]
	return string(b[:at]) + near + string(b[at:])
}

func uvarintSize(n int) int {
	size := 1
	for ; n >= 0x80; n >>= 7 {
		size++
	}
	return size
}

// clean is the text as JSON keeps it.
func (f *form) clean(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	f.lossy = true
	return string([]rune(s))
}

// epoch is what seconds are counted from, so that those of these years are
// short.
var epoch = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Unix()

// instant is a moment; fractions of a second and an offset from UTC are kept.
func (f *form) instant(n byte, p *time.Time) {
	if !f.reading {
		if !p.IsZero() {
			f.writeInstant(n, *p)
		}
		return
	}
	how, ok := f.field(n)
	switch {
	case !ok:
	case how == asNumber:
		*p = time.Unix(f.varint()+epoch, 0).UTC()
	case how == asText:
		*p = f.readInstant()
	default:
		f.fail("field %d is no moment", n)
	}
}

func (f *form) writeInstant(n byte, t time.Time) {
	if y := t.UTC().Year(); y < 0 || y > 9999 {
		f.fail("year %d", y)
		return
	}
	_, offset := t.Zone()
	if t.Nanosecond() == 0 && offset == 0 {
		f.tag(n, asNumber)
		f.b = binary.AppendVarint(f.b, t.Unix()-epoch)
		return
	}
	b := binary.AppendVarint(nil, t.Unix()-epoch)
	b = binary.AppendUvarint(b, uint64(t.Nanosecond()))
	b = binary.AppendVarint(b, int64(offset))
	f.tag(n, asText)
	f.string(string(b))
}

func (f *form) readInstant() time.Time {
	inner := form{b: f.bytes(), reading: true}
	seconds, nanos, offset := inner.varint(), inner.uvarint(), inner.varint()
	if inner.err != nil || nanos >= 1e9 || offset < -1e6 || offset > 1e6 {
		f.fail("broken moment")
		return time.Time{}
	}
	t := time.Unix(seconds+epoch, int64(nanos)).UTC()
	if offset != 0 {
		t = t.In(time.FixedZone("", int(offset)))
	}
	return t
}

// when is a Time, in whole seconds; one near from is short.
func (f *form) when(n byte, p *tresse.Time, from int64) {
	if !f.reading {
		if p.IsZero() {
			return
		}
		how := byte(asNumber)
		if p.Day {
			how = asDay
		}
		f.tag(n, how)
		f.b = binary.AppendVarint(f.b, p.Unix()-from)
		return
	}
	how, ok := f.field(n)
	switch {
	case !ok:
	case how == asNumber, how == asDay:
		*p = tresse.Time{Time: time.Unix(f.varint()+from, 0).UTC(), Day: how == asDay}
	default:
		f.fail("field %d is no time", n)
	}
}
