package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A draft is a valid configuration being drawn, with the lines at which it was
// spoiled. Lines are written as differently as TOML allows.
type draft struct {
	*rapid.T
	lines   []string
	spoiled []int // lines of the unknown keys put in
	spoil   bool
}

// add puts lines in.
func (d *draft) add(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	d.lines = append(d.lines, strings.Split(text, "\n")...)
}

// noise puts in what means nothing, and, where asked, an unknown key.
func (d *draft) noise() {
	for range rapid.IntRange(0, 2).Draw(d.T, "noise") {
		d.add("%s", rapid.SampledFrom([]string{"", "# x = [", "\t", "  # [[source]]", "# \"\"\""}).Draw(d.T, "line"))
	}
	if d.spoil && rapid.IntRange(0, 3).Draw(d.T, "spoil") == 0 {
		d.spoiled = append(d.spoiled, len(d.lines)+1)
		d.add(rapid.SampledFrom([]string{
			"zz%d = 1", "'zz %d' = '''\n[web]\n'''", "\"zz%d\" = [\n1, # ]\n\"\"\"\n]\"\"\"]", "zz%d.a = 1", "zz%d = { a = \"}\",\n b = [] }", "  zz%d\t=\"\\\"#\" # y",
		}).Draw(d.T, "unknown"), len(d.lines))
	}
}

// text writes a value in one of TOML's ways; v has nothing to escape.
func (d *draft) text(v string) string {
	return fmt.Sprintf(rapid.SampledFrom([]string{`"%s"`, "'%s'", `"""%s"""`, "'''%s'''", "\"\"\"\n%s\"\"\"", "\"\"\"\\\n\n   %s\"\"\""}).Draw(d.T, "quotes"), v)
}

// list writes a list over one line or several.
func (d *draft) list(values []string) string {
	if len(values) == 0 || rapid.Bool().Draw(d.T, "one line") {
		return "[" + strings.Join(values, ", ") + "]"
	}
	return "[ # ]\n  " + strings.Join(values, ",\n  # [\n  ") + ",\n]"
}

// wanted is what the draft says of one source.
type wanted struct {
	name    string
	was     []string
	every   time.Duration
	agendas []int64
	columns map[string]string
	line    int
}

func (d *draft) source(i int) wanted {
	w := wanted{name: fmt.Sprintf("s%d-%s", i, rapid.StringMatching("[a-z0-9-]{0,9}").Draw(d.T, "name")), every: DefaultEvery}
	d.noise()
	w.line = len(d.lines) + 1
	d.add("%s", rapid.SampledFrom([]string{"[[source]]", " [[ source ]] # x", "[[\"source\"]]", "[['source']]"}).Draw(d.T, "header"))
	d.noise()
	d.add("name = %s", d.text(w.name))
	d.noise()
	sheet := rapid.Bool().Draw(d.T, "sheet")
	if n := rapid.IntRange(0, 3).Draw(d.T, "was"); n > 0 {
		var quoted []string
		for k := range n {
			w.was = append(w.was, fmt.Sprintf("old%d-%d", i, k))
			quoted = append(quoted, d.text(w.was[k]))
		}
		d.add("was = %s", d.list(quoted))
	}
	if minutes := rapid.IntRange(0, 90).Draw(d.T, "every"); minutes > 0 {
		w.every = time.Duration(minutes) * time.Minute
		d.add("\"every\" = %s", d.text(fmt.Sprintf("%dm", minutes)))
	}
	d.noise()
	if sheet {
		w.columns = d.columns()
	} else {
		w.agendas = rapid.SliceOfN(rapid.Int64(), 0, 4).Draw(d.T, "agendas")
		var written []string
		for _, a := range w.agendas {
			written = append(written, fmt.Sprint(a))
		}
		d.add("kind = \"openagenda\"\nagendas = %s", d.list(written))
		d.noise()
	}
	return w
}

// columns writes the columns of a sheet in each of the ways there are.
func (d *draft) columns() map[string]string {
	last, first := d.text("Nom"), d.text("Prénom")
	d.add("kind = \"sheet\"\npath = \"a.xlsx\"")
	switch rapid.IntRange(0, 2).Draw(d.T, "columns") {
	case 0:
		d.add("columns = { last_name = %s, first_name = %s }", last, first)
		d.noise()
	case 1:
		d.add("columns.last_name = %s\n columns . \"first_name\" = %s", last, first)
		d.noise()
	default:
		d.noise()
		d.add("[source.columns]")
		d.noise()
		d.add("last_name = %s\nfirst_name = %s", last, first)
		d.noise()
	}
	return map[string]string{"last_name": "Nom", "first_name": "Prénom"}
}

func (d *draft) file() []wanted {
	d.noise()
	d.add("timezone = %s", d.text("Indian/Reunion"))
	d.noise()
	if rapid.Bool().Draw(d.T, "web") {
		d.add("[web]")
		d.noise()
		d.add("listen = \"[::1]:8080\"")
		d.noise()
	}
	var all []wanted
	for i := range rapid.IntRange(0, 4).Draw(d.T, "sources") {
		all = append(all, d.source(i))
	}
	return all
}

// A generated configuration loads, with the values that were written.
func TestValidFilesLoad(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		d := &draft{T: t}
		all := d.file()
		c, found := loadText(dir, d.ending())
		if found != nil {
			t.Fatalf("%v", found)
		}
		if c.Zone.String() != "Indian/Reunion" || len(c.Sources) != len(all) {
			t.Fatalf("%+v", c)
		}
		for i, w := range all {
			s := c.Sources[i]
			if s.Name != w.name || !slices.Equal(s.Was, w.was) || s.Every != w.every || s.Line != w.line || s.Place != i {
				t.Fatalf("source %d: %+v, want %+v", i, s, w)
			}
			w.check(t, s)
		}
	})
}

func (w wanted) check(t *rapid.T, s Source) {
	var keys openagendaKeys
	var sheet sheetKeys
	if w.columns == nil {
		if err := s.Decode(&keys); err != nil || !slices.Equal(keys.Agendas, w.agendas) {
			t.Fatalf("%v, want %v: %v", keys.Agendas, w.agendas, err)
		}
	} else if err := s.Decode(&sheet); err != nil || sheet.Columns.LastName != "Nom" || sheet.Columns.FirstName != "Prénom" {
		t.Fatalf("%+v: %v", sheet, err)
	}
}

// Each unknown key put into a valid configuration, wherever that is, is found at
// its line, and nothing else is.
func TestUnknownKeysAreFoundAtTheirLines(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		d := &draft{T: t, spoil: true}
		d.file()
		_, found := loadText(dir, d.ending())
		var lines []int
		for _, m := range found {
			if !strings.Contains(m.Text, "inconnue «\u00a0zz") {
				t.Fatalf("%v", m)
			}
			lines = append(lines, m.Line)
		}
		if !slices.Equal(lines, d.spoiled) {
			t.Fatalf("found at %v, are at %v:\n%s", lines, d.spoiled, strings.Join(d.lines, "\n"))
		}
	})
}

// ending writes the lines with one of the ways to end them.
func (d *draft) ending() string {
	return strings.Join(d.lines, rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(d.T, "line end"))
}

// loadText is Load without the disk.
func loadText(dir, text string) (*Config, Mistakes) {
	d := &document{name: "tresse.toml", dir: dir, env: testEnv}
	if m := d.parse(text); m != nil {
		return nil, m
	}
	c, found := d.config(testOptions)
	return c, append(found, d.blocks(c, testOptions)...).sorted()
}

func FuzzLoad(f *testing.F) {
	for _, text := range append(seedFiles(), Sample(InitAnswers{})) {
		f.Add(text)
	}
	for _, text := range hardTOML {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, found := loadText("/nonexistent", text)
		_, again := loadText("/nonexistent", text)
		if !slices.Equal(found, again) {
			t.Errorf("not the same twice:\n%v\n%v", found, again)
		}
		lines := strings.Count(text, "\n") + 1
		for _, m := range found {
			if m.Line < 0 || m.Line > lines || m.Text == "" || strings.ContainsAny(m.String(), "\n\r\x1b\x00") {
				t.Errorf("line %d of %d: %q", m.Line, lines, m.String())
			}
		}
	})
}
