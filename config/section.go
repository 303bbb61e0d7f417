package config

// A section is where in the file a struct is being filled, as it is called in
// sentences.
type section struct {
	path   string   // "", "web", "source", "source.columns"
	source string   // the name of the source it belongs to
	also   []string // keys that are known here though the struct has no such field
	outer  []string // keys of the section around it
	open   bool     // keys that the struct does not declare are left to somebody else
}

// place names the section: « [[source]] « mairie » », « [source.columns] de « excel » ».
func (s section) place() string {
	switch {
	case s.path == "":
		return ""
	case s.path == "source" && s.source == "":
		return "[[source]]"
	case s.path == "source":
		return french("[[source]] « %s »", shown(s.source))
	case s.source == "":
		return "[" + shown(s.path) + "]"
	}
	return french("[%s] de « %s »", shown(s.path), shown(s.source))
}

// in is place with its preposition, "" for the top of the file.
func (s section) in() string {
	if p := s.place(); p != "" {
		return " dans " + p
	}
	return ""
}

// key is the dotted name of a key of the section.
func (s section) key(name string) string {
	if s.path == "" {
		return name
	}
	return s.path + "." + name
}

// inside is the section that a key of s opens.
func (s section) inside(name string, outer []string) section {
	return section{path: s.key(name), source: s.source, outer: outer}
}
