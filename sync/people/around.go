package people

import (
	"maps"
	"math"
	"slices"

	"tresse"
)

// A side of a change: before it, or after.
type side uint8

const (
	was side = iota
	now
)

// An around is the index as it was before a change and as it is after, read as
// far as it is asked for.
type around struct {
	find       Finder
	scale      *scale
	moved      map[tresse.Ref]*Row // rows that came, went or changed: as they are now, nil where they went
	fresh      map[uint64][]*Row   // those there are now, by profile
	came, went map[uint64]*face    // looks that nobody had before, or has now
	coming     map[key][]*face     // of came, by block
	going      map[key]int         // of went, by block
	keysOf     map[*face][]key
	faces      map[uint64]*face // by profile
	lookers    map[uint64][]tresse.Ref
	blocks     map[key]*block
	names      [2]map[string]int // on each contact
}

// A block is the faces that share a key, on each side. The faces of one that is
// full on both are not read.
type block struct {
	faces [2][]*face
	full  [2]bool
}

func newAround(find Finder, s *scale) around {
	return around{
		find: find, scale: s, moved: map[tresse.Ref]*Row{}, fresh: map[uint64][]*Row{}, came: map[uint64]*face{}, went: map[uint64]*face{},
		coming: map[key][]*face{}, going: map[key]int{}, keysOf: map[*face][]key{}, faces: map[uint64]*face{}, lookers: map[uint64][]tresse.Ref{}, blocks: map[key]*block{},
		names: [2]map[string]int{{}, {}},
	}
}

// change notes what a change brings and takes.
func (a *around) change(c Change) {
	asked := map[uint64]bool{}
	for i := range c.Was {
		a.moved[c.Was[i].Ref] = nil
		asked[a.face(&c.Was[i]).digest] = true
	}
	for i := range c.Now {
		r := &c.Now[i]
		a.moved[r.Ref] = r
		f := a.face(r)
		asked[f.digest] = true
		a.fresh[f.digest] = append(a.fresh[f.digest], r)
	}
	profiles := slices.Sorted(maps.Keys(asked))
	a.learn(profiles)
	for _, p := range profiles {
		f := a.faces[p]
		switch before, after := a.there(was, f), a.there(now, f); {
		case f.keyless():
		case after && !before:
			a.came[p] = f
			for _, k := range a.keys(f) {
				a.coming[k] = append(a.coming[k], f)
			}
		case before && !after:
			a.went[p] = f
			for _, k := range a.keys(f) {
				a.going[k]++
			}
		}
	}
}

// learn reads which rows have each of the profiles.
func (a *around) learn(profiles []uint64) {
	var missing []uint64
	for _, p := range profiles {
		if _, known := a.lookers[p]; !known {
			missing = append(missing, p)
		}
	}
	if len(missing) == 0 {
		return
	}
	for i, refs := range a.find.Looks(missing, math.MaxInt) {
		a.lookers[missing[i]] = refs
	}
}

// left returns the rows of f in the index that the change left alone.
func (a *around) left(f *face) (refs []tresse.Ref) {
	a.learn([]uint64{f.digest})
	for _, ref := range a.lookers[f.digest] {
		if _, moved := a.moved[ref]; !moved {
			refs = append(refs, ref)
		}
	}
	return refs
}

// count returns how many rows f has.
func (a *around) count(on side, f *face) int {
	if on == was {
		a.learn([]uint64{f.digest})
		return len(a.lookers[f.digest])
	}
	return len(a.left(f)) + len(a.fresh[f.digest])
}

func (a *around) there(on side, f *face) bool { return a.count(on, f) > 0 }

// scattered reports a face that is too poor to hold its rows together, and has
// so many that they are not compared either.
func (a *around) scattered(on side, f *face) bool {
	return a.count(on, f) > a.scale.crowded && a.scale.poor(f, a.crowds(on))
}

// rowsOf returns all rows that f has now.
func (a *around) rowsOf(f *face) []*Row {
	rows := pointers(a.find.Rows(a.left(f)))
	return append(rows, a.fresh[f.digest]...)
}

// row returns the row of a ref as it is now, nil where there is none.
func (a *around) row(ref tresse.Ref) *Row {
	if r, moved := a.moved[ref]; moved {
		return r
	}
	if found := a.find.Rows([]tresse.Ref{ref}); len(found) > 0 {
		return &found[0]
	}
	return nil
}

// face returns the face of a row, made once.
func (a *around) face(r *Row) *face {
	digest := profile(r)
	f := a.faces[digest]
	if f == nil {
		f = faceOf(r)
		a.scale.rate(f)
		a.faces[digest] = f
	}
	return f
}

// keys returns the blocks of a face, made once.
func (a *around) keys(f *face) []key {
	keys, ok := a.keysOf[f]
	if !ok {
		keys = f.keys()
		a.keysOf[f] = keys
	}
	return keys
}

// load reads blocks.
func (a *around) load(keys []key) {
	var missing []uint64
	most := a.scale.crowded + 1
	for _, k := range keys {
		if a.blocks[k] == nil {
			a.blocks[k] = &block{}
			missing = append(missing, uint64(k))
			most = max(most, a.scale.crowded+1+a.going[k])
		}
	}
	if len(missing) == 0 {
		return
	}
	found := a.find.Faces(missing, most)
	for i, profiles := range found {
		k := key(missing[i])
		b := a.blocks[k]
		b.full[was] = len(profiles) > a.scale.crowded
		b.full[now] = len(profiles)-a.going[k]+len(a.coming[k]) > a.scale.crowded
		if b.full[was] && b.full[now] {
			found[i] = nil
		}
	}
	a.meet(found)
	for i, profiles := range found {
		k := key(missing[i])
		a.fill(a.blocks[k], profiles, a.coming[k])
	}
}

// fewLookers is how many rows most looks have less than.
const fewLookers = 16

// meet reads the faces of profiles that are not known yet.
func (a *around) meet(found [][]uint64) {
	var profiles []uint64
	for _, list := range found {
		for _, p := range list {
			if a.faces[p] == nil {
				profiles = append(profiles, p)
			}
		}
	}
	if len(profiles) == 0 {
		return
	}
	slices.Sort(profiles)
	profiles = slices.Compact(profiles)
	var refs []tresse.Ref
	for i, some := range a.find.Looks(profiles, fewLookers) {
		if len(some) < fewLookers {
			a.lookers[profiles[i]] = some // all of them
		}
		refs = append(refs, some[:min(len(some), 1)]...)
	}
	rows := a.find.Rows(refs)
	for i := range rows {
		a.face(&rows[i])
	}
}

// fill puts the faces of a block into it. That of a full block is not asked for.
func (a *around) fill(b *block, profiles []uint64, coming []*face) {
	if b.full[was] && b.full[now] {
		return
	}
	for _, p := range profiles {
		f := a.faces[p]
		if f == nil {
			continue
		}
		b.faces[was] = append(b.faces[was], f)
		if a.went[p] == nil {
			b.faces[now] = append(b.faces[now], f)
		}
	}
	b.faces[now] = append(b.faces[now], coming...)
}

// near returns the faces that share a block with f, in whichever order.
func (a *around) near(on side, f *face) (all []*face) {
	keys := a.keys(f)
	a.load(keys)
	had := map[*face]bool{f: true}
	for _, k := range keys {
		b := a.blocks[k]
		if b.full[on] {
			continue
		}
		for _, o := range b.faces[on] {
			if !had[o] {
				had[o] = true
				all = append(all, o)
			}
		}
	}
	return all
}

// crowd tells how many names a contact is seen with.
func (a *around) crowd(on side, contact string) int {
	n, ok := a.names[on][contact]
	if !ok {
		k := keyOf("c", contact)
		a.load([]key{k})
		n = a.scale.crowded
		if b := a.blocks[k]; !b.full[on] {
			n = max(1, namesOn(b.faces[on]))
		}
		a.names[on][contact] = n
	}
	return n
}

func (a *around) crowds(on side) crowd {
	return func(contact string) int { return a.crowd(on, contact) }
}

// inOrder returns faces by profile.
func inOrder(faces map[uint64]*face) []*face {
	all := make([]*face, 0, len(faces))
	for _, p := range slices.Sorted(maps.Keys(faces)) {
		all = append(all, faces[p])
	}
	return all
}

func looks(faces map[uint64]*face) []Look {
	all := make([]Look, 0, len(faces))
	for _, f := range inOrder(faces) {
		all = append(all, f.look())
	}
	return all
}
