package sheet

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
)

// An origin is where files come from: a path, a folder for files that are
// dropped in, an address.
type origin interface {
	// list tells which files there are, in order of their keys.
	list(ctx context.Context) ([]doc, error)
	// read returns what is in one; the same bytes and mark that a later list
	// tells belong together.
	read(ctx context.Context, d doc) ([]byte, error)
	// alone: the source is one file, whatever it is called.
	alone() bool
	// traffic tells the requests and bytes since the origin was made.
	traffic() (requests int, bytes int64)
}

// A doc is one file of a source.
type doc struct {
	key  string // names it in refs and scopes: "" where the source is one file
	name string // as people call it; never in a log, an error or a ref
	mark string // recognises its state without reading it, "" where nothing does
	at   string // path or address
}

// scope is the file as facts name it.
func (d doc) scope() string {
	if d.key == "" {
		return "file"
	}
	return "file-" + d.key
}

// keyOf names a file by a digest: the name of a file may be somebody's.
func keyOf(name string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(name)))
	return hex.EncodeToString(sum[:8])
}

// maxDocs bounds the files of one source.
const maxDocs = 300

// wanted reports whether a file is one to read: a table by its name, and none of
// those that programs leave beside a file while it is open.
func wanted(name string) bool {
	name = path.Base(name)
	if strings.HasPrefix(name, "~$") || strings.HasPrefix(name, ".") || strings.HasSuffix(name, "#") {
		return false
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".xls":
		return true
	}
	return false
}
