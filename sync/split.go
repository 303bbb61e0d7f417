package syncer

import (
	"fmt"
	"slices"

	"tresse"
	"tresse/sync/people"
)

// Split takes bookings, contacts or spellings off a person, for ever: no view
// will hold one of them with one of those that stay. What is taken off is one
// person, new or, where to is not "", that one. Each of off is a ref of the
// person, or a name as it was written somewhere of them.
func (e *Engine) Split(id tresse.ID, off []string, to tresse.ID, by string) (tresse.Decision, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	person, err := e.person(id)
	if err != nil {
		return tresse.Decision{}, err
	}
	d := tresse.Decision{Verb: tresse.DecideSplit, Subject: tresse.AboutPeople, By: by, At: e.at()}
	if d.Off, err = e.takenOff(person, off); err != nil {
		return tresse.Decision{}, err
	}
	for _, ref := range person.Refs {
		if !slices.Contains(d.Off, ref) {
			d.From = append(d.From, ref)
		}
	}
	if len(d.From) == 0 {
		return tresse.Decision{}, refusal("nothing would stay", "Il ne resterait rien de cette personne : nommez seulement ce qui est à quelqu’un d’autre.")
	}
	if to != "" {
		other, err := e.person(to)
		if err != nil {
			return tresse.Decision{}, err
		}
		if other.ID == person.ID {
			return tresse.Decision{}, refusal("split to the same person", "Ce qui est détaché ne peut pas être rendu à la même personne.")
		}
		d.To = e.refOf(other, to)
	}
	all, err := e.store.Decisions()
	if err != nil {
		return tresse.Decision{}, err
	}
	d.Number = next(all)
	if err := uncontradicted(all, d); err != nil {
		return tresse.Decision{}, err
	}
	return d, e.take(append(all, d), d, d.Names())
}

// person returns who answers to id.
func (e *Engine) person(id tresse.ID) (tresse.Beneficiary, error) {
	b, known, err := e.store.Beneficiary(id)
	if err == nil && !known {
		err = refusal("no such person", "Personne ne porte cet identifiant : « tresse beneficiaries --search » les montre.")
	}
	return b, err
}

// refOf returns the ref of a person that found id: the person's first, or that
// of an alias.
func (e *Engine) refOf(b tresse.Beneficiary, id tresse.ID) tresse.Ref {
	for _, ref := range b.Refs {
		if e.personID(ref) == id {
			return ref
		}
	}
	return b.Refs[0]
}

// PersonRef returns the ref that found a person under id, which may be an
// alias; false where nobody answers to it.
func (e *Engine) PersonRef(id tresse.ID) (tresse.Ref, bool, error) {
	b, known, err := e.store.Beneficiary(id)
	if err != nil || !known || len(b.Refs) == 0 {
		return "", false, err
	}
	return e.refOf(b, id), true, nil
}

// takenOff finds what is named among the refs of a person, or how it is spelt.
func (e *Engine) takenOff(b tresse.Beneficiary, named []string) (off []tresse.Ref, err error) {
	f := newFinder(e.store)
	rows := f.Rows(b.Refs)
	if f.err != nil {
		return nil, f.err
	}
	for _, name := range named {
		var found []tresse.Ref
		if slices.Contains(b.Refs, tresse.Ref(name)) {
			found = append(found, tresse.Ref(name))
		} else {
			for i := range rows {
				if people.Spelt(&rows[i], name) {
					found = append(found, rows[i].Ref)
				}
			}
		}
		if len(found) == 0 {
			return nil, refusal("not of this person", fmt.Sprintf("« %s » n’est ni une inscription, ni un contact, ni une écriture du nom de cette personne : « tresse beneficiaries --format json » les montre (refs, spellings).", name))
		}
		off = append(off, found...)
	}
	slices.Sort(off)
	return slices.Compact(off), nil
}

func refusal(why, advice string) error {
	err := tresse.Errorf(tresse.TroubleRefused, "%s", why)
	err.Advice = advice
	return err
}
