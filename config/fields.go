package config

import (
	"reflect"
	"strings"
)

// A field is where a key goes in a struct.
type field struct {
	name   string // of the key
	index  []int
	secret bool
}

// fieldsOf lists the keys that a struct declares: the name in the toml tag, the
// field's name in lower case where it has none; those of embedded structs as if
// they were its own.
func fieldsOf(t reflect.Type) []field {
	var list []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
		switch {
		case name == "-":
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			for _, inner := range fieldsOf(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				list = append(list, inner)
			}
		case f.IsExported():
			if name == "" {
				name = strings.ToLower(f.Name)
			}
			list = append(list, field{name: name, index: []int{i}, secret: f.Tag.Get("secret") == "true"})
		}
	}
	return list
}

// keysOf lists the names of the keys that a struct declares.
func keysOf(t reflect.Type) []string {
	var names []string
	for _, f := range fieldsOf(t) {
		names = append(names, f.name)
	}
	return names
}
