package sheet

import "strings"

// dictionary tells what headings say, in French and English, as words writes
// them. Only whole headings count: « Nom de la mère » is not « Nom ».
var dictionary = makeDictionary()

func makeDictionary() map[string]role {
	all := map[string]role{}
	for r, list := range headings() {
		for w := range strings.SplitSeq(list, "|") {
			all[words(w)] = r
		}
	}
	return all
}

func headings() map[role]string {
	return map[role]string{
		roleID: "id|identifiant|id inscription|identifiant inscription|identifiant de l'inscription|référence inscription|uid|uuid|" +
			"registration id|booking id|row id|id ligne|identifiant ligne",
		roleFirst: "prénom|prénoms|prénom usager|prénom du bénéficiaire|prénom bénéficiaire|prénom du participant|prénom participant|" +
			"prénom d'usage|first name|firstname|first names|given name|given names|forename",
		roleLast: "nom|noms|nom de famille|nom famille|nom usuel|nom d'usage|nom usage|nom marital|nom d'épouse|nom usager|nom du bénéficiaire|" +
			"nom bénéficiaire|nom du participant|nom participant|last name|lastname|surname|family name",
		roleFull: "nom prénom|nom et prénom|nom et prénoms|nom prénoms|noms prénoms|noms et prénoms|nom & prénom|prénom nom|prénom et nom|" +
			"prénom & nom|nom complet|nom / prénom|prénom / nom|nom, prénom|nom prénom du bénéficiaire|nom prénom bénéficiaire|nom prénom du participant|" +
			"nom prénom participant|nom prénom usager|nom et prénom du bénéficiaire|nom et prénom du participant|nom et prénom usager|" +
			"participant|participante|bénéficiaire|bénéficiaires|usager|usagers|usagère|inscrit nom|personne inscrite|identité|full name|fullname|" +
			"name|attendee|participant name|beneficiary",
		roleBirthName: "nom de naissance|nom naissance|nom de jeune fille|nom jeune fille|nom patronymique|birth name|maiden name",
		roleBirth: "date de naissance|date naissance|naissance|né le|née le|né(e) le|né|ddn|date naiss|date de naiss|année de naissance|" +
			"année naissance|birth date|birthdate|date of birth|dob|birthday|year of birth|birth year|date de naissance du bénéficiaire",
		roleEmail: "mail|mails|e-mail|e-mails|email|emails|courriel|courriels|mél|mel|adresse mail|adresse e-mail|adresse email|adresse courriel|" +
			"adresse électronique|adresse de messagerie|email address|e-mail address|mail usager|email usager|email du bénéficiaire",
		rolePhone: "tél|téléphone|téléphones|tel|n° de téléphone|n° téléphone|n° tél|n° de tél|no de téléphone|no téléphone|numéro de téléphone|numéro téléphone|" +
			"numéro|num tél|numéro de tél|num téléphone|numéro tél|portable|mobile|gsm|tél portable|téléphone portable|téléphone mobile|tél mobile|" +
			"n° de portable|numéro de portable|n° portable|tél fixe|téléphone fixe|fixe|tél domicile|téléphone domicile|téléphone 1|téléphone 2|tél 1|tél 2|" +
			"phone|phones|phone number|telephone number|mobile phone|cell phone|cellphone|cell|téléphone usager|téléphone du bénéficiaire",
		roleAddress: "adresse|adresse postale|adresse du domicile|adresse domicile|adresse personnelle|rue|voie|n° et rue|address|street|street address|postal address",
		rolePostcode: "code postal|cp|codepostal|code postal du bénéficiaire|code postal du responsable|code postal du premier responsable|" +
			"postal code|postcode|post code|zip|zip code|zipcode|commune code postal|ville code postal",
		roleCity: "ville|commune|localité|commune de résidence|ville de résidence|commune du bénéficiaire|commune du responsable|" +
			"commune du premier responsable|nom de la commune|city|town|commune nom|ville nom",
		roleTitle: "atelier|ateliers|titre|titre de l'atelier|titre atelier|intitulé|intitulé de l'atelier|intitulé atelier|intitulé de la séance|" +
			"nom de l'atelier|nom atelier|nom de l'activité|nom de la séance|atelier choisi|atelier souhaité|activité|séance|animation|formation|évènement|" +
			"événement|motif|motif du rdv|motif rdv|workshop|session|event|title|activity|course|thème de l'atelier|sujet de l'atelier",
		roleDate: "date|dates|date de l'atelier|date atelier|date de la séance|date séance|date du rdv|date rdv|date du rendez-vous|date rendez-vous|" +
			"date de rdv|jour|date et heure|date & heure|date heure|date/heure|date et horaire|date de l'activité|date activité|date de l'animation|" +
			"date de la formation|date session|day|event date|session date|workshop date|datetime|date time|date and time|appointment date",
		roleStart: "heure|heures|horaire|horaires|heure de début|heure début|début|heure rdv|heure du rdv|heure du rendez-vous|heure rendez-vous|heure atelier|" +
			"heure de l'atelier|heure de la séance|créneau|créneau horaire|h début|début atelier|start|start time|time|begin|begins|starts|starts at|hour",
		roleEnd:      "fin|heure de fin|heure fin|fin atelier|h fin|end|end time|ends|ends at",
		roleDuration: "durée|durée (min)|durée en minutes|durée min|durée minutes|durée en min|durée (h)|durée en heures|durée (minutes)|durée (heures)|duration|duration (min)|duration minutes|length",
		rolePlace: "lieu|lieux|salle|lieu de l'atelier|lieu atelier|lieu du rdv|lieu rdv|lieu du rendez-vous|lieu de rendez-vous|lieu de la séance|nom du lieu|" +
			"site|place|location|venue|room|adresse du lieu",
		roleStatus: "statut|présence|présences|état|statut de l'inscription|statut inscription|statut du rdv|statut rdv|présence/absence|présence absence|" +
			"présent absent|présent/absent|présent/absent/excusé|présent absent excusé|présent ou absent|suivi présence|status|attendance",
		rolePresent:    "présent|présente|présents|venu|venue|est venu|a participé|présent ?|present|attended|came",
		roleAbsent:     "absent|absente|absents|absence|no show|noshow",
		roleExcused:    "excusé|excusée|excusés|absence excusée|absent excusé|excused",
		roleCancelled:  "annulé|annulée|annulation|cancelled|canceled",
		rolePrescriber: "prescripteur|prescripteurs|prescrit par|prescripteur nom|orienté par|orientée par|orientation par|orientation|orienteur|structure d'orientation|structure orientatrice|structure prescriptrice|organisme prescripteur|adressé par|adressée par|envoyé par|envoyée par|prescriber|referred by|referrer",
		roleBookedBy:   "inscrit par|inscrite par|réservé par|inscription par|inscription faite par|personne qui inscrit|booked by|registered by",
		roleNote:       "note|notes|remarque|remarques|observation|observations|commentaire|commentaires|notes supplémentaires|contexte|comment|comments|remarks",
		roleSeries:     "rdv_id|id rdv|id du rdv",
		roleHost: "animateur|animatrice|animé par|animée par|animateur/animatrice|médiateur|médiatrice|médiateur numérique|conseiller numérique|conseiller|intervenant|intervenante|" +
			"professionnel|professionnel.le(s)|agent|agents|host|facilitator|instructor",
		roleBookedDay:  "date d'inscription|date inscription|inscrit le|inscrite le|inscription le|date de réservation|réservé le|horodateur|horodatage|date prise rdv|date de prise de rdv|timestamp|booked at|booked on|registered at|registration date|submitted at",
		roleBookedHour: "heure prise rdv|heure d'inscription|heure inscription",
		roleSeats:      "nombre de places|nb de places|nb places|places réservées|nombre de personnes|nb de personnes|nb personnes|nombre d'inscrits|seats",
		roleMinor:      "mineur|mineure|usager mineur ?|mineur ?|minor",
		roleLeft: "genre|sexe|civilité|âge|tranche d'âge|n°|no|n|code insee|insee|commune code insee|année|mois|origine|service|organisation|rôle|" +
			"nombre d'accompagnements|résultat des notifications|au moins un usager mineur ?|créé par|email(s) professionnel.le(s)|rdv collectif|" +
			"signature|émargement|inscription au rdv collectif par|type|participants|canaux d'accompagnement|adresse du lieu de l'atelier|matériel numérique utilisé|" +
			"thématique(s) d'accompagnement|tags|nom de la démarche administrative|niveau d'autonomie|bénéficiaire réorienté|structure de redirection|" +
			"code insee du bénéficiaire|genre du bénéficiaire|tranche d'âge du bénéficiaire|statut du bénéficiaire|source de la donnée|id cra|" +
			"enregistré le|dernière modification le|prénom du médiateur|nom du médiateur|id - conum|gender|sex|age|title (mr/mrs)",
	}
}

// A heading over others, such as « Commune » over « Nom » and « Code postal »,
// decides what those mean.
type above int

const (
	overUnknown above = iota
	overPerson
	overSession
	overPrescriber
	overPlaceOfPerson
)

func aboveOf(heading string) above {
	switch heading {
	case "beneficiaire", "beneficiaires", "usager", "usagers", "participant", "participants", "personne", "identite", "coordonnees", "contact", "inscrit", "etat civil", "informations personnelles":
		return overPerson
	case "atelier", "ateliers", "seance", "rdv", "rendez vous", "session", "activite", "evenement":
		return overSession
	case "prescripteur", "oriente par", "orientation", "structure d orientation":
		return overPrescriber
	case "commune", "ville", "adresse", "residence", "lieu de residence", "domicile", "commune de residence":
		return overPlaceOfPerson
	}
	return overUnknown
}

// under tells what a heading says that stands under another.
func under(over, heading string) (role, bool) {
	if r, ok := dictionary[over+" "+heading]; ok {
		return r, true
	}
	r, known := dictionary[heading]
	switch aboveOf(over) {
	case overPerson:
		return r, known
	case overSession:
		if heading == "nom" || heading == "intitule" {
			return roleTitle, true
		}
		return r, known && !r.ofPerson()
	case overPrescriber:
		if heading == "nom" || heading == "structure" || heading == "organisme" || heading == "organisation" {
			return rolePrescriber, true
		}
		return roleLeft, known
	case overPlaceOfPerson:
		switch {
		case heading == "nom":
			return roleCity, true
		case r == rolePostcode || r == roleCity || r == roleAddress || r == roleLeft:
			return r, known
		}
		return "", false
	}
	if over == "" || over == heading {
		return r, known
	}
	return "", false
}
