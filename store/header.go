package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"time"

	"tresse"
)

// factVersion is the form of a fact's value: this header, then its JSON.
const factVersion = 1

// headerSize is that of the header without the parent:
// version 1, state 1, flags 1, digest 16, scopes 4, start 8, sum of parent 4,
// length of listing 2.
const headerSize = 37

const (
	flagKept  = 1 << iota // Track.Kept
	flagStart             // there is a start
	flagDay               // the start is a day
	flagLossy             // JSON cannot hold the content exactly; see lossy
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
	parent tresse.Ref  // of a booking: its listing
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
	b = append(b, factVersion, byte(state), h.flags())
	b = append(b, h.digest[:]...)
	b = binary.BigEndian.AppendUint32(b, h.scopes)
	b = appendSecond(b, h.start.Unix())
	b = binary.BigEndian.AppendUint32(b, h.above)
	b = binary.BigEndian.AppendUint16(b, uint16(len(h.parent)))
	return append(b, h.parent...), nil
}

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

// readHeader reads the header of v and returns the JSON after it. The parent
// is only copied when wanted.
func readHeader(v []byte, h *header, withParent bool) ([]byte, error) {
	if len(v) < headerSize {
		return nil, fmt.Errorf("fact of %d bytes", len(v))
	}
	if v[0] != factVersion || int(v[1]) >= len(states) {
		return nil, fmt.Errorf("fact of version %d, state %d", v[0], v[1])
	}
	h.state, h.kept, h.lossy = states[v[1]], v[2]&flagKept != 0, v[2]&flagLossy != 0
	copy(h.digest[:], v[3:19])
	h.scopes = binary.BigEndian.Uint32(v[19:])
	h.start = tresse.Time{}
	if v[2]&flagStart != 0 {
		h.start = tresse.Time{Time: time.Unix(secondOf(v[23:]), 0).UTC(), Day: v[2]&flagDay != 0}
	}
	h.above = binary.BigEndian.Uint32(v[31:])
	end := headerSize + int(binary.BigEndian.Uint16(v[35:]))
	if len(v) < end {
		return nil, fmt.Errorf("fact cut short at %d bytes", len(v))
	}
	if withParent {
		h.parent = tresse.Ref(v[headerSize:end])
	}
	return v[end:], nil
}
