package people

import (
	"reflect"
	"testing"

	"tresse"
)

// The Model that a store keeps first weighs as no Model does, and what nobody
// learns stays when the rest is learned.
func TestShipped(t *testing.T) {
	if a, b := newScale(Shipped()), newScale(tresse.Model{}); !reflect.DeepEqual(a, b) {
		t.Errorf("shipped\n%+v\nnone\n%+v", a, b)
	}
	rows := newVillage(t, 9, 300).registrations("shipped").rows
	previous := Shipped()
	previous.Number, previous.Weights["maybe"] = 3, -2
	for _, sample := range [][]Row{rows, rows[:20]} {
		if m := Estimate(sample, previous); m.Number != 4 || m.Weights["maybe"] != -2 {
			t.Errorf("of %d rows: number %d, maybe %v", len(sample), m.Number, m.Weights["maybe"])
		}
	}
}
