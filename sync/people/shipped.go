package people

import "tresse"

// Shipped returns the weights that tresse ships with, each by its name. Its
// Number is 0.
func Shipped() tresse.Model {
	m := tresse.Model{Weights: map[string]float64{
		"people": shippedPeople, "counts_each": shippedRows, "match": 1. / shippedPeople, "household": 1,
		"same": shippedSame, "maybe": shippedMaybe, "alone": shippedAlone, "crowded": crowded,
	}}
	for f := range fixed {
		for l := exact; l <= other; l++ {
			name := f.String() + "." + l.String()
			m.Weights["one."+name] = shipped[f].one[l-1]
			m.Weights["house."+name] = shipped[f].house[l-1]
			m.Weights["strangers."+name] = shipped[f].strangers[l-1]
		}
	}
	return m
}

// kept are the weights that nobody learns: they are set.
func kept(previous tresse.Model) map[string]float64 {
	weights := map[string]float64{}
	for _, name := range []string{"same", "maybe", "alone", "crowded"} {
		if v, ok := previous.Weights[name]; ok {
			weights[name] = v
		}
	}
	return weights
}
