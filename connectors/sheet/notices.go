package sheet

import (
	"fmt"
	"slices"

	"tresse"
)

// A note is a sentence for the mediator about what was left out. It names
// nobody: rows are called by their numbers. Wrong ones need somebody's hand.
type note struct {
	text  string
	wrong bool
}

// notes say what became of the rows that are not simply in the lists.
func (t *table) notes() []note {
	c := &t.counts
	var all []note
	add := func(rows []int, wrong bool, one, many string) {
		if len(rows) > 0 {
			slices.Sort(rows)
			all = append(all, note{counted(len(rows), one, many) + typeset(" ("+lines(rows)+").") + "", wrong})
		}
	}
	add(c.undated, true, "ligne dont la date ne se lit pas, laissée de côté : écrivez-la comme 12/11/2026", "lignes dont la date ne se lit pas, laissées de côté : écrivez-les comme 12/11/2026")
	add(c.refused, true, "ligne laissée de côté parce qu’un numéro de sécurité sociale s’y trouve à la place d’un nom, d’un titre ou d’une date", "lignes laissées de côté parce qu’un numéro de sécurité sociale s’y trouve à la place d’un nom, d’un titre ou d’une date")
	add(c.untitled, false, "ligne sans atelier ou sans date, reprise comme personne seulement", "lignes sans atelier ou sans date, reprises comme personnes seulement")
	add(c.lost, true, "numéro de téléphone arrondi par le tableur (6.12E+08) et donc perdu : ressaisissez-le dans une cellule au format Texte", "numéros de téléphone arrondis par le tableur (6.12E+08) et donc perdus : ressaisissez-les dans des cellules au format Texte")
	add(c.unread, false, "date de naissance qui ne se lit pas", "dates de naissance qui ne se lisent pas")
	add(c.odd, false, "présence ou statut que tresse ne connaît pas", "présences ou statuts que tresse ne connaît pas")
	if c.outside > 0 {
		all = append(all, note{text: counted(c.outside, "ligne hors de la période lue (« horizon »).", "lignes hors de la période lue (« horizon »).")})
	}
	for _, name := range c.hidden {
		all = append(all, note{text: typeset(fmt.Sprintf("La feuille masquée « %s » n’est pas lue.", shown(name)))})
	}
	if t.cut {
		all = append(all, note{wrong: true, text: typeset("Ce fichier semble s’arrêter au milieu d’une ligne : ce qui a pu être lu est repris, et rien n’est retiré. Enregistrez-le de nouveau.")})
	}
	return all
}

// notices are the sentences of a sync; where a source has several files they
// say which.
func (t *table) notices(several bool) []string {
	var all []string
	for _, n := range t.notes() {
		text := n.text
		if several {
			text = typeset("« "+shown(t.doc.name)+" » : ") + text
		}
		all = append(all, text)
	}
	if n := t.unknown(); n > 0 {
		all = append(all, counted(n, "colonne non reconnue, laissée de côté (« tresse check » la montre).", "colonnes non reconnues, laissées de côté (« tresse check » les montre)."))
	}
	return all[:min(len(all), 20)]
}

// unknown counts the columns that were not understood.
func (t *table) unknown() int {
	n := 0
	for _, s := range t.sheets {
		if s.layout == nil || !s.usable {
			continue
		}
		for _, c := range s.layout.columns {
			if c.role == "" {
				n++
			}
		}
	}
	return n
}

// unreadable says which of several files could not be read, and why.
func unreadable(d doc, err error) string {
	advice := tresse.AdviceOf(err)
	if advice == "" {
		advice = typeset("il ne se lit pas, tresse réessaiera.")
	}
	return typeset("« "+shown(d.name)+" » : ") + advice
}
