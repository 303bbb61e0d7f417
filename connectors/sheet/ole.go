package sheet

import (
	"encoding/binary"
	"errors"
	"unicode/utf16"
)

// oleMagic begins a compound file ([MS-CFB]), the container of .xls.
const oleMagic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

var errOLE = errors.New("damaged compound file")

const (
	endOfChain = 0xfffffffe
	maxRegular = 0xfffffffa // numbers above say something else than a sector
)

// An ole is a compound file: sectors chained by a table, with streams in them.
// Every chain is bounded by the number of sectors there are, so that none turns
// in circles.
type ole struct {
	body   []byte
	size   int // of a sector
	fat    []uint32
	cutoff uint32
}

// oleStream returns a stream of the root storage by one of its names.
func oleStream(body []byte, names ...string) ([]byte, error) {
	if len(body) < 512 {
		return nil, errOLE
	}
	shift := binary.LittleEndian.Uint16(body[30:])
	if shift != 9 && shift != 12 {
		return nil, errOLE
	}
	o := &ole{body: body, size: 1 << shift, cutoff: binary.LittleEndian.Uint32(body[56:])}
	if err := o.readFAT(); err != nil {
		return nil, err
	}
	directory, err := o.chain(binary.LittleEndian.Uint32(body[48:]))
	if err != nil {
		return nil, err
	}
	return o.find(directory, names)
}

func (o *ole) sector(n uint32) ([]byte, error) {
	at := (int64(n) + 1) * int64(o.size)
	if n > maxRegular || at+int64(o.size) > int64(len(o.body)) {
		// The last sector of a file may be cut short by what wrote it.
		if n <= maxRegular && at < int64(len(o.body)) {
			return append(append([]byte(nil), o.body[at:]...), make([]byte, int(at)+o.size-len(o.body))...), nil
		}
		return nil, errOLE
	}
	return o.body[at : at+int64(o.size)], nil
}

// readFAT gathers the table of sectors: the first 109 of its own are named in
// the header, the others in a chain of their own.
func (o *ole) readFAT() error {
	most := len(o.body)/o.size + 1
	var parts []uint32
	for i := range 109 {
		parts = append(parts, binary.LittleEndian.Uint32(o.body[76+4*i:]))
	}
	next := binary.LittleEndian.Uint32(o.body[68:])
	for n := 0; next <= maxRegular; n++ {
		s, err := o.sector(next)
		if err != nil || n > most {
			return errOLE
		}
		for i := 0; i < o.size-4; i += 4 {
			parts = append(parts, binary.LittleEndian.Uint32(s[i:]))
		}
		next = binary.LittleEndian.Uint32(s[o.size-4:])
	}
	for _, p := range parts {
		if p > maxRegular {
			continue
		}
		s, err := o.sector(p)
		if err != nil {
			return err
		}
		for i := 0; i < o.size && len(o.fat) <= most; i += 4 {
			o.fat = append(o.fat, binary.LittleEndian.Uint32(s[i:]))
		}
	}
	return nil
}

// chain joins the sectors from start on.
func (o *ole) chain(start uint32) ([]byte, error) {
	var out []byte
	for n := 0; start != endOfChain; n++ {
		if n > len(o.fat) || start >= uint32(len(o.fat)) {
			return nil, errOLE
		}
		s, err := o.sector(start)
		if err != nil {
			return nil, err
		}
		out = append(out, s...)
		start = o.fat[start]
	}
	return out, nil
}

// find looks a stream up in the directory; its first entry is the root, whose
// own stream holds the small ones.
func (o *ole) find(directory []byte, names []string) ([]byte, error) {
	for _, name := range names {
		for at := 0; at+128 <= len(directory); at += 128 {
			e := directory[at : at+128]
			if e[66] != 2 || entryName(e) != name {
				continue
			}
			start, size := binary.LittleEndian.Uint32(e[116:]), binary.LittleEndian.Uint32(e[120:])
			if size >= o.cutoff {
				return o.stream(start, size)
			}
			return o.small(directory, start, size)
		}
	}
	return nil, errOLE
}

func (o *ole) stream(start, size uint32) ([]byte, error) {
	b, err := o.chain(start)
	if err != nil {
		return nil, err
	}
	if int64(size) > int64(len(b)) {
		return nil, errOLE
	}
	return b[:size], nil
}

const miniSector = 64

func (o *ole) small(directory []byte, start, size uint32) ([]byte, error) {
	mini, err := o.chain(binary.LittleEndian.Uint32(directory[116:]))
	if err != nil {
		return nil, err
	}
	table, err := o.chain(binary.LittleEndian.Uint32(o.body[60:]))
	if err != nil {
		return nil, err
	}
	var out []byte
	for n := 0; start != endOfChain && uint32(len(out)) < size; n++ {
		at := int64(start) * miniSector
		if n > len(table)/4 || int64(start)*4+4 > int64(len(table)) || at+miniSector > int64(len(mini)) {
			return nil, errOLE
		}
		out = append(out, mini[at:at+miniSector]...)
		start = binary.LittleEndian.Uint32(table[start*4:])
	}
	if uint32(len(out)) < size {
		return nil, errOLE
	}
	return out[:size], nil
}

func entryName(e []byte) string {
	n := int(binary.LittleEndian.Uint16(e[64:]))/2 - 1
	if n < 0 || n > 31 {
		return ""
	}
	units := make([]uint16, n)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(e[2*i:])
	}
	return string(utf16.Decode(units))
}
