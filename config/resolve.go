package config

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// resolved is the text that v stands for. In a field tagged secret:"true",
// "env:NAME" stands for the value of an environment variable and "file:PATH" for
// the content of a file (relative to the configuration; line ends at its end do
// not count). What cannot be had is noted, by its name and never by its content.
func (r *reader) resolved(v value, text string) string {
	if !v.secret || text == "" {
		return text
	}
	if name, ok := strings.CutPrefix(text, "env:"); ok {
		text = r.fromEnv(v, strings.TrimSpace(name))
	} else if path, ok := strings.CutPrefix(text, "file:"); ok {
		text = r.fromFile(v, strings.TrimSpace(path))
	} else {
		r.literal = append(r.literal, v.node.line)
	}
	if text != "" {
		r.secrets = append(r.secrets, NewSecret(text))
	}
	return text
}

// unresolved notes why a secret could not be had.
func (r *reader) unresolved(v value, format string, args ...any) string {
	r.note(v.node, v.section.key(v.name), "« %s »%s : %s", shown(v.name), v.section.in(), french(format, args...))
	return ""
}

func (r *reader) fromEnv(v value, name string) string {
	if name == "" {
		return r.unresolved(v, "il manque le nom de la variable après « env: » ; écrivez par exemple \"env:MON_MOT_DE_PASSE\"")
	}
	if strings.IndexFunc(name, func(c rune) bool { return c > 'z' || c != '_' && !bare(byte(c)) || c == '-' }) >= 0 {
		// perhaps the secret itself: not repeated
		return r.unresolved(v, "ce qui suit « env: » doit être le nom d'une variable d'environnement (lettres, chiffres et _), et non le secret")
	}
	text, set := r.doc.env(name)
	text = strings.TrimRight(text, "\r\n")
	switch {
	case !set:
		return r.unresolved(v, "la variable d'environnement %s n'existe pas ; définissez-la pour le compte qui lance tresse", shownPath(name))
	case text == "":
		return r.unresolved(v, "la variable d'environnement %s est vide ; donnez-lui la valeur du secret", shownPath(name))
	}
	return text
}

func (r *reader) fromFile(v value, path string) string {
	if path == "" {
		return r.unresolved(v, "il manque le chemin après « file: » ; écrivez par exemple \"file:secret.txt\"")
	}
	text, err := readSecret(r.doc.path(path))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return r.unresolved(v, "le fichier %s n'existe pas ; le chemin part du dossier de la configuration", shownPath(path))
	case errors.Is(err, fs.ErrPermission):
		return r.unresolved(v, "le fichier %s ne peut pas être lu ; donnez ce droit au compte qui lance tresse", shownPath(path))
	case err != nil:
		return r.unresolved(v, "le fichier %s ne se lit pas (%s) ; il doit contenir le secret et rien d'autre", shownPath(path), cause(err))
	case text == "":
		return r.unresolved(v, "le fichier %s est vide ; écrivez-y le secret", shownPath(path))
	}
	return text
}

// errNotSecretFile is what is neither a plain file nor short.
var errNotSecretFile = errors.New("dossier, ou plus de 64 Ko")

// readSecret reads a plain file: a pipe would make it wait for ever.
func readSecret(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || info.Size() > maxSecret {
		return "", errNotSecretFile
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxSecret))
	text := strings.TrimPrefix(string(data), "\ufeff")
	return strings.TrimRight(text, "\r\n"), err
}

// path makes a path of the file absolute.
func (d *document) path(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(d.dir, path)
}
