package people

import (
	"math"
	"slices"

	"tresse"
)

// A Finder finds rows in an index of all rows by their Blocks. It shows the
// rows as they are after the change.
type Finder interface {
	// Rows returns the rows that carry block, at most most of them, whichever.
	Rows(block string, most int) []Row
	// Row returns the row of a ref.
	Row(ref tresse.Ref) (Row, bool)
}

// Regroup returns the people that a change may have touched, each with all its
// rows, as Group would form them from all the rows there are. Changed holds
// the rows that came, went or changed: as they were and as they are, and those
// named by a decision taken or taken back. Every row that was one person with
// one of changed is in the answer, if it is still there; so the caller drops
// the views of all rows in the answer and puts in those of the answer.
func Regroup(changed []Row, find Finder, m tresse.Model, decisions []tresse.Decision) [][]Row {
	s := newScout(find, newScale(m), decisions)
	s.begin(changed)
	for len(s.queue) > 0 {
		next := s.queue[0]
		s.queue = s.queue[1:]
		s.visit(next)
	}
	return s.people(decisions)
}

// A scout walks from face to face along the links that make people.
type scout struct {
	find   Finder
	scale  *scale
	said   map[tresse.Ref][]tresse.Ref // rows that a decision holds together
	faces  map[uint64]*face            // by digest
	blocks map[string]*block
	names  map[string]int
	queue  []*face
	seen   map[*face]bool
	lone   map[tresse.Ref]bool // rows without a block, seen
	rows   []*Row              // of all faces seen
}

// A block is what the index says of one: its rows, but for those that are too
// many, and their faces.
type block struct {
	rows  []Row
	of    []*face // of each row
	faces []*face
}

func (b *block) full() bool { return len(b.faces) > crowded || len(b.rows) > many }

func newScout(find Finder, s *scale, decisions []tresse.Decision) *scout {
	said := map[tresse.Ref][]tresse.Ref{}
	for _, d := range decisions {
		if d.Verb == tresse.DecideSame {
			said[d.A] = append(said[d.A], d.B)
			said[d.B] = append(said[d.B], d.A)
		}
	}
	return &scout{
		find: find, scale: s, said: said, faces: map[uint64]*face{}, blocks: map[string]*block{},
		names: map[string]int{}, seen: map[*face]bool{}, lone: map[tresse.Ref]bool{},
	}
}

// face returns the face of a row, made once.
func (s *scout) face(r *Row) *face {
	digest := profile(r)
	f := s.faces[digest]
	if f == nil {
		f = faceOf(r)
		s.scale.rate(f)
		s.faces[digest] = f
	}
	return f
}

// look reads a block of the index, some rows beyond what is too many.
func (s *scout) look(text string, beyond int) *block {
	if b := s.blocks[text]; b != nil {
		return b
	}
	b := s.read(text, many+1+beyond)
	s.blocks[text] = b
	return b
}

func (s *scout) read(text string, most int) *block {
	b := &block{rows: s.find.Rows(text, most)}
	had := map[*face]bool{}
	for i := range b.rows {
		f := s.face(&b.rows[i])
		b.of = append(b.of, f)
		if !had[f] {
			had[f] = true
			b.faces = append(b.faces, f)
		}
	}
	return b
}

// begin queues all whose links the change may have touched: all that share a
// block with it, unless the block was too large before and is too large now.
func (s *scout) begin(changed []Row) {
	for i := range changed {
		for _, text := range Blocks(&changed[i]) {
			b := s.look(text, len(changed))
			if len(b.faces) <= crowded+len(changed) && len(b.rows) <= many+len(changed) {
				for _, f := range b.faces {
					s.reach(f)
				}
			}
		}
		s.reachRef(changed[i].Ref)
		for _, ref := range s.said[changed[i].Ref] {
			s.reachRef(ref)
		}
	}
}

func (s *scout) reach(f *face) {
	if !s.seen[f] {
		s.seen[f] = true
		s.queue = append(s.queue, f)
	}
}

// reachRef reaches the row of a ref; one without a block is a person by
// itself, but for what is decided of it.
func (s *scout) reachRef(ref tresse.Ref) {
	r, ok := s.find.Row(ref)
	if !ok {
		return
	}
	f := s.face(&r)
	if !f.keyless() {
		s.reach(f)
	} else if !s.lone[ref] {
		s.lone[ref] = true
		s.take(&r)
	}
}

// take puts a row into the answer, and reaches those that a decision holds to
// it.
func (s *scout) take(r *Row) {
	s.rows = append(s.rows, r)
	for _, ref := range s.said[r.Ref] {
		s.reachRef(ref)
	}
}

// visit collects the rows of f and follows its links.
func (s *scout) visit(f *face) {
	for _, r := range s.rowsOf(f) {
		s.take(r)
	}
	var w weighing
	for _, o := range s.near(f) {
		if s.seen[o] {
			continue
		}
		if s.scale.weigh(&w, f, o, s.crowd); w.bits >= s.scale.same {
			s.reach(o)
		}
	}
}

// rowsOf returns all rows of f: those in any of its blocks, best in one that
// was read whole.
func (s *scout) rowsOf(f *face) (rows []*Row) {
	keys := f.keys()
	var b *block
	for _, k := range keys {
		if b = s.look(k.text(), 0); len(b.rows) <= many {
			break
		}
	}
	if len(b.rows) > many {
		b = s.read(keys[0].text(), math.MaxInt)
	}
	for i, o := range b.of {
		if o == f {
			rows = append(rows, &b.rows[i])
		}
	}
	return rows
}

// near returns the faces that share a block with f.
func (s *scout) near(f *face) (all []*face) {
	had := map[*face]bool{f: true}
	for _, k := range f.keys() {
		b := s.look(k.text(), 0)
		if b.full() {
			continue
		}
		for _, o := range b.faces {
			if !had[o] {
				had[o] = true
				all = append(all, o)
			}
		}
	}
	return all
}

// crowd tells how many names a contact is seen with.
func (s *scout) crowd(contact string) int {
	n, ok := s.names[contact]
	if !ok {
		b := s.look(keyOf("c", contact).text(), 0)
		n = crowded
		if !b.full() {
			n = max(1, namesOn(b.faces))
		}
		s.names[contact] = n
	}
	return n
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
				s.crowd(contact) // so that clustering only reads
			}
		}
		of[i] = at
	}
	g := &grouping{scale: s.scale, crowd: s.crowd, rows: s.rows, decided: told(decisions)}
	g.seat(all, of)
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
		for _, o := range s.near(f) {
			if at, ok := index[o]; ok && at > int32(i) {
				after = append(after, at)
			}
		}
		slices.Sort(after)
		for _, at := range after {
			if s.scale.weigh(&w, f, all[at], s.crowd); w.bits >= s.scale.same {
				pairs = append(pairs, pair{int32(i), at, float32(w.bits)})
			}
		}
	}
	return pairs
}
