package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		text string
		want []Place
		says string
	}{
		{"[[place]]\nname = \"Médiathèque  des Platanes\"\ncapacity = 12\n[[place]]\nname = \"Salle 2\"\ncapacity = 6\n", []Place{{"Médiathèque des Platanes", 12}, {"Salle 2", 6}}, ""},
		{"[[place]]\nname = \"A\"\ncapacite = 12\n", nil, "capacity"},
		{"[[place]]\nname = \"A\"\n", nil, "ligne 1"},
		{"[[place]]\ncapacity = 3\n", nil, "il manque « name »"},
		{"[[place]]\nname = \"A\"\ncapacity = 0\n", nil, "va de 1"},
		{"[[place]]\nname = \"A\"\ncapacity = \"douze\"\n", nil, "nombre entier"},
		{"[[place]]\nname = \"A\"\ncapacity = 3\n[[place]]\nname = \"a\"\ncapacity = 4\n", nil, "déjà décrit"},
		{"[place]\nname = \"A\"\ncapacity = 3\n", nil, "[[place]]"},
		{"[web]\ncapacity = 3\n", nil, "[[place]]"},
	} {
		path := filepath.Join(t.TempDir(), "tresse.toml")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := Load(path, Options{})
		switch {
		case c.says == "" && (err != nil || !reflect.DeepEqual(got.Places, c.want)):
			t.Errorf("%q: %+v, %v", c.text, got, err)
		case c.says != "" && (err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), "\u00a0", " "), c.says)):
			t.Errorf("%q: nothing said of %q: %v", c.text, c.says, err)
		}
	}
}
