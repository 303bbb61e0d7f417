package sessions

import (
	"regexp"
	"strings"
)

// A phrase is several words that say one thing, in a folded text.
type phrase struct {
	form  *regexp.Regexp
	by    string
	begin []string // what it begins with, where it is found
}

func words(from, to string) phrase {
	return phrase{regexp.MustCompile(`(^| )(?:` + from + `)( |$)`), "${1}" + to + "${2}", beginnings(from)}
}

// beginnings are what one of the alternatives of a form begins with, wherever it
// is found: texts are searched for them first, since few hold any.
func beginnings(from string) []string {
	var all []string
	depth, at := 0, 0
	for i, r := range from + "|" {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == '|' && depth == 0:
			all = append(all, literal(from[at:i]))
			at = i + 1
		}
	}
	return all
}

// literal is how far an alternative is a plain text.
func literal(alternative string) string {
	i := strings.IndexAny(alternative, "?(")
	switch {
	case i < 0:
		return alternative
	case alternative[i] == '?':
		i-- // the letter before it may be missing
	}
	return alternative[:i]
}

// in reports whether the form may be found in a text.
func (p *phrase) in(text string) bool {
	for _, begin := range p.begin {
		for rest := text; ; {
			i := strings.Index(rest, begin)
			if i < 0 {
				break
			}
			if at := len(text) - len(rest) + i; at == 0 || text[at-1] == ' ' {
				return true
			}
			rest = rest[i+1:]
		}
	}
	return false
}

var phrases = []phrase{
	words(`curriculum vitae|c v`, "cv"),
	words(`france connect`, "franceconnect"),
	words(`france travail|pole emploi`, "francetravail"),
	words(`fake news`, "fakenews"),
	words(`mode d emploi`, ""),
	words(`mon compte formation|compte formation`, "cpf"),
	words(`musique assistee par ordinateur`, "mao"),
	words(`intelligence artificielle|chat ?gpt`, "ia"),
	words(`mots? de passe`, "motdepasse"),
	words(`lettres? de motivation`, "lettremotivation"),
	words(`reseaux? socia(?:l|ux)`, "reseausocial"),
	words(`boites? mails?|boites? aux lettres electroniques?|courriers? electroniques?|e mails?|courriels?|messageries?(?: electroniques?)?`, "mail"),
	words(`visio ?conferences?|visios?`, "visio"),
	words(`demarches? administratives?(?: en ligne)?|demarches? en ligne|e administration|administratif en ligne`, "demarche"),
	words(`telephones? portables?|telephones? mobiles?|smart ?phones?|telephones?`, "smartphone"),
	words(`ordinateurs? portables?|p c|pc|ordis?|ordinateurs?`, "ordinateur"),
	words(`sans rendez vous|sans rdv|acces libre|accueil libre|entree libre|sur rendez vous|sur rdv|sur inscription|inscriptions? obligatoires?`, ""),
	words(`pas a pas`, "pasapas"),
	words(`franc?ais langue etrangere|fle`, "fle"),
	words(`langue des signes(?: francaise)?|lsf`, "lsf"),
	words(`demandeurs? d emploi`, "chomeur"),
	words(`plus de 60 ans|60 ans et plus|60 plus|troisieme age|personnes agees`, "senior"),
	words(`france services?`, "franceservice"),
	words(`tout public|tous publics|pour tous|pour toutes et tous`, ""),
}

func set(text string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(text) {
		m[w] = true
	}
	return m
}

// filler says nothing of what a session is about: articles, what it is, how to
// come.
var filler = set(`le la les l un une des de du d a au aux en et ou y ce ces cet cette son sa ses mon ma mes votre vos notre nos leur leurs ton ta tes
	pour avec sans sur sous dans par chez vers entre qu qui que s se n ne j on nous vous
	atelier permanence rdv rendez rendezvous session seance cour stage formation module cycle parcour programme animation initiation rencontre
	gratuit gratuite inscription place complet info nouveau special the of and`)

// weak says little: most titles of a mediator have one of these.
var weak = set(`numerique informatique decouverte decouvrir prise prendre main utiliser utilisation apprendre comprendre maitriser gerer gestion faire savoir
	debuter debut base premier pa bien mieux creer creation realiser rediger ecrire preparer construire mettre jour nouvelle
	outil usage aide accompagnement conseil conseiller mediation mediateur ligne connecter connecte quotidien vie pratique
	matin midi soir lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
	pasapa eviter lutter contre demasquer reconnaitre comment marcher marche lancer chercher recherche commencer inscrire trouver retrouver envoyer recevoir
	regler compte espace personnel stress danger maison party appeler appel temp plu moyen site service essayer composer cabinet boite choisir regle
	libre ouvert ouverte collectif collective groupe individuel question venir posez poser tout toute tou votre autour`)

// audience is for whom a session is held.
var audience = map[string]string{
	"senior": "senior", "aine": "senior", "enfant": "enfant", "ado": "jeune", "adolescent": "jeune", "jeune": "jeune", "lyceen": "jeune",
	"collegien": "jeune", "etudiant": "etudiant", "parent": "famille", "famille": "famille", "parentalite": "famille", "chomeur": "emploi", "femme": "femme", "benevole": "benevole",
	"professionnel": "pro", "agent": "pro", "salarie": "pro", "association": "association", "adulte": "adulte", "allocataire": "allocataire",
}

// language is in which language a session is held.
var language = set(`anglais english arabe turc portugais espagnol russe ukrainien tamoul chinois mandarin allemand italien fle lsf`)

// singular takes off the plural of French, and what stands before an apostrophe
// has become a word of one letter by then.
func singular(w string) string {
	switch {
	case len(w) <= 3 || w[len(w)-1] >= '0' && w[len(w)-1] <= '9':
		return w
	case strings.HasSuffix(w, "eaux"):
		return w[:len(w)-1]
	case strings.HasSuffix(w, "s"):
		return w[:len(w)-1]
	}
	return w
}

// synonym is the one word for what people call by several.
func synonym(w string) string {
	switch w {
	case "email", "mel", "courriel":
		return "mail"
	case "web", "toile":
		return "internet"
	case "photographie":
		return "photo"
	case "tablet":
		return "tablette"
	case "impot", "declaration":
		return "impot"
	case "securiser", "securite", "proteger", "protection":
		return "securite"
	case "arnaque", "escroquerie", "hameconnage", "phishing":
		return "arnaque"
	case "sauvegarder", "sauvegarde":
		return "sauvegarde"
	case "trier", "tri", "ranger", "classer", "rangement":
		return "tri"
	case "acheter", "achat":
		return "achat"
	case "vendre", "vente":
		return "vente"
	case "reparation", "reparer", "reparon":
		return "reparation"
	case "naviguer", "navigation":
		return "navigation"
	case "montage", "monter":
		return "montage"
	case "jeux", "jouer":
		return "jeu"
	case "dessiner":
		return "dessin"
	case "tableur", "excel", "calc":
		return "tableur"
	case "word", "writer":
		return "traitementtexte"
	case "emploi", "travail", "job":
		return "emploi"
	}
	return w
}
