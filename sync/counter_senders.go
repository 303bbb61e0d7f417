package syncer

import (
	"strings"

	"tresse"
	"tresse/store"
	"tresse/sync/prescribers"
)

// senders is the list of prescribers as decisions alone give it: what resolves a
// name at the counter.
func (e *Engine) senders() (*prescribers.List, error) {
	decisions, err := e.store.Decisions()
	return prescribers.Of(e.secret, decisions, nil), err
}

// Prescribers returns who sends people: the mediator's list, and proposals out
// of what registrations say. It is made when it is asked for.
func Prescribers(st *store.Store) (*prescribers.List, error) {
	decisions, err := st.Decisions()
	if err != nil {
		return nil, err
	}
	seats, err := st.Registrations()
	if err != nil {
		return nil, err
	}
	times := map[tresse.Prescription]int{}
	var order []tresse.Prescription
	for i := range seats {
		if p := seats[i].Prescriber; p != nil {
			if times[*p] == 0 {
				order = append(order, *p)
			}
			times[*p]++
		}
	}
	mentions := make([]prescribers.Mention, len(order))
	for i, p := range order {
		mentions[i] = prescribers.Mention{Prescription: p, Times: times[p]}
	}
	return prescribers.Of(st.Secret(), decisions, mentions), nil
}

// Enlist puts an organisation on the list of those that send people, or adds to
// what is said of it. Undo takes it back.
func (e *Engine) Enlist(entry tresse.SenderEntry, by string) (tresse.Decision, error) {
	entry.Organisation = strings.TrimSpace(entry.Organisation)
	if prescribers.Fold(entry.Organisation) == "" {
		return tresse.Decision{}, counterRefusal("no organisation", "Indiquez le nom de l’organisme, par exemple « CCAS de Vénissieux ».")
	}
	all := append([]string{entry.Organisation}, append(append([]string{}, entry.Referents...), entry.Names...)...)
	for _, text := range append(all, entry.Domains...) {
		switch {
		case len(text) > maxCounterText:
			return tresse.Decision{}, counterRefusal("text too long", "Un de ces textes est trop long (200 signes au plus).")
		case tresse.LooksLikeNIR(text):
			return tresse.Decision{}, looksLikeNIR()
		}
	}
	for _, d := range entry.Domains {
		if prescribers.Domain(d) == "" {
			return tresse.Decision{}, counterRefusal("no domain", "Un domaine s’écrit comme la fin d’une adresse : mairie-venissieux.fr.")
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	decisions, err := e.store.Decisions()
	if err != nil {
		return tresse.Decision{}, err
	}
	d := tresse.Decision{Number: next(decisions), Verb: tresse.DecidePrescribe, Subject: tresse.AboutSenders, Sender: &entry, By: by, At: e.at()}
	return d, e.take(append(decisions, d), d, nil)
}
