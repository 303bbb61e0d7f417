package syncer

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tresse"
	"tresse/store"
)

// A row is a fact read from a file, cut into cells to be compared.
type row struct {
	ref   tresse.Ref
	file  []string // its scopes
	cells []string
	names [3]int // where first, last and full name stand; -1 where there are none
}

// correct finds among the rows of files that vanished and those that are new the
// ones that are one row, corrected in one cell or moved (DESIGN §5.7). Bookings
// and contacts are kept under the ref they had; listings are returned as pairs,
// which stay in their sessions. What is left is really missing.
func (p *pull) correct(missing []absentee) ([]absentee, []pair, error) {
	if p.rows == nil {
		return missing, nil, nil
	}
	defer p.rows.giveBack(&p.waiting)
	gone := map[store.FactKind][]tresse.Ref{}
	for _, a := range missing {
		if len(a.left) == 0 && len(gone[a.kind]) < mostWaiting {
			gone[a.kind] = append(gone[a.kind], a.ref)
		}
	}
	if len(gone) == 0 {
		return missing, nil, nil
	}
	p.lock()
	defer p.e.mu.Unlock()
	var err error
	if p.waiting.bookings, err = setAside(p, bookings, p.waiting.bookings, &p.rows.bookings); err != nil {
		return nil, nil, err
	}
	if p.waiting.contacts, err = setAside(p, contacts, p.waiting.contacts, &p.rows.contacts); err != nil {
		return nil, nil, err
	}
	moves, err := p.correctListings(gone[store.Listings])
	if err != nil {
		return nil, nil, err
	}
	slots := newSlotted(p)
	settled := map[tresse.Ref]bool{}
	for _, m := range moves {
		settled[m.old] = true
		slots.same(m)
	}
	if err := correctRows(p, bookings, gone[store.Bookings], p.rows.bookings, slots.bookingRow, settled); err != nil {
		return nil, nil, err
	}
	if err := correctRows(p, contacts, gone[store.Contacts], p.rows.contacts, contactCells, settled); err != nil {
		return nil, nil, err
	}
	if slots.err != nil {
		return nil, nil, slots.err
	}
	return slices.DeleteFunc(missing, func(a absentee) bool { return settled[a.ref] && a.kind != store.Listings || inPairs(moves, a.ref) }), moves, nil
}

// setAside puts what waits to be written and is new with the new rows.
func setAside[F any](p *pull, l ledger[F], waiting []F, held *[]F) ([]F, error) {
	marks, err := p.e.store.Marks(l.kind, refsOf(waiting, l))
	if err != nil {
		return nil, err
	}
	var left []F
	for i := range waiting {
		if marks[i].Known || len(*held) >= mostWaiting {
			left = append(left, waiting[i])
		} else {
			*held = append(*held, waiting[i])
		}
	}
	return left, nil
}

func inPairs(pairs []pair, old tresse.Ref) bool {
	return slices.ContainsFunc(pairs, func(m pair) bool { return m.old == old })
}

// without leaves out the newcomers that a pair has taken.
func without(fresh []newcomer, pairs []pair) []newcomer {
	return slices.DeleteFunc(fresh, func(f newcomer) bool {
		return slices.ContainsFunc(pairs, func(m pair) bool { return m.new == f.ref })
	})
}

// correctListings pairs slots: those that are new are stored already, or wait.
func (p *pull) correctListings(gone []tresse.Ref) ([]pair, error) {
	olds, err := p.e.store.Listings(gone)
	if err != nil || len(olds) == 0 {
		return nil, err
	}
	var refs []tresse.Ref
	for _, f := range p.fresh {
		refs = append(refs, f.ref)
	}
	slices.Sort(refs)
	news, err := p.e.store.Listings(slices.Compact(refs))
	if err != nil {
		return nil, err
	}
	list := slices.Clone(p.waiting.listings)
	marks, err := p.e.store.Marks(store.Listings, refsOf(list, listings))
	if err != nil {
		return nil, err
	}
	for i := range list {
		if !marks[i].Known {
			news = append(news, list[i])
		}
	}
	return pairRows(cellsOf(olds, listingCells), cellsOf(news, listingCells)), nil
}

func refsOf[F any](facts []F, l ledger[F]) []tresse.Ref {
	refs := make([]tresse.Ref, len(facts))
	for i := range facts {
		refs[i] = l.ref(&facts[i])
	}
	return refs
}

func cellsOf[F any](facts []F, cells func(*F) row) []row {
	list := make([]row, len(facts))
	for i := range facts {
		list[i] = cells(&facts[i])
	}
	return list
}

// correctRows has new rows that are corrected ones kept under the refs of those.
func correctRows[F any](p *pull, l ledger[F], gone []tresse.Ref, held []F, cells func(*F) row, settled map[tresse.Ref]bool) error {
	olds, err := l.load(p.e.store, gone)
	if err != nil {
		return err
	}
	pairs := pairRows(cellsOf(olds, cells), cellsOf(held, cells))
	to := map[tresse.Ref]tresse.Ref{}
	for _, m := range pairs {
		to[m.new] = m.old
		settled[m.old] = true
	}
	for i := range held {
		ref := l.ref(&held[i])
		old, ok := to[ref]
		if !ok {
			continue
		}
		p.rows.rename(p.rows.readAs(ref.External()), old.External())
		l.rename(&held[i], old)
		p.seen[l.kind][old] = p.seen[l.kind][ref]
		delete(p.seen[l.kind], ref)
	}
	return nil
}

// readAs is the name under which a row came that would be stored under this one:
// its own, or where it was given another's in exchange, that one's.
func (r *rows) readAs(kept string) string {
	for next, ok := r.names[kept]; ok; next, ok = r.names[kept] {
		kept = next
	}
	return kept
}

// slotted knows the listings of bookings.
type slotted struct {
	p     *pull
	known map[tresse.Ref]*tresse.ListingFact
	now   map[tresse.Ref]tresse.Ref // of a corrected listing: what it is now
	err   error
}

func newSlotted(p *pull) *slotted {
	s := &slotted{p: p, known: map[tresse.Ref]*tresse.ListingFact{}, now: map[tresse.Ref]tresse.Ref{}}
	for i := range p.waiting.listings {
		s.known[p.waiting.listings[i].Ref] = &p.waiting.listings[i]
	}
	return s
}

// same: that a whole workshop was corrected is no further cell of its rows.
func (s *slotted) same(m pair) { s.now[m.old] = m.new }

func (s *slotted) listing(ref tresse.Ref) *tresse.ListingFact {
	if now, ok := s.now[ref]; ok {
		ref = now
	}
	if f, ok := s.known[ref]; ok {
		return f
	}
	found, err := s.p.e.store.Listings([]tresse.Ref{ref})
	if err != nil {
		s.err = err
	}
	s.known[ref] = &tresse.ListingFact{}
	if len(found) > 0 {
		s.known[ref] = &found[0]
	}
	return s.known[ref]
}

func listingCells(f *tresse.ListingFact) row {
	return row{
		ref: f.Ref, file: f.Scopes, names: [3]int{-1, -1, -1},
		cells: []string{f.Title, f.Start.Stamp(), length(&f.Listing).String(), f.Place.Name},
	}
}

func (s *slotted) bookingRow(f *tresse.BookingFact) row {
	l := s.listing(f.Listing)
	r := row{ref: f.Ref, file: f.Scopes, names: [3]int{4, 5, 6}}
	r.cells = append(r.cells, l.Title, l.Start.Stamp(), length(&l.Listing).String(), l.Place.Name)
	r.cells = append(r.cells, personCells(&f.Person)...)
	booked := ""
	if !f.BookedAt.IsZero() {
		booked = tresse.Stamp(f.BookedAt)
	}
	r.cells = append(r.cells, string(f.Status)+f.CancelledBy, booked, strconv.Itoa(f.Seats), nameOf(&f.BookedBy), f.Prescriber.Organisation, f.Note)
	return r
}

func contactCells(f *tresse.ContactFact) row {
	return row{ref: f.Ref, file: f.Scopes, names: [3]int{0, 1, 2}, cells: personCells(&f.Person)}
}

// personCells begins with first, last and full name.
func personCells(p *tresse.Person) []string {
	cells := []string{
		p.FirstName, p.LastName, p.FullName, p.BirthName, p.BirthDate, strings.Join(p.Emails, " "), strings.Join(p.Phones, " "),
		p.Postcode, p.City, strconv.FormatBool(p.Minor), strconv.FormatBool(p.NoPhone),
	}
	for _, a := range slices.Concat(p.Identifiers, p.Attributes) {
		cells = append(cells, a.Name+"="+a.Value)
	}
	return cells
}

// pairRows pairs rows that are equal, then rows of one file that differ in one
// cell, where neither could be paired with another. Whoever's name changes beyond
// a slip is somebody else who took the place.
func pairRows(olds, news []row) []pair {
	byRef := func(a, b row) int { return cmpRef(a.ref, b.ref) }
	slices.SortFunc(olds, byRef)
	slices.SortFunc(news, byRef)
	var pairs []pair
	taken := map[tresse.Ref]bool{}
	equal := map[string][]row{}
	for _, n := range news {
		equal[n.but(-1)] = append(equal[n.but(-1)], n)
	}
	for _, o := range olds {
		if list := equal[o.but(-1)]; len(list) > 0 {
			pairs = append(pairs, pair{o.ref, list[0].ref})
			taken[o.ref], taken[list[0].ref] = true, true
			equal[o.but(-1)] = list[1:]
		}
	}
	return append(pairs, pairNear(olds, news, taken)...)
}

func pairNear(olds, news []row, taken map[tresse.Ref]bool) []pair {
	near := map[string][]int{}
	for i, n := range news {
		for c := range n.cells {
			if !taken[n.ref] {
				near[n.but(c)] = append(near[n.but(c)], i)
			}
		}
	}
	of := map[int][]int{} // olds that each new row could be
	var found [][2]int
	for i := range olds {
		o := &olds[i]
		if taken[o.ref] {
			continue
		}
		var list []int
		for c := range o.cells {
			for _, j := range near[o.but(c)] {
				if o.corrected(&news[j], c) && !slices.Contains(list, j) {
					list = append(list, j)
				}
			}
		}
		for _, j := range list {
			of[j] = append(of[j], i)
		}
		if len(list) == 1 {
			found = append(found, [2]int{i, list[0]})
		}
	}
	var pairs []pair
	for _, f := range found {
		if len(of[f[1]]) == 1 {
			pairs = append(pairs, pair{olds[f[0]].ref, news[f[1]].ref})
		}
	}
	return pairs
}

// but writes all cells but one, as one text.
func (r *row) but(cell int) string {
	var b strings.Builder
	for i, c := range r.cells {
		if i == cell {
			c = "\x00"
		}
		b.WriteString(strconv.Itoa(len(c)))
		b.WriteByte(':')
		b.WriteString(c)
	}
	return b.String()
}

// corrected reports whether n can be o with one cell corrected.
func (r *row) corrected(n *row, cell int) bool {
	if !slices.ContainsFunc(r.file, func(f string) bool { return slices.Contains(n.file, f) }) {
		return false
	}
	if slices.Contains(r.names[:], cell) {
		return slip(r.cells[cell], n.cells[cell])
	}
	for i, c := range r.cells {
		if i != cell && c != "" && c != "false" && c != "0" {
			return true
		}
	}
	return false // all that they say is what differs
}

// slip reports whether two names may be one, mistyped: at most two letters
// differ, and no more than a third of the shorter.
func slip(a, b string) bool {
	x, y := letters(a), letters(b)
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	return distance(x, y) <= min(2, max(1, min(len(x), len(y))/3))
}

func letters(s string) []rune {
	var out []rune
	for _, r := range strings.ToLower(s) {
		if unicode.IsLetter(r) {
			out = append(out, r)
		}
	}
	return out
}

// distance counts the letters to change, add, leave out or swap with their
// neighbour.
func distance(a, b []rune) int {
	var before, last []int
	now := make([]int, len(b)+1)
	for j := range now {
		now[j] = j
	}
	for i := range a {
		before, last, now = last, now, make([]int, len(b)+1)
		now[0] = i + 1
		for j := range b {
			step := 1
			if a[i] == b[j] {
				step = 0
			}
			now[j+1] = min(last[j+1]+1, now[j]+1, last[j]+step)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				now[j+1] = min(now[j+1], before[j-1]+1)
			}
		}
	}
	return now[len(b)]
}
