package syncer

import (
	"context"
	"slices"
	"time"

	"tresse"
	"tresse/connectors"
	"tresse/store"
)

// An ending is what a pull that was read to its end says of what it did not
// see.
type ending struct {
	partly   []absentee // still stands in some scopes
	archive  []absentee
	withdraw []absentee
	hold     []absentee
	moves    []pair
}

// finish closes a pull that was read to its end: what is missing is paired,
// asked for, braked, and written in one commit with the success mark.
func (p *pull) finish(ctx context.Context, out connectors.Outcome) error {
	if out.Unchanged {
		p.asBefore()
		return p.close(out, ending{})
	}
	missing, err := p.missing(p.reading(out))
	if err != nil {
		return err
	}
	if err := p.vanished(out); err != nil {
		return err
	}
	missing, corrected, err := p.correct(missing)
	if err != nil {
		return err
	}
	end, asked := p.sort(missing)
	empty := p.emptied(out, asked)
	if err := p.believable(empty); err != nil {
		return err
	}
	fresh, err := p.newcomers(asked)
	if err != nil {
		return err
	}
	end.moves = append(corrected, pairMoves(asked, without(fresh, corrected))...)
	asked = slices.DeleteFunc(asked, func(a absentee) bool {
		return slices.ContainsFunc(end.moves, func(m pair) bool { return m.old == a.ref })
	})
	asked, answers, err := p.confirm(ctx, asked)
	if err != nil {
		return err
	}
	if err := p.contradicted(empty, answers); err != nil {
		return err
	}
	if err := p.brake(&end, asked); err != nil {
		return err
	}
	return p.close(out, end)
}

// asBefore reports what the platform says has not changed.
func (p *pull) asBefore() {
	p.report.Read, p.report.Rejected = p.state.Read, p.state.Rejected
	p.report.Listings.Unchanged = p.state.Listings
	p.report.Bookings.Unchanged = p.state.Bookings
	p.report.Contacts.Unchanged = p.state.Contacts
}

func (p *pull) reading(out connectors.Outcome) *reading {
	r := &reading{
		coverage: p.believed(out.Coverage), tombs: map[connectors.Tombstone]bool{}, sightings: p.sightings,
		spared: p.spared, blind: p.blind, resumed: p.resumed, zone: p.e.zone,
	}
	for _, t := range p.gone {
		r.tombs[t] = true
	}
	return r
}

// missing returns the live facts of the source that were not seen wherever they
// stood, judged.
func (p *pull) missing(r *reading) ([]absentee, error) {
	if len(r.coverage) == 0 && len(r.tombs) == 0 {
		return nil, nil
	}
	p.lock()
	defer p.e.mu.Unlock()
	list, err := absentees(p, listings, r, p.ofListing)
	if err != nil {
		return nil, err
	}
	more, err := absentees(p, bookings, r, p.ofBooking)
	if err != nil {
		return nil, err
	}
	list = append(list, more...)
	more, err = absentees(p, contacts, r, p.ofContact)
	return append(list, more...), err
}

// absentees loads the facts of one kind that were not fully seen and of which
// the reading speaks, and judges each.
func absentees[F any](p *pull, l ledger[F], r *reading, of func(*F) absentee) ([]absentee, error) {
	marks, err := p.e.store.SourceMarks(l.kind, p.src.Name)
	if err != nil {
		return nil, err
	}
	parents := r.parentSums()
	seen := p.seen[l.kind]
	var refs []tresse.Ref
	for i := range marks {
		m := &marks[i]
		scopes, ok := seen[m.Ref]
		if m.State != tresse.Live || ok && store.ScopesSum(scopes) == m.Scopes {
			continue
		}
		if r.touches(m, parents) || r.tombsRef(m.Ref) {
			refs = append(refs, m.Ref)
		}
	}
	facts, err := l.load(p.e.store, refs)
	if err != nil {
		return nil, err
	}
	var list []absentee
	for i := range facts {
		a := of(&facts[i])
		r.judge(&a, seen[a.ref])
		if len(a.left) < len(a.scopes) {
			list = append(list, a)
		}
	}
	return list, nil
}

func (r *reading) tombsRef(ref tresse.Ref) bool {
	for t := range r.tombs {
		if t.Ref == ref {
			return true
		}
	}
	return false
}

func (p *pull) ofListing(f *tresse.ListingFact) absentee {
	now := p.e.now()
	return absentee{
		kind: store.Listings, ref: f.Ref, parent: f.Parent, scopes: f.Scopes, start: f.Start, length: length(&f.Listing),
		over: f.Over(now, p.e.zone), toCome: f.ToCome(now, p.e.zone), kept: f.Kept,
	}
}

func (p *pull) ofBooking(f *tresse.BookingFact) absentee {
	toCome := f.Start.In(p.e.zone).After(p.e.now())
	return absentee{
		kind: store.Bookings, ref: f.Ref, parent: f.Listing.External(), scopes: f.Scopes, start: f.Start,
		over: !toCome, toCome: toCome, kept: f.Kept,
	}
}

func (p *pull) ofContact(f *tresse.ContactFact) absentee {
	return absentee{kind: store.Contacts, ref: f.Ref, parent: f.Parent, scopes: f.Scopes, toCome: true, kept: f.Kept}
}

// sort tells apart what only lost some of its scopes, what had its time (it is
// archived), and what is still to come (it is asked for). What has begun and
// not ended is left until it has.
func (p *pull) sort(missing []absentee) (end ending, asked []absentee) {
	for _, a := range missing {
		switch {
		case len(a.left) > 0:
			end.partly = append(end.partly, a)
		case a.over:
			end.archive = append(end.archive, a)
		case a.toCome && !a.kept:
			asked = append(asked, a)
		}
	}
	return end, asked
}

// newcomers returns the listings that came since the last pull that was read to
// its end and that could have taken the place of one of asked.
func (p *pull) newcomers(asked []absentee) ([]newcomer, error) {
	if len(asked) == 0 {
		return nil, nil
	}
	p.lock()
	defer p.e.mu.Unlock()
	fresh, err := p.unknown(p.waiting.listings)
	if err != nil {
		return nil, err
	}
	fresh = append(fresh, p.fresh...)
	if p.state.Failures > 0 || p.round.interrupted || p.resumed {
		earlier, err := p.earlier()
		if err != nil {
			return nil, err
		}
		fresh = append(fresh, earlier...)
	}
	slices.SortFunc(fresh, func(a, b newcomer) int { return cmpRef(a.ref, b.ref) })
	return slices.CompactFunc(fresh, func(a, b newcomer) bool { return a.ref == b.ref }), nil
}

// unknown returns what was read, but is not committed yet, and is not stored.
func (p *pull) unknown(read []tresse.ListingFact) ([]newcomer, error) {
	refs := make([]tresse.Ref, len(read))
	for i := range read {
		refs[i] = read[i].Ref
	}
	marks, err := p.e.store.Marks(store.Listings, refs)
	if err != nil {
		return nil, err
	}
	var fresh []newcomer
	for i := range read {
		if !marks[i].Known {
			fresh = append(fresh, newcomerOf(&read[i].Listing))
		}
	}
	return fresh, nil
}

// earlier returns the listings of the source that an interrupted or failed pull
// already committed.
func (p *pull) earlier() ([]newcomer, error) {
	var refs []tresse.Ref
	for ref := range p.seen[store.Listings] {
		refs = append(refs, ref)
	}
	slices.Sort(refs)
	facts, err := p.e.store.Listings(refs)
	if err != nil {
		return nil, err
	}
	var fresh []newcomer
	for i := range facts {
		if f := &facts[i]; f.First.Round > p.state.Swept && len(f.MovedFrom) == 0 && f.State == tresse.Live {
			fresh = append(fresh, newcomerOf(&f.Listing))
		}
	}
	return fresh, nil
}

// confirm asks the platform by id, where it allows that, and returns what is
// really gone, and what was answered. What nothing can be said of stays as it is.
func (p *pull) confirm(ctx context.Context, asked []absentee) ([]absentee, map[tresse.Ref]connectors.Presence, error) {
	confirmer, can := p.src.Connector.(connectors.Confirmer)
	if !can {
		return asked, nil, nil
	}
	var refs []tresse.Ref
	for _, a := range asked {
		if !a.told && a.kind != store.Contacts {
			refs = append(refs, a.ref)
		}
	}
	said := map[tresse.Ref]connectors.Presence{}
	for chunk := range slices.Chunk(refs, 50) {
		answers, err := confirmer.Confirm(ctx, chunk)
		if err != nil {
			return nil, nil, err
		}
		if len(answers) != len(chunk) {
			return nil, nil, tresse.Errorf(tresse.TroubleAnswer, "%s: %d answers to %d questions", p.src.Name, len(answers), len(chunk))
		}
		for i, answer := range answers {
			said[chunk[i]] = answer
			if answer == connectors.Present && !p.seenNow(chunk[i]) {
				p.readAgain(ctx, chunk[i])
			}
		}
	}
	return slices.DeleteFunc(asked, func(a absentee) bool {
		return !a.told && a.kind != store.Contacts && said[a.ref] != connectors.Gone
	}), said, nil
}

// seenNow reports whether a fact has come since, with an item that was read again.
func (p *pull) seenNow(ref tresse.Ref) bool {
	for _, kind := range factKinds {
		if len(p.seen[kind][ref]) > 0 {
			return true
		}
	}
	return false
}

// readAgain reads an item that went missing from its list though the platform
// still has it: it may have moved to where this pull did not look. A failure
// leaves it as it was.
func (p *pull) readAgain(ctx context.Context, ref tresse.Ref) {
	reader, can := p.src.Connector.(connectors.Reader)
	if !can {
		return
	}
	b, err := reader.Read(ctx, ref)
	if err != nil {
		p.e.log.Debug().Str("source", p.src.Name).Err(err).Msg("item not read again")
		return
	}
	if err := p.erased(b.Erased); err != nil {
		p.e.log.Debug().Str("source", p.src.Name).Err(err).Msg("item not read again")
		return
	}
	p.take(b)
}

// brake tells, kind by kind, whether what is gone is withdrawn or held for the
// mediator. A booking whose listing goes follows it and is not counted.
func (p *pull) brake(end *ending, gone []absentee) error {
	if len(gone) == 0 {
		return nil
	}
	held, err := p.heldRefs()
	if err != nil {
		return err
	}
	_, day := lastDay(p.state.Withdrawals, p.e.now())
	before := map[store.FactKind]int{store.Listings: day.Listings, store.Bookings: day.Bookings, store.Contacts: day.Contacts}
	leaving := map[tresse.Ref]bool{}
	for _, kind := range factKinds {
		var here, follow []absentee
		for _, a := range gone {
			switch {
			case a.kind != kind:
			case kind == store.Bookings && leaving[tresse.NewRef(p.src.Name, a.parent)]:
				follow = append(follow, a)
			default:
				here = append(here, a)
			}
		}
		end.withdraw = append(end.withdraw, follow...)
		if len(here) == 0 {
			continue
		}
		known, err := p.toCome(kind, len(follow))
		if err != nil {
			return err
		}
		if p.state.AcceptEmpty {
			known = 0
		}
		stop := known > 0 && brakes(len(here)+before[kind], known+before[kind])
		for _, a := range here {
			if stop || held[a.ref] {
				end.hold = append(end.hold, a)
				continue
			}
			end.withdraw = append(end.withdraw, a)
			leaving[a.ref] = kind == store.Listings
		}
	}
	return nil
}

func (p *pull) heldRefs() (map[tresse.Ref]bool, error) {
	p.lock()
	defer p.e.mu.Unlock()
	list, err := p.e.store.Held(p.src.Name)
	if err != nil {
		return nil, err
	}
	held := make(map[tresse.Ref]bool, len(list))
	for _, h := range list {
		held[h.Ref] = true
	}
	return held, nil
}

// toCome counts the live facts of a kind that are still to come, as stored;
// less those that follow their listing out. New ones of this pull count where
// they are stored already.
func (p *pull) toCome(kind store.FactKind, less int) (int, error) {
	p.lock()
	defer p.e.mu.Unlock()
	marks, err := p.e.store.SourceMarks(kind, p.src.Name)
	if err != nil {
		return 0, err
	}
	n, now := 0, p.e.now()
	for i := range marks {
		if marks[i].State == tresse.Live && (kind == store.Contacts || marks[i].Start.In(p.e.zone).After(now)) {
			n++
		}
	}
	return n - less, nil
}

// close writes the last commit of a pull: what still waits, what became of the
// missing, and the success mark.
func (p *pull) close(out connectors.Outcome, end ending) error {
	p.lock()
	defer p.e.mu.Unlock()
	d, err := p.draft(p.waiting)
	if err != nil {
		return err
	}
	p.waiting = load{}
	if err := p.apply(d, end); err != nil {
		return err
	}
	p.drift(d)
	held, err := p.holdBack(d, end)
	if err != nil {
		return err
	}
	if d.hasFacts() {
		p.e.open(p.round, d)
	}
	p.leave(d)
	if err := p.land(d, p.success(out, end, held)); err != nil {
		return err
	}
	p.settle(held)
	return nil
}

// success is the state of the source after this pull.
func (p *pull) success(out connectors.Outcome, end ending, held int) tresse.SourceState {
	now := p.e.at()
	s := p.state
	s.LastTry, s.LastSuccess = now, now
	s.NextTry = now.Add(p.src.Every + p.e.later(p.src.Every/20))
	s.Failures, s.Error = 0, ""
	s.Cursor, s.Resume = out.Cursor, nil
	s.Read, s.Rejected = p.report.Read, p.report.Rejected
	s.AcceptEmpty = false
	s.Held = held
	s.Health = tresse.HealthOK
	if held > 0 {
		s.Health = tresse.HealthHeld
	}
	s.Withdrawals, _ = lastDay(s.Withdrawals, now)
	if w := counted(end.withdraw, now); w != (tresse.Withdrawal{At: now}) {
		s.Withdrawals = append(s.Withdrawals, w)
	}
	s.Called = p.rows.called(s.Called, end)
	s.Swept = p.round.swept()
	p.pushesAfter(&s)
	return s
}

func counted(list []absentee, at time.Time) tresse.Withdrawal {
	w := tresse.Withdrawal{At: at}
	for _, a := range list {
		switch a.kind {
		case store.Listings:
			w.Listings++
		case store.Bookings:
			w.Bookings++
		case store.Contacts:
			w.Contacts++
		}
	}
	return w
}

// liveChange is by how many live facts a draft raises the count.
func liveChange[F any](changes []change[F], l ledger[F]) int {
	n := 0
	for i := range changes {
		if !changes[i].erased && l.track(&changes[i].new).State == tresse.Live {
			n++
		}
		if old := changes[i].old; old != nil && l.track(old).State == tresse.Live {
			n--
		}
	}
	return n
}

// settle says in the report how the pull ended.
func (p *pull) settle(held int) {
	switch {
	case held > 0:
		p.report.Status = StatusHeld
		p.report.Error = adviceHeld(p.src.Name, held)
	case p.report.Rejected > 0 || p.lacking:
		p.report.Status = StatusPartial
	}
}
