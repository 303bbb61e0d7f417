package publish

import (
	"strings"
	"time"

	"tresse"
)

// Lookup finds a view by the id that another view names it by; nil where there
// is none.
type Lookup[T any] func(tresse.ID) *T

// Registrations lists registrations in the order given, each with its person
// and its session, as seen at asOf.
func Registrations(list []tresse.Registration, sessions Lookup[tresse.Session], people Lookup[tresse.Beneficiary], asOf time.Time, zone *time.Location) Table {
	type registration = tresse.Registration
	person := func(of func(*tresse.Beneficiary) cell) func(*registration) cell {
		return func(r *registration) cell {
			if b := people(r.Beneficiary); b != nil {
				return of(b)
			}
			return cell{}
		}
	}
	session := func(of func(*tresse.Session) cell) func(*registration) cell {
		return func(r *registration) cell {
			if s := sessions(r.Session); s != nil {
				return of(s)
			}
			return cell{}
		}
	}
	columns := []column[registration]{
		{head{text: "Nom", brief: true}, person(lastNameCell)},
		{head{text: "Prénom", brief: true}, person(firstNameCell)},
		{head{text: "E-mail"}, person(emailsCell)},
		{head{text: "Téléphone", brief: true}, person(phonesCell)},
		{head{text: "Séance", brief: true}, session(titleCell)},
		{head{text: "Début", brief: true}, session(func(s *tresse.Session) cell { return startCell(s, zone) })},
		{head{text: "Fin"}, session(func(s *tresse.Session) cell { return endCell(s, zone) })},
		{head{text: "Lieu"}, session(func(s *tresse.Session) cell { return texts(whereabouts(s)) })},
		{head{text: "Statut", brief: true}, func(r *registration) cell { return texts(seatWords(r, SeatStatus(r, sessions(r.Session), asOf, zone))) }},
		{head{text: "Places"}, func(r *registration) cell { return count(max(r.Seats, 1)) }},
		{head{text: "Inscription le"}, func(r *registration) cell { return instantCell(r.BookedAt, zone) }},
		{head{text: "Inscription par"}, func(r *registration) cell { return texts(r.BookedBy) }},
		{head{text: "Coordonnées de"}, func(r *registration) cell { return texts(viaWord(r.ContactVia)) }},
		{head{text: "Prescripteur"}, func(r *registration) cell { return prescriberCell(r.Prescriber, false) }},
		{head{text: "Référent"}, func(r *registration) cell { return prescriberCell(r.Prescriber, true) }},
		{head{text: "Annulation par"}, func(r *registration) cell { return texts(cancelledWord(r)) }},
		{head{text: "Annulation le"}, func(r *registration) cell { return instantCell(r.CancelledAt, zone) }},
		{head{text: "Sources"}, func(r *registration) cell { return texts(sources(r.Refs)...) }},
		{head{text: "Identifiant", brief: true, whole: true}, func(r *registration) cell { return texts(string(r.ID)) }},
		{head{text: "Identifiant de la séance"}, func(r *registration) cell { return texts(string(r.Session)) }},
		{head{text: "Identifiant de la personne"}, func(r *registration) cell { return texts(string(r.Beneficiary)) }},
	}
	t := Table{Name: "Inscriptions", none: "Aucune inscription."}
	return build(t, list, columns, func(r *registration) RegistrationObject {
		return RegistrationJSON(r, sessions(r.Session), asOf, zone)
	})
}

// Beneficiaries lists people in the order given.
func Beneficiaries(list []tresse.Beneficiary, zone *time.Location) Table {
	type person = tresse.Beneficiary
	columns := []column[person]{
		{head{text: "Nom", brief: true}, lastNameCell},
		{head{text: "Prénom", brief: true}, firstNameCell},
		{head{text: "E-mail", brief: true}, emailsCell},
		{head{text: "Téléphone", brief: true}, phonesCell},
		{head{text: "Nom de naissance"}, func(b *person) cell { return texts(b.BirthName) }},
		{head{text: "Date de naissance"}, func(b *person) cell { return date(b.BirthDate) }},
		{head{text: "Code postal"}, func(b *person) cell { return texts(b.Postcode) }},
		{head{text: "Ville"}, func(b *person) cell { return texts(b.City) }},
		{head{text: "Mineur"}, func(b *person) cell { return texts(yes(b.Minor)) }},
		{head{text: "Responsable"}, func(b *person) cell { return texts(string(b.Responsible)) }},
		{head{text: "Sans téléphone"}, func(b *person) cell { return texts(yes(b.NoPhone)) }},
		{head{text: "Refuse"}, refusesCell},
		{head{text: "Langue"}, func(b *person) cell { return texts(b.Language) }},
		{head{text: "Inscriptions", brief: true}, func(b *person) cell { return count(b.Registrations) }},
		{head{text: "Présences"}, func(b *person) cell { return count(b.Attended) }},
		{head{text: "Absences", brief: true}, func(b *person) cell { return count(b.Absent) }},
		{head{text: "Première fois"}, func(b *person) cell { return instantCell(b.FirstSeen, zone) }},
		{head{text: "Dernière fois"}, func(b *person) cell { return instantCell(b.LastSeen, zone) }},
		{head{text: "Sources"}, func(b *person) cell { return texts(sources(b.Refs)...) }},
		{head{text: "Identifiant", brief: true, whole: true}, func(b *person) cell { return texts(string(b.ID)) }},
	}
	t := Table{Name: "Bénéficiaires", none: "Aucun bénéficiaire."}
	return build(t, list, columns, func(b *person) BeneficiaryObject { return BeneficiaryJSON(b, zone) })
}

func lastNameCell(b *tresse.Beneficiary) cell  { return texts(b.LastName) }
func firstNameCell(b *tresse.Beneficiary) cell { return texts(b.FirstName) }
func emailsCell(b *tresse.Beneficiary) cell    { return texts(b.Emails...) }

// phonesCell holds E.164; people read their numbers in pairs.
func phonesCell(b *tresse.Beneficiary) cell {
	c := texts(b.Phones...)
	spoken := make([]string, len(b.Phones))
	for i, phone := range b.Phones {
		spoken[i] = inPairs(clean(phone))
	}
	c.spoken = strings.Join(spoken, ", ")
	return c
}

// inPairs writes a French number as it is said: +33612345678 is 06 12 34 56 78.
func inPairs(phone string) string {
	rest, french := strings.CutPrefix(phone, "+33")
	if !french || len(rest) != 9 {
		return phone
	}
	said := "0" + rest[:1]
	for i := 1; i < 9; i += 2 {
		said += " " + rest[i:i+2]
	}
	return said
}

func refusesCell(b *tresse.Beneficiary) cell {
	words := make([]string, len(b.Refuses))
	for i, what := range b.Refuses {
		words[i] = refusesWord(what)
	}
	return texts(words...)
}

func instantCell(t time.Time, zone *time.Location) cell {
	return moment(tresse.Time{Time: t}, zone)
}

func prescriberCell(p *tresse.Prescription, referent bool) cell {
	switch {
	case p == nil:
		return cell{}
	case referent:
		return texts(p.Referent)
	}
	return texts(p.Organisation)
}

// PersonName is how a list or a page calls somebody: first name, then last.
func PersonName(b *tresse.Beneficiary) string {
	return strings.TrimSpace(oneLine(b.FirstName) + " " + oneLine(b.LastName))
}
