package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"

	"tresse"
)

// FactKind tells the three kinds of facts of platforms apart.
type FactKind byte

const (
	Listings FactKind = 'l'
	Bookings FactKind = 'b'
	Contacts FactKind = 'c'
)

func (k FactKind) String() string {
	switch k {
	case Listings:
		return "listings"
	case Bookings:
		return "bookings"
	case Contacts:
		return "contacts"
	}
	return fmt.Sprintf("fact kind %d", byte(k))
}

func (k FactKind) check() error {
	if k == Listings || k == Bookings || k == Contacts {
		return nil
	}
	return fmt.Errorf("unknown %s", k)
}

// bucket returns the name of the bucket of the kind.
func (k FactKind) bucket() []byte { return []byte(k.String()) }

// idKey is an id as a key: its 16 bytes.
func idKey(id tresse.ID) ([]byte, error) {
	if len(id) != 36 || id[8] != '-' || id[13] != '-' || id[18] != '-' || id[23] != '-' {
		return nil, fmt.Errorf("%d bytes that are no id", len(id))
	}
	text := make([]byte, 0, 32)
	text = append(append(append(append(append(text, id[:8]...), id[9:13]...), id[14:18]...), id[19:23]...), id[24:]...)
	key := make([]byte, 16)
	if _, err := hex.Decode(key, text); err != nil {
		return nil, fmt.Errorf("%d bytes that are no id", len(id))
	}
	return key, nil
}

// keyID is the id of a key made by idKey, "" for any other key.
func keyID(key []byte) tresse.ID {
	if len(key) != 16 {
		return ""
	}
	h := hex.EncodeToString(key)
	return tresse.ID(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
}

// blockHash is what the index keeps of a block.
func blockHash(block string) uint64 {
	sum := sha256.Sum256([]byte(block))
	return binary.BigEndian.Uint64(sum[:])
}

// seatKey leads from a listing to a booking, by their numbers; 0 is before all
// bookings.
func seatKey(listing, booking uint64) []byte {
	key := binary.BigEndian.AppendUint32(make([]byte, 0, 8), uint32(listing))
	return binary.BigEndian.AppendUint32(key, uint32(booking))
}

func heldKey(k FactKind, ref tresse.Ref) []byte { return append([]byte{byte(k)}, ref...) }

// appendSecond writes a Unix second so that earlier ones sort first.
func appendSecond(b []byte, second int64) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(second)^1<<63)
}

// secondOf reads what appendSecond wrote.
func secondOf(b []byte) int64 { return int64(binary.BigEndian.Uint64(b) ^ 1<<63) }

// nano is an instant as 8 bytes for what people read; the zero time is kept.
func appendNano(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return binary.BigEndian.AppendUint64(b, 0)
	}
	return binary.BigEndian.AppendUint64(b, uint64(t.UnixNano()))
}

func nanoOf(b []byte) time.Time {
	n := binary.BigEndian.Uint64(b)
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, int64(n)).UTC()
}
