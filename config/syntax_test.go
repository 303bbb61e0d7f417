package config

import (
	"strings"
	"testing"
)

func TestSyntaxMistakes(t *testing.T) {
	tests := []struct {
		name, text   string
		line, column int
		says         string
	}{
		{"no closing quote", "a = 1\ndata = \"tresse.db\nb = 2\n", 2, 18, "pas refermé"},
		{"no closing quote, CR LF", "a = 1\r\ndata = \"tresse.db\r\nb = 2\r\n", 2, 18, "pas refermé"},
		{"no closing apostrophe", "data = 'tresse.db\n", 1, 18, "pas refermé"},
		{"no closing quote at the end", "a = 1\ndata = \"tresse.db", 2, 0, "jamais refermé"},
		{"long text open", "a = 1\ndata = \"\"\"x\n[web]\nlisten = \"x\"\n", 2, 0, "jamais refermé"},
		{"list open", "a = 1\nb = [\n 1,\n 2,\n", 2, 0, "jamais refermé"},
		{"inline table open", "a = { b = 1,\n", 1, 0, "jamais refermé"},
		{"list not closed before the next key", "b = [1, 2\nc = 3\n", 2, 1, "virgule"},
		{"inline table without comma", "b = {c = 1 d = 2}\n", 1, 12, "accolade"},
		{"Windows path", `data = "C:\Users\marie\tresse.db"`, 1, 9, "C:/Dossier"},
		{"bad unicode escape", `data = "\ud800"`, 1, 9, "C:/Dossier"},
		{"bad hexadecimal escape", `data = "\u12x"`, 1, 9, "C:/Dossier"},
		{"no quotes", "data = tresse.db\n", 1, 8, "entre guillemets"},
		{"no quotes, a secret", "[[source]]\ntoken = MarkerSecret42\n", 2, 9, "entre guillemets"},
		{"a secret that begins as a number", "token = 42MarkerSecret\n", 1, 11, "de trop"},
		{"word processor quotes", "data = “tresse.db”\n", 1, 8, "guillemets droits"},
		{"French quotes", "data = «tresse.db»\n", 1, 8, "guillemets droits"},
		{"no value", "data =\n", 1, 7, "manque la valeur"},
		{"no value, CR LF", "data =\r\nx = 1\r\n", 1, 7, "manque la valeur"},
		{"no value at the end", "data =", 1, 0, "manque la valeur"},
		{"only a comment for value", "data = # to do\n", 1, 8, "manque la valeur"},
		{"no equals sign", "data \"tresse.db\"\n", 1, 6, "manque « = »"},
		{"accent in a key", "clé = 1\n", 1, 3, "accent"},
		{"no key", "= 1\n", 1, 1, "nom de la clé"},
		{"dot first", ".a = 1\n", 1, 1, "point"},
		{"two keys on a line", "a = 1 b = 2\n", 1, 6, "de trop"},
		{"comma twice", "a = [1,,2]\n", 1, 8, "virgule est de trop"},
		{"section open", "[web\nlisten = \"x\"\n", 1, 0, "section"},
		{"section empty", "[]\n", 1, 2, "section"},
		{"section with a space", "[mon web]\n", 1, 6, "section"},
		{"one bracket too few", "[[source]\n", 1, 9, "deux crochets"},
		{"leading zero", "a = 0601020304\n", 1, 5, "entre guillemets"},
		{"too large", "a = 99999999999999999999\n", 1, 5, "trop grand"},
		{"no such day", "a = 2026-02-30\n", 1, 5, "date"},
		{"letters in a number", "a = +x\n", 1, 0, "nombre"},
		{"point first", "a = .5\n", 1, 0, "nombre"},
		{"key twice", "a = 1\n\nb = 2\na = 3\n", 4, 0, "ligne 1"},
		{"section twice", "[web]\nlisten = \"x:1\"\n[privacy]\n[web]\n", 4, 0, "ligne 1"},
		{"key twice in the second source", "[[source]]\nname = \"a\"\n[[source]]\nname = \"b\"\nname = \"c\"\n", 5, 0, "ligne 4"},
		{"section then list", "[source]\nname = \"a\"\n[[source]]\nname = \"b\"\n", 3, 0, "plus haut"},
		{"key then section", "web = 1\n[web]\n", 2, 0, ""},
		{"not UTF-8", "# caf\xe9\n", 1, 6, "UTF-8"},
		{"UTF-16", "\xff\xfed\x00a\x00", 1, 0, "UTF-8"},
		{"NUL", "a = 1\nb\x00 = 2\n", 2, 2, "contrôle"},
		{"lone CR", "a = 1\rb = 2\r", 1, 6, "fins de ligne"},
		{"nested", "a = " + strings.Repeat("[", 100_000), 1, 0, "imbriquées"},
		{"dotted", strings.Repeat("a.", 100_000) + "a = 1", 1, 0, "imbriquées"},
		{"dotted section", "\n[" + strings.Repeat("a.", 100_000) + "a]", 2, 0, "imbriquées"},
		{"nested inline", "a = " + strings.Repeat("{a=", 100_000), 1, 0, "imbriquées"},
		{"too large a file", strings.Repeat("# comment\n", 200_000), 0, 0, "1 Mo"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := mistakesOf(t, test.text)
			if len(m) != 1 {
				t.Fatalf("%d mistakes: %v", len(m), m)
			}
			if m[0].Line != test.line || test.column != 0 && m[0].Column != test.column {
				t.Errorf("line %d column %d, want %d and %d: %s", m[0].Line, m[0].Column, test.line, test.column, m[0].Text)
			}
			if !strings.Contains(strings.ReplaceAll(m[0].Text, "\u00a0", " "), test.says) {
				t.Errorf("does not say %q: %s", test.says, m[0].Text)
			}
			if strings.Contains(m[0].Text, "MarkerSecret") {
				t.Errorf("repeats a value: %s", m[0].Text)
			}
			if m[0].Text == typeset(unknownSyntax) {
				t.Error("not translated")
			}
		})
	}
}
