package store

import (
	"cmp"
	"io"
	"os"
	"time"

	"go.etcd.io/bbolt"

	"tresse"
)

// Backup writes a consistent copy of the store to w and returns its size. The
// store is copied to its own disk first, so that a slow w holds nobody up, and
// compacted there, so that nothing dropped or erased travels in free pages. The
// copy holds everything, the secret and credentials among it.
func (s *Store) Backup(w io.Writer) (int64, error) {
	name, err := s.snapshot()
	if err != nil {
		return 0, err
	}
	defer os.Remove(name)
	dense, err := compactFile(name, s.path)
	if err != nil {
		return 0, explain(s.path, err)
	}
	defer os.Remove(dense.Path())
	defer dense.Close()
	var n int64
	out := remembering{w: w}
	err = guarded(func() error {
		return dense.View(func(tx *bbolt.Tx) (err error) { // nobody else has this file: w may take its time
			n, err = tx.WriteTo(&out)
			return cmp.Or(out.err, err)
		})
	})
	if err != nil {
		return n, &tresse.Error{Trouble: tresse.TroubleStore, Op: "store: write the backup", Err: err, Advice: "La sauvegarde n’a pas pu être écrite en entier. Vérifiez la place et les droits là où elle va, puis recommencez."}
	}
	return n, nil
}

// compactFile copies the store in the file name into a new file beside path,
// without free pages, and returns it open.
func compactFile(name, path string) (*handle, error) {
	src, err := openBolt(name, defaultTimeout, true)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	dense, _, err := compacted(src, path)
	return dense, err
}

// stamp is an instant in a file name.
func stamp(t time.Time) string { return tresse.Stamp(t) }
