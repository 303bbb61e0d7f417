package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// compare fails where the tree of places has not the shape of the parsed values.
func compare(t testing.TB, path string, values any, n *node, lines []string) {
	t.Helper()
	if n.line < 1 || n.line > len(lines) {
		t.Fatalf("%s: line %d of %d", path, n.line, len(lines))
	}
	switch v := values.(type) {
	case map[string]any:
		if len(v) != len(n.keys) {
			t.Fatalf("%s: %d keys have a place, %d are there", path, len(n.keys), len(v))
		}
		for name, inner := range v {
			place := n.keys[name]
			if place == nil {
				t.Fatalf("%s: no place for %q", path, name)
			}
			if plainKey(name) && !strings.Contains(lines[place.line-1], name) && !strings.Contains(lines[place.line-1], `\`) {
				t.Fatalf("%s: %q is not in line %d: %s", path, name, place.line, lines[place.line-1])
			}
			compare(t, path+"."+name, inner, place, lines)
		}
	case []map[string]any:
		if len(v) != len(n.items) {
			t.Fatalf("%s: %d sections have a place, %d are there", path, len(n.items), len(v))
		}
		for i := range v {
			compare(t, fmt.Sprintf("%s[%d]", path, i), v[i], n.items[i], lines)
		}
	case []any:
		if len(v) != len(n.items) {
			t.Fatalf("%s: %d elements have a place, %d are there", path, len(n.items), len(v))
		}
		for i := range v {
			compare(t, fmt.Sprintf("%s[%d]", path, i), v[i], n.items[i], lines)
		}
	}
}

func plainKey(name string) bool {
	for i := range len(name) {
		if !bare(name[i]) {
			return false
		}
	}
	return true
}

// checkIndex holds the index against the library: it must read at least what
// the library reads, and place every key of it.
func checkIndex(t testing.TB, text string) {
	d := &document{}
	if d.illegible(text) != nil {
		return
	}
	places := newIndex(text)
	if places.deep > 0 {
		return
	}
	values, err := parse(text)
	if err != nil {
		return
	}
	if !places.ok {
		t.Fatalf("the index stopped where the library did not:\n%s", text)
	}
	compare(t, "", values, places.root, strings.Split(text, "\n"))
}

// hardTOML has what is hard to find one's way in.
var hardTOML = []string{
	"a = 1",
	"",
	"a.b.c = 1\na.b.d = 2\na.e = 3",
	"[a.b]\nc = 1\n[a]\nd = 2",
	"[[s]]\n[s.c]\nx = 1\n[[s]]\n[s.c]\nx = 2\n[[s.t]]\ny = 1\n[[s.t]]\ny = 2\n[s.t.u]\nz = 1",
	"[[s]]\nc.x = 1\nc.y = 2\n[[s]]\nc.x = 1",
	"a = [[1, 2], [\n{ b = 1 }, { b = [ { c = 1 } ] },\n], # ]\n]",
	"s = [ {n = 1}, {n = 2} ]",
	"\"a b\".'c.d' . e = \"\"\"x\n\\\"\"\"\"\n'f' = '''\n'x'''''",
	"a = \"\"\"\"\"\"\nb = ''''''\nc = \"\"\nd = ''\n\"\" = 1",
	"a = \"\"\"\"x\"\"\"\"\"\nb = \"\"\"\\\n   y \\\\\"\"\"\nc = 1",
	"a = 1979-05-27 07:32:00 # date\nb = 07:32:00\nc = [ 1979-05-27 07:32:00 , 1979-05-27 ]",
	"a = { b.c = 1, 'd' = { e = 2, } ,\n # }\n f = [] }",
	"\ta\t=\t1\t# x\r\n[ b ]\r\nc=\"#\"\r\n[[ d . e ]]\r\nf='['",
	"\"w\\u0061t\" = 1\n\"\\\"]\" = 2\n[\"x]\".y]\nz = 1",
	"a = '''\\'''\nb = '\\'\nc = 1",
	"a = inf\nb = -nan\nc = 0xff_ff\nd = 1e5\ne = true",
}

func TestIndexKnowsEveryKey(t *testing.T) {
	for _, text := range hardTOML {
		if _, err := parse(text); err != nil {
			t.Errorf("not TOML: %v\n%s", err, text)
		}
		checkIndex(t, text)
	}
}

func FuzzIndex(f *testing.F) {
	for _, text := range hardTOML {
		f.Add(text)
	}
	for _, file := range seedFiles() {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, text string) { checkIndex(t, text) })
}

// seedFiles are the configurations in testdata.
func seedFiles() []string {
	var texts []string
	files, _ := filepath.Glob("testdata/*/*.toml")
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil {
			texts = append(texts, string(data))
		}
	}
	return texts
}
