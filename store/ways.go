package store

import (
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
// The ways of a view follow from it, and are taken back with it.
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

// viewVersion is the form of a view's value: this byte, then its fields
// (formview.go).
const viewVersion = 2

// readView returns the fields of a view's value.
func readView(v []byte) ([]byte, error) {
	if len(v) < 1 || v[0] != viewVersion {
		return nil, fmt.Errorf("view of %d bytes in an unknown form", len(v))
	}
	return v[1:], nil
}

func decodeView(v []byte, n *numbers, fields func(*form)) error {
	body, err := readView(v)
	if err != nil {
		return unreadable{err}
	}
	return readForm(body, n, fields)
}

func decodeSession(x *tresse.Session, key, v []byte, n *numbers) error {
	x.ID = keyID(key)
	return decodeView(v, n, func(f *form) { f.session(x) })
}

func decodeRegistration(x *tresse.Registration, key, v []byte, n *numbers) error {
	x.ID = keyID(key)
	return decodeView(v, n, func(f *form) { f.registration(x) })
}

func decodeBeneficiary(x *tresse.Beneficiary, key, v []byte, n *numbers) error {
	x.ID = keyID(key)
	return decodeView(v, n, func(f *form) { f.beneficiary(x) })
}

// A viewEntry is a view as it is stored.
type viewEntry struct {
	id    []byte
	ways  []pair
	value []byte
}

func sessionEntry(v ViewName, x *tresse.Session, n *numbers) (viewEntry, error) {
	if err := checkYears(x.Start, x.End); err != nil {
		return viewEntry{}, err
	}
	return newEntry(x.ID, n, sessionWays(v, x), func(f *form) { f.session(x) })
}

func registrationEntry(x *tresse.Registration, n *numbers) (viewEntry, error) {
	return newEntry(x.ID, n, registrationWays(x), func(f *form) { f.registration(x) })
}

func beneficiaryEntry(x *tresse.Beneficiary, n *numbers) (viewEntry, error) {
	return newEntry(x.ID, n, beneficiaryWays(x), func(f *form) { f.beneficiary(x) })
}

func newEntry(id tresse.ID, n *numbers, ways func([]byte) ([]pair, error), fields func(*form)) (viewEntry, error) {
	key := plainID(id)
	if key == nil {
		return viewEntry{}, fmt.Errorf("%d bytes that are no id", len(id))
	}
	f := form{b: append(make([]byte, 0, 192), viewVersion), numbers: n}
	if fields(&f); f.err != nil {
		return viewEntry{}, f.err
	}
	e := viewEntry{id: key, value: f.b}
	var err error
	e.ways, err = ways(key)
	return e, err
}

// sessionWays returns what makes the ways of a session, given its key.
func sessionWays(v ViewName, x *tresse.Session) func([]byte) ([]pair, error) {
	return func(key []byte) ([]pair, error) {
		day := byte(0)
		if x.Start.Day {
			day = 1
		}
		ways := []pair{{append(appendSecond([]byte{v.wayStart()}, x.Start.Unix()), key...), []byte{day}}}
		return aliasWays(ways, v.wayAlias(), key, x.ID, x.Aliases)
	}
}

func beneficiaryWays(x *tresse.Beneficiary) func([]byte) ([]pair, error) {
	return func(key []byte) ([]pair, error) { return aliasWays(nil, wayAliasOfBeneficiary, key, x.ID, x.Aliases) }
}

func registrationWays(x *tresse.Registration) func([]byte) ([]pair, error) {
	return func(id []byte) ([]pair, error) {
		var ways []pair
		for _, end := range [...]struct {
			way byte
			id  tresse.ID
		}{{wayRegistrationsOfSession, x.Session}, {wayRegistrationsOfBeneficiary, x.Beneficiary}} {
			if end.id == "" {
				continue
			}
			key, err := idKey(end.id)
			if err != nil {
				return nil, err
			}
			ways = append(ways, pair{append(append([]byte{end.way}, key...), id...), []byte{}})
		}
		return ways, nil
	}
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

// storedWays returns the ways of a stored view of the i-th bucket.
func storedWays(i int, key, v []byte) ([]pair, error) {
	switch i {
	case 0, 1:
		var x tresse.Session
		if err := decodeSession(&x, key, v, nil); err != nil {
			return nil, err
		}
		return sessionWays([...]ViewName{ViewSessions, ViewPublic}[i], &x)(key)
	case 2:
		var x tresse.Registration
		if err := decodeRegistration(&x, key, v, nil); err != nil {
			return nil, err
		}
		return registrationWays(&x)(key)
	}
	var x tresse.Beneficiary
	if err := decodeBeneficiary(&x, key, v, nil); err != nil {
		return nil, err
	}
	return beneficiaryWays(&x)(key)
}
