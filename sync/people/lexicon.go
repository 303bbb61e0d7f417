package people

import (
	_ "embed"
	"strings"
	"sync"
)

// firstNames lists the first names given in France since 1900, the commonest
// first: women's, a blank line, men's. Derived from INSEE, fichier des prénoms,
// Licence Ouverte 2.0 (data/README.md).
//
//go:embed data/first_names.txt
var firstNames string

// kinships lists spellings and short forms of one first name, a name a line.
//
//go:embed data/kin.txt
var kinships string

// originals lists first names that go with last names of one origin, an origin
// a line.
//
//go:embed data/origins.txt
var originals string

// origins is how many lines originals has.
const origins = 6

// lexicon is what is known of first names before any row is read.
type lexicon struct {
	rank     map[string]int32    // of the folded, joined name: 1 is the commonest
	sex      map[string]uint8    // 1 women's, 2 men's, 3 both
	kin      map[string][]uint16 // the groups of spellings and short forms it belongs to
	compound map[string]bool     // first names written with a hyphen, joined
	from     map[string]uint8    // the line of originals it stands in, from 1
}

// french returns the lexicon, read once.
var french = sync.OnceValue(func() *lexicon {
	l := &lexicon{compound: map[string]bool{}, rank: map[string]int32{}, sex: map[string]uint8{}, kin: map[string][]uint16{}, from: map[string]uint8{}}
	for i, list := range strings.Split(strings.TrimSpace(firstNames), "\n\n") {
		for rank, name := range strings.Split(list, "\n") {
			if hyphen := strings.Contains(name, "-"); hyphen {
				name = strings.ReplaceAll(name, "-", "")
				l.compound[name] = true
			}
			l.sex[name] |= 1 << i
			if had := l.rank[name]; had == 0 || int(had) > rank+1 {
				l.rank[name] = int32(rank + 1)
			}
		}
	}
	for i, line := range strings.Split(kinships, "\n") {
		for _, name := range strings.Fields(line) {
			if line[0] != '#' {
				l.kin[name] = append(l.kin[name], uint16(i))
			}
		}
	}
	for i, line := range strings.Split(strings.TrimSpace(originals), "\n") {
		for _, name := range strings.Fields(line) {
			l.from[name] = uint8(i + 1)
		}
	}
	l.spread()
	return l
})

// spread gives spellings of one name the origin of the first that has one.
func (l *lexicon) spread() {
	for _, line := range strings.Split(kinships, "\n") {
		all := strings.Fields(line)
		if len(all) == 0 || l.from[all[0]] == 0 {
			continue
		}
		for _, name := range all {
			if l.from[name] == 0 && l.rank[name] == 0 {
				l.from[name] = l.from[all[0]]
			}
		}
	}
}

// related reports two first names that can be one: another spelling, or a short
// form.
func (l *lexicon) related(a, b string) bool {
	for _, g := range l.kin[a] {
		for _, h := range l.kin[b] {
			if g == h {
				return true
			}
		}
	}
	return false
}

// particles stand before a last name, written or not, joined or not.
func particle(word string) bool {
	switch word {
	case "de", "du", "des", "d", "le", "la", "les", "l", "el", "al", "ben", "bent", "ait",
		"n", "da", "dos", "do", "di", "von", "van", "der", "den", "abu", "bin", "ould", "mac", "mc", "o":
		return true
	}
	return false
}

// title reports words that stand before a name without being one.
func title(word string) bool {
	switch word {
	case "m", "mr", "mme", "mlle", "melle", "monsieur", "madame", "mademoiselle", "dr", "docteur", "pr", "me", "mrs", "ms", "miss":
		return true
	}
	return false
}

// placeholder reports words written where a name was asked for.
func placeholder(word string) bool {
	switch word {
	case "x", "xx", "xxx", "xxxx", "snp", "nsp", "nc", "na", "test", "teste", "essai", "inconnu", "inconnue",
		"anonyme", "anonymous", "unknown", "none", "null", "nom", "prenom", "neant", "aucun", "aucune",
		"sans", "vide", "usager", "usagere", "participant", "participante", "personne", "invite", "invitee",
		"reserve", "reservee", "reservation", "place", "libre", "disponible", "a", "definir", "completer", "renseigner",
		"beneficiaire", "client", "cliente", "visiteur", "visiteuse", "accompagnant", "accompagnante", "accompagnateur",
		"asup", "asupprimer", "abc", "azerty", "qwerty", "toto", "tata", "titi", "demo", "user", "bidon", "doublon",
		"non", "communique", "communiquee", "pas", "de", "connu", "connue", "ne", "sait", "pnc", "nr", "tba", "tbd", "n", "c", "y", "z":
		return true
	}
	return false
}

// organisation reports words that only the name of a body holds.
func organisation(word string) bool {
	switch word {
	case "ccas", "cias", "mairie", "association", "asso", "mission", "locale", "pole", "france", "travail", "emploi",
		"services", "service", "maison", "centre", "social", "sociale", "departement", "conseil", "communaute", "commune",
		"ville", "mediatheque", "bibliotheque", "college", "lycee", "ecole", "ehpad", "foyer", "residence", "caf", "cpam",
		"carsat", "msa", "croix", "secours", "restos", "emmaus", "entreprise", "sarl", "sas", "sasu", "eurl", "societe",
		"collectif", "federation", "fondation", "club", "comite", "groupe", "epicerie", "espace", "accueil", "secretariat",
		"tiers", "lieu", "hopital", "clinique", "esat", "cada", "chrs", "udaf", "prefecture", "atelier", "numerique", "insertion",
		"chantier", "crous", "universite", "ufcv", "adsea", "pimms", "point", "agglomeration", "metropole", "region", "equipe", "mjc", "ms":
		return true
	}
	return false
}
