package config

import (
	"reflect"
	"slices"
	"strings"
)

// unknown notes the keys of a section that nobody knows, each with the nearest
// that is known, or with the section where it belongs.
func (r *reader) unknown(values map[string]any, n *node, s section, known []string) {
	for name, raw := range values {
		if slices.Contains(known, name) {
			continue
		}
		what := "clé inconnue"
		switch raw.(type) {
		case map[string]any, []map[string]any:
			what = "section inconnue"
		}
		r.note(n.key(name), s.key(name), "%s « %s »%s ; %s", what, shown(name), s.in(), remedy(name, s, known))
	}
}

// remedy says what to do with an unknown key.
func remedy(name string, s section, known []string) string {
	if slices.Contains(s.outer, name) {
		return french("cette clé se place avant la ligne [%s]", shown(s.path))
	}
	sorted, distance := byNearness(name, known)
	home := homeOf(name)
	switch {
	case distance > 1 && home != "":
		return home
	case near(name, distance):
		return french("vouliez-vous dire « %s » ?", sorted[0])
	}
	return french("clés possibles ici : %s", strings.Join(sorted, ", "))
}

// homeOf says where a key belongs that was found in the wrong section, "" where
// it is not known anywhere. Under TOML's rules a key that follows [web] is of
// [web], whatever the blank lines between them: the mistake made most often.
func homeOf(name string) string {
	homes := []struct {
		keys  reflect.Type
		where string
	}{
		{reflect.TypeFor[fileKeys](), "cette clé se place tout en haut du fichier, avant la première ligne entre crochets"},
		{reflect.TypeFor[webKeys](), "cette clé se place sous la ligne [web]"},
		{reflect.TypeFor[privacyKeys](), "cette clé se place sous la ligne [privacy]"},
		{reflect.TypeFor[sourceKeys](), "cette clé se place sous une ligne [[source]]"},
		{reflect.TypeFor[placeKeys](), "cette clé se place sous une ligne [[place]]"},
		{reflect.TypeFor[backupKeys](), "cette clé se place sous la ligne [backup]"},
	}
	for _, h := range homes {
		if slices.Contains(keysOf(h.keys), name) {
			return typeset(h.where)
		}
	}
	return ""
}
