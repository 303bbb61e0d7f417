package sheet

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tresse"
)

// A disk reads files by a path: of one file, of a folder, or with * and ? in it.
type disk struct {
	path    string
	several bool // a folder of files that are dropped in: there may be none yet
	now     func() time.Time
	bytes   int64
}

// alone tells by the path alone, so that the refs of a file do not hang on what
// stands beside it.
func (d *disk) alone() bool {
	if d.several {
		return false
	}
	info, err := os.Stat(d.path)
	if err == nil {
		return !info.IsDir()
	}
	return !strings.ContainsAny(filepath.Base(d.path), "*?[") && !strings.ContainsAny(filepath.Dir(d.path), "*?")
}

func (d *disk) list(ctx context.Context) ([]doc, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	info, err := os.Stat(d.path)
	switch {
	case err == nil && !info.IsDir():
		return []doc{{name: filepath.Base(d.path), at: d.path}}, nil
	case err != nil && d.alone():
		return nil, noFile(err)
	case err != nil && d.several:
		return nil, nil
	}
	pattern := d.path
	if err == nil {
		pattern = filepath.Join(escapeGlob(d.path), "*")
	}
	paths, err := filepath.Glob(pattern)
	if err != nil {
		return nil, mistake("path: not a pattern", "« path » n’est pas un chemin que tresse comprend : un fichier, un dossier, ou un nom avec * (inscriptions/*.xlsx).")
	}
	var docs []doc
	for _, p := range paths {
		if info, err := os.Stat(p); err != nil || !info.Mode().IsRegular() || !wanted(p) {
			continue
		}
		name := filepath.Base(p)
		docs = append(docs, doc{key: keyOf(relative(d.path, p)), name: name, at: p})
	}
	if len(docs) > maxDocs {
		return nil, tooLarge("more than 300 files")
	}
	slices.SortFunc(docs, func(a, b doc) int { return strings.Compare(a.key, b.key) })
	return docs, nil
}

// relative is what tells the files of a source apart: their names, with their
// folders only where the path has several.
func relative(pattern, p string) string {
	if strings.ContainsAny(filepath.Dir(pattern), "*?[") {
		return filepath.ToSlash(p)
	}
	return filepath.Base(p)
}

func escapeGlob(dir string) string {
	var b strings.Builder
	for _, r := range dir {
		if strings.ContainsRune(`*?[`, r) {
			b.WriteString("[" + string(r) + "]")
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// settling is how long a file must have been left alone to be read at once.
const settling = time.Second

func (d *disk) read(ctx context.Context, one doc) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r, err := os.Open(one.at)
	if err != nil {
		return nil, noFile(err)
	}
	defer r.Close()
	before, err := r.Stat()
	switch {
	case err != nil:
		return nil, noFile(err)
	case !before.Mode().IsRegular():
		return nil, noFile(fs.ErrInvalid)
	case before.Size() > maxFile:
		return nil, tooLarge("a file of more than 64 MB")
	}
	body, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	d.bytes += int64(len(body))
	if err != nil {
		return nil, noFile(err)
	}
	if age := d.now().Sub(before.ModTime()); age >= 0 && age < settling {
		if err := pause(ctx, 150*time.Millisecond); err != nil {
			return nil, err
		}
	}
	after, err := os.Stat(one.at)
	if err != nil {
		return nil, noFile(err)
	}
	if !os.SameFile(before, after) || before.Size() != after.Size() || !before.ModTime().Equal(after.ModTime()) || int64(len(body)) != after.Size() {
		return nil, beingWritten()
	}
	return body, nil
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func (d *disk) traffic() (int, int64) { return 0, d.bytes }

// noFile says why a file cannot be read, without its path, which may hold a
// person's name.
func noFile(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return trouble(tresse.TroubleNotFound, "no such file", "Le fichier de cette source n’est plus là : remettez-le à sa place, ou corrigez « path » dans la configuration. Ce qui en avait été lu est gardé.")
	case errors.Is(err, fs.ErrPermission):
		return trouble(tresse.TroubleConfig, "no right to read the file", "tresse n’a pas le droit de lire le fichier de cette source : donnez ce droit au compte qui lance tresse.")
	case errors.Is(err, fs.ErrInvalid):
		return trouble(tresse.TroubleConfig, "not a file", "Le chemin de cette source ne mène pas à un fichier : corrigez « path ».")
	}
	return trouble(tresse.TroubleTemporary, "the disk does not give the file", "Le fichier de cette source ne se lit pas : tresse réessaiera. S’il est ouvert dans un autre programme, fermez-le ; si cela dure, vérifiez le disque ou le dossier partagé.")
}
