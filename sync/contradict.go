package syncer

import (
	"fmt"

	"tresse"
)

// uncontradicted refuses a decision that contradicts one in force, naming it.
func uncontradicted(all []tresse.Decision, d tresse.Decision) error {
	in := contradicted(tresse.InForce(all, d.Subject), d)
	if in == 0 {
		return nil
	}
	err := tresse.Errorf(tresse.TroubleRefused, "decision contradicts number %d", in)
	err.Advice = fmt.Sprintf("La décision n° %d dit le contraire : annulez-la d’abord avec « tresse undo %d ».", in, in)
	return err
}

// contradicted returns the number of the decision in force that d contradicts,
// 0 where there is none: nothing may hold together what something keeps apart,
// by whatever chain of decisions. What the same decisions join is told by the
// decisions alone, not by the views.
func contradicted(force []tresse.Decision, d tresse.Decision) uint64 {
	g := joined{}
	for i := range force {
		g.add(&force[i])
	}
	g.add(&d)
	for i := range force {
		if g.apart(&force[i]) != "" {
			return force[i].Number
		}
	}
	in := g.apart(&d)
	if in == "" {
		return 0
	}
	var number uint64 // the newest by which what d keeps apart is one
	for i := range force {
		same, _ := force[i].Pairs()
		for _, p := range same {
			if g.of(p[0]) == in {
				number = force[i].Number
			}
		}
	}
	return number
}

// joined is what decisions hold together: each ref leads to another of its
// group, or to itself.
type joined map[tresse.Ref]tresse.Ref

func (g joined) of(ref tresse.Ref) tresse.Ref {
	for {
		up, ok := g[ref]
		if !ok || up == ref {
			return ref
		}
		ref = up
	}
}

func (g joined) add(d *tresse.Decision) {
	same, _ := d.Pairs()
	for _, p := range same {
		g[g.of(p[0])] = g.of(p[1])
	}
}

// apart returns the group that holds two refs that d keeps apart, "" for none.
func (g joined) apart(d *tresse.Decision) tresse.Ref {
	_, different := d.Pairs()
	for _, p := range different {
		if g.of(p[0]) == g.of(p[1]) {
			return g.of(p[0])
		}
	}
	return ""
}
