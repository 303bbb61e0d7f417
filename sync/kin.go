package syncer

import (
	"slices"

	"tresse"
	"tresse/store"
	"tresse/sync/sessions"
)

// closeListings returns the listings that changed or were touched, and all that
// could be one session, one inside the other or one parcours with any of them,
// before or now.
func (e *Engine) closeListings(d *draft) ([]tresse.ListingFact, error) {
	k := e.newKin()
	for i := range d.listings {
		k.change(&d.listings[i])
	}
	k.want(d.touched...)
	for len(k.queue) > 0 {
		if err := k.step(); err != nil {
			return nil, err
		}
	}
	return k.found, nil
}

// A kin gathers listings until none is missing that shares an identity or a
// decision with one of them, or is related to one. What only stands on the same
// day is looked at, and left out: so a set stays as small as what is truly one.
type kin struct {
	e        *Engine
	alone    bool // there is no other source: nothing can be alike
	partners map[tresse.Ref][]tresse.Ref
	changed  map[tresse.Ref]*change[tresse.ListingFact]
	byBlock  map[string][]tresse.Ref // of changed listings, as they are to be

	wanted map[tresse.Ref]bool
	queue  []tresse.Ref
	found  []tresse.ListingFact

	asked map[string]bool // firm blocks
	firm  []string        // to be asked for
	plots map[string]*plot
	fresh []*plot // to be looked at
	seen  map[tresse.Ref]*standing
}

// A standing is a stored listing that was looked at.
type standing struct {
	fact   tresse.ListingFact
	sketch *sessions.Sketch
}

// An asker is a listing that asks what is related to it; it is sketched once
// anything stands where it looks.
type asker struct {
	fact   *tresse.ListingFact
	sketch *sessions.Sketch
}

// A plot is a block under which only some may be related: what asks there, and
// what stands there.
type plot struct {
	block  string
	asking []*asker
	stand  []*standing
	source string       // what alone asked so far, of which nothing is looked at; "" any
	rest   []tresse.Ref // not looked at yet
	found  bool         // the refs were fetched
	queued bool
	done   int // of asking: compared with all that stands there
}

func (e *Engine) newKin() *kin {
	k := &kin{
		e: e, alone: len(e.states) < 2, partners: map[tresse.Ref][]tresse.Ref{},
		changed: map[tresse.Ref]*change[tresse.ListingFact]{}, byBlock: map[string][]tresse.Ref{},
		wanted: map[tresse.Ref]bool{}, asked: map[string]bool{}, plots: map[string]*plot{}, seen: map[tresse.Ref]*standing{},
	}
	for i := range e.force {
		names := e.force[i].Names()
		for j := 1; j < len(names); j++ {
			k.partners[names[j-1]] = append(k.partners[names[j-1]], names[j])
			k.partners[names[j]] = append(k.partners[names[j]], names[j-1])
		}
	}
	return k
}

func (k *kin) change(c *change[tresse.ListingFact]) {
	k.changed[c.new.Ref] = c
	if !c.erased {
		for _, b := range sessions.Firm(&c.new) {
			k.byBlock[b] = append(k.byBlock[b], c.new.Ref)
		}
	}
	k.want(c.new.Ref)
}

func (k *kin) want(refs ...tresse.Ref) {
	for _, ref := range refs {
		if ref != "" && !k.wanted[ref] {
			k.wanted[ref] = true
			k.queue = append(k.queue, ref)
		}
	}
}

// step takes what is wanted, and wants what that leads to.
func (k *kin) step() error {
	queue := k.queue
	k.queue = nil
	var stored []tresse.Ref
	for _, ref := range queue {
		k.want(k.partners[ref]...)
		c, ok := k.changed[ref]
		if !ok {
			stored = append(stored, ref)
			continue
		}
		if c.old != nil {
			k.ask(c.old)
		}
		if !c.erased {
			k.found = append(k.found, c.new)
			k.ask(&c.new)
		}
	}
	facts, err := k.load(stored)
	if err != nil {
		return err
	}
	for i := range facts {
		k.ask(&facts[i])
	}
	k.found = append(k.found, facts...)
	if err := k.identities(); err != nil {
		return err
	}
	return k.look()
}

// ask notes where to look for what belongs to a fact.
func (k *kin) ask(f *tresse.ListingFact) {
	for _, b := range sessions.Firm(f) {
		if !k.asked[b] {
			k.asked[b] = true
			k.firm = append(k.firm, b)
		}
	}
	asks := k.e.rules.Asks(f, k.alone)
	if len(asks) == 0 {
		return
	}
	from := &asker{fact: f}
	for _, a := range asks {
		k.askAt(a, f.Ref.Source(), from)
	}
}

func (k *kin) askAt(a sessions.Ask, source string, from *asker) {
	if !a.Others {
		source = ""
	}
	p, ok := k.plots[a.Block]
	if !ok {
		p = &plot{block: a.Block, source: source}
		k.plots[a.Block] = p
	}
	if p.source != source {
		p.source = ""
	}
	p.asking = append(p.asking, from)
	if !p.queued {
		p.queued = true
		k.fresh = append(k.fresh, p)
	}
}

// identities wants whatever shares a firm block.
func (k *kin) identities() error {
	near, err := k.e.store.Blocked(store.Listings, k.firm)
	if err != nil {
		return err
	}
	k.want(near...)
	for _, b := range k.firm {
		k.want(k.byBlock[b]...)
	}
	k.firm = nil
	return nil
}

func (k *kin) has(ref tresse.Ref) bool {
	_, ok := k.seen[ref]
	return ok
}

// load returns stored listings, those that were looked at without reading them
// again.
func (k *kin) load(refs []tresse.Ref) ([]tresse.ListingFact, error) {
	var facts []tresse.ListingFact
	missing := refs[:0]
	for _, ref := range refs {
		if s, ok := k.seen[ref]; ok {
			facts = append(facts, s.fact)
		} else {
			missing = append(missing, ref)
		}
	}
	slices.Sort(missing)
	more, err := k.e.store.Listings(missing)
	return append(facts, more...), err
}

// look compares what asks with what stands on each plot, and wants what is
// related.
func (k *kin) look() error {
	fresh := k.fresh
	k.fresh = nil
	if err := k.fetch(fresh); err != nil {
		return err
	}
	for _, p := range fresh {
		p.queued = false
		before := len(p.stand)
		p.rest = slices.DeleteFunc(p.rest, func(ref tresse.Ref) bool {
			s, ok := k.seen[ref]
			if ok {
				p.stand = append(p.stand, s)
			}
			return ok
		})
		for i, a := range p.asking {
			from := 0
			if i < p.done {
				from = before
			}
			for _, s := range p.stand[from:] {
				if k.wanted[s.fact.Ref] {
					continue
				}
				if a.sketch == nil {
					a.sketch = k.e.rules.Sketch(a.fact)
				}
				if k.e.rules.Related(a.sketch, s.sketch) {
					k.want(s.fact.Ref)
				}
			}
		}
		p.done = len(p.asking)
	}
	return nil
}

// fetch reads what stands on plots, but for what changes in this draft, which is
// in the set already, and what comes from the one source that asks.
func (k *kin) fetch(plots []*plot) error {
	var blocks []string
	for _, p := range plots {
		if !p.found {
			blocks = append(blocks, p.block)
		}
	}
	under, err := k.e.store.BlockedEach(store.Listings, blocks)
	if err != nil {
		return err
	}
	var refs []tresse.Ref
	n := 0
	for _, p := range plots {
		if !p.found {
			p.found, p.rest = true, under[n]
			n++
		}
		for _, ref := range p.rest {
			if k.changed[ref] == nil && !k.has(ref) && (p.source == "" || ref.Source() != p.source) {
				k.seen[ref] = nil
				refs = append(refs, ref)
			}
		}
	}
	slices.Sort(refs)
	facts, err := k.e.store.Listings(refs)
	for _, ref := range refs {
		delete(k.seen, ref)
	}
	for i := range facts {
		s := &standing{fact: facts[i]}
		s.sketch = k.e.rules.Sketch(&s.fact)
		k.seen[facts[i].Ref] = s
	}
	return err
}
