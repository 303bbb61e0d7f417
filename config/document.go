package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// A document is a configuration file that has been parsed, before anything in
// it has been given a meaning.
type document struct {
	name   string // as it is called in mistakes
	dir    string // absolute; relative paths start here
	shared bool   // any account of the machine may read it
	env    func(string) (string, bool)
	values map[string]any
	root   *node
}

// maxFile bounds a configuration and, separately, a file that holds a secret.
const (
	maxFile   = 1 << 20
	maxSecret = 64 << 10
)

// open reads and parses the file at path. Its mistakes are those that leave
// nothing to read: no such file, no right to it, not TOML.
func open(path string, env func(string) (string, bool)) (*document, Mistakes) {
	d := &document{name: filepath.Clean(path), env: env}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, d.unreadable(err)
	}
	d.dir = filepath.Dir(absolute)
	file, err := os.Open(absolute)
	if err != nil {
		return nil, d.unreadable(err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, d.unreadable(err)
	}
	d.shared = readableByAll(file)
	if m := d.parse(string(data)); m != nil {
		return nil, m
	}
	return d, nil
}

// unreadable says in French why there is nothing to read.
func (d *document) unreadable(err error) Mistakes {
	text := french("ce fichier ne se lit pas (%s) ; vérifiez le chemin et le disque", cause(err))
	info, statErr := os.Stat(d.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		text = french("ce fichier n'existe pas ; vérifiez le chemin, ou créez-le avec « tresse init »")
	case errors.Is(err, fs.ErrPermission):
		text = french("vous n'avez pas le droit de lire ce fichier ; donnez ce droit au compte qui lance tresse")
	case statErr == nil && info.IsDir():
		text = french("c'est un dossier ; indiquez le fichier tresse.toml qu'il contient")
	}
	return Mistakes{{File: d.name, Text: text}}
}

// cause is the innermost reason of an I/O error, without the path.
func cause(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return shown(err.Error())
}

// parse fills values and root from the text of the file.
func (d *document) parse(text string) Mistakes {
	if len(text) > maxFile {
		return Mistakes{{File: d.name, Text: french("ce fichier dépasse 1 Mo ; ce n'est sans doute pas une configuration de tresse")}}
	}
	text = strings.TrimPrefix(text, "\ufeff")
	if m := d.illegible(text); m != nil {
		return m
	}
	places := newIndex(text)
	if places.deep > 0 {
		return Mistakes{{File: d.name, Line: places.deep, Text: french("listes ou sections imbriquées sur plus de %d niveaux ; il manque sans doute un crochet fermant plus haut", maxDepth)}}
	}
	values, err := parse(text)
	if err != nil {
		return Mistakes{d.syntax(text, places, err)}
	}
	d.values, d.root = values, places.root
	return nil
}

// illegible finds the bytes that no text has, which an editor or a transfer put
// there; the library's word on them would be of no help.
func (d *document) illegible(text string) Mistakes {
	utf8Advice := french("enregistrez le fichier en UTF-8 (Bloc-notes : Enregistrer sous, Encodage : UTF-8)")
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		return Mistakes{{File: d.name, Line: 1, Text: french("ce fichier est en UTF-16 ; %s", utf8Advice)}}
	}
	for i, r := range text {
		why := ""
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd"):
			why = french("caractère illisible ; %s", utf8Advice)
		case r == '\r' && !strings.HasPrefix(text[i:], "\r\n"):
			why = french("retour chariot isolé ; enregistrez le fichier avec des fins de ligne ordinaires")
		case r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f:
			why = french("caractère de contrôle (%s) ; effacez-le", fmt.Sprintf("U+%04X", r))
		default:
			continue
		}
		line, column := position(text, i)
		return Mistakes{{File: d.name, Line: line, Column: column, Text: why}}
	}
	return nil
}

// position tells line and column, in characters, of an offset.
func position(text string, offset int) (line, column int) {
	before := text[:min(max(offset, 0), len(text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}
