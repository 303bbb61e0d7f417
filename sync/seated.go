package syncer

import (
	"slices"
	"strings"
	"time"

	"tresse"
	"tresse/store"
	"tresse/sync/publish"
)

// Seated returns who is registered in each of the sessions, as the mediator's
// own calendar may show it where the structure asked for that: a first name and
// an initial, in order, those who cancelled left out. With it comes when a
// booking in the session last changed.
func Seated(st *store.Store, sessions []tresse.Session) (map[tresse.ID]publish.Seats, error) {
	ids := make([]tresse.ID, len(sessions))
	for i := range sessions {
		ids[i] = sessions[i].ID
	}
	registrations, err := st.RegistrationsOfSessions(ids)
	if err != nil {
		return nil, err
	}
	var people []tresse.ID
	var refs []tresse.Ref
	for i := range registrations {
		people = append(people, registrations[i].Beneficiary)
		refs = append(refs, registrations[i].Refs...)
	}
	names, err := shortNames(st, people)
	if err != nil {
		return nil, err
	}
	changed, err := changes(st, refs)
	if err != nil {
		return nil, err
	}
	all := make(map[tresse.ID]publish.Seats, len(sessions))
	for i := range registrations {
		r := &registrations[i]
		s := all[r.Session]
		if name := names[r.Beneficiary]; name != "" && r.Status != tresse.SeatCancelled {
			s.Names = append(s.Names, name)
		}
		for _, ref := range r.Refs {
			if at := changed[ref]; at.After(s.Changed) {
				s.Changed = at
			}
		}
		all[r.Session] = s
	}
	for _, s := range all {
		slices.Sort(s.Names)
	}
	return all, nil
}

// shortNames are "Amina B.": enough to greet somebody, too little to find them.
func shortNames(st *store.Store, ids []tresse.ID) (map[tresse.ID]string, error) {
	slices.Sort(ids)
	list, err := st.BeneficiariesByID(slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	names := make(map[tresse.ID]string, len(list))
	for i := range list {
		b := &list[i]
		name := b.FirstName
		for _, initial := range b.LastName {
			name = strings.TrimSpace(name + " " + strings.ToUpper(string(initial)) + ".")
			break
		}
		names[b.ID] = name
	}
	return names, nil
}

func changes(st *store.Store, refs []tresse.Ref) (map[tresse.Ref]time.Time, error) {
	slices.Sort(refs)
	facts, err := st.Bookings(slices.Compact(refs))
	if err != nil {
		return nil, err
	}
	at := make(map[tresse.Ref]time.Time, len(facts))
	for i := range facts {
		at[facts[i].Ref] = facts[i].Changed
	}
	return at, nil
}
