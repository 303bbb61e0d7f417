package syncer

import "tresse"

// A closing gathers refs until none is missing that shares a block or a
// decision with one of them.
type closing struct {
	partners map[tresse.Ref][]tresse.Ref // by decisions
	wanted   map[tresse.Ref]bool
	asked    map[string]bool
	queue    []tresse.Ref // wanted, not yet taken
	blocks   []string     // to be asked for
}

func newClosing(force []tresse.Decision) *closing {
	c := &closing{partners: map[tresse.Ref][]tresse.Ref{}, wanted: map[tresse.Ref]bool{}, asked: map[string]bool{}}
	for _, d := range force {
		c.partners[d.A] = append(c.partners[d.A], d.B)
		c.partners[d.B] = append(c.partners[d.B], d.A)
	}
	return c
}

func (c *closing) want(refs ...tresse.Ref) {
	for _, ref := range refs {
		if ref != "" && !c.wanted[ref] {
			c.wanted[ref] = true
			c.queue = append(c.queue, ref)
		}
	}
}

// take empties the queue and returns the refs that changed does not know.
func (c *closing) take(changed func(tresse.Ref) bool) []tresse.Ref {
	queue := c.queue
	c.queue, c.blocks = nil, nil
	var stored []tresse.Ref
	for _, ref := range queue {
		if !changed(ref) {
			stored = append(stored, ref)
		}
		c.want(c.partners[ref]...)
	}
	return stored
}

func (c *closing) ask(blocks []string) {
	for _, b := range blocks {
		if !c.asked[b] {
			c.asked[b] = true
			c.blocks = append(c.blocks, b)
		}
	}
}

// answer wants the changed facts that come under the blocks asked for.
func (c *closing) answer(byBlock map[string][]tresse.Ref) {
	for _, b := range c.blocks {
		c.want(byBlock[b]...)
	}
}
