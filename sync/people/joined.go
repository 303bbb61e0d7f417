package people

import (
	"cmp"
	"slices"

	"tresse"
)

// A Join is a row that was put to a person by itself: what it said, with whom.
type Join struct {
	Ref, With tresse.Ref // With is that of the person's rows that speaks most for it
	Margin    float64    // bits by which it was not left apart
	Score     float64    // log2 of the odds that they are one
	Reasons   []Reason
}

// Joined returns the rows of a person that came late, as late tells, said
// something new and were put to the rest by themselves, the least sure first.
// What a decision holds together is not told.
func Joined(person []Row, late func(*Row) bool, find Finder, m tresse.Model, decisions []tresse.Decision) (all []Join) {
	person = slices.Clone(person)
	slices.SortFunc(person, func(a, b Row) int { return before(&a, &b) })
	s := newScale(m)
	a := newAround(find, s)
	d := told(decisions)
	var known []*Row
	var had []*face
	for i := range person {
		r := &person[i]
		f := a.face(r)
		if slices.ContainsFunc(had, f.says) {
			continue
		}
		had = append(had, f)
		if late(r) && len(known) > 0 {
			if j, ok := a.join(r, known, &d); ok {
				all = append(all, j)
			}
		}
		known = append(known, r)
	}
	slices.SortFunc(all, func(p, q Join) int { return cmp.Or(cmp.Compare(p.Margin, q.Margin), cmp.Compare(p.Ref, q.Ref)) })
	return all
}

// says reports two faces that say the same, however it was typed.
func (f *face) says(o *face) bool {
	return f == o || f.g == o.g && f.l == o.l && f.born == o.born && f.postcode == o.postcode && f.city == o.city &&
		slices.Equal(f.mails, o.mails) && slices.Equal(f.phones, o.phones) && slices.Equal(f.traits(), o.traits())
}

// join weighs a row against those of the person that came before it.
func (a *around) join(r *Row, known []*Row, d *decided) (Join, bool) {
	names := a.crowds(was)
	j := Join{Ref: r.Ref}
	t := tie{best: never}
	var w weighing
	for _, o := range known[:min(len(known), mostCompared)] {
		if d.of(o.Ref) == d.of(r.Ref) {
			return Join{}, false
		}
		a.scale.weigh(&w, a.face(o), a.face(r), names)
		bits := max(-steepest, min(w.bits, steepest))
		if bits > t.best {
			j.With, j.Score = o.Ref, w.bits
			j.Reasons = a.scale.reasons(a.face(o), a.face(r), names)
		}
		t = t.plus(tie{bits, 1, bits})
	}
	j.Margin = t.mean() - a.scale.same
	return j, true
}
