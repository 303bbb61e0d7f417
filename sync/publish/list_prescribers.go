package publish

import "tresse"

// A PrescriberObject is an organisation that sends people, as JSON.
type PrescriberObject struct {
	ID            tresse.ID   `json:"id"`
	Aliases       []tresse.ID `json:"aliases"`
	Organisation  string      `json:"organisation"`
	Names         []string    `json:"names"`
	Referents     []string    `json:"referents"`
	Domains       []string    `json:"domains"`
	Listed        bool        `json:"listed"` // false: a proposal
	Registrations int         `json:"registrations"`
}

// PrescriberJSON returns a prescriber as JSON shows it.
func PrescriberJSON(p *tresse.Prescriber) PrescriberObject {
	return PrescriberObject{
		ID: p.ID, Aliases: listed(p.Aliases), Organisation: p.Organisation, Names: listed(p.Names), Referents: listed(p.Referents),
		Domains: listed(p.Domains), Listed: p.Listed, Registrations: p.Registrations,
	}
}

// Prescribers lists who sends people, in the order given.
func Prescribers(list []tresse.Prescriber) Table {
	type prescriber = tresse.Prescriber
	state := func(p *prescriber) cell {
		if p.Listed {
			return texts("Sur la liste")
		}
		return texts("Proposition")
	}
	columns := []column[prescriber]{
		{head{text: "Organisme", brief: true}, func(p *prescriber) cell { return texts(p.Organisation) }},
		{head{text: "État", brief: true}, state},
		{head{text: "Inscriptions", brief: true}, func(p *prescriber) cell { return count(p.Registrations) }},
		{head{text: "Référents", brief: true}, func(p *prescriber) cell { return texts(p.Referents...) }},
		{head{text: "Autres noms", brief: true}, func(p *prescriber) cell { return texts(p.Names...) }},
		{head{text: "Domaines"}, func(p *prescriber) cell { return texts(p.Domains...) }},
		{head{text: "Identifiant", brief: true, whole: true}, func(p *prescriber) cell { return texts(string(p.ID)) }},
	}
	t := Table{Name: "Prescripteurs", none: "Aucun prescripteur."}
	return build(t, list, columns, PrescriberJSON)
}
