package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"tresse"
)

// replaceable finds out whether there is a data file, and holds it.
func (r *restoring) replaceable() error {
	info, err := os.Stat(r.data)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	}
	if err != nil {
		return explain(r.data, err)
	}
	db, err := openBolt(r.data, defaultTimeout, false)
	switch told := explainIf(r.data, err); {
	case err == nil:
		r.held = db
	case isDamage(err) || isForeign(err):
		r.report.Unread = true // it can be replaced, if not read
	default:
		return told
	}
	if r.o.Force {
		return nil
	}
	name := filepath.Base(r.data)
	return &tresse.Error{Trouble: tresse.TroubleRefused, Op: "store: restore over " + name, Err: fs.ErrExist,
		Advice: fmt.Sprintf("Il y a déjà un fichier de données « %s ». Ajoutez --force pour le remplacer : il sera gardé à côté.", name)}
}

// readReplaced opens a copy of the data file: today's migrations must not touch
// the store that is kept.
func (r *restoring) readReplaced() error {
	if r.held == nil {
		return nil
	}
	held := &Store{path: r.data, options: Options{Now: r.o.Now}, db: r.held}
	name, err := held.snapshot()
	if err == nil {
		if r.replaced, err = r.scratchStore(name); err != nil {
			_ = os.Remove(name)
		}
	}
	if err != nil && isFull(err) {
		return err
	}
	r.report.Unread = err != nil
	return nil
}

// exchange puts the restored store in the place of the data file, which is kept
// beside. The restored file is left to the caller to open.
func (r *restoring) exchange() error {
	if err := r.restored.Compact(); err != nil {
		return err
	}
	name := r.restored.path
	if err := r.restored.Close(); err != nil {
		return explain(r.data, err)
	}
	if runtime.GOOS == "windows" && r.held != nil { // an open file cannot be renamed there
		_ = r.held.Close()
		r.held = nil
	}
	if err := r.place(name); errors.Is(err, fs.ErrExist) {
		return inUse(r.data, err) // somebody began a store here meanwhile
	} else if err != nil {
		return explain(r.data, err)
	}
	r.restored = nil
	return explainIf(r.data, syncFolder(r.data))
}

// place gives the file name the name of the data file. Where there was none, one
// that has come meanwhile is somebody's.
func (r *restoring) place(name string) error {
	if _, err := os.Lstat(r.data); errors.Is(err, fs.ErrNotExist) {
		err := os.Link(name, r.data)
		if err == nil || errors.Is(err, fs.ErrExist) {
			return errors.Join(err, os.Remove(name))
		}
	}
	if err := r.keep(); err != nil {
		return err
	}
	return os.Rename(name, r.data)
}

// keep gives the data file a second name, or where there are no such things
// another one, so that there is a data file at every moment.
func (r *restoring) keep() error {
	if info, err := os.Stat(r.data); errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	}
	r.report.Kept = r.freeName()
	_ = os.Chmod(r.data, 0o600)
	if os.Link(r.data, r.report.Kept) == nil {
		return nil
	}
	return os.Rename(r.data, r.report.Kept)
}

func (r *restoring) freeName() string {
	name := r.data + ".replaced-" + stamp(r.o.Now())
	for n, try := 2, name; ; n++ {
		if _, err := os.Lstat(try); errors.Is(err, fs.ErrNotExist) {
			return try
		}
		try = fmt.Sprintf("%s-%d", name, n)
	}
}
