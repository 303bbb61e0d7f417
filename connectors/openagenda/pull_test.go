package openagenda

import (
	"testing"
)

func TestFirstPull(t *testing.T) {
	b := newBench(t)
	b.fill(val, 700)
	b.mustPull()
	if n := len(b.standing()); n != 1400 {
		t.Errorf("%d listings, want 1400", n)
	}
	t.Log(b.stand.Requests(), string(b.from[:300]))
	b.stand.Forget()
	b.mustPull()
	t.Log(b.stand.Requests(), b.read())
}
