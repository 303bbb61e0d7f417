package store

import (
	"fmt"
	"slices"

	"tresse"
)

// A draft is a Commit turned into keys and values before its transaction
// begins, so that what cannot be kept is found while nothing is held.
type draft struct {
	listings, bookings, contacts []pair
	listingOf                    map[string]tresse.Ref // key of a booking → its listing
	index, unindex               []IndexEntry
	held                         []pair
	sources, tokens, decisions   []pair
	meta, stubs                  []pair
	published                    []tresse.Published
	erase                        []Erasure
	said                         []tresse.Ref
	unhooked                     []string
	views                        *ViewChange
}

// A factKey names a fact of any kind.
type factKey struct {
	kind FactKind
	ref  tresse.Ref
}

func (s *Store) draft(c *Commit) (*draft, error) {
	d := &draft{erase: c.Erase, said: c.Said, unhooked: c.DropSources, views: &c.Views, published: c.Published}
	for _, step := range []func(*Store, *Commit) error{d.facts, d.indexes, d.holds, d.records, d.told, d.erasures} {
		if err := step(s, c); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *draft) empty() bool {
	n := len(d.erase) + len(d.said) + d.views.len() + len(d.published) + len(d.index) + len(d.unindex)
	for _, p := range [...][]pair{d.listings, d.bookings, d.contacts, d.held, d.sources, d.tokens, d.decisions, d.meta} {
		n += len(p)
	}
	return n == 0
}

func (d *draft) facts(_ *Store, c *Commit) (err error) {
	erased := erasedBy(c)
	if d.listings, err = encodeAll(Listings, c.Listings, encodeListing, erased); err != nil {
		return err
	}
	if d.bookings, err = encodeAll(Bookings, c.Bookings, encodeBooking, erased); err != nil {
		return err
	}
	d.listingOf = make(map[string]tresse.Ref, len(c.Bookings))
	for i := range c.Bookings {
		d.listingOf[string(c.Bookings[i].Ref)] = c.Bookings[i].Listing
	}
	d.contacts, err = encodeAll(Contacts, c.Contacts, encodeContact, erased)
	return err
}

func erasedBy(c *Commit) map[factKey]bool {
	erased := make(map[factKey]bool, len(c.Erase))
	for _, e := range c.Erase {
		erased[factKey{e.Kind, e.Ref}] = true
	}
	return erased
}

// encodeAll encodes facts in the order of their refs; of two with one ref the
// later counts.
func encodeAll[F any](k FactKind, facts []F, encode func(*F) (pair, error), erased map[factKey]bool) ([]pair, error) {
	pairs := make([]pair, 0, len(facts))
	for i := range facts {
		p, err := encode(&facts[i])
		if err != nil {
			return nil, fmt.Errorf("%s, number %d: %w", k, i, err)
		}
		if !erased[factKey{k, tresse.Ref(p.key)}] {
			pairs = append(pairs, p)
		}
	}
	return lastOfEach(pairs), nil
}

func (d *draft) indexes(_ *Store, c *Commit) error {
	erased := erasedBy(c)
	for _, e := range slices.Concat(c.Unindex, c.Index) {
		if err := checkRef(e.Kind, e.Ref); err != nil {
			return fmt.Errorf("index: %w", err)
		}
	}
	d.unindex = c.Unindex
	for _, e := range c.Index {
		if !erased[factKey{e.Kind, e.Ref}] {
			d.index = append(d.index, e)
		}
	}
	return nil
}

func (d *draft) holds(_ *Store, c *Commit) error {
	erased := erasedBy(c)
	for _, h := range slices.Concat(c.Unhold, c.Hold) {
		if err := checkRef(h.Kind, h.Ref); err != nil {
			return fmt.Errorf("hold: %w", err)
		}
	}
	for _, h := range c.Unhold {
		d.held = append(d.held, pair{heldKey(h.Kind, h.Ref), nil})
	}
	for _, h := range c.Hold {
		if !erased[factKey{h.Kind, h.Ref}] {
			d.held = append(d.held, pair{heldKey(h.Kind, h.Ref), appendNano(nil, h.Since)})
		}
	}
	return nil
}

func checkRef(k FactKind, ref tresse.Ref) error {
	if err := k.check(); err != nil {
		return err
	}
	return ref.Check()
}

func (d *draft) records(s *Store, c *Commit) error {
	for _, name := range c.DropSources {
		d.sources = append(d.sources, pair{[]byte(name), nil})
		d.tokens = append(d.tokens, pair{[]byte(name), nil})
	}
	for i := range c.Sources {
		if err := d.record(&d.sources, []byte(c.Sources[i].Name), &c.Sources[i]); err != nil {
			return err
		}
	}
	for i := range c.Decisions {
		if err := d.record(&d.decisions, number(c.Decisions[i].Number), &c.Decisions[i]); err != nil {
			return err
		}
	}
	for source, tokens := range c.Tokens {
		p := pair{[]byte(source), nil}
		if len(tokens) > 0 {
			p.value = encodeTokens(s.now(), tokens)
		}
		if source == "" {
			return fmt.Errorf("tokens of a source without a name")
		}
		d.tokens = append(d.tokens, p)
	}
	return nil
}

func (d *draft) record(to *[]pair, key []byte, record any) error {
	if len(key) == 0 {
		return fmt.Errorf("%T without a name", record)
	}
	value, err := encodeRecord(record)
	if err != nil {
		return fmt.Errorf("%T: %w", record, err)
	}
	*to = append(*to, pair{key, value})
	return nil
}

func (d *draft) told(_ *Store, c *Commit) error {
	if c.Round != nil {
		d.meta = append(d.meta, pair{keyRound, c.Round.bytes()})
	}
	if c.Model != nil {
		if err := d.record(&d.meta, keyModel, c.Model); err != nil {
			return err
		}
	}
	for i := range c.Published {
		if _, err := idKey(c.Published[i].UID); err != nil {
			return fmt.Errorf("published: %w", err)
		}
		if audienceIndex(c.Published[i].Audience) < 0 {
			return fmt.Errorf("published: unknown audience %q", c.Published[i].Audience)
		}
	}
	return nil
}

func (d *draft) erasures(s *Store, c *Commit) error {
	for _, e := range c.Erase {
		if err := checkRef(e.Kind, e.Ref); err != nil {
			return fmt.Errorf("erase: %w", err)
		}
		e.Stub.Hash = tresse.KeyedHash(s.secret, string(e.Ref))
		if err := d.record(&d.stubs, stubKey(e.Stub.Hash, e.Ref.Source()), &e.Stub); err != nil {
			return err
		}
	}
	return nil
}
