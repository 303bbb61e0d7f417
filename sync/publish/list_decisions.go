package publish

import (
	"fmt"
	"time"

	"tresse"
)

// A DecisionObject is a decision as the commands and the API give it.
type DecisionObject struct {
	Number  uint64         `json:"number"`
	Verb    tresse.Verb    `json:"verb"`
	Subject tresse.Subject `json:"subject"`
	A       tresse.Ref     `json:"a,omitempty"`
	B       tresse.Ref     `json:"b,omitempty"`
	Off     []tresse.Ref   `json:"off,omitempty"`
	From    []tresse.Ref   `json:"from,omitempty"`
	To      tresse.Ref     `json:"to,omitempty"`
	Kind    tresse.Kind    `json:"kind,omitempty"`
	Parts   []tresse.Ref   `json:"parts,omitempty"` // listings whose kind, or whose place in a parcours, it says
	Title   string         `json:"title,omitempty"` // of a parcours
	Target  uint64         `json:"target,omitempty"`
	Source  string         `json:"source,omitempty"`
	By      string         `json:"by,omitempty"`
	At      string         `json:"at"`
	Undone  uint64         `json:"undone,omitempty"` // the decision that took it back
	// Sender is what was put on the list of prescribers.
	Sender *tresse.SenderEntry `json:"sender,omitempty"`
}

// Decisions lists what the mediator decided, in the order given.
func Decisions(list []tresse.Decision, zone *time.Location) Table {
	undone := map[uint64]uint64{}
	for _, d := range list {
		if d.Verb == tresse.DecideUndo {
			undone[d.Target] = d.Number
		}
	}
	type decision = tresse.Decision
	columns := []column[decision]{
		{head{text: "N°", brief: true}, func(d *decision) cell { return count(int(d.Number)) }},
		{head{text: "Date", brief: true}, func(d *decision) cell { return instantCell(d.At, zone) }},
		{head{text: "Décision", brief: true}, func(d *decision) cell { return texts(verbWord(d.Verb)) }},
		{head{text: "À propos de", brief: true}, func(d *decision) cell { return texts(subjectWord(d.Subject)) }},
		{head{text: "Premier", brief: true, whole: true}, func(d *decision) cell {
			return texts(named(d.A, append(append([]tresse.Ref{}, d.Off...), parts(d)...))...)
		}},
		{head{text: "Second", brief: true, whole: true}, func(d *decision) cell { return texts(append(named(d.B, d.From), kindOrTitle(d))...) }},
		{head{text: "Décision visée", brief: true}, func(d *decision) cell { return known(int(d.Target)) }},
		{head{text: "Source", brief: true}, func(d *decision) cell { return texts(d.Source) }},
		{head{text: "Annulée par", brief: true}, func(d *decision) cell { return known(int(undone[d.Number])) }},
	}
	t := Table{Name: "Décisions", none: "Aucune décision."}
	return build(t, list, columns, func(d *decision) DecisionObject {
		return DecisionObject{
			Number: d.Number, Verb: d.Verb, Subject: d.Subject, A: d.A, B: d.B, Off: d.Off, From: d.From, To: d.To, Kind: d.Kind, Parts: parts(d), Title: d.Title, Target: d.Target, Source: d.Source, By: d.By,
			At: d.At.In(zone).Format(time.RFC3339), Undone: undone[d.Number], Sender: d.Sender,
		}
	})
}

// parts are the listings of which a decision says what they are, or where in a
// parcours they stand.
func parts(d *tresse.Decision) []tresse.Ref {
	refs := append([]tresse.Ref{}, d.Parts...)
	for _, s := range d.Series {
		refs = append(refs, s.Ref)
	}
	return refs
}

func kindOrTitle(d *tresse.Decision) string {
	if d.Kind != "" {
		return KindWord(d.Kind)
	}
	return d.Title
}

// named are the refs of a decision on one side: the one, or the first of
// several.
func named(one tresse.Ref, several []tresse.Ref) []string {
	if one != "" || len(several) == 0 {
		return []string{string(one)}
	}
	shown := []string{string(several[0])}
	if len(several) > 1 {
		shown = append(shown, fmt.Sprintf("et %d de plus", len(several)-1))
	}
	return shown
}

func verbWord(v tresse.Verb) string {
	switch v {
	case tresse.DecideSame:
		return "n’en font qu’un"
	case tresse.DecideDifferent:
		return "distincts"
	case tresse.DecideSplit:
		return "détaché"
	case tresse.DecideKind:
		return "type"
	case tresse.DecideProgramme:
		return "parcours"
	case tresse.DecideAlone:
		return "hors parcours"
	case tresse.DecideUndo:
		return "annulation"
	case tresse.DecideRelease:
		return "changement accepté"
	case tresse.DecideRefuse:
		return "changement refusé"
	case tresse.DecideForget:
		return "effacement"
	case tresse.DecidePrescribe:
		return "sur la liste"
	}
	return string(v)
}

func subjectWord(s tresse.Subject) string {
	switch s {
	case tresse.AboutSessions:
		return "séances"
	case tresse.AboutPeople:
		return "personnes"
	case tresse.AboutSource:
		return "source"
	case tresse.AboutSenders:
		return "prescripteurs"
	}
	return string(s)
}
