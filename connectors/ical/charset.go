package ical

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// transcode returns body in an ASCII-compatible encoding, without a byte order
// mark: UTF-16 becomes UTF-8, everything else stays for utf8Line to look at
// line by line, because files mix encodings.
func transcode(body []byte) []byte {
	switch {
	case bytes.HasPrefix(body, []byte("\xEF\xBB\xBF")):
		return body[3:]
	case bytes.HasPrefix(body, []byte("\xFE\xFF")):
		return fromUTF16(body[2:], binary.BigEndian)
	case bytes.HasPrefix(body, []byte("\xFF\xFE")):
		return fromUTF16(body[2:], binary.LittleEndian)
	case bytes.HasPrefix(body, []byte("\x00B\x00E")):
		return fromUTF16(body, binary.BigEndian)
	case bytes.HasPrefix(body, []byte("B\x00E\x00")):
		return fromUTF16(body, binary.LittleEndian)
	}
	return body
}

func fromUTF16(body []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, 0, len(body)/2)
	for i := 0; i+1 < len(body); i += 2 {
		units = append(units, order.Uint16(body[i:]))
	}
	out := make([]byte, 0, len(body))
	for _, r := range utf16.Decode(units) {
		out = utf8.AppendRune(out, r)
	}
	return out
}

// utf8Line returns an unfolded line as UTF-8. Old programs write Latin-1 or
// Windows-1252 lines into files that are UTF-8 elsewhere; the two agree but for
// 0x80–0x9F, where Windows-1252 has letters and Latin-1 nothing printable.
func utf8Line(line []byte) []byte {
	if utf8.Valid(line) {
		return line
	}
	out := make([]byte, 0, len(line)+len(line)/4)
	for _, c := range line {
		out = utf8.AppendRune(out, charmap.Windows1252.DecodeByte(c))
	}
	return out
}
