package store

import (
	"cmp"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"go.etcd.io/bbolt"
)

// compactChunk is how much is copied in one transaction of the new file.
const compactChunk = 4 << 20

// snapshot writes the store as it is now into a file beside it and returns its
// name. The read transaction lasts as long as a copy from disk to disk.
func (s *Store) snapshot() (string, error) {
	f, err := createTemporary(s.path)
	if err != nil {
		return "", explain(s.path, err)
	}
	w := remembering{w: f}
	err = s.view(func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(&w)
		return cmp.Or(w.err, err) // bbolt keeps only the text
	})
	if err2 := f.Close(); err == nil && err2 != nil {
		err = explain(s.path, err2)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

// A remembering writer keeps the error that ended it.
type remembering struct {
	w   io.Writer
	err error
}

func (r *remembering) Write(b []byte) (int, error) {
	n, err := r.w.Write(b)
	if err != nil {
		r.err = err
	}
	return n, err
}

// compacted copies src into a new file beside path, without free pages, and
// returns it open and held. Its name is that of a temporary file.
func compacted(src *handle, path string) (*handle, string, error) {
	f, err := createTemporary(path)
	if err != nil {
		return nil, "", err
	}
	name := f.Name()
	_ = f.Close()
	dst, err := openBolt(name, defaultTimeout, false)
	if err != nil {
		_ = os.Remove(name)
		return nil, "", err
	}
	dst.NoSync = true
	err = guarded(func() error { return bbolt.Compact(dst.DB, src.DB, compactChunk) })
	dst.NoSync = false
	if err == nil {
		err = dst.Sync()
	}
	if err != nil {
		_ = dst.Close()
		_ = os.Remove(name)
		return nil, "", err
	}
	return dst, name, nil
}

// syncFolder makes the names in a folder last. Windows has no such thing.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
