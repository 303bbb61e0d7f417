package config

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// written puts a configuration in a folder of its own, for its owner only.
func written(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tresse.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// marked are the lines of a broken file that say they hold a mistake: those that
// end with #!, and those listed after #+.
func marked(text string) []int {
	var lines []int
	for i, line := range strings.Split(text, "\n") {
		if strings.HasSuffix(line, "#!") {
			lines = append(lines, i+1)
		}
		if list, ok := strings.CutPrefix(line, "#+"); ok {
			for _, n := range strings.Fields(list) {
				number, _ := strconv.Atoi(n)
				lines = append(lines, number)
			}
		}
	}
	slices.Sort(lines)
	return lines
}

func linesOf(m Mistakes) []int {
	var lines []int
	for _, one := range m {
		lines = append(lines, one.Line)
	}
	return slices.Compact(lines)
}

func TestBrokenFiles(t *testing.T) {
	files, _ := filepath.Glob("testdata/broken/*.toml")
	if len(files) == 0 {
		t.Fatal("no broken file")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := string(data)
			m := mistakesOf(t, text)
			if diff := cmp.Diff(marked(text), linesOf(m)); diff != "" {
				t.Errorf("lines with mistakes, marked in the file (-) and found (+):\n%s%s", diff, m.Error())
			}
			typographic(t, m)
			golden(t, strings.TrimSuffix(file, ".toml")+".golden", m)
			crlf := mistakesOf(t, "\ufeff"+strings.ReplaceAll(text, "\n", "\r\n"))
			if diff := cmp.Diff(linesOf(m), linesOf(crlf)); diff != "" {
				t.Errorf("lines change with a byte order mark and CR LF:\n%s", diff)
			}
		})
	}
}

// typographic fails where a sentence has not the typography of French. Between
// straight quotes stands what is to be typed.
func typographic(t *testing.T, m Mistakes) {
	t.Helper()
	for _, one := range m {
		for i, part := range strings.Split(one.String(), "\"") {
			if i%2 == 0 && regexp.MustCompile(` [:;!?»]|« |'|\.\.\.`).MatchString(part) {
				t.Errorf("typography: %s", one)
			}
		}
	}
}

// golden compares mistakes with a file, in which no-break spaces are shown as ~.
func golden(t *testing.T, file string, m Mistakes) {
	t.Helper()
	var b strings.Builder
	for _, one := range m {
		one.File = "tresse.toml"
		fmt.Fprintln(&b, strings.ReplaceAll(one.String(), "\u00a0", "~"))
	}
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("mistakes, golden (-) and now (+):\n%s", diff)
	}
}
