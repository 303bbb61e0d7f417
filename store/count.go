package store

import (
	"encoding/binary"

	"go.etcd.io/bbolt"
)

// Counts says how many views there are.
type Counts struct{ Sessions, Public, Registrations, Beneficiaries int }

// Count returns how many views there are, without reading them.
func (s *Store) Count() (Counts, error) {
	var n Counts
	err := s.view(func(tx *bbolt.Tx) error {
		n = readCounts(viewsOf(tx))
		return nil
	})
	return n, err
}

func readCounts(views *bbolt.Bucket) Counts {
	v := views.Get(keyCounts)
	if len(v) != 16 {
		return Counts{}
	}
	at := func(i int) int { return int(binary.BigEndian.Uint32(v[4*i:])) }
	return Counts{at(0), at(1), at(2), at(3)}
}

func (n Counts) bytes() []byte {
	var b []byte
	for _, x := range [...]int{n.Sessions, n.Public, n.Registrations, n.Beneficiaries} {
		b = binary.BigEndian.AppendUint32(b, uint32(x))
	}
	return b
}
