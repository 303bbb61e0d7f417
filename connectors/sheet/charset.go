package sheet

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// utf8Text returns a text file as UTF-8 without a byte order mark: a mark says
// UTF-8 or UTF-16 (Excel's « Texte Unicode »), else what is valid UTF-8 is that,
// and all other is Windows-1252, in which French Excel writes .csv.
func utf8Text(body []byte) []byte {
	switch {
	case bytes.HasPrefix(body, []byte("\xEF\xBB\xBF")):
		return body[3:]
	case bytes.HasPrefix(body, []byte("\xFE\xFF")):
		return fromUTF16(body[2:], binary.BigEndian)
	case bytes.HasPrefix(body, []byte("\xFF\xFE")):
		return fromUTF16(body[2:], binary.LittleEndian)
	case unmarked(body, 0):
		return fromUTF16(body, binary.BigEndian)
	case unmarked(body, 1):
		return fromUTF16(body, binary.LittleEndian)
	case utf8.Valid(body):
		return body
	}
	out := make([]byte, 0, len(body)+len(body)/16)
	for _, c := range body {
		if c < utf8.RuneSelf {
			out = append(out, c)
		} else {
			out = utf8.AppendRune(out, charmap.Windows1252.DecodeByte(c))
		}
	}
	return out
}

// unmarked reports whether the bytes at odd or even places are zero at the
// beginning, as the upper halves of UTF-16 are in what begins in plain letters.
func unmarked(body []byte, zero int) bool {
	if len(body) < 8 || len(body)%2 != 0 {
		return false
	}
	for i := range 8 {
		if (body[i] == 0) != (i%2 == zero) {
			return false
		}
	}
	return true
}

func fromUTF16(body []byte, order binary.ByteOrder) []byte {
	out := make([]byte, 0, len(body))
	for i := 0; i+1 < len(body); i += 2 {
		r := rune(order.Uint16(body[i:]))
		if utf16.IsSurrogate(r) && i+3 < len(body) {
			if pair := utf16.DecodeRune(r, rune(order.Uint16(body[i+2:]))); pair != utf8.RuneError {
				r, i = pair, i+2
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}
