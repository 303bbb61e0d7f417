package people

import (
	"slices"

	"tresse"
)

// decided is what the decisions in force say of rows, by ref.
type decided struct {
	same, different [][2]tresse.Ref
	named           map[tresse.Ref]bool
	group           map[tresse.Ref]tresse.Ref // what decisions hold together, by one of it
	apart           map[[2]tresse.Ref]bool    // groups, either way round
}

func told(decisions []tresse.Decision) decided {
	d := decided{named: map[tresse.Ref]bool{}, group: map[tresse.Ref]tresse.Ref{}, apart: map[[2]tresse.Ref]bool{}}
	for i := range decisions {
		same, different := decisions[i].Pairs()
		d.same, d.different = append(d.same, same...), append(d.different, different...)
	}
	for _, p := range slices.Concat(d.same, d.different) {
		d.named[p[0]], d.named[p[1]] = true, true
	}
	for _, p := range d.same {
		d.group[d.of(p[0])] = d.of(p[1])
	}
	for _, p := range d.different {
		a, b := d.of(p[0]), d.of(p[1])
		d.apart[[2]tresse.Ref{a, b}], d.apart[[2]tresse.Ref{b, a}] = true, true
	}
	return d
}

// of returns one ref of the group that ref is in.
func (d *decided) of(ref tresse.Ref) tresse.Ref {
	for {
		up, ok := d.group[ref]
		if !ok || up == ref {
			return ref
		}
		ref = up
	}
}

// torn returns the faces of which decisions keep rows apart. What is decided of
// one row holds for all that say the same; of these it is not known for which.
func (d *decided) torn(rows []*Row, of []int32) map[int32]bool {
	torn := map[int32]bool{}
	if len(d.different) == 0 {
		return torn
	}
	groups := map[int32][]tresse.Ref{}
	for i, r := range rows {
		if !d.named[r.Ref] {
			continue
		}
		f, g := of[i], d.of(r.Ref)
		if slices.Contains(groups[f], g) {
			continue
		}
		torn[f] = torn[f] || slices.ContainsFunc(groups[f], func(o tresse.Ref) bool { return d.apart[[2]tresse.Ref{g, o}] })
		groups[f] = append(groups[f], g)
	}
	return torn
}
