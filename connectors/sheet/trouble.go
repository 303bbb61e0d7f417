package sheet

import (
	"errors"

	"tresse"
)

// mistake is one error of the configuration; the caller adds the source.
func mistake(text, advice string) error {
	return &tresse.Error{Trouble: tresse.TroubleConfig, Op: "sheet", Err: errors.New(text), Advice: typeset(advice)}
}

// trouble is an error about one file. It names no file: names of files may name
// people.
func trouble(kind tresse.Trouble, text, advice string) error {
	return &tresse.Error{Trouble: kind, Op: "sheet: read the file", Err: errors.New(text), Advice: typeset(advice)}
}

// The ways in which a file may not be what it should.

func noTable(text string) error {
	return trouble(tresse.TroubleAnswer, text,
		"Ce fichier n’est pas un tableau que tresse sait lire (.xlsx, .csv ou .xls) : vérifiez qu’il s’ouvre dans un tableur, ou que l’adresse mène bien au fichier et non à une page de connexion. Rien n’a été retiré.")
}

func tooLarge(text string) error {
	return trouble(tresse.TroubleTooLarge, text,
		"Ce fichier est plus grand que ce que tresse accepte de lire : vérifiez que c’est le bon, ou partagez-le en plusieurs fichiers. Rien n’a été retiré.")
}

func encrypted() error {
	return trouble(tresse.TroubleConfig, "the file is encrypted",
		"Ce fichier est protégé par un mot de passe : enregistrez-le sans mot de passe d’ouverture, à un endroit que vous seul lisez.")
}

func otherFormat() error {
	return trouble(tresse.TroubleConfig, "a file of a kind that is not read",
		"Ce fichier n’est ni un .xlsx, ni un .csv, ni un .xls : ouvrez-le dans votre tableur et enregistrez-le en .xlsx.")
}

func beingWritten() error {
	return trouble(tresse.TroubleTemporary, "written to while it was read", "Ce fichier était en cours d’enregistrement : tresse réessaiera.")
}

func noHeadings() error {
	return trouble(tresse.TroubleConfig, "no row of headings is recognised",
		"Aucune ligne d’en-têtes n’a été reconnue dans ce fichier : donnez un titre à chaque colonne (Nom, Prénom, Téléphone, Atelier, Date…), ou nommez les vôtres dans [source.columns]. Rien n’a été retiré.")
}
