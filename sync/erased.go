package syncer

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"tresse"
	"tresse/connectors"
)

// A platform may make somebody anonymous. What is known of them in its source is
// then erased as by Forget, and the mediator is asked about the rest (DESIGN §9).

// platformErasures are what a pull has erased so far on the platform’s word.
type platformErasures struct {
	identifiers map[tresse.Attribute]bool // under which more may be found at the end
	rest        map[tresse.Ref]bool       // facts that were one person with what is erased
	done        bool                      // something was erased
}

// erased erases the bookings that a batch says are nobody's any more, before the
// batch itself is taken: it holds them as they are now, naming nobody. One that
// is erased already, or was never known by name, is passed over.
func (p *pull) erased(list []connectors.Erasure) error {
	if len(list) == 0 {
		return nil
	}
	if err := p.landed(); err != nil {
		return err
	}
	p.lock()
	defer p.e.mu.Unlock()
	news, err := p.newErasures(list)
	if err != nil || len(news) == 0 {
		return err
	}
	refs := make([]tresse.Ref, len(news))
	for i, n := range news {
		refs[i] = n.Booking
		if n.Identifier.Value != "" {
			p.platform.identifiers[n.Identifier] = true
		}
	}
	slices.Sort(refs)
	found, err := p.e.store.Bookings(slices.Compact(refs))
	if err != nil {
		return err
	}
	return p.forget(found)
}

// newErasures are those of which something may be stored.
func (p *pull) newErasures(list []connectors.Erasure) ([]connectors.Erasure, error) {
	refs := make([]tresse.Ref, len(list))
	for i := range list {
		refs[i] = list[i].Booking
	}
	stubbed, err := p.e.store.Stubs(refs)
	if err != nil {
		return nil, err
	}
	slices.Sort(refs)
	stored, err := p.e.store.Bookings(slices.Compact(refs))
	if err != nil {
		return nil, err
	}
	nameless := map[tresse.Ref]bool{}
	for i := range stored {
		b := &stored[i]
		nameless[b.Ref] = reflect.ValueOf(b.Person).IsZero() && reflect.ValueOf(b.BookedBy).IsZero()
	}
	var news []connectors.Erasure
	for i, e := range list {
		if e.Booking.Source() == p.src.Name && !stubbed[i] && !nameless[e.Booking] {
			news = append(news, e)
		}
	}
	return news, nil
}

// forget erases bookings of this source, and remembers who else they were. The
// engine's lock is held.
func (p *pull) forget(found []tresse.BookingFact) error {
	if len(found) == 0 {
		return nil
	}
	ids := make([]tresse.ID, len(found))
	for i := range found {
		ids[i] = p.e.personID(found[i].Ref)
	}
	people, err := p.e.store.BeneficiariesByID(ids)
	if err != nil {
		return err
	}
	for _, b := range people {
		for _, ref := range b.Refs {
			p.platform.rest[ref] = true
		}
	}
	for i := range found {
		delete(p.platform.rest, found[i].Ref)
	}
	d := &draft{bookings: erasing(found)}
	all, err := p.e.store.Decisions()
	if err != nil {
		return err
	}
	rid := p.e.stubs(d, all)
	d.commit.Decisions = append(slices.Clone(rid), tresse.Decision{
		Number: next(all), Verb: tresse.DecideForget, Subject: tresse.AboutPeople, By: p.src.Name, At: p.e.at(),
	})
	if err := p.e.landErasure(d, all, rid, ""); err != nil {
		return err
	}
	p.platform.done = true
	p.state = p.e.states[p.src.Name]
	return nil
}

// erasedElsewhere erases, at the end of a pull, the other bookings of those who
// were erased, wherever the pull did not look, and notes whom to ask about.
func (p *pull) erasedElsewhere() error {
	if !p.platform.done && len(p.platform.identifiers) == 0 {
		return p.askedBefore()
	}
	if err := p.landed(); err != nil {
		return err
	}
	p.lock()
	defer p.e.mu.Unlock()
	found, err := p.identified()
	if err != nil {
		return err
	}
	if err := p.forget(found); err != nil {
		return err
	}
	if !p.platform.done {
		return nil
	}
	p.platform.identifiers = map[tresse.Attribute]bool{}
	p.platform.done = false
	if err := p.ask(); err != nil {
		return err
	}
	return p.e.store.Compact()
}

// identified finds the bookings of this source that carry one of the identifiers.
func (p *pull) identified() ([]tresse.BookingFact, error) {
	if len(p.platform.identifiers) == 0 {
		return nil, nil
	}
	var found []tresse.BookingFact
	for after := tresse.Ref(""); ; {
		list, err := p.e.store.BookingsIn(p.src.Name, after, commitSize)
		if err != nil || len(list) == 0 {
			return found, err
		}
		after = list[len(list)-1].Ref
		for i := range list {
			if slices.ContainsFunc(list[i].Person.Identifiers, func(a tresse.Attribute) bool { return p.platform.identifiers[a] }) {
				found = append(found, list[i])
			}
		}
	}
}

const (
	// mostAsks bounds how many people the mediator is asked about.
	mostAsks = 200
	// askTime is how long the question stands.
	askTime = 60 * 24 * time.Hour
)

// ask has the mediator asked about what is still known of those who were erased.
// The engine's lock is held.
func (p *pull) ask() error {
	var refs []tresse.Ref
	for ref := range p.platform.rest {
		refs = append(refs, ref)
	}
	slices.Sort(refs)
	p.platform.rest = map[tresse.Ref]bool{}
	stubbed, err := p.e.store.Stubs(refs)
	if err != nil {
		return err
	}
	state := p.e.states[p.src.Name]
	for i, ref := range refs {
		if stubbed[i] {
			continue
		}
		b, known, err := p.e.store.Beneficiary(p.e.personID(ref))
		if err != nil {
			return err
		}
		if known && len(state.Asks) < mostAsks && !slices.ContainsFunc(state.Asks, func(a tresse.Ask) bool { return a.Person == b.ID }) {
			state.Asks = append(slices.Clone(state.Asks), tresse.Ask{Person: b.ID, At: p.e.at()})
		}
	}
	return p.remember(state)
}

// askedBefore takes back the questions that were answered, by forgetting, or
// that have stood for long.
func (p *pull) askedBefore() error {
	p.lock()
	defer p.e.mu.Unlock()
	state := p.e.states[p.src.Name]
	var still []tresse.Ask
	for _, a := range state.Asks {
		_, known, err := p.e.store.Beneficiary(a.Person)
		if err != nil {
			return err
		}
		if known && p.e.at().Sub(a.At) < askTime {
			still = append(still, a)
		}
	}
	if len(still) == len(state.Asks) {
		return nil
	}
	state.Asks = still
	return p.remember(state)
}

// remember writes the state of this source. The engine's lock is held.
func (p *pull) remember(state tresse.SourceState) error {
	d := &draft{}
	d.commit.Sources = []tresse.SourceState{state}
	if err := p.e.store.Commit(d.commit); err != nil {
		return err
	}
	p.e.mu.landed = true
	p.e.states[p.src.Name] = state
	p.state = state
	return nil
}

// questions are the sentences that ask: an id is nobody's name.
func (p *pull) questions() []string {
	var all []string
	for _, a := range p.state.Asks {
		all = append(all, fmt.Sprintf("« %s » a supprimé une personne que d’autres sources connaissent encore : ce qui venait de « %s » est effacé. Faut-il effacer le reste ? « tresse forget %s --dry-run » montre ce que c’est, « tresse forget %s » l’efface.",
			p.src.Name, p.src.Name, a.Person, a.Person))
	}
	return all
}
