package store

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"

	berrors "go.etcd.io/bbolt/errors"

	"tresse"
)

// trouble makes a failure of the store with advice for the mediator.
func trouble(op string, err error, advice string) error {
	return &tresse.Error{Trouble: tresse.TroubleStore, Op: op, Err: err, Advice: advice}
}

func errClosed(path string) error {
	return trouble("store: "+filepath.Base(path)+" is closed", nil, "")
}

// isDamage reports whether err tells of a file whose content cannot be trusted.
func isDamage(err error) bool {
	var d damage
	return errors.As(err, &d) || errors.Is(err, berrors.ErrChecksum) || errors.Is(err, berrors.ErrInvalidMapping)
}

// explain adds to a failure the sentence that says what to do. A failure that
// has one already is left alone.
func explain(path string, err error) error {
	var told *tresse.Error
	if errors.As(err, &told) {
		return err
	}
	name := filepath.Base(path)
	op := "store: " + name
	switch {
	case isDamage(err):
		return trouble(op, err, fmt.Sprintf("Le fichier de données « %s » est abîmé. Gardez-le de côté et remettez la dernière sauvegarde : tresse restore SAUVEGARDE --force.", name))
	case errors.As(err, new(unreadable)):
		return trouble(op, err, fmt.Sprintf("Une fiche du fichier de données « %s » est illisible. « tresse verify » dit laquelle ; « tresse rebuild » répare les vues, une sauvegarde le reste.", name))
	case errors.Is(err, berrors.ErrTimeout):
		return inUse(path, err)
	case errors.Is(err, errFolder):
		return trouble(op, err, fmt.Sprintf("« %s » est un dossier, pas un fichier. Ajoutez un nom de fichier au réglage « data », par exemple : data = '%s'", name, filepath.Join(path, "tresse.db")))
	case isForeign(err):
		return trouble(op, err, fmt.Sprintf("« %s » n’est pas un fichier de données de tresse. Vérifiez le réglage « data », ou remettez une sauvegarde : tresse restore SAUVEGARDE --force.", name))
	case errors.Is(err, berrors.ErrMaxSizeReached):
		return trouble(op, err, fmt.Sprintf("Le fichier de données « %s » a atteint sa taille maximale : rien n’a été perdu, mais rien de plus ne peut être enregistré.", name))
	case isFull(err):
		return trouble(op, err, "Le disque est plein : rien n’a été perdu, mais rien de plus n’a pu être enregistré. Libérez de la place puis relancez.")
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return trouble(op, err, fmt.Sprintf("Le dossier « %s » ou le fichier « %s » ne peut pas être écrit par ce compte. Changez ses droits, ou choisissez un autre endroit avec le réglage « data ».", filepath.Dir(path), name))
	case errors.Is(err, fs.ErrNotExist):
		return trouble(op, err, fmt.Sprintf("Le dossier « %s » n’existe pas. Créez-le, ou changez le réglage « data ».", filepath.Dir(path)))
	}
	return trouble(op, err, fmt.Sprintf("Le fichier de données « %s » n’a pas pu être utilisé. Vérifiez le disque, puis relancez ; « tresse verify » dit s’il est en bon état.", name))
}

// errFolder: a folder stands where the file should.
var errFolder = errors.New("a folder")

// errForeign: a bbolt file that is another program's.
var errForeign = errors.New("not a tresse file")

func isForeign(err error) bool {
	return errors.Is(err, berrors.ErrInvalid) || errors.Is(err, errForeign) || errors.Is(err, berrors.ErrVersionMismatch)
}

// errNewer: a file written by a later tresse.
func errNewer(path string, found, known int) error {
	return trouble("store: "+filepath.Base(path), fmt.Errorf("schema %d, this program knows up to %d", found, known),
		fmt.Sprintf("Le fichier de données « %s » a été écrit par une version plus récente de tresse. Installez cette version ou une plus récente ; le fichier n’a pas été touché.", filepath.Base(path)))
}

// isFull reports whether the disk, or what this account may use of it, is full.
func isFull(err error) bool {
	for _, full := range fullErrors {
		if errors.Is(err, full) {
			return true
		}
	}
	return false
}
