package people

import (
	"slices"

	"tresse"
)

// A Finder reads an index of all rows as they were before a change.
type Finder interface {
	// Faces returns for each block the profiles under it, at most most of each,
	// whichever.
	Faces(blocks []uint64, most int) [][]uint64
	// Looks returns for each profile the refs of its rows, at most most of each,
	// whichever.
	Looks(profiles []uint64, most int) [][]tresse.Ref
	// Rows returns the rows of refs, those that are there.
	Rows(refs []tresse.Ref) []Row
}

// A Change is what happened to rows since they were put into the index.
type Change struct {
	Was []Row // those that changed or went, as the index has them
	Now []Row // those that changed or came, as they are
	// Named are rows that did not change and whose people are wanted anew: those
	// that a decision taken or taken back names.
	Named []tresse.Ref
}

// Regrouped is what follows from a Change.
type Regrouped struct {
	// People are all whom the change may have touched, each with all their rows,
	// as Group would form them from all rows there are. Every row that was one
	// person with one of the change is among them, if it is still there; so the
	// caller drops the views of all rows here, and of those that went, and puts
	// in those of People.
	People [][]Row
	// Came and Went are the looks that the index is to hold from now on, and no
	// longer. Which row has which look is the caller's to follow.
	Came, Went []Look
}

// Regroup returns what a change makes of people.
//
// Who is one with whom follows from the rows that hang together by links, and
// from nothing else (group.go). A link follows from the two faces, from which
// blocks are full and from how many names share a contact of both. So all that
// hangs together with one of these is formed anew: faces that changed; faces on
// a contact whose names are other in number; faces in a block that filled or
// emptied; and those that were linked with one of them and no longer are.
func Regroup(c Change, find Finder, m tresse.Model, decisions []tresse.Decision) Regrouped {
	s := newScout(find, newScale(m), decisions)
	s.change(c)
	s.begin(c)
	for len(s.queue) > 0 {
		wave := s.queue
		s.queue = nil
		s.ahead(wave)
		for _, f := range wave {
			s.visit(f)
		}
	}
	return Regrouped{People: s.people(decisions), Came: looks(s.came), Went: looks(s.went)}
}

// A scout walks from face to face along the links that make people.
type scout struct {
	around
	said  map[tresse.Ref][]tresse.Ref // rows that a decision holds together
	queue []*face
	seen  map[*face]bool
	taken map[tresse.Ref]bool
	rows  []*Row // in the answer
	apart map[*face]bool
	shook map[key]bool    // blocks that filled or emptied
	heard map[string]bool // contacts whose names are other in number
}

func newScout(find Finder, sc *scale, decisions []tresse.Decision) *scout {
	s := &scout{
		around: newAround(find, sc), said: map[tresse.Ref][]tresse.Ref{}, seen: map[*face]bool{},
		taken: map[tresse.Ref]bool{}, apart: map[*face]bool{}, shook: map[key]bool{}, heard: map[string]bool{},
	}
	for i := range decisions {
		same, _ := decisions[i].Pairs()
		for _, p := range same {
			s.said[p[0]] = append(s.said[p[0]], p[1])
			s.said[p[1]] = append(s.said[p[1]], p[0])
		}
	}
	return s
}

// begin queues all whose links the change may have touched.
func (s *scout) begin(c Change) {
	for i := range c.Was {
		s.reachNow(s.face(&c.Was[i]))
		s.reachSaid(c.Was[i].Ref)
	}
	for i := range c.Now {
		s.reachRef(c.Now[i].Ref)
	}
	for _, ref := range c.Named {
		s.reachRef(ref)
	}
	s.ahead(inOrder(s.went))
	s.ahead(inOrder(s.came))
	for _, f := range inOrder(s.went) {
		s.unlink(f)
		s.shaken(f)
	}
	for _, f := range inOrder(s.came) {
		s.shaken(f)
	}
}

// ahead reads at once the blocks of faces that are about to be met one by one;
// those of what is too common to be compared are left alone.
func (s *scout) ahead(faces []*face) {
	profiles := make([]uint64, len(faces))
	for i, f := range faces {
		profiles[i] = f.digest
	}
	slices.Sort(profiles)
	s.learn(profiles)
	var keys []key
	for _, f := range faces {
		if !f.keyless() && s.count(was, f) <= s.scale.crowded && s.count(now, f) <= s.scale.crowded {
			keys = append(keys, s.keys(f)...)
		}
	}
	slices.Sort(keys)
	for some := range slices.Chunk(slices.Compact(keys), keysAhead) {
		s.load(some)
	}
}

// keysAhead bounds what is held at once of blocks that turn out to be full.
const keysAhead = 512

// shaken reaches those whose links a face changes that came or went: by how
// many there are on a contact, or in a block.
func (s *scout) shaken(f *face) {
	keys := s.keys(f)
	s.load(keys)
	for _, k := range keys {
		if b := s.blocks[k]; b.full[was] != b.full[now] && !s.shook[k] {
			s.shook[k] = true
			for _, o := range b.faces[now] {
				s.reach(o)
			}
		}
	}
	for _, contact := range f.contacts() {
		if !s.heard[contact] && s.crowd(was, contact) != s.crowd(now, contact) {
			s.heard[contact] = true
			s.recount(contact)
		}
	}
}

// recount reaches all on a contact whose names are other in number.
func (s *scout) recount(contact string) {
	for _, o := range s.blocks[keyOf("c", contact)].faces[now] {
		s.reach(o)
		if s.scale.many(o.mails, s.crowds(was)) != s.scale.many(o.mails, s.crowds(now)) || s.scale.busy(o.phones, s.crowds(was)) != s.scale.busy(o.phones, s.crowds(now)) {
			s.unlink(o)
		}
	}
}

// unlink reaches those that f was linked with.
func (s *scout) unlink(f *face) {
	if s.scattered(was, f) {
		return
	}
	var w weighing
	for _, o := range s.near(was, f) {
		if s.seen[o] || s.went[o.digest] != nil {
			continue
		}
		if s.scale.weigh(&w, f, o, s.crowds(was)); w.bits >= s.scale.same {
			s.reach(o)
		}
	}
}

func (s *scout) reach(f *face) {
	if !s.seen[f] {
		s.seen[f] = true
		s.queue = append(s.queue, f)
	}
}

func (s *scout) reachNow(f *face) {
	if !f.keyless() && s.there(now, f) {
		s.reach(f)
	}
}

// reachRef reaches the row of a ref. One that nothing but a decision can join
// to others is taken alone.
func (s *scout) reachRef(ref tresse.Ref) {
	r := s.row(ref)
	if r == nil {
		return
	}
	f := s.face(r)
	if f.keyless() || s.scattered(now, f) {
		s.take(r)
	}
	if !f.keyless() {
		s.reach(f)
	}
}

func (s *scout) reachSaid(ref tresse.Ref) {
	for _, other := range s.said[ref] {
		s.reachRef(other)
	}
}

// take puts a row into the answer, and reaches those that a decision holds to
// it.
func (s *scout) take(r *Row) {
	if !s.taken[r.Ref] {
		s.taken[r.Ref] = true
		s.rows = append(s.rows, r)
		s.reachSaid(r.Ref)
	}
}

// visit collects the rows of f and follows its links.
func (s *scout) visit(f *face) {
	before, after := s.scattered(was, f), s.scattered(now, f)
	if after {
		s.apart[f] = true
	}
	if before && after {
		return // what of it is wanted was taken
	}
	for _, r := range s.rowsOf(f) {
		s.take(r)
	}
	if after {
		s.unlink(f)
		return
	}
	var w weighing
	for _, o := range s.near(now, f) {
		if s.seen[o] {
			continue
		}
		if s.scale.weigh(&w, f, o, s.crowds(now)); w.bits >= s.scale.same {
			s.reach(o)
		}
	}
}

// people clusters what was found.
func (s *scout) people(decisions []tresse.Decision) [][]Row {
	slices.SortFunc(s.rows, before)
	var all []*face
	index := map[*face]int32{}
	of := make([]int32, len(s.rows))
	for i := range s.rows {
		f := s.face(s.rows[i])
		at, ok := index[f]
		if !ok {
			at = int32(len(all))
			index[f] = at
			all = append(all, f)
			for _, contact := range f.contacts() {
				s.crowd(now, contact) // so that clustering only reads
			}
		}
		of[i] = at
	}
	g := &grouping{scale: s.scale, crowd: s.crowds(now), rows: s.rows, decided: told(decisions)}
	g.seat(all, of)
	for i, f := range all {
		g.scattered[i] = g.scattered[i] || s.apart[f]
	}
	var people [][]Row
	for _, one := range g.clusters(s.pairs(all, index)) {
		rows := make([]Row, len(one))
		for i, at := range one {
			rows[i] = *s.rows[at]
		}
		people = append(people, rows)
	}
	return people
}

// pairs weighs the faces found, in order.
func (s *scout) pairs(all []*face, index map[*face]int32) (pairs []pair) {
	var w weighing
	for i, f := range all {
		var after []int32
		for _, o := range s.near(now, f) {
			if at, ok := index[o]; ok && at > int32(i) {
				after = append(after, at)
			}
		}
		slices.Sort(after)
		for _, at := range after {
			if s.scale.weigh(&w, f, all[at], s.crowds(now)); w.bits >= s.scale.same {
				pairs = append(pairs, pair{int32(i), at, float32(w.bits)})
			}
		}
	}
	return pairs
}
