package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"time"

	"tresse"
)

// factVersion is the form of a fact's value: this header, then its fields
// (formfact.go).
const factVersion = 2

// headerSize is that of the header: version 1, state and flags 1, digest 16,
// scopes 4, start 5, sum of parent 4, number 4, number of the listing 4.
const headerSize = 39

// Where the numbers stand: they are given once all else is written.
const (
	headerNumber  = 31
	headerListing = 35
)

// The state stands in the lower three bits of its byte.
const (
	flagKept  = 8 << iota // Track.Kept
	flagStart             // there is a start
	flagDay               // the start is a day
	flagLossy             // the content is not kept exactly as it came; see lossy
)

// states are numbered in the header in this order.
var states = [...]tresse.State{"", tresse.Live, tresse.Gone, tresse.Archived, tresse.Superseded}

// A header is what a poll needs to know of a fact.
type header struct {
	state  tresse.State
	kept   bool
	lossy  bool
	digest tresse.Digest
	scopes uint32
	start  tresse.Time // of a listing, or of a booking's
	above  uint32      // ParentSum
	number uint32      // of the fact
	parent uint32      // of a booking: the number of its listing, 0 of none
}

// ScopesSum returns a sum of the scopes by which a change among them is seen,
// whatever their order and however often one is named.
func ScopesSum(scopes []string) uint32 {
	sorted := slices.Clone(scopes)
	slices.Sort(sorted)
	var b []byte
	for _, s := range slices.Compact(sorted) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	return crc32.ChecksumIEEE(b)
}

// ParentSum returns a sum of the external id of a fact's parent, by which the
// children of a parent are found among the marks of a source. The parent of a
// booking is its listing.
func ParentSum(parent string) uint32 { return crc32.ChecksumIEEE([]byte(parent)) }

func (h *header) append(b []byte) ([]byte, error) {
	state := slices.Index(states[:], h.state)
	if state < 0 {
		return nil, fmt.Errorf("unknown state %q", h.state)
	}
	b = append(b, factVersion, byte(state)|h.flags())
	b = append(b, h.digest[:]...)
	b = binary.BigEndian.AppendUint32(b, h.scopes)
	start := h.start.Unix() + startBias
	b = binary.BigEndian.AppendUint32(append(b, byte(start>>32)), uint32(start))
	b = binary.BigEndian.AppendUint32(b, h.above)
	b = binary.BigEndian.AppendUint32(b, h.number)
	return binary.BigEndian.AppendUint32(b, h.parent), nil
}

// startBias makes the seconds of every year that is kept positive.
const startBias = 1 << 39

func (h *header) flags() byte {
	var f byte
	if h.kept {
		f |= flagKept
	}
	if !h.start.IsZero() {
		f |= flagStart
	}
	if h.start.Day {
		f |= flagDay
	}
	if h.lossy {
		f |= flagLossy
	}
	return f
}

// readHeader reads the header of v and returns what follows it.
func readHeader(v []byte, h *header) ([]byte, error) {
	if len(v) < headerSize {
		return nil, fmt.Errorf("fact of %d bytes", len(v))
	}
	if v[0] != factVersion || int(v[1]&7) >= len(states) {
		return nil, fmt.Errorf("fact of version %d, state %d", v[0], v[1]&7)
	}
	h.state, h.kept, h.lossy = states[v[1]&7], v[1]&flagKept != 0, v[1]&flagLossy != 0
	copy(h.digest[:], v[2:18])
	h.scopes = binary.BigEndian.Uint32(v[18:])
	h.start = tresse.Time{}
	if v[1]&flagStart != 0 {
		start := int64(v[22])<<32 | int64(binary.BigEndian.Uint32(v[23:]))
		h.start = tresse.Time{Time: time.Unix(start-startBias, 0).UTC(), Day: v[1]&flagDay != 0}
	}
	h.above = binary.BigEndian.Uint32(v[27:])
	h.number = binary.BigEndian.Uint32(v[headerNumber:])
	h.parent = binary.BigEndian.Uint32(v[headerListing:])
	return v[headerSize:], nil
}
