package publish

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tresse"
)

// A Merge is a booking or contact that was put to a person by itself, and why.
type Merge struct {
	Beneficiary tresse.ID
	Ref, With   tresse.Ref // what came, and what of the person speaks most for it
	Written     string     // as they are spelt there
	WrittenWith string
	At          time.Time
	Score       float64 // 0 different … 1 the same
	Margin      float64 // bits by which it was not left apart
	Reasons     []Reason
}

// A MergeObject is a Merge as JSON.
type MergeObject struct {
	Beneficiary tresse.ID  `json:"beneficiary"`
	Ref         tresse.Ref `json:"ref"`
	With        tresse.Ref `json:"with"`
	Written     string     `json:"written"`
	WrittenWith string     `json:"written_with"`
	At          string     `json:"at"`
	Score       float64    `json:"score"`
	Margin      float64    `json:"margin"`
	Reasons     []Reason   `json:"reasons"`
}

// LeastSureFirst sorts merges by their margin.
func LeastSureFirst(list []Merge) {
	slices.SortFunc(list, func(a, b Merge) int { return cmp.Or(cmp.Compare(a.Margin, b.Margin), cmp.Compare(a.Ref, b.Ref)) })
}

// Merges lists automatic merges in the order given.
func Merges(list []Merge, zone *time.Location) Table {
	columns := []column[Merge]{
		{head{text: "Date", brief: true}, func(m *Merge) cell { return instantCell(m.At, zone) }},
		{head{text: "Écrit", brief: true}, func(m *Merge) cell { return texts(m.Written) }},
		{head{text: "Réuni à", brief: true}, func(m *Merge) cell { return texts(m.WrittenWith) }},
		{head{text: "Certitude", brief: true}, func(m *Merge) cell { return cell{form: asNumber, number: hundredths(m.Score)} }},
		{head{text: "Marge"}, func(m *Merge) cell { return cell{form: asNumber, number: hundredths(m.Margin)} }},
		{head{text: "Raisons", brief: true}, func(m *Merge) cell { return reasonTexts(m.Reasons) }},
		{head{text: "Identifiant de la personne", brief: true, whole: true}, func(m *Merge) cell { return texts(string(m.Beneficiary)) }},
		{head{text: "Provenance", brief: true, whole: true}, func(m *Merge) cell { return texts(string(m.Ref)) }},
	}
	t := Table{Name: "Réunions automatiques", none: "Aucune réunion automatique ces derniers jours."}
	return build(t, list, columns, func(m *Merge) MergeObject {
		d := DuplicateJSON(&Duplicate{Reasons: m.Reasons})
		return MergeObject{
			Beneficiary: m.Beneficiary, Ref: m.Ref, With: m.With, Written: m.Written, WrittenWith: m.WrittenWith,
			At: m.At.In(zone).Format(time.RFC3339), Score: finite(m.Score), Margin: finite(m.Margin), Reasons: d.Reasons,
		}
	})
}

// Evidence lists what speaks for and against, in the order given.
func Evidence(list []Reason) Table {
	columns := []column[Reason]{
		{head{text: "Poids", brief: true}, func(r *Reason) cell { return cell{form: asNumber, number: hundredths(r.Weight)} }},
		{head{text: "Raison", brief: true}, func(r *Reason) cell { return texts(oneLine(r.Text)) }},
		{head{text: "Champ", brief: true}, func(r *Reason) cell { return texts(oneLine(r.Field)) }},
	}
	t := Table{Name: "Raisons", none: "Rien de comparable n’est connu de l’un et de l’autre."}
	return build(t, list, columns, func(r *Reason) Reason {
		return Reason{Field: r.Field, Text: r.Text, Weight: finite(r.Weight)}
	})
}

func reasonTexts(reasons []Reason) cell {
	words := make([]string, len(reasons))
	for i, r := range reasons {
		words[i] = strings.TrimSpace(oneLine(r.Text))
	}
	return texts(words...)
}
