package config

import (
	"strings"

	"tresse"
)

// maxName keeps names short enough to stand in refs and addresses.
const maxName = 64

// names checks the names of all sources, present and past: each is part of the
// refs under which facts are kept, so no two sources may ever share one.
func (r *reader) names(list []Source) {
	holder := map[string]int{} // the line where a name is taken
	for _, s := range list {
		at, text := s.block.node.key("name"), s.Name
		if _, written := s.block.values["name"]; !written {
			r.note(at, "source.name", "il manque « name » dans [[source]] ; écrivez un nom court, par exemple name = \"mairie\"")
			continue
		}
		if _, isText := s.block.values["name"].(string); isText {
			r.name(at, "name", text, holder)
		}
	}
	for _, s := range list {
		was := s.block.node.key("was")
		for i, old := range s.Was {
			r.name(was.item(i), "was", old, holder)
		}
	}
}

// name checks one name and takes it.
func (r *reader) name(at *node, key, name string, holder map[string]int) {
	first, taken := holder[name]
	switch {
	case name == "":
		r.note(at, "source."+key, "« %s » est vide ; écrivez un nom court, par exemple \"mairie\"", key)
	case name == tresse.SourceCounter:
		r.note(at, "source."+key, "le nom « %s » est réservé aux inscriptions prises au guichet dans tresse ; choisissez-en un autre, par exemple \"%s-mairie\"", name, name)
	case !lower(name):
		r.note(at, "source."+key, "le nom « %s » ne convient pas ; un nom n'a que des minuscules sans accent, des chiffres et des tirets, par exemple \"%s\"", shown(name), suggestion(name))
	case len(name) > maxName:
		r.note(at, "source."+key, "le nom « %s » est trop long ; %d caractères au plus", shown(name), maxName)
	case taken:
		r.note(at, "source."+key, "le nom « %s » est déjà pris à la ligne %d ; chaque source a son nom, présent ou passé", shown(name), first)
	default:
		holder[name] = at.line
	}
}

// lower reports whether a name is made of [a-z0-9-] alone.
func lower(name string) bool {
	for i := range len(name) {
		if c := name[i]; !bare(c) || c == '_' || c >= 'A' && c <= 'Z' {
			return false
		}
	}
	return true
}

// suggestion makes a valid name that looks like one that is not.
func suggestion(name string) string {
	name = strings.NewReplacer("à", "a", "â", "a", "ç", "c", "ë", "e", "î", "i", "ï", "i", "ô", "o", "ù", "u", "û", "u", "_", "-").Replace(plain(name))
	name = strings.Map(func(c rune) rune {
		if c < 0x80 && bare(byte(c)) {
			return c
		}
		return -1
	}, name)
	if name = strings.Trim(name, "-"); name == "" || len(name) > maxName || name == tresse.SourceCounter {
		return "mairie"
	}
	return name
}
