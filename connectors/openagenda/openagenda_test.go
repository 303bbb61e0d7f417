package openagenda

import (
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"tresse"
	"tresse/connectors"
)

func TestSampleLoads(t *testing.T) {
	var file struct {
		Source []toml.Primitive
	}
	meta, err := toml.Decode(Info().Sample, &file)
	if err != nil || len(file.Source) != 1 {
		t.Fatal(err)
	}
	// The keys of every source are taken by the caller.
	var common struct {
		Name, Kind, Every string
		Public            bool
	}
	if err := meta.PrimitiveDecode(file.Source[0], &common); err != nil || common.Kind != Info().Kind {
		t.Fatal(err, common)
	}
	c, err := Info().New(func(into any) error { return meta.PrimitiveDecode(file.Source[0], into) }, connectors.Env{Name: common.Name})
	if err != nil || c == nil {
		t.Fatal(err)
	}
	if left := meta.Undecoded(); len(left) != 0 {
		t.Error("keys that nobody takes:", left)
	}
}

func TestOptions(t *testing.T) {
	many := strings.Repeat("1,", 5) + "2"
	for _, c := range []struct {
		name, block string
		wants       []string // named in the error; none: it opens
	}{
		{"usual", `key = "x"` + "\nagendas = [1]", nil},
		{"repeated agendas", `key = "x"` + "\nagendas = [" + many + "]", nil},
		{"slash at the end", `key = "x"` + "\nurl = \"https://api.openagenda.com/v2/\"\nagendas = [1]", nil},
		{"nothing", "", []string{`"key"`, `"agendas"`}},
		{"no key", "agendas = [1]", []string{`"key"`}},
		{"blank key", "key = \" \"\nagendas = [1]", []string{`"key"`}},
		{"key of two lines", "key = \"a\\nb\"\nagendas = [1]", []string{`"key"`}},
		{"no agenda", "key = \"x\"\nagendas = []", []string{`"agendas"`}},
		{"impossible agenda", "key = \"x\"\nagendas = [1, -1]", []string{`"agendas"`}},
		{"no address", "key = \"x\"\nagendas = [1]\nurl = \"openagenda\"", []string{`"url"`}},
		{"address with a password", "key = \"x\"\nagendas = [1]\nurl = \"https://u:p@x.example\"", []string{`"url"`}},
		{"address with the key", "key = \"x\"\nagendas = [1]\nurl = \"https://x.example/v2?key=secret\"", []string{`"url"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Info().New(decoder(c.block), connectors.Env{Name: "agenda"})
			if len(c.wants) == 0 {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if tresse.TroubleOf(err) != tresse.TroubleConfig || tresse.AdviceOf(err) == "" {
				t.Fatal(err)
			}
			for _, want := range c.wants {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not named in %v", want, err)
				}
			}
			if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "u:p") {
				t.Error(err)
			}
		})
	}
}
