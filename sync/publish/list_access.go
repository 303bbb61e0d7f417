package publish

import (
	"time"

	"tresse"
)

// Accesses lists feed addresses and API tokens as they stand at asOf, in the
// order given. A secret cannot be listed: nobody has it any more.
func Accesses(list []tresse.Access, asOf time.Time, zone *time.Location) Table {
	type access = tresse.Access
	columns := []column[access]{
		{head{text: "Identifiant", brief: true, whole: true}, func(a *access) cell { return texts(a.ID) }},
		{head{text: "Usage", brief: true}, func(a *access) cell { return texts(purposeWord(a)) }},
		{head{text: "Pour", brief: true}, func(a *access) cell { return texts(a.Label) }},
		{head{text: "État", brief: true}, func(a *access) cell { return texts(accessWord(a, asOf)) }},
		{head{text: "Création", brief: true}, func(a *access) cell { return instantCell(a.Created, zone) }},
		{head{text: "Fin"}, func(a *access) cell { return instantCell(endOf(a), zone) }},
		{head{text: "Dernière lecture", brief: true}, func(a *access) cell { return instantCell(a.LastRead, zone) }},
		{head{text: "Programme", brief: true}, func(a *access) cell { return texts(a.Program) }},
	}
	t := Table{Name: "Accès", none: "Aucune adresse secrète ni jeton."}
	return build(t, list, columns, func(a *access) AccessObject { return AccessJSON(a, asOf, zone) })
}

func purposeWord(a *tresse.Access) string {
	switch {
	case a.Purpose == tresse.PurposeAPI && a.Write:
		return "API (écrit)"
	case a.Purpose == tresse.PurposeAPI:
		return "API"
	case a.Audience == tresse.Team:
		return "Calendrier (équipe)"
	}
	return "Calendrier"
}

func accessWord(a *tresse.Access, asOf time.Time) string {
	switch accessState(a, asOf) {
	case "renewed":
		return "Remplacé par " + a.RenewedAs
	case "revoked":
		return "Révoqué"
	case "expired":
		return "Expiré"
	}
	return "Ouvert"
}

// endOf is when the access ended or will.
func endOf(a *tresse.Access) time.Time {
	if !a.Revoked.IsZero() {
		return a.Revoked
	}
	return a.Expires
}
