package publish

import (
	"math"
	"slices"
	"strconv"
	"time"

	"tresse"
)

// Sources lists the state of the sources in the order given.
func Sources(list []tresse.SourceState, zone *time.Location) Table {
	type source = tresse.SourceState
	told := slices.ContainsFunc(list, func(s source) bool { return s.Pushes != nil })
	columns := []column[source]{
		{head{text: "Nom", brief: true, whole: true}, func(s *source) cell { return texts(s.Name) }},
		{head{text: "Type", brief: true}, func(s *source) cell { return texts(s.Kind) }},
		{head{text: "État", brief: true}, func(s *source) cell { return texts(HealthWord(SourceJSON(s, zone).State)) }},
		{head{text: "Dernière réussite", brief: true}, func(s *source) cell { return instantCell(s.LastSuccess, zone) }},
		{head{text: "Prochain essai", brief: true}, func(s *source) cell { return instantCell(nextTry(s), zone) }},
		{head{text: "Échecs", brief: true}, func(s *source) cell { return count(s.Failures) }},
		{head{text: "Annonces", brief: true}, func(s *source) cell { return count(s.Listings) }},
		{head{text: "Inscriptions", brief: true}, func(s *source) cell { return count(s.Bookings) }},
		{head{text: "Contacts", brief: true}, func(s *source) cell { return count(s.Contacts) }},
		{head{text: "Retenus", brief: true}, func(s *source) cell { return known(s.Held) }},
		{head{text: "Erreur", brief: true}, troubleCell},
		{head{text: "Notifications", brief: told}, func(s *source) cell { return texts(pushesWord(s.Pushes, zone)) }},
		{head{text: "Écarts", brief: told}, driftCell},
	}
	t := Table{Name: "Sources", none: "Aucune source."}
	return build(t, list, columns, func(s *source) SourceObject { return SourceJSON(s, zone) })
}

// pushesWord says how the pushes of a source fare; "" where none are wanted.
func pushesWord(p *tresse.PushState, zone *time.Location) string {
	switch {
	case p == nil:
		return ""
	case p.Trouble != "":
		return "En panne"
	case !p.Lost.IsZero() && p.Checked.Sub(p.Lost) < lostTime:
		return "Perdues, rétablies le " + p.Lost.In(zone).Format("02/01/2006")
	case p.Heard == 0:
		return "En place, aucune reçue"
	}
	return "Reçues : " + strconv.Itoa(p.Heard)
}

// troubleCell says what is wrong with reading, and with pushes.
func troubleCell(s *tresse.SourceState) cell {
	words := []string{s.Error}
	if s.Pushes != nil {
		words = append(words, s.Pushes.Trouble)
	}
	for _, a := range s.Asks {
		words = append(words, "Une personne effacée là-bas est encore connue d’ailleurs : « tresse forget "+string(a.Person)+" » l’efface partout.")
	}
	return texts(words...)
}

// lostTime is how long it is said that a subscription was lost.
const lostTime = 7 * 24 * time.Hour

// driftCell is what reading found and no push had told; empty where none are
// wanted.
func driftCell(s *tresse.SourceState) cell {
	if s.Pushes == nil {
		return cell{}
	}
	return count(s.Pushes.Drift)
}

// Duplicates lists pairs that need a human, in the order given; label says in
// words whom or what an id stands for.
func Duplicates(list []Duplicate, label func(tresse.ID) string) Table {
	columns := []column[Duplicate]{
		{head{text: "Premier", brief: true}, func(d *Duplicate) cell { return texts(label(d.A)) }},
		{head{text: "Second", brief: true}, func(d *Duplicate) cell { return texts(label(d.B)) }},
		{head{text: "Ressemblance", brief: true}, func(d *Duplicate) cell {
			return cell{form: asNumber, number: hundredths(d.Score)}
		}},
		{head{text: "Raisons", brief: true}, reasonsCell},
		{head{text: "Identifiant du premier", brief: true, whole: true}, func(d *Duplicate) cell { return texts(string(d.A)) }},
		{head{text: "Identifiant du second", brief: true, whole: true}, func(d *Duplicate) cell { return texts(string(d.B)) }},
	}
	t := Table{Name: "Doublons possibles", none: "Aucun doublon à examiner."}
	return build(t, list, columns, DuplicateJSON)
}

func reasonsCell(d *Duplicate) cell { return reasonTexts(d.Reasons) }

func hundredths(v float64) float64 { return math.Round(finite(v)*100) / 100 }
