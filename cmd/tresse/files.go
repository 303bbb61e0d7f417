package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"tresse"
)

// files writes the files that a command line names: here, or, for a command that
// runs in the daemon, where the command line was typed. A file appears whole,
// with mode 0600, or not at all; an error of fill is returned as it is.
type files interface {
	File(name string, fill func(io.Writer) error) error
}

// file writes a file that the command line names.
func (a *app) file(name string, fill func(io.Writer) error) error {
	if a.files == nil {
		return localFiles{}.File(name, fill)
	}
	return a.files.File(name, fill)
}

// localFiles writes on this machine, from this folder.
type localFiles struct{}

func (localFiles) File(name string, fill func(io.Writer) error) error {
	refuse := func(err error) error {
		e := &tresse.Error{Trouble: tresse.TroubleNotFound, Op: "write output file", Err: err}
		e.Advice = fmt.Sprintf("le fichier « %s » n’a pas pu être écrit : vérifiez que le dossier existe et que vous pouvez y écrire.", name)
		return e
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".tresse-*") // made with mode 0600
	if err != nil {
		return refuse(err)
	}
	defer os.Remove(f.Name())
	if err := fill(f); err != nil {
		_ = f.Close()
		return err
	}
	err = f.Sync()
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return refuse(err)
	}
	return nil
}

func writePrivate(file string, b []byte) error {
	return localFiles{}.File(file, func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	})
}
