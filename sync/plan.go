package syncer

import (
	"cmp"
	"slices"

	"tresse"
	"tresse/store"
)

// A change is a fact as it was (nil where it is new) and as it is to be; one
// that is erased is not to be at all.
type change[F any] struct {
	old    *F
	new    F
	erased bool
}

// gather makes one of each fact that was emitted several times: the later
// content counts, scopes add up. The result is in order of ref.
func (l ledger[F]) gather(emitted []F) []F {
	emitted = l.sorted(emitted)
	kept := emitted[:0]
	for i := range emitted {
		if n := len(kept); n > 0 && l.ref(&kept[n-1]) == l.ref(&emitted[i]) {
			*l.scopes(&emitted[i]) = union(*l.scopes(&kept[n-1]), *l.scopes(&emitted[i]))
			kept[n-1] = emitted[i]
			continue
		}
		if len(kept) == i { // nothing was left out yet
			kept = emitted[:i+1]
			continue
		}
		kept = append(kept, emitted[i])
	}
	return kept
}

// sorted returns the list in order of ref; what has one ref stays in the order
// emitted. Facts are large: their places are sorted, not they themselves.
func (l ledger[F]) sorted(list []F) []F {
	places, ascending := make([]int, len(list)), true
	for i := range list {
		places[i] = i
		ascending = ascending && (i == 0 || l.ref(&list[i-1]) <= l.ref(&list[i]))
	}
	if ascending {
		return list
	}
	slices.SortFunc(places, func(a, b int) int {
		return cmp.Or(cmpRef(l.ref(&list[a]), l.ref(&list[b])), cmp.Compare(a, b))
	})
	out := make([]F, len(list))
	for i, from := range places {
		out[i] = list[from]
	}
	return out
}

// differs reports whether a fact read now must be planned at all: it is new, or
// something about it is not as stored. It decodes nothing.
func (l ledger[F]) differs(f *F, m store.Mark, buf []byte) (bool, []byte) {
	if !m.Known || m.State != tresse.Live || m.Kept || m.Scopes != store.ScopesSum(*l.scopes(f)) {
		return true, buf
	}
	digest, buf := l.digest(f, buf)
	return digest != m.Digest, buf
}

// plan says what becomes of a fact that was read at (round, place, at) and of
// which old is stored, nil where nothing is. It returns false where nothing is
// to be written: only the scopes were told in part.
func (l ledger[F]) plan(read F, old *F, sight tresse.Sight) (change[F], bool) {
	track := l.track(&read)
	if old == nil {
		*track = tresse.Track{First: sight, Changed: sight.At, State: tresse.Live}
		return change[F]{new: read}, true
	}
	before := l.track(old)
	*track = *before
	track.State, track.Kept = tresse.Live, false
	scopes := union(*l.scopes(old), *l.scopes(&read))
	same := slices.Equal(scopes, *l.scopes(old))
	*l.scopes(&read) = scopes
	was, _ := l.digest(old, nil)
	is, _ := l.digest(&read, nil)
	if was == is && before.State == tresse.Live {
		if same && !before.Kept {
			return change[F]{}, false
		}
		return change[F]{old: old, new: read}, true
	}
	track.Changed = sight.At
	return change[F]{old: old, new: read}, true
}

// moved notes where a listing stood before, when it is read again at another
// time.
func moved(c *change[tresse.ListingFact]) {
	if c.old == nil || c.old.Start.Same(c.new.Start) {
		return
	}
	c.new.MovedFrom = append(slices.Clone(c.new.MovedFrom), tresse.Move{Ref: c.old.Ref, Start: c.old.Start})
	for i, m := range c.new.MovedFrom {
		if len(c.new.MovedFrom) > maxMoves && m.Ref == c.new.Ref {
			c.new.MovedFrom = slices.Delete(c.new.MovedFrom, i, i+1)
			return
		}
	}
}

// maxMoves bounds the history of a listing that a platform moves at each poll;
// moves that name another listing are never forgotten.
const maxMoves = 20

// sortedOnce returns texts sorted, each once; mostly there is one.
func sortedOnce(texts []string) []string {
	if len(texts) < 2 {
		return texts
	}
	return union(texts, nil)
}

// union returns both lists' texts, sorted, each once.
func union(a, b []string) []string {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

func cmpRef(a, b tresse.Ref) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
