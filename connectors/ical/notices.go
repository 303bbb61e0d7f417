package ical

import (
	"fmt"
	"strings"
	"unicode"

	"tresse"
)

// A note is a sentence for the mediator about what was left out or guessed. It
// names no event. Wrong ones need somebody's hand.
type note struct {
	text  string
	wrong bool
}

func (p *pull) notes() []note {
	var all []note
	if n := p.left[isFree]; n > 0 {
		all = append(all, note{text: counted(n,
			"événement marqué « libre » laissé de côté (free = true pour le garder).",
			"événements marqués « libre » laissés de côté (free = true pour les garder).")})
	}
	if n := p.left[isPrivate]; n > 0 {
		all = append(all, note{text: counted(n,
			"événement privé laissé de côté (private = true pour le garder).",
			"événements privés laissés de côté (private = true pour les garder).")})
	}
	if n := len(p.cal.Rejected); n > 0 {
		all = append(all, note{wrong: true, text: counted(n,
			"événement illisible laissé de côté : demandez à la personne qui tient cet agenda de le corriger.",
			"événements illisibles laissés de côté : demandez à la personne qui tient cet agenda de les corriger.")})
	}
	if len(p.cal.UnknownZones) > 0 {
		all = append(all, note{wrong: true, text: unknownZones(p.cal)})
	}
	return append(all, p.wholeness()...)
}

// wholeness says what an agenda without listings may mean.
func (p *pull) wholeness() []note {
	switch {
	case !p.cal.Complete:
		return []note{{wrong: true, text: typeset("Cet agenda est arrivé incomplet ou abîmé : ce qui a pu être lu est repris, et rien n’est retiré.")}}
	case p.cal.Read == 0:
		return []note{{text: "Cet agenda ne contient aucun événement."}}
	case p.slots == 0:
		return []note{{text: "Aucun événement de cet agenda ne tombe dans la période lue, ou tous sont laissés de côté."}}
	}
	return nil
}

func (p *pull) notices() []string {
	var all []string
	for _, n := range p.notes() {
		all = append(all, n.text)
	}
	return all
}

// unknownZones names at most three of the zones that nobody knows.
func unknownZones(c *Calendar) string {
	var names []string
	for _, tzid := range c.UnknownZones[:min(len(c.UnknownZones), 3)] {
		names = append(names, "« "+shown(tzid)+" »")
	}
	return typeset(fmt.Sprintf("Fuseau horaire inconnu, lu à l’heure de %s : %s (timezone = \"…\" pour en choisir un autre).",
		c.Zone.Name, strings.Join(names, ", ")))
}

// shown is a text of the calendar as it may stand in a sentence.
func shown(text string) string {
	if tresse.LooksLikeNIR(text) {
		return "…"
	}
	runes := []rune(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '·'
	}, text))
	if len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return string(runes)
}
