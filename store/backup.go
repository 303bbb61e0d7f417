package store

import (
	"io"
	"os"
	"time"

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
		return 0, err
	}
	defer os.Remove(dense)
	f, err := os.Open(dense)
	if err != nil {
		return 0, explain(s.path, err)
	}
	defer f.Close()
	n, err := io.Copy(w, f)
	if err != nil {
		return n, &tresse.Error{Trouble: tresse.TroubleStore, Op: "store: write the backup", Err: err, Advice: "La sauvegarde n’a pas pu être écrite en entier. Vérifiez la place et les droits là où elle va, puis recommencez."}
	}
	return n, nil
}

// compactFile copies the store in the file name into a new file beside path,
// without free pages.
func compactFile(name, path string) (string, error) {
	src, _, err := openBolt(name, defaultTimeout, true)
	if err != nil {
		return "", explain(path, err)
	}
	defer src.Close()
	dst, dense, err := compacted(src, path)
	if err != nil {
		return "", explain(path, err)
	}
	return dense, explainIf(path, dst.Close())
}

// stamp is an instant in a file name.
func stamp(t time.Time) string { return tresse.Stamp(t) }
