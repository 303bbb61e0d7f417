package store

import (
	"encoding/binary"
	"fmt"

	"tresse"
)

// A way leads to a view from something other than its id:
//
//	s start, id        sessions by start          value: 1 for a day, else 0
//	p start, id        public sessions by start   the same
//	S alias            session                    value: its id
//	P alias            public session             value: its id
//	B alias            beneficiary                value: its id
//	r session, id      registrations of a session
//	b beneficiary, id  registrations of a beneficiary
//
// Each view's value begins with its own ways, so that they can be taken back
// without decoding it.
const (
	wayRegistrationsOfSession     = 'r'
	wayRegistrationsOfBeneficiary = 'b'
	wayAliasOfBeneficiary         = 'B'
)

// wayStart and wayAlias are those of sessions or of public sessions.
func (v ViewName) wayStart() byte {
	if v == ViewPublic {
		return 'p'
	}
	return 's'
}

func (v ViewName) wayAlias() byte {
	if v == ViewPublic {
		return 'P'
	}
	return 'S'
}

// isAlias reports whether a way's value is the id it leads to.
func isAlias(way []byte) bool { return way[0] == 'S' || way[0] == 'P' || way[0] == 'B' }

// viewVersion is the form of a view's value: version, length of the ways, the
// ways (each a length and key), JSON.
const viewVersion = 1

// A viewEntry is a view as it is stored.
type viewEntry struct {
	id   []byte
	ways []pair
	json []byte
}

func (e *viewEntry) value() []byte {
	var ways []byte
	for _, w := range e.ways {
		ways = append(append(ways, byte(len(w.key))), w.key...)
	}
	b := make([]byte, 0, 3+len(ways)+len(e.json))
	b = append(b, viewVersion)
	b = binary.AppendUvarint(b, uint64(len(ways)))
	return append(append(b, ways...), e.json...)
}

// readView splits a view's value into the keys of its ways and its JSON.
func readView(v []byte) (ways [][]byte, json []byte, err error) {
	if len(v) < 2 || v[0] != viewVersion {
		return nil, nil, fmt.Errorf("view of %d bytes in an unknown form", len(v))
	}
	n, size := binary.Uvarint(v[1:])
	if size <= 0 || n > uint64(len(v)-1-size) {
		return nil, nil, fmt.Errorf("view cut short at %d bytes", len(v))
	}
	rest, json := v[1+size:1+size+int(n)], v[1+size+int(n):]
	for len(rest) > 0 {
		end := 1 + int(rest[0])
		if end == 1 || end > len(rest) {
			return nil, nil, fmt.Errorf("broken ways in a view of %d bytes", len(v))
		}
		ways = append(ways, rest[1:end])
		rest = rest[end:]
	}
	return ways, json, nil
}

func sessionEntry(v ViewName, x *tresse.Session) (viewEntry, error) {
	id, err := idKey(x.ID)
	if err != nil {
		return viewEntry{}, err
	}
	if err := checkYears(x.Start, x.End); err != nil {
		return viewEntry{}, err
	}
	day := byte(0)
	if x.Start.Day {
		day = 1
	}
	ways := []pair{{append(appendSecond([]byte{v.wayStart()}, x.Start.Unix()), id...), []byte{day}}}
	if ways, err = aliasWays(ways, v.wayAlias(), id, x.ID, x.Aliases); err != nil {
		return viewEntry{}, err
	}
	return newEntry(id, ways, x)
}

func beneficiaryEntry(x *tresse.Beneficiary) (viewEntry, error) {
	id, err := idKey(x.ID)
	if err != nil {
		return viewEntry{}, err
	}
	ways, err := aliasWays(nil, wayAliasOfBeneficiary, id, x.ID, x.Aliases)
	if err != nil {
		return viewEntry{}, err
	}
	return newEntry(id, ways, x)
}

func registrationEntry(x *tresse.Registration) (viewEntry, error) {
	id, err := idKey(x.ID)
	if err != nil {
		return viewEntry{}, err
	}
	var ways []pair
	for _, end := range []struct {
		way byte
		id  tresse.ID
	}{{wayRegistrationsOfSession, x.Session}, {wayRegistrationsOfBeneficiary, x.Beneficiary}} {
		if end.id == "" {
			continue
		}
		key, err := idKey(end.id)
		if err != nil {
			return viewEntry{}, err
		}
		ways = append(ways, pair{append(append([]byte{end.way}, key...), id...), []byte{}})
	}
	return newEntry(id, ways, x)
}

func newEntry(id []byte, ways []pair, view any) (viewEntry, error) {
	text, err := encodeJSON(nil, view)
	return viewEntry{id, ways, text}, err
}

func aliasWays(ways []pair, way byte, key []byte, id tresse.ID, aliases []tresse.ID) ([]pair, error) {
	for _, a := range aliases {
		if a == id {
			continue
		}
		alias, err := idKey(a)
		if err != nil {
			return nil, err
		}
		ways = append(ways, pair{append([]byte{way}, alias...), key})
	}
	return ways, nil
}
