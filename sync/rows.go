package syncer

import (
	"maps"

	"tresse"
	"tresse/connectors"
)

// rows is what a pull of files knows beside other pulls: a row has no name but
// what stands in it, so that a corrected one comes under another ref. It is kept
// under the one it had, and what is new waits until all was read, for it may be
// what became of a row that vanished. All methods do for nil, which is any other
// source.
type rows struct {
	names    map[string]string // external id as read → as kept; never two to one
	holders  map[string]string // the other way round
	used     map[string]bool   // names that this pull met, by either end
	bookings []tresse.BookingFact
	contacts []tresse.ContactFact
	closing  bool // nothing waits any more
}

// mostWaiting bounds the new rows that wait. More are a new file, not
// corrections.
const mostWaiting = 5000

func newRows(called map[string]string) *rows {
	r := &rows{names: maps.Clone(called), holders: map[string]string{}, used: map[string]bool{}}
	if r.names == nil {
		r.names = map[string]string{}
	}
	for read, kept := range r.names {
		r.holders[kept] = read
	}
	return r
}

// kept is the ref under which a row is stored. One that comes under a ref which a
// corrected row has kept is given that row's own in exchange, so that no two
// rows are ever one.
func (r *rows) kept(ref tresse.Ref) tresse.Ref {
	if r == nil || len(r.names) == 0 {
		return ref
	}
	id := ref.External()
	if kept, ok := r.names[id]; ok {
		r.used[id] = true
		return tresse.NewRef(ref.Source(), kept)
	}
	for read, taken := r.holders[id]; taken; read, taken = r.holders[id] {
		id, r.used[read] = read, true
	}
	return tresse.NewRef(ref.Source(), id)
}

// rename has a row that was read as one id be kept as another from now on.
func (r *rows) rename(read, kept string) {
	if before, ok := r.holders[kept]; ok {
		delete(r.names, before)
	}
	// What was read may itself have been given in exchange: the name under which
	// it was really read counts.
	delete(r.holders, kept)
	if read != kept {
		r.names[read], r.holders[kept], r.used[read] = kept, read, true
	}
}

// called is what is to be remembered of names: those of rows that were read, or
// that still stand though they were not.
func (r *rows) called(before map[string]string, end ending) map[string]string {
	if r == nil {
		return before
	}
	gone := map[string]bool{}
	for _, list := range [][]absentee{end.withdraw, end.archive} {
		for _, a := range list {
			gone[a.ref.External()] = true
		}
	}
	maps.DeleteFunc(r.names, func(read, kept string) bool { return !r.used[read] && gone[kept] })
	if len(r.names) == 0 {
		return nil
	}
	return maps.Clone(r.names)
}

// holdNew takes new facts out of what is to be written, until all was read.
func holdNew[F any](held *[]F, changes []change[F], closing bool, count *Counts) []change[F] {
	if closing {
		return changes
	}
	left := changes[:0]
	for _, c := range changes {
		if c.old != nil || len(*held) >= mostWaiting {
			left = append(left, c)
			continue
		}
		*held = append(*held, c.new)
		count.Added--
	}
	return left
}

// giveBack puts what was held among what is to be written.
func (r *rows) giveBack(l *load) {
	if r == nil {
		return
	}
	r.closing = true
	l.bookings = append(l.bookings, r.bookings...)
	l.contacts = append(l.contacts, r.contacts...)
	r.bookings, r.contacts = nil, nil
}

// believed is the coverage that counts: what is said of a scope that was not
// there, only once the mediator has said that it is meant.
func (p *pull) believed(all []connectors.Coverage) []connectors.Coverage {
	var list []connectors.Coverage
	for _, c := range all {
		if !c.Vanished || p.state.AcceptEmpty {
			list = append(list, c)
		}
	}
	return list
}

// vanished says so when something is known of a scope that was not there.
func (p *pull) vanished(out connectors.Outcome) error {
	var doubted []connectors.Coverage
	for _, c := range out.Coverage {
		if c.Vanished && !p.state.AcceptEmpty {
			c.Vanished = false
			doubted = append(doubted, c)
		}
	}
	if len(doubted) == 0 {
		return nil
	}
	missing, err := p.missing(&reading{coverage: doubted, zone: p.e.zone})
	if err != nil || len(missing) == 0 {
		return err
	}
	p.lacking = true
	p.report.Notices = append(p.report.Notices, adviceVanished(p.src.Name, len(missing)))
	return nil
}
