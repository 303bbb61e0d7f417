package publish

import (
	"math"

	"tresse"
)

// A Duplicate is a pair of people, or of sessions, that may be one.
type Duplicate struct {
	A       tresse.ID `json:"a"`
	B       tresse.ID `json:"b"`
	Score   float64   `json:"score"` // 0 different … 1 the same
	Reasons []Reason  `json:"reasons"`
}

// A Reason is one piece of evidence, in French; a negative weight speaks
// against.
type Reason struct {
	Field  string  `json:"field"`
	Text   string  `json:"text"`
	Weight float64 `json:"weight"`
}

// DuplicateJSON returns a pair as JSON shows it: no list is null, no number is
// none.
func DuplicateJSON(d *Duplicate) Duplicate {
	o := Duplicate{A: d.A, B: d.B, Score: finite(d.Score), Reasons: make([]Reason, len(d.Reasons))}
	for i, r := range d.Reasons {
		r.Weight = finite(r.Weight)
		o.Reasons[i] = r
	}
	return o
}

func finite(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return min(max(v, -math.MaxFloat64), math.MaxFloat64)
}
