package syncer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tresse"
	"tresse/connectors"
	"tresse/store"
)

// commitSize is how many facts one commit holds. One transaction of 200,000
// random keys takes minutes and a gigabyte, in thousands they take seconds
// (DESIGN §5.2).
const commitSize = 2000

// A pull is one source being read: what was seen so far, and what waits to be
// committed. Only the goroutine of its source uses it.
type pull struct {
	e      *Engine
	src    Source
	round  *round
	full   bool
	state  tresse.SourceState // as of the last commit
	report SourceReport

	resumed bool // goes on from an interrupted pull: it does not see all by itself

	waiting load       // read, not yet committed
	landing chan error // of the commit under way, nil when there is none

	seen      map[store.FactKind]map[tresse.Ref][]string // in which scopes
	sightings map[connectors.Sighting]bool
	gone      []connectors.Tombstone
	spared    map[string]bool // items and parents that could not be read
	blind     bool            // something unknown could not be read: absence means nothing
	fresh     []newcomer
	emitted   bool
	rows      *rows          // where what is read are rows of files, else nil
	reasons   map[string]int // why items were refused, and how often
	pushed    bool           // reads single items of which a push told
	drifted   map[tresse.Ref]bool
	queued    time.Duration // spent waiting for other sources' commits
	progress  func(string, int)
	left      bool // the round counts it as ended
	lacking   bool // a scope was not there of which something is known

	platform platformErasures
}

// A load is what one commit takes.
type load struct {
	listings []tresse.ListingFact
	bookings []tresse.BookingFact
	contacts []tresse.ContactFact
	resume   connectors.Cursor // where to go on once they are kept
	read     int               // items read so far
}

func (l *load) size() int { return len(l.listings) + len(l.bookings) + len(l.contacts) }

func (e *Engine) newPull(src Source, r *round, o RoundOptions) *pull {
	p := &pull{
		e: e, src: src, round: r, full: o.Full, state: e.state(src.Name), progress: o.Progress,
		seen: map[store.FactKind]map[tresse.Ref][]string{}, sightings: map[connectors.Sighting]bool{}, spared: map[string]bool{},
		platform: platformErasures{identifiers: map[tresse.Attribute]bool{}, rest: map[tresse.Ref]bool{}},
		reasons:  map[string]int{}, report: SourceReport{Name: src.Name, Status: StatusOK},
	}
	for _, kind := range factKinds {
		p.seen[kind] = map[tresse.Ref][]string{}
	}
	if p.progress == nil {
		p.progress = e.progress
	}
	if _, ok := src.Connector.(connectors.RowReader); ok {
		p.rows = newRows(p.state.Called)
	}
	return p
}

func (e *Engine) state(name string) tresse.SourceState {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.states[name]
}

// run reads the source to its end, or to the failure that ends it; either way
// what was read is kept.
func (p *pull) run(ctx context.Context) {
	started := p.e.now()
	out, err := p.src.Connector.Pull(ctx, p.from(), p.emit)
	p.report.Requests, p.report.Bytes = out.Requests, out.Bytes
	p.report.Notices = out.Notices
	switch landed := p.landed(); { // the commit under way owns the pull's state
	case err == nil:
		err = landed
	case landed != nil:
		err = errors.Join(landed, err)
	}
	if err == nil {
		err = p.finish(ctx, out)
	}
	if eerr := p.erasedElsewhere(); err == nil {
		err = eerr
	}
	p.report.Notices = append(p.report.Notices, p.questions()...)
	if err != nil && ctx.Err() != nil && !errors.Is(err, context.Canceled) {
		err = fmt.Errorf("%w: %w", context.Canceled, err) // however the connector words it
	}
	if err != nil {
		p.fail(err)
	}
	p.report.Duration = max(0, p.e.now().Sub(started)-p.queued)
}

// from says where the pull goes on: after what an interrupted one committed,
// else after the last that was read to its end; from the beginning when all is
// to be read.
func (p *pull) from() connectors.Cursor {
	switch {
	case p.full:
		return nil
	case len(p.state.Resume) > 0:
		p.resumed = true
		return slices.Clone(p.state.Resume)
	}
	return slices.Clone(p.state.Cursor)
}

// emit takes what the connector read, and commits when enough of it waits.
func (p *pull) emit(b connectors.Batch) error {
	p.report.Read += b.Read
	p.emitted = p.emitted || b.Read > 0 || len(b.Listings)+len(b.Bookings)+len(b.Contacts)+len(b.Seen) > 0
	for _, r := range b.Rejected {
		p.reject(r)
	}
	for _, s := range b.Seen {
		p.sightings[s] = true
	}
	p.gone = append(p.gone, b.Gone...)
	if err := p.erased(b.Erased); err != nil {
		return err
	}
	p.take(b)
	if b.Resume != nil {
		p.waiting.resume = b.Resume
	}
	if p.waiting.size() < p.e.commitSize {
		return nil
	}
	return p.unload()
}

// unload has what waits committed while the connector reads on: one commit at a
// time, in the order read. The error is that of the commit before.
func (p *pull) unload() error {
	if err := p.landed(); err != nil {
		return err
	}
	next := p.waiting
	next.read = p.report.Read
	p.waiting = load{}
	p.landing = make(chan error, 1)
	go func() {
		defer func() {
			if what := recover(); what != nil {
				p.landing <- fmt.Errorf("commit broke: %v", what)
			}
		}()
		p.landing <- p.commit(next)
	}()
	return nil
}

// landed waits for the commit under way.
func (p *pull) landed() error {
	if p.landing == nil {
		return nil
	}
	err := <-p.landing
	p.landing = nil
	return err
}

// reject counts an item that could not be read, and protects what is known of
// it from being taken for gone.
func (p *pull) reject(r connectors.Rejection) {
	if !r.Kept {
		p.report.Rejected++
		p.blind = p.blind || r.Item == "" && r.Parent == ""
	}
	if p.reasons[r.Reason] > 0 || len(p.reasons) < maxRefused {
		p.reasons[r.Reason]++
	}
	if len(p.report.Refused) < maxRefused {
		p.report.Refused = append(p.report.Refused, r)
	}
	for _, id := range []string{r.Item, r.Parent} {
		if id != "" && !r.Kept {
			p.spared[id] = true
		}
	}
}

// maxRefused bounds how many refused items are named in a report.
const maxRefused = 20

// take adds the facts of a batch to what waits, less what may not be kept.
func (p *pull) take(b connectors.Batch) {
	p.waiting.listings = slices.Grow(p.waiting.listings, len(b.Listings))
	p.waiting.bookings = slices.Grow(p.waiting.bookings, len(b.Bookings))
	for i := range b.Listings {
		f := tresse.ListingFact{Listing: b.Listings[i]}
		if err := checkListing(&f.Listing, p.src.Name); err != nil {
			p.reject(connectors.Rejection{Item: f.Ref.External(), Parent: f.Parent, Reason: err.Error()})
			continue
		}
		readTitle(&f.Listing)
		p.scrub(f.Ref, scrubListing(&f.Listing))
		p.waiting.listings = append(p.waiting.listings, f)
		p.see(store.Listings, f.Ref, f.Scopes)
	}
	for i := range b.Bookings {
		f := tresse.BookingFact{Booking: b.Bookings[i]}
		f.Ref = p.rows.kept(f.Ref)
		if err := checkBooking(&f.Booking, p.src.Name); err != nil {
			p.reject(connectors.Rejection{Item: f.Ref.External(), Parent: f.Listing.External(), Reason: err.Error()})
			continue
		}
		p.scrub(f.Ref, scrubBooking(&f.Booking))
		p.waiting.bookings = append(p.waiting.bookings, f)
		p.see(store.Bookings, f.Ref, f.Scopes)
	}
	for i := range b.Contacts {
		f := tresse.ContactFact{Contact: b.Contacts[i]}
		f.Ref = p.rows.kept(f.Ref)
		if err := checkContact(&f.Contact, p.src.Name); err != nil {
			p.reject(connectors.Rejection{Item: f.Ref.External(), Parent: f.Parent, Reason: err.Error()})
			continue
		}
		p.scrub(f.Ref, scrubPerson(&f.Person))
		p.waiting.contacts = append(p.waiting.contacts, f)
		p.see(store.Contacts, f.Ref, f.Scopes)
	}
}

func (p *pull) scrub(ref tresse.Ref, fields []string) {
	for _, field := range fields {
		p.reject(connectors.Rejection{Item: ref.External(), Kept: true, Reason: "a value of " + field + " looks like a social-security number"})
	}
}

func (p *pull) see(kind store.FactKind, ref tresse.Ref, scopes []string) {
	seen := p.seen[kind]
	if before, twice := seen[ref]; twice {
		scopes = union(before, scopes)
	}
	seen[ref] = scopes
}

// commit writes a load, with the views it touches. What is not written is not
// counted.
func (p *pull) commit(l load) (err error) {
	p.lock()
	defer p.e.mu.Unlock()
	r := &p.report
	listings, bookings, contacts := r.Listings, r.Bookings, r.Contacts
	defer func() {
		if err != nil {
			r.Listings, r.Bookings, r.Contacts = listings, bookings, contacts
		}
	}()
	d, err := p.draft(l)
	if err != nil {
		return err
	}
	p.drift(d)
	if !d.hasFacts() && l.resume == nil {
		return nil
	}
	state := p.state
	if l.resume != nil {
		state.Resume = l.resume
	}
	if err := p.land(d, state); err != nil {
		return err
	}
	p.progress(p.src.Name, l.read)
	return nil
}

// lock takes the engine's lock, and counts the wait for other sources. What was
// decided or erased meanwhile is in the state from then on.
func (p *pull) lock() {
	before := p.e.now()
	p.e.mu.Lock()
	p.queued += p.e.now().Sub(before)
	p.state = p.e.states[p.src.Name]
}

// land writes a draft of this pull, under the number of its round, with the
// state that its source then has. The engine's lock is held.
func (p *pull) land(d *draft, state tresse.SourceState) error {
	if d.hasFacts() {
		p.e.open(p.round, d)
	}
	state.Listings += liveChange(d.listings, listings)
	state.Bookings += liveChange(d.bookings, bookings)
	state.Contacts += liveChange(d.contacts, contacts)
	d.commit.Sources = []tresse.SourceState{state}
	if err := p.e.land(d); err != nil {
		return err
	}
	p.state = state
	p.e.states[p.src.Name] = state
	return nil
}

// leave has the round know that this pull ends with d.
func (p *pull) leave(d *draft) {
	if !p.left {
		p.left = true
		p.e.leave(p.round, d)
	}
}

// draft plans a load. The engine's lock is held.
func (p *pull) draft(l load) (*draft, error) {
	d := &draft{}
	sight := tresse.Sight{Round: p.round.number, Place: p.src.Place, At: p.e.at()}
	err := p.place(l.bookings, l.listings)
	if err != nil {
		return nil, err
	}
	if d.listings, err = planned(p, listings, l.listings, sight, &p.report.Listings); err != nil {
		return nil, err
	}
	for i := range d.listings {
		c := &d.listings[i]
		if c.old == nil {
			p.fresh = append(p.fresh, newcomerOf(&c.new.Listing))
		}
		moved(c)
	}
	if d.bookings, err = planned(p, bookings, l.bookings, sight, &p.report.Bookings); err != nil {
		return nil, err
	}
	if p.rows != nil {
		d.bookings = holdNew(&p.rows.bookings, d.bookings, p.rows.closing, &p.report.Bookings)
	}
	if err := p.tell(d, l.bookings); err != nil {
		return nil, err
	}
	d.contacts, err = planned(p, contacts, l.contacts, sight, &p.report.Contacts)
	if p.rows != nil {
		d.contacts = holdNew(&p.rows.contacts, d.contacts, p.rows.closing, &p.report.Contacts)
	}
	return d, err
}

// planned compares facts that were read with what is stored, and returns those
// to be written.
func planned[F any](p *pull, l ledger[F], read []F, sight tresse.Sight, count *Counts) ([]change[F], error) {
	read = l.gather(read)
	read, err := notErased(p.e.store, l, read)
	if err != nil || len(read) == 0 {
		return nil, err
	}
	refs := make([]tresse.Ref, len(read))
	for i := range read {
		refs[i] = l.ref(&read[i])
	}
	marks, err := p.e.store.Marks(l.kind, refs)
	if err != nil {
		return nil, err
	}
	var differ []int
	var stored []tresse.Ref
	var buf []byte
	for i := range read {
		var yes bool
		if yes, buf = l.differs(&read[i], marks[i], buf); !yes {
			count.Unchanged++
			continue
		}
		differ = append(differ, i)
		if marks[i].Known {
			stored = append(stored, refs[i])
		}
	}
	olds, err := l.byRef(p.e.store, stored)
	if err != nil {
		return nil, err
	}
	changes := make([]change[F], 0, len(differ))
	for _, i := range differ {
		c, write := l.plan(read[i], olds[refs[i]], sight)
		switch {
		case !write:
			count.Unchanged++
			continue
		case c.old == nil:
			count.Added++
		default:
			count.Changed++
		}
		changes = append(changes, c)
	}
	return changes, nil
}

func (l ledger[F]) byRef(st *store.Store, refs []tresse.Ref) (map[tresse.Ref]*F, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	facts, err := l.load(st, refs)
	if err != nil {
		return nil, err
	}
	found := make(map[tresse.Ref]*F, len(facts))
	for i := range facts {
		found[l.ref(&facts[i])] = &facts[i]
	}
	return found, nil
}

// notErased drops what arrives again under the ref of somebody erased. Listings
// name nobody and are never erased one by one.
func notErased[F any](st *store.Store, l ledger[F], read []F) ([]F, error) {
	if l.kind == store.Listings || len(read) == 0 {
		return read, nil
	}
	refs := make([]tresse.Ref, len(read))
	for i := range read {
		refs[i] = l.ref(&read[i])
	}
	erased, err := st.Stubs(refs)
	if err != nil {
		return nil, err
	}
	i := -1
	return slices.DeleteFunc(read, func(F) bool { i++; return erased[i] }), nil
}

// fail keeps what was read, and notes the failure: the next try comes after a
// growing wait, and nothing is taken to be gone.
func (p *pull) fail(err error) {
	cerr := p.landed()
	p.rows.giveBack(&p.waiting)
	if cerr = errors.Join(cerr, p.commit(p.waiting)); cerr != nil {
		err = errors.Join(cerr, err)
	}
	p.waiting = load{}
	p.lock()
	defer p.e.mu.Unlock()
	state := p.state
	state.LastTry = p.e.at()
	p.pushesAfter(&state)
	p.report.Status, p.report.Err = StatusFailed, err
	p.report.Error = Sentence(p.src.Name, err)
	if !errors.Is(err, context.Canceled) {
		state.Failures++
		state.Error = p.report.Error
		state.Health = healthOf(err)
		state.NextTry = nextTry(state, err)
		state.NextTry = state.NextTry.Add(p.e.later(state.NextTry.Sub(state.LastTry) / 8))
	}
	d := &draft{}
	p.leave(d)
	if cerr := p.land(d, state); cerr != nil {
		p.report.Err = errors.Join(cerr, err)
		p.report.Error = Sentence(p.src.Name, cerr)
	}
}
