package people

import (
	"cmp"
	"math"
	"slices"

	"tresse"
)

// A Reason is one thing that speaks for or against two rows being one person.
type Reason struct {
	Field  string  // first_name, last_name, birth_date, email, phone, postcode, city, listing; the name of a further column
	Text   string  // in French, for a mediator; names nobody
	Weight float64 // bits: above zero for, below against
}

// Why weighs two people, given by their rows, and returns what speaks for and
// against their being one, the weightiest first: what the best pair of rows
// says. How many share a contact is read from the index.
func Why(a, b []Row, find Finder, m tresse.Model) []Reason {
	s := newScale(m)
	x := newAround(find, s)
	names := x.crowds(was)
	var w weighing
	best := math.Inf(-1)
	var pick [2]*face
	meets := false
	for _, f := range x.looks(a) {
		for _, g := range x.looks(b) {
			s.weigh(&w, f, g, names)
			if w.bits > best {
				best, pick = w.bits, [2]*face{f, g}
			}
		}
	}
	if pick[0] == nil {
		return nil
	}
	reasons := s.reasons(pick[0], pick[1], names)
	for i := range a {
		for j := range b {
			meets = meets || a[i].Session != "" && a[i].Session == b[j].Session && a[i].Ref.Source() != b[j].Ref.Source()
		}
	}
	if meets {
		reasons = withMeeting(reasons, s)
	}
	if booked(a, b) {
		reasons = append(reasons, Reason{"listing", "inscrits à la même annonce de la même plateforme", -1})
	}
	return reasons
}

// looks returns the different faces of rows, at most mostCompared.
func (a *around) looks(rows []Row) (all []*face) {
	for i := range rows {
		if f := a.face(&rows[i]); !slices.Contains(all, f) && len(all) < mostCompared {
			all = append(all, f)
		}
	}
	return all
}

func booked(a, b []Row) bool {
	for i := range a {
		for j := range b {
			if a[i].Listing != "" && a[i].Listing == b[j].Listing {
				return true
			}
		}
	}
	return false
}

// reasons says in words what weigh finds: each item against the likelier of
// the other two hypotheses.
func (s *scale) reasons(a, b *face, names crowd) []Reason {
	var w weighing
	s.weigh(&w, a, b, names)
	house := w.house+s.match+s.house > w.strangers
	var all []Reason
	for i := range w.items[:w.n] {
		it := &w.items[i]
		against := it.strangers
		if house {
			against = it.house
		}
		if said := it.words(&w); w.swapped && i > 0 && said == all[0].Text {
			all[0].Weight += it.one - against // both names say it
		} else {
			all = append(all, Reason{it.label(), said, it.one - against})
		}
	}
	if w.crowd >= 1 {
		all = append(all, Reason{"contact", "coordonnée partagée avec d’autres personnes", -math.Log2(w.crowd + 1)})
	}
	if w.clash {
		all = append(all, Reason{"birth_date", "ces dates de naissance ne peuvent pas être celles d’une même personne", -steepest})
	}
	if w.renamed && w.crowd >= 0 && !w.dated {
		all = append(all, Reason{"last_name", "aucun nom de famille en commun : à confirmer", -1})
	}
	slices.SortStableFunc(all, func(p, q Reason) int { return cmp.Compare(math.Abs(q.Weight), math.Abs(p.Weight)) })
	return all
}

// label names the field of an item as the API does.
func (it *item) label() string {
	if it.field == fixed {
		return it.trait
	}
	return [...]string{"first_name", "last_name", "birth_date", "birth_date", "email", "phone", "postcode", "city"}[it.field]
}

// words says an item in French.
func (it *item) words(w *weighing) string {
	if w.swapped && (it.field == fGiven || it.field == fLast) {
		return "prénom et nom intervertis"
	}
	if it.field == fixed {
		return it.trait + " : " + [...]string{"", "identique", "très proche", "très proche", "très proche", "proche", "différent"}[it.level]
	}
	return sentences[it.field][it.level]
}

// sentences are by field and level.
var sentences = [fixed][levels]string{
	fGiven:    {"", "même prénom", "autre forme du même prénom", "prénom très proche", "même initiale du prénom", "prénoms proches, mais distincts", "prénoms différents"},
	fLast:     {"", "même nom", "autre forme du même nom (particule, nom de naissance ou nom composé)", "nom très proche", "", "", "noms différents"},
	fBorn:     {"", "même date de naissance", "", "date de naissance à une faute de frappe près", "", "dates de naissance proches", "dates de naissance différentes"},
	fYear:     {"", "même année de naissance", "", "année de naissance à un chiffre près", "", "", "années de naissance différentes"},
	fEmail:    {"", "même adresse e-mail", "même identifiant d’adresse e-mail, autre fournisseur", "adresse e-mail à une faute de frappe près", "", "adresses e-mail proches", "adresses e-mail différentes"},
	fPhone:    {"", "même téléphone", "", "téléphone à un chiffre près", "", "", "téléphones différents"},
	fPostcode: {"", "même code postal", "", "code postal à un chiffre près", "", "même département", "codes postaux différents"},
	fCity:     {"", "même commune", "", "commune très proche", "", "communes proches", "communes différentes"},
}
