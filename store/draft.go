package store

import (
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"tresse"
)

// A draft is a Commit turned into keys and values before its transaction
// begins, so that what cannot be kept is found while nothing is held.
type draft struct {
	listings, bookings, contacts []pair
	index, held                  []pair
	sources, tokens, decisions   []pair
	published, meta, stubs       []pair
	erase                        []Erasure
	views                        viewDraft
}

// A factKey names a fact of any kind.
type factKey struct {
	kind FactKind
	ref  tresse.Ref
}

func (s *Store) draft(c *Commit) (*draft, error) {
	d := &draft{erase: c.Erase}
	for _, step := range []func(*Store, *Commit) error{d.facts, d.indexes, d.holds, d.records, d.told, d.erasures} {
		if err := step(s, c); err != nil {
			return nil, err
		}
	}
	var err error
	d.views, err = draftViews(&c.Views)
	return d, err
}

func (d *draft) empty() bool {
	n := len(d.erase) + d.views.len()
	for _, p := range [...][]pair{d.listings, d.bookings, d.contacts, d.index, d.held, d.sources, d.tokens, d.decisions, d.published, d.meta} {
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
	for _, e := range c.Unindex {
		d.index = append(d.index, pair{indexKey(e.Kind, e.Block, e.Ref), nil})
	}
	for _, e := range c.Index {
		if !erased[factKey{e.Kind, e.Ref}] {
			d.index = append(d.index, pair{indexKey(e.Kind, e.Block, e.Ref), []byte{}})
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
	var err error
	d.published, err = draftPublished(c.Published)
	return err
}

func draftPublished(published []tresse.Published) ([]pair, error) {
	pairs := make([]pair, 0, len(published))
	for i := range published {
		p := &published[i]
		id, err := idKey(p.UID)
		if err != nil {
			return nil, fmt.Errorf("published: %w", err)
		}
		pairs = append(pairs, pair{publishedKey(p.Audience, id), encodePublished(p)})
	}
	return pairs, nil
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

// stage gathers what the draft changes in the transaction.
func (d *draft) stage(s *Store, tx *bbolt.Tx, t *batch) error {
	if err := d.refuseErased(s, tx); err != nil {
		return err
	}
	facts, records := &t.written.Facts, &t.written.Records
	t.on(tx.Bucket(bucketListings), facts).add(d.listings)
	t.on(tx.Bucket(bucketContacts), facts).add(d.contacts)
	if err := d.stageBookings(tx, t); err != nil {
		return err
	}
	t.on(tx.Bucket(bucketIndex), facts).add(d.index)
	t.on(tx.Bucket(bucketHeld), records).add(d.held)
	t.on(tx.Bucket(bucketSources), records).add(d.sources)
	t.on(tx.Bucket(bucketTokens), records).add(d.tokens)
	t.on(tx.Bucket(bucketDecisions), records).add(d.decisions)
	t.on(tx.Bucket(bucketPublished), records).add(d.published)
	t.on(metaOf(tx), records).add(d.meta)
	if err := d.stageErasures(tx, t); err != nil {
		return err
	}
	if d.views.len() == 0 {
		return nil
	}
	return d.views.stage(viewsOf(tx), t)
}

// refuseErased keeps a fact from coming back under a ref that was erased: what
// was read before somebody was forgotten must not land after it.
func (d *draft) refuseErased(s *Store, tx *bbolt.Tx) error {
	stubs := tx.Bucket(bucketStubs)
	if key, _ := stubs.Cursor().First(); key == nil {
		return nil
	}
	for _, pairs := range [...][]pair{d.listings, d.bookings, d.contacts} {
		for _, p := range pairs {
			if s.stubbed(stubs, tresse.Ref(p.key)) {
				return &tresse.Error{Trouble: tresse.TroubleRefused, Op: "store: commit", Err: fmt.Errorf("a fact of %s was erased and cannot be put again", tresse.Ref(p.key).Source())}
			}
		}
	}
	return nil
}

// stageBookings puts bookings, and finds them under their listing alone.
func (d *draft) stageBookings(tx *bbolt.Tx, t *batch) error {
	if len(d.bookings) == 0 {
		return nil
	}
	stored := tx.Bucket(bucketBookings)
	bookings, seats := t.on(stored, &t.written.Facts), t.on(tx.Bucket(bucketSeats), &t.written.Facts)
	bookings.add(d.bookings)
	for _, p := range d.bookings {
		parent, err := parentOf(p.value)
		if err != nil {
			return err
		}
		before, err := parentOf(stored.Get(p.key))
		if err != nil {
			return err
		}
		if before != "" && before != parent {
			seats.drop(seatKey(before, tresse.Ref(p.key)))
		}
		if parent != "" {
			seats.put(seatKey(parent, tresse.Ref(p.key)), []byte{})
		}
	}
	return nil
}

// parentOf returns the listing of a stored booking, "" of none.
func parentOf(v []byte) (tresse.Ref, error) {
	if v == nil {
		return "", nil
	}
	var h header
	if _, err := readHeader(v, &h, true); err != nil {
		return "", unreadable{err}
	}
	return h.parent, nil
}

func (d *draft) stageErasures(tx *bbolt.Tx, t *batch) error {
	if len(d.erase) == 0 {
		return nil
	}
	return stageErasures(tx, t, d.erase, d.stubs)
}

// stageErasures drops the erased facts with all that names them in the seats,
// the index and the holds, and puts their stubs.
func stageErasures(tx *bbolt.Tx, t *batch, erase []Erasure, stubs []pair) error {
	facts := &t.written.Facts
	seats, held := t.on(tx.Bucket(bucketSeats), facts), t.on(tx.Bucket(bucketHeld), &t.written.Records)
	erased := make(map[factKey]bool, len(erase))
	for _, e := range erase {
		erased[factKey{e.Kind, e.Ref}] = true
		stored := tx.Bucket(e.Kind.bucket())
		if e.Kind == Bookings {
			listing, err := parentOf(stored.Get([]byte(e.Ref)))
			if err != nil {
				return err
			}
			seats.drop(seatKey(listing, e.Ref))
		}
		t.on(stored, facts).drop([]byte(e.Ref))
		held.drop(heldKey(e.Kind, e.Ref))
	}
	dropped := t.on(tx.Bucket(bucketIndex), facts)
	c := tx.Bucket(bucketIndex).Cursor()
	for key, _ := c.First(); key != nil; key, _ = c.Next() {
		if len(key) > 13 && erased[factKey{FactKind(key[0]), tresse.Ref(key[13:])}] {
			dropped.drop(slices.Clone(key))
		}
	}
	t.on(tx.Bucket(bucketStubs), facts).add(stubs)
	return nil
}
