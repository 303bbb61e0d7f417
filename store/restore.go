package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/rs/zerolog"
	"go.etcd.io/bbolt"

	"tresse"
)

// RestoreOptions tell how a backup is put back.
type RestoreOptions struct {
	Force    bool             // replace the store that is there
	Now      func() time.Time // nil is time.Now
	AnyPlace bool             // as in Options
}

// A RestoreReport says what Restore did. The views must be rebuilt by the caller
// before they are shown: the store is Stale.
type RestoreReport struct {
	Listings, Bookings, Contacts int
	Erased                       int      // facts of the backup that had been erased since, and were again
	Tokens                       []string // the sources whose newer credentials were kept
	Published                    int      // records moved so that no calendar sees a number go down
	Kept                         string   // where the replaced store is now, "" when there was none
	// Unread: the replaced store could not be read, so that erasures since the
	// backup could not be applied again.
	Unread   bool
	Problems []Problem // of the backup; none of them grave
}

// Restore puts a backup in the place of the data file. The backup is verified
// first. It is refused while anybody holds the data file, and where there is one
// without Force; with it the replaced store is kept beside. What was erased in
// the replaced store since the backup is erased again, its credentials are kept
// where they are newer, and every Published record moves up once. Until the last
// step, a rename, the data file is as it was.
func Restore(backup, data string, o RestoreOptions) (RestoreReport, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if !o.AnyPlace {
		if err := checkPlace(data); err != nil {
			return RestoreReport{}, err
		}
	}
	r := &restoring{data: realPath(data), o: o}
	defer r.release()
	for _, step := range []func() error{func() error { return r.take(backup) }, r.replaceable, r.readReplaced, r.carryOver, r.exchange} {
		if err := step(); err != nil {
			return RestoreReport{}, err
		}
	}
	return r.report, nil
}

// A restoring is a Restore under way.
type restoring struct {
	data     string
	o        RestoreOptions
	report   RestoreReport
	restored *Store            // a copy of the backup beside the data file
	held     *handle           // the data file, so that nobody else has it; nil where it is none
	replaced *Store            // a copy of the data file; nil where there is none to read
	then     map[string]string // names of sources in the replaced store → in the backup, where they differ
}

// scratchStore opens a copy that is thrown away, or renamed at the end.
func (r *restoring) scratchStore(name string) (*Store, error) {
	return Open(name, Options{Now: r.o.Now, Log: zerolog.Nop(), AnyPlace: true, scratch: true})
}

// take copies the backup beside the data file and verifies the copy.
func (r *restoring) take(backup string) error {
	name, err := r.copyBeside(backup)
	if err != nil {
		return err
	}
	if err = checkBackup(name); err == nil {
		r.restored, err = r.scratchStore(name)
	}
	if err != nil {
		_ = os.Remove(name)
		return ofBackup(backup, err)
	}
	report, err := r.restored.Verify()
	if err != nil {
		return ofBackup(backup, err)
	}
	if report.Grave() {
		return ofBackup(backup, errors.New("records or pages are hurt"))
	}
	r.report.Problems = report.Problems
	r.report.Listings, r.report.Bookings, r.report.Contacts = report.Listings, report.Bookings, report.Contacts
	return nil
}

// checkBackup refuses what Open would take for a new store, and fill.
func checkBackup(name string) error {
	if info, err := os.Stat(name); err != nil || info.Size() == 0 {
		return errors.Join(err, errForeign)
	}
	db, err := openBolt(name, defaultTimeout, true)
	if err != nil {
		return explain(name, err)
	}
	defer guarded(db.Close)
	schema := 0
	err = guarded(func() error {
		return db.View(func(tx *bbolt.Tx) error { schema = schemaOf(tx); return nil })
	})
	if err == nil && schema <= 0 {
		err = errForeign
	}
	return explainIf(name, err)
}

// ofBackup says that it is the backup that cannot be used.
func ofBackup(backup string, err error) error {
	advice := fmt.Sprintf("La sauvegarde « %s » est abîmée ou n’est pas un fichier de tresse : rien n’a été changé. Essayez une sauvegarde plus ancienne.", filepath.Base(backup))
	var told *tresse.Error
	if errors.As(err, &told) && !isDamage(err) && !errors.Is(err, errForeign) && told.Advice != "" {
		advice = told.Advice
	}
	return trouble("store: restore "+filepath.Base(backup), err, advice)
}

func (r *restoring) copyBeside(backup string) (string, error) {
	from, err := os.Open(backup)
	if err != nil {
		return "", trouble("store: restore", err, fmt.Sprintf("La sauvegarde « %s » ne peut pas être lue. Vérifiez son nom et ses droits.", filepath.Base(backup)))
	}
	defer from.Close()
	to, err := createTemporary(r.data)
	if err != nil {
		return "", explain(r.data, err)
	}
	_, err = io.Copy(to, from)
	if err2 := to.Close(); err == nil {
		err = err2
	}
	if err != nil {
		_ = os.Remove(to.Name())
		return "", explain(r.data, err)
	}
	return to.Name(), nil
}

// release closes and removes whatever the restoring still has.
func (r *restoring) release() {
	for _, s := range []*Store{r.restored, r.replaced} {
		if s != nil {
			_ = s.Close()
			_ = os.Remove(s.path)
		}
	}
	if r.held != nil {
		_ = guarded(r.held.Close)
	}
}
