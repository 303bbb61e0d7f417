package config

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSampleLoads(t *testing.T) {
	plain := load(t, Sample(InitAnswers{}), testOptions)
	if plain.Zone.String() != DefaultZone || plain.Web.Listen != DefaultListen || len(plain.Sources) != 0 || plain.Warnings != nil {
		t.Errorf("%+v", plain)
	}
	text := Sample(InitAnswers{
		Timezone: "Indian/Reunion", Listen: ":0", PublicURL: "https://agenda.example.org/tresse",
		Sources: []InitSource{
			{"mairie", "zeeg", "# the token\ntoken = \"env:SET\"\n"},
			{"excel", "sheet", "[[source]] # sample\nname = \"sample\"\nkind  = \"sheet\"\n\npath = \"a.xlsx\"\n[source.columns]\nlast_name = \"Nom\"\n"},
			{"nu", "ical", ""},
		},
	})
	c := load(t, text, testOptions)
	if c.Zone.String() != "Indian/Reunion" || c.Web != (Web{Listen: ":0", PublicURL: "https://agenda.example.org/tresse"}) {
		t.Errorf("%+v", c)
	}
	var names []string
	for _, s := range c.Sources {
		names = append(names, s.Name+" "+s.Kind)
	}
	if got := strings.Join(names, ", "); got != "mairie zeeg, excel sheet, nu ical" {
		t.Error(got)
	}
	var sheet sheetKeys
	if err := c.Sources[1].Decode(&sheet); err != nil || sheet.Path != "a.xlsx" || sheet.Columns.LastName != "Nom" {
		t.Errorf("%+v, %v", sheet, err)
	}
}

// Each key that the sample shows in a comment is one that loads.
func TestSampleCommentsLoad(t *testing.T) {
	var kept []string
	for line := range strings.Lines(Sample(InitAnswers{})) {
		example, ok := strings.CutPrefix(strings.TrimSpace(line), "# ")
		key, _, isKey := strings.Cut(example, " ")
		isHeader := strings.HasPrefix(example, "[")
		if ok && (isHeader || isKey && plainKey(key) && strings.HasPrefix(strings.TrimSpace(example[len(key):]), "= ")) {
			line = example + "\n"
		}
		kept = append(kept, line)
	}
	text := strings.ReplaceAll(strings.Join(kept, ""), "age1…", "age1abc")
	if !strings.Contains(text, "\n[backup]\ndir ") || !strings.Contains(text, "\n[[source]]\nname ") {
		t.Fatalf("the comments are not what this test expects:\n%s", text)
	}
	if m := mistakesOf(t, text); m != nil {
		t.Errorf("%v\n%s", m.Error(), text)
	}
}

func TestQuoteIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ToValidUTF8(rapid.String().Draw(t, "text"), "")
		values, err := parse("k = " + quote(text) + " # x")
		if err != nil || values["k"] != text {
			t.Fatalf("%q: %q, %v", text, values["k"], err)
		}
	})
}
