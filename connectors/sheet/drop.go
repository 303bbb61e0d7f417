package sheet

import (
	"errors"
	"os"
	"path"
	"path/filepath"
	"strings"

	"tresse"
)

// Take keeps a file that is handed in, for the pulls to come. One of the same
// name takes the place of the one before; on the disk it is called by a digest of
// that name, which may be somebody's. It is whole or it is not there.
func (c *connector) Take(name string, body []byte) (string, error) {
	if c.options.Path != "" || c.options.URL != "" || c.env.Files == "" {
		return "", notTaken("the source has files of its own",
			"Cette source lit ses fichiers à « path » ou « url » : mettez-y le fichier. Seule une source sans « path » ni « url » en reçoit.")
	}
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if !wanted(name) {
		return "", notTaken("no name of a table", "Le nom du fichier doit finir par .xlsx, .csv ou .xls.")
	}
	if len(body) > maxFile {
		return "", tooLarge("a file of more than 64 MB")
	}
	b, err := open(body)
	if err != nil {
		return "", &tresse.Error{Trouble: tresse.TroubleRefused, Op: "sheet: take a file", Err: err, Advice: tresse.AdviceOf(err)}
	}
	if err := b.close(); err != nil {
		c.env.Log.Debug().Msg("temporary files not removed")
	}
	key := keyOf(name)
	return key, keepFile(c.env.Files, key+strings.ToLower(path.Ext(name)), body)
}

func notTaken(text, advice string) error {
	return &tresse.Error{Trouble: tresse.TroubleRefused, Op: "sheet: take a file", Err: errors.New(text), Advice: typeset(advice)}
}

// keepFile writes beside, and puts in place what is on the disk.
func keepFile(dir, name string, body []byte) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return notKept()
	}
	f, err := os.CreateTemp(dir, ".deposit-*")
	if err != nil {
		return notKept()
	}
	_, err = f.Write(body)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		os.Remove(f.Name())
		return notKept()
	}
	return nil
}

// notKept holds no path: it may be somebody's.
func notKept() error {
	return trouble(tresse.TroubleStore, "the file could not be kept", "Le fichier n’a pas pu être gardé : vérifiez la place sur le disque, puis recommencez.")
}
